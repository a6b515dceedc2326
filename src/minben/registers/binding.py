"""What an act commits to when it writes a record: everything about the version, so that nothing is changed behind it.

The commitment is an HMAC under a salt kept in the record (see `minben.ledger.commit_values`) over the canonical bytes
of one list. The key may be a personal number, so it is inside the HMAC and nowhere in the act. `bound` gives the list;
bulk loads, which do this a million times, put the same bytes together with `frame`.
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
        provenance,
        str(subject),
        valid_from.isoformat(),
        key,
        values,
    ]


def recorded_text(recorded_at: datetime) -> str:
    """A moment as commitments write it, in UTC with microseconds."""
    return recorded_at.astimezone(UTC).isoformat(timespec="microseconds")


def canonical_values(values: Mapping[str, object]) -> str:
    """The canonical text of a record's values: they hold text and booleans under ASCII names only (RFC 8785)."""
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()


def frame(register: str, recorded_at: str, provenance: str, *, is_end: bool) -> str:
    """The canonical text of `bound` for the versions of one load, with places for what differs.

    ``provenance`` is canonical JSON. The text is filled in with the subject and the day as they are, and the key and
    the values as canonical JSON.

    >>> frame("people", "2026-05-01T00:00:00.000000+00:00", "{}", is_end=False) % ("5f0c", "2026-05-01", '"k"', "{}")
    '["people","2026-05-01T00:00:00.000000+00:00",false,{},"5f0c","2026-05-01","k",{}]'
    """
    head = orjson.dumps([register, recorded_at, is_end, orjson.Fragment(provenance)]).decode()[:-1]
    return head.replace("%", "%%") + ',"%s","%s",%s,%s]'


def leaf(record: bytes, commitment: bytes) -> bytes:
    """What a batch's Merkle tree holds of one record: the 16 bytes of its id and the 32 of its commitment."""
    return record + commitment
