"""Files that a client hands in, one by one, before the application or the step that names them.

Each is looked into, bound by an act and kept as a file of the pages is (`minben.cases.hand_in_apart`). Only the client
that handed a file in can name it, and only for the same person; one that nothing names is erased after a day.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from minben import cases, files
from minben.ledger import acting

from .clients import SYSTEM
from .models import Upload
from .retrying import mark_of, once, sent_before

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from minben.cases import Brought
    from minben.files import Kept

    from .clients import Client


class Damaged(ValueError):  # noqa: N818 - says what is wrong
    """What arrived is not what the client says it has sent."""


@dataclass(frozen=True, slots=True)
class Place:
    """For whom a file is, in which service, and as which material."""

    subject: UUID
    service: str
    material: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken in; ``again`` where the same request had brought it before."""

    kept: Kept
    sha256: str
    again: bool


def take_in(
    client: Client, place: Place, file: Brought, key: str, *, sha256: str, keep: Callable[[], Kept]
) -> Taken:
    """Take a file in, once for a key, by ``keep``; ``sha256`` is what the client says of it, or nothing.

    Raises `Damaged`, `OtherRequest`, `minben.files.FileGone` where the key brought a file that was erased since, and
    what ``keep`` raises.
    """
    with file.path.open("rb") as bytes_:
        found = hashlib.file_digest(bytes_, "sha256").hexdigest()
    if sha256 and sha256.lower() != found:
        raise Damaged
    mark = mark_of(client.id, [str(place.subject), place.service, place.material, file.name, found])

    def before() -> Taken | None:
        note = sent_before(Upload, client.id, key, mark)
        if note is None:
            return None
        kept = files.kept([note.file]).get(note.file)
        if kept is None or kept.erased:
            raise files.FileGone
        return Taken(kept, found, again=True)

    def make() -> Taken:
        kept = keep()
        Upload.objects.create(
            file=kept.id,
            client=client.id,
            subject=place.subject,
            service=place.service,
            key=key,
            request=mark,
        )
        return Taken(kept, found, again=False)

    return once(before, make)


def must_be_own(client: Client, subject: UUID, answers: Mapping[str, Any]) -> None:
    """Raise `minben.cases.AnswerProblems` where answers name files that this client did not hand in for this person."""
    named = {name: _ids(value) for name, value in answers.items()}
    wanted = {one for ids in named.values() for one in ids}
    if not wanted:
        return
    with acting(SYSTEM):
        own = Upload.objects.filter(client=client.id, subject=subject, file__in=wanted)
        known = set(own.values_list("file", flat=True))
    wrong = {name: cases.NOT_THERE for name, ids in named.items() if not known.issuperset(ids)}
    if wrong:
        raise cases.AnswerProblems(wrong)


def _ids(value: object) -> set[UUID]:
    """The files that an answer names; what is no id is told by the check of the answers."""
    listed = value.get("files") if isinstance(value, dict) else None
    found = set()
    for one in listed if isinstance(listed, list) else ():
        try:
            found.add(UUID(str(one)))
        except ValueError:
            continue
    return found
