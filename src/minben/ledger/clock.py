"""The jurisdiction clock: which legal day it is.

Deadlines, ages and dates of decisions follow this one clock. It is real time in the jurisdiction's zone unless somebody
sets another, such as the day that a demonstration plays. The zone is the blueprint's, so the room that knows which
blueprint is in force says it (`set_zone`); before anybody has, it is UTC. Acts and recorded times are real time always
and never ask this module.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Clock = Callable[[], datetime]
    Zone = Callable[[], tzinfo]


def _utc() -> tzinfo:
    return UTC


@dataclass(slots=True)
class _Jurisdiction:
    """What all threads of this process share."""

    zone: Zone


_jurisdiction = _Jurisdiction(_utc)


def set_zone(zone: Zone) -> None:
    """Let ``zone`` tell, in every thread of this process, in which time zone legal days begin and end."""
    _jurisdiction.zone = zone


def _real_time() -> datetime:
    return datetime.now(_jurisdiction.zone())


_clock: ContextVar[Clock] = ContextVar("minben_clock", default=_real_time)


def legal_now() -> datetime:
    """The legal moment, in the jurisdiction's zone."""
    return _clock.get()()


def legal_today() -> date:
    """The legal day."""
    return legal_now().date()


def set_clock(clock: Clock | None) -> None:
    """Let this process (this context, in the words of `contextvars`) take its legal time from ``clock``.

    ``clock`` returns an aware datetime in the jurisdiction's zone; None goes back to real time.
    """
    _clock.set(clock or _real_time)


@contextmanager
def legal_clock(clock: Clock) -> Iterator[None]:
    """Take legal time from ``clock`` within a block.

    >>> from datetime import UTC
    >>> with legal_clock(lambda: datetime(2026, 5, 1, tzinfo=UTC)):
    ...     legal_today()
    datetime.date(2026, 5, 1)
    """
    token = _clock.set(clock)
    try:
        yield
    finally:
        _clock.reset(token)
