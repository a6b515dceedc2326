"""Who is known: identifiers and the random ids that stand for them in acts and cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from minben.ledger import raw_cursor

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import LiteralString

    from minben.blueprint.model import SubjectKind

_IDENTITY = "SELECT kind, identifier FROM registers_subject WHERE id = %s"
_HOLD = "SELECT kind, identifier FROM registers_subject WHERE id = %s FOR NO KEY UPDATE"


def ensure_subjects(kind: SubjectKind | str, identifiers: Iterable[str]) -> dict[str, UUID]:
    """The ids of these subjects by identifier; those not known yet become known. One statement for all."""
    wanted = list(dict.fromkeys(identifiers))
    with connection.cursor() as cursor:
        cursor.execute("SELECT registers_ensure_subjects(%s, %s)", [str(kind), wanted])
        ids = cursor.fetchone()[0].split(",")
    return {identifier: UUID(id_.lstrip("+")) for identifier, id_ in zip(wanted, ids, strict=False)}


def find_subject(kind: SubjectKind | str, identifier: str) -> UUID | None:
    """The id of the subject with this identifier, None where nobody is known by it."""
    with raw_cursor() as cursor:
        cursor.execute("SELECT registers_find_subject(%s, %s)", [str(kind), identifier])
        ((found,),) = cursor.fetchall()
    return found if isinstance(found, UUID) else None


@dataclass(frozen=True, slots=True)
class Identity:
    """What a subject is and what it is known by; ``identifier`` is what rules call ``applicant``."""

    kind: str
    identifier: str


def identity_of(subject: UUID) -> Identity | None:
    """What a subject is known by.

    Seen by the subject and by the program at work; None for anybody else, and where the subject is not known.
    """
    return _identity(_IDENTITY, subject)


def hold_subject(subject: UUID) -> Identity | None:
    """Keep others from deciding for this subject and from writing about it until the transaction ends.

    What is read afterwards still holds when something is written because of it. Inside `acting` (system). Says what it
    is known by, None where it is not known.
    """
    return _identity(_HOLD, subject)


def _identity(statement: LiteralString, subject: UUID) -> Identity | None:
    with raw_cursor() as cursor:
        cursor.execute(statement, [subject])
        row = cursor.fetchone()
    return None if row is None else Identity(*row)
