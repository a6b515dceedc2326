"""Legal time: working days and hours by a loaded calendar, limits counted in them, and clocks that stand for a while.

Statutory limits count working days from the day after the event (Administrative Licensing Law, article 82; General
Provisions of the Civil Law, article 201). Which days are worked is data of the jurisdiction: a year that is not loaded
is never guessed silently, a limit that reaches into it is *provisional*. Time for which the law stops a clock is not
counted (the same law, article 45).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_SATURDAY = 5
_LIMIT = re.compile(r"^\s*(\d{1,4})\s+(working day|calendar day|working hour)s?\s*$")
DAY = timedelta(days=1)
NEVER = date.max
"""Until when a clock stands that nothing has set going again."""


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "calendar days"
    WORKING_HOURS = "working hours"


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of days or hours.

    >>> Limit.parse("20 working days")
    Limit(count=20, unit=<Unit.WORKING_DAYS: 'working days'>)
    """

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read ``20 working days``, ``60 calendar days``, ``4 working hours``; raise ValueError on anything else."""
        match = _LIMIT.match(text)
        if match is None:
            raise ValueError(text)
        return cls(int(match[1]), Unit(f"{match[2]}s"))

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a limit; ``provisional`` when it lies beyond the loaded calendar."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class DueAt:
    """The moment at which a limit in working hours ends."""

    at: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A clock that stands: how much of its limit is left, in days, or in seconds of working hours."""

    left: int
    provisional: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """The days for which a clock stands: those after ``after``, the last of them ``until``."""

    after: date
    until: date = NEVER

    def takes(self, day: date) -> bool:
        """Whether this day does not count."""
        return self.after < day <= self.until

    def holds_over(self, day: date) -> bool:
        """Whether the clock stands when this day ends."""
        return self.after <= day < self.until


@dataclass(frozen=True, slots=True)
class Halt:
    """The time for which a clock of hours stands; ``until`` is None while nothing has set it going again."""

    since: datetime
    until: datetime | None = None

    def holds_over(self, moment: datetime) -> bool:
        """Whether the clock stands at this moment."""
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of the years it covers, and the hours of a working day.

    ``exceptions`` holds the days that differ from Monday-to-Friday (True: worked); ``years`` the years that are loaded;
    ``hours`` the times from and to which a working day is worked, in order.
    """

    years: frozenset[int]
    exceptions: Mapping[date, bool]
    hours: tuple[tuple[time, time], ...] = ()

    def knows(self, day: date) -> bool:
        """Whether the year of this day is loaded."""
        return day.year in self.years

    def is_working(self, day: date) -> bool:
        """Whether this day is worked; outside the loaded years, by the weekday (ask `knows`)."""
        worked = self.exceptions.get(day)
        return day.weekday() < _SATURDAY if worked is None else worked

    def due(self, start: date, limit: Limit) -> Due:
        """The last day of ``limit`` when the event was on ``start``; the day of the event does not count."""
        found = self.reckon(start, limit)
        if not isinstance(found, Due):
            raise ValueError(limit)
        return found

    def reckon(self, start: date, limit: Limit, stops: Sequence[Stop] = ()) -> Due | Standing:
        """The last day of a limit in days, or what is left of it where its clock stands still.

        A limit passes with the first day that ends with nothing left and the clock running: one that is stopped on its
        last day ends on the day on which it runs again.

        >>> Calendar(frozenset({2026}), {}).reckon(
        ...     date(2026, 3, 2), Limit.parse("5 working days"), [Stop(date(2026, 3, 4), date(2026, 3, 11))])
        Due(day=datetime.date(2026, 3, 16), provisional=False)
        """
        if limit.unit is Unit.WORKING_HOURS:
            raise ValueError(limit)
        day, left, sure = start, limit.count, True
        while left or any(stop.holds_over(day) for stop in stops):
            if any(stop.until == NEVER and stop.after <= day for stop in stops):
                return Standing(left, provisional=not sure)
            day += DAY
            if any(stop.takes(day) for stop in stops):
                continue
            if limit.unit is Unit.CALENDAR_DAYS:
                left -= 1
            elif left:
                sure = sure and self.knows(day)
                left -= self.is_working(day)
        return Due(day, provisional=not sure)

    def reckon_hours(self, start: datetime, left: timedelta, halts: Sequence[Halt] = ()) -> DueAt | Standing:
        """The moment at which so much working time has passed, or what is left of it where its clock stands still.

        Moments are in the jurisdiction's zone. Raises ValueError where the calendar says no hours.

        >>> day = Calendar(frozenset({2026}), {}, ((time(9), time(12)), (time(13), time(17))))
        >>> str(day.reckon_hours(datetime(2026, 3, 6, 15), timedelta(hours=4)).at)
        '2026-03-09 11:00:00'
        """
        if not self.hours:
            raise ValueError(left)
        for begins, ends in self._running(start, halts):
            if ends - begins < left:
                left -= ends - begins
                continue
            at, left = begins + left, timedelta()
            if not any(halt.holds_over(at) for halt in halts):
                return DueAt(at, provisional=not self._knows_all(start, at))
        since = min(halt.since for halt in halts if halt.until is None)
        return Standing(int(left.total_seconds()), provisional=not self._knows_all(start, since))

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to ``end`` inclusive; negative when ``end`` lies before ``start``."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_working(day) for day in days)

    def _running(self, start: datetime, halts: Sequence[Halt]) -> Iterator[tuple[datetime, datetime]]:
        """The pieces of working time from a moment on for which a clock runs; they end where it stands for good."""
        for begins, ends in self._worked(start):
            at = begins
            for halt in sorted(halts, key=lambda one: one.since):
                if halt.since < ends and (halt.until is None or halt.until > at):
                    if halt.since > at:
                        yield at, halt.since
                    if halt.until is None:
                        return
                    at = halt.until
            if at < ends:
                yield at, ends

    def _worked(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working times from a moment on, in its zone."""
        day, zone = start.date(), start.tzinfo
        while True:
            for since, until in self.hours if self.is_working(day) else ():
                ends = datetime.combine(day, until, zone)
                if ends > start:
                    yield max(datetime.combine(day, since, zone), start), ends
            day += DAY

    def _knows_all(self, first: datetime, last: datetime) -> bool:
        return all(year in self.years for year in range(first.year, max(first, last).year + 1))
