"""Legal time: working days by a loaded calendar, and limits counted in them.

Statutory limits count working days from the day after the event (Administrative Licensing Law, article 82; General
Provisions of the Civil Law, article 201). Which days are worked is data of the jurisdiction: a year that is not loaded
is never guessed silently, a limit that reaches into it is *provisional*.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SATURDAY = 5
_LIMIT = re.compile(r"^\s*(\d{1,4})\s+(working|calendar)\s+days?\s*$")


class DayKind(StrEnum):
    """How the days of a limit are counted."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of days.

    >>> Limit.parse("20 working days")
    Limit(days=20, kind=<DayKind.WORKING: 'working'>)
    """

    days: int
    kind: DayKind

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read ``20 working days`` or ``60 calendar days``; raise ValueError on anything else."""
        match = _LIMIT.match(text)
        if match is None:
            raise ValueError(text)
        return cls(int(match[1]), DayKind(match[2]))

    def __str__(self) -> str:
        return f"{self.days} {self.kind} days"


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a limit; ``provisional`` when it lies beyond the loaded calendar."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of the years it covers.

    ``exceptions`` holds the days that differ from Monday-to-Friday (True: worked); ``years`` the years that are loaded.
    """

    years: frozenset[int]
    exceptions: Mapping[date, bool]

    def knows(self, day: date) -> bool:
        """Whether the year of this day is loaded."""
        return day.year in self.years

    def is_working(self, day: date) -> bool:
        """Whether this day is worked; outside the loaded years, by the weekday (ask `knows`)."""
        worked = self.exceptions.get(day)
        return day.weekday() < _SATURDAY if worked is None else worked

    def due(self, start: date, limit: Limit) -> Due:
        """The last day of ``limit`` when the event was on ``start``; the day of the event does not count."""
        if limit.kind is DayKind.CALENDAR:
            return Due(start + timedelta(days=limit.days), provisional=False)
        day, left, sure = start, limit.days, True
        while left:
            day += timedelta(days=1)
            sure = sure and self.knows(day)
            left -= self.is_working(day)
        return Due(day, provisional=not sure)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to ``end`` inclusive; negative when ``end`` lies before ``start``."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_working(day) for day in days)
