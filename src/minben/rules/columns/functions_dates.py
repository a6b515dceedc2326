"""The built-in functions of dates, times and durations over columns (DMN 1.5, 10.3.4.1, 10.3.4.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..feel.temporal import MONTHS, WEEKDAYS
from . import build
from .abstract import (
    NULL,
    Abstract,
    RefusalError,
    Scalar,
    scalar,
)
from .build import add, number, subtract
from .functions import (
    Arguments,
    Functions,
    one,
    scalars,
)
from .kinds import (
    MICROSECONDS_OF_A_DAY,
    Clock,
    Date,
    Moment,
    Months,
    Number,
    String,
    Text,
)
from .lower_numbers import (
    scale_of,
)
from .lower_operators import (
    WHOLE,
    clock_of,
    date_of,
)
from .plan import (
    DayNumber,
    DayPart,
    Lookup,
    MakeDay,
    MonthsBetween,
    range_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FUNCTIONS = Functions()


@FUNCTIONS.named("date")
def _date(arguments: Arguments) -> Abstract:
    if len(arguments) == 3:
        found = scalars(arguments, Number, Number, Number)
        if found is None:
            return NULL
        if any(scale_of(part) for part in found):
            raise RefusalError("columns-date-parts")
        years = range_of(found[0].node)
        if years.low < 1 or years.high > 9999:
            raise RefusalError("columns-date-range")
        return scalar(Date(), MakeDay(*(part.node for part in found)))
    value = one(arguments[0])
    if isinstance(value, Scalar):
        if isinstance(value.kind, Date):
            return value
        if isinstance(value.kind, Moment):
            return date_of(value)
        if isinstance(value.kind, String):
            raise RefusalError("columns-parse", name="date")
    return NULL


@FUNCTIONS.named("time")
def _time(arguments: Arguments) -> Abstract:
    value = one(arguments[0])
    if len(arguments) == 1 and isinstance(value, Scalar):
        if isinstance(value.kind, Clock):
            return value
        if isinstance(value.kind, Moment) and not value.kind.zone:
            return scalar(Clock(), clock_of(value))
    raise RefusalError("columns-function", name="time")


@FUNCTIONS.named("date and time")
def _moment(arguments: Arguments) -> Abstract:
    first = one(arguments[0])
    if not isinstance(first, Scalar):
        return NULL
    if len(arguments) == 1:
        if isinstance(first.kind, String):
            raise RefusalError("columns-parse", name="date and time")
        return first if isinstance(first.kind, Moment) else fitted_moment(first)
    clock = one(arguments[1])
    if (
        not isinstance(clock, Scalar)
        or not isinstance(clock.kind, Clock)
        or not isinstance(first.kind, Date | Moment)
    ):
        return NULL
    day = date_of(first)
    if not isinstance(day, Scalar):
        return NULL
    micros = build.multiply(DayNumber(day.node), number(MICROSECONDS_OF_A_DAY))
    return scalar(Moment(), add(micros, clock.node))


def fitted_moment(day: Scalar) -> Abstract:
    """The start of a day in UTC, where a date and time is wanted; null for what is no day."""
    if not isinstance(day.kind, Date):
        return NULL
    return scalar(Moment("UTC"), build.multiply(DayNumber(day.node), number(MICROSECONDS_OF_A_DAY)))


@FUNCTIONS.named("years and months duration")
def _months(arguments: Arguments) -> Abstract:
    start, end = one(arguments[0]), one(arguments[1])
    if not isinstance(start, Scalar) or not isinstance(end, Scalar):
        return NULL
    if isinstance(start.kind, Moment) and isinstance(end.kind, Moment):
        raise RefusalError("columns-moments")
    if not isinstance(start.kind, Date | Moment) or not isinstance(end.kind, Date | Moment):
        return NULL
    first, last = date_of(start), date_of(end)
    if not isinstance(first, Scalar) or not isinstance(last, Scalar):
        return NULL
    return scalar(Months(0, 0), MonthsBetween(first.node, last.node))


def _calendar(part: str, names: Sequence[str] = ()) -> Callable[[Arguments], Abstract]:
    def body(arguments: Arguments) -> Abstract:
        value = one(arguments[0])
        if not isinstance(value, Scalar) or not isinstance(value.kind, Date | Moment):
            return NULL
        date = date_of(value)
        if not isinstance(date, Scalar):
            return NULL
        node = DayPart(part, date.node)
        if not names:
            return scalar(WHOLE, node)
        index = subtract(node, number(1))
        return scalar(String(), Lookup(index, tuple(names), Text(tuple(names))))

    return body


FUNCTIONS["day of week"] = _calendar("weekday", WEEKDAYS)
FUNCTIONS["month of year"] = _calendar("month", MONTHS)
FUNCTIONS["day of year"] = _calendar("day of year")
FUNCTIONS["week of year"] = _calendar("week")
