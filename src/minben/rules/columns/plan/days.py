"""Days of the Gregorian calendar: their parts, months later and between."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..kinds import (
    FIRST_DAY,
    LAST_DAY,
    Day,
    Integer,
)
from .node import Node, day_range, range_of, truncated, year_of

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, eq=False)
class DayNumber(Node):
    """The days from 1970-01-01 to a day, as an integer."""

    operand: Node

    @cached_property
    def type(self) -> Integer:
        inner = day_range(self.operand)
        return Integer(inner.low, inner.high)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class DayAt(Node):
    """The day that is so many days after 1970-01-01: DayNumber the other way round."""

    operand: Node

    @cached_property
    def type(self) -> Day:
        inner = range_of(self.operand)
        return Day(inner.low, inner.high)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


DAY_PARTS: Mapping[str, Integer] = {
    "year": Integer(1, 9999),
    "month": Integer(1, 12),
    "day": Integer(1, 31),
    "weekday": Integer(1, 7),
    "day of year": Integer(1, 366),
    "week": Integer(1, 53),
}


@dataclass(frozen=True, eq=False)
class DayPart(Node):
    """A part of a day: `year`, `month` (1 to 12), `day` (1 to 31), `weekday` (Monday 1 to Sunday 7), `day of year`
    (1 to 366), `week` (of ISO 8601: 1 to 53)."""

    part: str
    operand: Node

    @cached_property
    def type(self) -> Integer:
        if self.part != "year":
            return DAY_PARTS[self.part]
        days = day_range(self.operand)
        low, high = max(days.low, FIRST_DAY), min(days.high, LAST_DAY)
        return Integer(year_of(low), max(year_of(low), year_of(high)))

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class AddMonths(Node):
    """The same day so many months (an integer, may be negative) later, or that month's last day if it is shorter."""

    day: Node
    months: Node

    @cached_property
    def type(self) -> Day:
        day, months = day_range(self.day), range_of(self.months)
        # A month has 28 to 31 days; the exact ends are not worth the while.
        return Day(day.low + min(months.low * 31, months.low * 28), day.high + max(months.high * 31, 0))

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.day, self.months)


@dataclass(frozen=True, eq=False)
class MonthsBetween(Node):
    """The whole months from a day to another, negative backwards.

    That is (year2 * 12 + month2) - (year1 * 12 + month1), brought one nearer to 0 where it is positive and the second
    day of the month is below the first, or negative and the second day of the month is above the first. So from
    2024-02-29 it is 11 to 2025-02-28 and 12 to 2025-03-01.
    """

    start: Node
    end: Node

    @cached_property
    def type(self) -> Integer:
        start, end = day_range(self.start), day_range(self.end)
        return Integer(truncated(end.low - start.high, 28) - 1, truncated(end.high - start.low, 28) + 1)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.start, self.end)


@dataclass(frozen=True, eq=False)
class MakeDay(Node):
    """The day of a year, month and day (integers); null where there is no such day in the years 1 to 9999."""

    year: Node
    month: Node
    day: Node

    @cached_property
    def type(self) -> Day:
        return Day()

    @cached_property
    def nullable(self) -> bool:
        return True

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.year, self.month, self.day)
