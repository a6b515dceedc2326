"""Identifiers and real time: what an act is called and when it happened."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from uuid import UUID

VERSION_AND_VARIANT = 0x7 << 76 | 0b10 << 62
RANDOM = (1 << 62) - 1


def uuid7() -> UUID:
    """A UUID of version 7 (RFC 9562, method 3): milliseconds, then a 4096th of one, then 62 random bits.

    New ids sort after older ones of the same machine, so that indexes on them grow at one end.

    >>> uuid7().version
    7
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    return UUID(
        int=milliseconds << 80
        | fraction << 64
        | int.from_bytes(os.urandom(8), "big") & RANDOM
        | VERSION_AND_VARIANT
    )


def uuid7s(number: int) -> list[UUID]:
    """So many new ids in ascending order: they count on from the first."""
    # The highest random bit gives way, so that counting never reaches the variant's bits.
    first = uuid7().int & ~(1 << 61)
    return [UUID(int=first + each) for each in range(number)]


def now() -> datetime:
    """Real time in UTC. Acts never take their time from the jurisdiction clock."""
    return datetime.now(UTC)


def timestamp(at: datetime) -> str:
    """RFC 3339 in UTC with microseconds, as bodies of acts and heads hold it.

    >>> timestamp(datetime(2026, 5, 1, 8, 30, tzinfo=UTC))
    '2026-05-01T08:30:00.000000Z'
    """
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"
