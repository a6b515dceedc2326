"""What may be sent again: told from another request by a mark, and made or done once for a key of a client.

The note of it stands in the transaction that made it, unique by client and key; so of two that come at once the second
leaves nothing behind, and finds what the first has made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import orjson
from django.db import IntegrityError
from django.utils.crypto import salted_hmac

from minben.ledger import acting

from .clients import SYSTEM
from .models import Deed, Sent

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

T = TypeVar("T")
S = TypeVar("S", bound=Sent)


class OtherRequest(ValueError):  # noqa: N818 - says what is wrong
    """The idempotency key was used for another request."""


def mark_of(client: UUID, said: object) -> bytes:
    """Tells what a client sends from what else it sends, and nothing about what it says."""
    text = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    return salted_hmac(f"minben.api.request:{client}", text, algorithm="sha256").digest()


def must_be(mark: bytes, request: bytes | memoryview) -> None:
    """Raise `OtherRequest` where what was sent with this key before is another request."""
    if bytes(request) != mark:
        raise OtherRequest


def sent_before(model: type[S], client: UUID, key: str, mark: bytes) -> S | None:
    """The note of what was sent with this key; raises `OtherRequest` where it was something else."""
    note = model._default_manager.filter(client=client, key=key).first()
    if note is not None:
        must_be(mark, note.request)
    return note


def once(before: Callable[[], T | None], make: Callable[[], T]) -> T:
    """What was made before, or is made now, all or nothing. ``make`` leaves a note of it in the same transaction."""
    try:
        with acting(SYSTEM):
            return before() or make()
    except IntegrityError:
        # The same key came twice at once, and the other was first.
        with acting(SYSTEM):
            made = before()
        if made is None:
            raise
        return made


def do_once(client: UUID, key: str, said: object, do: Callable[[], None]) -> None:
    """Do something that has not been done with this key; without a key, do it.

    The note comes first: who comes second waits for the first, and finds it done, or does it where the first could not.
    """
    if not key:
        do()
        return
    mark = mark_of(client, said)

    def make() -> Deed:
        deed = Deed.objects.create(client=client, key=key, request=mark)
        do()
        return deed

    once(lambda: sent_before(Deed, client, key, mark), make)
