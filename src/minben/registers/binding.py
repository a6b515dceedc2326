"""What an act commits to when it writes a record: everything about the version, so that nothing is changed behind it.

The commitment is an HMAC under a salt kept in the record (see `minben.ledger.commit_values`) over the canonical bytes
of one list. The key may be a personal number, so it is inside the HMAC and nowhere in the act. `bound` gives the list;
bulk loads, which do this a million times, put the same bytes together with `Frame`.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from minben.ledger import Json


def bound(
    register: str,
    key: str,
    subject: UUID,
    valid_from: date,
    recorded_at: datetime,
    provenance: Mapping[str, Json],
    values: Mapping[str, Json],
    *,
    is_end: bool,
) -> Json:
    """What is committed to of one version: all its columns but those that superseding changes."""
    return [
        register,
        recorded_text(recorded_at),
        is_end,
        str(subject),
        valid_from.isoformat(),
        key,
        provenance,
        values,
    ]


def recorded_text(recorded_at: datetime) -> str:
    """A moment as commitments write it, in UTC with microseconds."""
    return recorded_at.astimezone(UTC).isoformat(timespec="microseconds")


def canonical_values(values: Mapping[str, object]) -> bytes:
    """The canonical bytes of a record's values: they hold text and booleans under ASCII names only (RFC 8785)."""
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS)


class Frame:
    """Puts together the canonical bytes of `bound` for many versions of one load.

    >>> Frame("population", "2026-05-01T00:00:00.000000+00:00").content(
    ...     b'"k"', "5f0c", "2026-05-01", b'{"row":1}', b"{}", is_end=False)
    b'["population","2026-05-01T00:00:00.000000+00:00",false,"5f0c","2026-05-01","k",{"row":1},{}]'
    """

    def __init__(self, register: str, recorded_at: str) -> None:
        head = orjson.dumps([register, recorded_at])[:-1]
        self._heads = (head + b',false,"', head + b',true,"')

    def content(
        self, key: bytes, subject: str, valid_from: str, provenance: bytes, values: bytes, *, is_end: bool
    ) -> bytes:
        """The bytes of one version; ``key``, ``provenance`` and ``values`` are canonical JSON already."""
        middle = f'{subject}","{valid_from}",'.encode()
        return b"".join((self._heads[is_end], middle, key, b",", provenance, b",", values, b"]"))


def leaf(record: bytes, commitment: bytes) -> bytes:
    """What a batch's Merkle tree holds of one record: the 16 bytes of its id and the 32 of its commitment."""
    return record + commitment
