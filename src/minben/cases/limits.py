"""When a step has to be done: its clock, its last day or moment, and since when it is urgent.

A term is worked out anew from the day of its start, the limit, its extension and the pauses, whenever one of them or
the calendar changes; so nothing is lost or gained by the order in which that happens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from minben.blueprint.calendar import NEVER, Due, Halt, Limit, Standing, Stop, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minben.blueprint.calendar import Calendar

_URGENT_SHARE = 5
"""The last fifth of a limit is urgent, and its last day or hour at the least."""


class Interval(Protocol):
    """A time for which clocks stand, from a legal day and moment on; it goes on while its end is None."""

    @property
    def starts_on(self) -> date:
        """The day after which clocks of days stand."""

    @property
    def starts_at(self) -> datetime:
        """The moment from which clocks of hours stand."""

    @property
    def ends_on(self) -> date | None:
        """The last day that does not count."""

    @property
    def ends_at(self) -> datetime | None:
        """The moment at which clocks of hours run again."""


@dataclass(frozen=True, slots=True)
class Start:
    """The legal day and moment from which a limit counts."""

    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Term:
    """The limit of one step: it ends with the day ``due``, or at ``due_at``, and is urgent from ``amber_on``.

    ``provisional`` where it lies beyond the calendar that is loaded. ``left`` is what is left of it while its clock
    stands, in days, or in seconds of working hours; there is no ``due`` then.
    """

    due: date | None = None
    provisional: bool = False
    amber_on: date | None = None
    due_at: datetime | None = None
    amber_at: datetime | None = None
    left: int | None = None


NO_TERM = Term()


def term(calendar: Calendar, start: Start, limit: Limit, pauses: Sequence[Interval] = ()) -> Term:
    """The limit counted from an event, whose day does not count, without the time for which its clock stands.

    >>> from datetime import UTC
    >>> from minben.blueprint.calendar import Calendar, Limit
    >>> monday = Start(date(2026, 3, 2), datetime(2026, 3, 2, 9, tzinfo=UTC))
    >>> term(Calendar(frozenset({2026}), {}), monday, Limit.parse("5 working days")).due
    datetime.date(2026, 3, 9)
    """
    if limit.unit is Unit.WORKING_HOURS:
        return _in_hours(calendar, start.at, limit, pauses)
    stops = [Stop(pause.starts_on, pause.ends_on or NEVER) for pause in pauses]
    ends = calendar.reckon(start.on, limit, stops)
    if isinstance(ends, Standing):
        return Term(left=ends.left, provisional=ends.provisional)
    share = max(1, limit.count // _URGENT_SHARE)
    urgent = calendar.reckon(start.on, Limit(max(0, limit.count - share), limit.unit), stops)
    return Term(ends.day, ends.provisional, urgent.day if isinstance(urgent, Due) else ends.day)


def lengthened(
    calendar: Calendar,
    start: Start,
    limit: Limit,
    extended: int,
    promised: Limit | None,
    pauses: Sequence[Interval],
) -> tuple[Term, date | None]:
    """A limit with its extension, urgent as soon as a shorter promise would be; and the last day of the promise."""
    found = term(calendar, start, Limit(limit.count + extended, limit.unit), pauses)
    if promised is None or found.due is None:
        return found, None
    sooner = term(calendar, start, promised, pauses)
    if sooner.amber_on is None:
        return found, None
    return replace(found, amber_on=sooner.amber_on, amber_at=sooner.amber_at), sooner.due


def until(day: date, since: date) -> Term:
    """A limit that ends with a day that a fact names; urgent in the last fifth of the time since it runs."""
    share = max(1, (day - since).days // _URGENT_SHARE)
    return Term(day, amber_on=day - timedelta(days=share))


def _in_hours(calendar: Calendar, start: datetime, limit: Limit, pauses: Sequence[Interval]) -> Term:
    zone = start.tzinfo
    halts = [
        Halt(pause.starts_at.astimezone(zone), pause.ends_at.astimezone(zone) if pause.ends_at else None)
        for pause in pauses
    ]
    whole = timedelta(hours=limit.count)
    ends = calendar.reckon_hours(start, whole, halts)
    if isinstance(ends, Standing):
        return Term(left=ends.left, provisional=ends.provisional)
    share = max(timedelta(hours=1), whole / _URGENT_SHARE)
    urgent = calendar.reckon_hours(start, max(timedelta(), whole - share), halts)
    amber_at = ends.at if isinstance(urgent, Standing) else urgent.at
    return Term(ends.at.date(), ends.provisional, amber_at.date(), ends.at, amber_at)
