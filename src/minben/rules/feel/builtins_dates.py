"""Built-in functions on dates, times and durations (DMN 1.5, 10.3.4.1, 10.3.4.7 and 10.3.4.8)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from .operators import identical
from .registry import builtin, clock_builtin, counting_builtin
from .temporal import (
    MONTHS,
    NANOS,
    WEEKDAYS,
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    Zone,
    day_number,
    from_datetime,
    midnight_utc,
    offset_zone,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)

if TYPE_CHECKING:
    from datetime import datetime

    from .values import Value
    from .work import Spend


@builtin("date(from: string) -> date")
def date_from_text(from_: str) -> Value:
    return parse_date(from_)


@builtin("date(from: date) -> date")
def date_from_date(from_: Date) -> Value:
    return from_


@builtin("date(from: date and time) -> date")
def date_from_date_time(from_: DateTime) -> Value:
    return from_.date


@builtin("date(year: number, month: number, day: number) -> date")
def date_from_parts(year: Decimal, month: Decimal, day: Decimal) -> Value:
    return Date.of(_whole("year", year), _whole("month", month), _whole("day", day))


def _whole(name: str, number: Decimal) -> int:
    if number != number.to_integral_value() or abs(number) > 10**12:
        raise UndefinedError("bad-argument", name=name, value=number)
    return int(number)


@builtin("time(from: string) -> time")
def time_from_text(from_: str) -> Value:
    return parse_time(from_)


@builtin("time(from: time) -> time")
def time_from_time(from_: Time) -> Value:
    return from_


@builtin("time(from: date) -> time")
def time_from_date(from_: Date) -> Value:
    return midnight_utc(from_).time


@builtin("time(from: date and time) -> time")
def time_from_date_time(from_: DateTime) -> Value:
    return from_.time


@builtin("time(hour: number, minute: number, second: number, offset?: days and time duration?) -> time")
def time_from_parts(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTime | None = None) -> Value:
    for name, number, limit in (("hour", hour, 24), ("minute", minute, 60), ("second", second, 60)):
        if not 0 <= number < limit:
            raise UndefinedError("bad-argument", name=name, value=number)
    nanos = (_whole("hour", hour) * 60 + _whole("minute", minute)) * 60 * NANOS + int(second * NANOS)
    zone: Zone = None
    if offset is not None:
        if offset.nanos % NANOS:
            raise UndefinedError("no-such-offset", text=offset)
        zone = offset_zone(offset.nanos // NANOS)
    return Time(nanos, zone)


@builtin("date and time(from: string) -> date and time")
def date_time_from_text(from_: str) -> Value:
    return parse_date_time(from_)


@builtin("date and time(from: date and time) -> date and time")
def date_time_from_itself(from_: DateTime) -> Value:
    return from_


@builtin("date and time(date: date, time: time) -> date and time")
def date_time_from_date(date: Date, time: Time) -> Value:
    return DateTime(date, time)


@builtin("date and time(date: date and time, time: time) -> date and time")
def date_time_from_parts(date: DateTime, time: Time) -> Value:
    return DateTime(date.date, time)


@builtin("duration(from: string) -> Any")
def duration(from_: str) -> Value:
    return parse_duration(from_)


@builtin("years and months duration(from: date, to: date) -> years and months duration")
def months_between(from_: Date, to: Date) -> Value:
    return _months(from_, to, 0, 0)


@builtin("years and months duration(from: date and time, to: date and time) -> years and months duration")
def months_between_moments(from_: DateTime, to: DateTime) -> Value:
    return _months(from_.date, to.date, from_.time.nanos, to.time.nanos)


@builtin("years and months duration(from: date and time, to: date) -> years and months duration")
def months_from_moment(from_: DateTime, to: Date) -> Value:
    return _months(from_.date, to, 0, 0)


@builtin("years and months duration(from: date, to: date and time) -> years and months duration")
def months_to_moment(from_: Date, to: DateTime) -> Value:
    return _months(from_, to.date, 0, 0)


def _months(start: Date, end: Date, start_nanos: int, end_nanos: int) -> YearsMonths:
    """Whole months from start to end, negative backwards."""
    months = (end.year - start.year) * 12 + end.month - start.month
    rest = (end.day, end_nanos), (start.day, start_nanos)
    if months > 0 and rest[0] < rest[1]:
        months -= 1
    elif months < 0 and rest[0] > rest[1]:
        months += 1
    return YearsMonths.of(months)


def _date_of(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


# A date is tried before a date and time: each function below takes both.


@builtin("day of week(date: date) -> string")
@builtin("day of week(date: date and time) -> string")
def day_of_week(date: Date | DateTime) -> Value:
    return WEEKDAYS[_date_of(date).weekday - 1]


@builtin("month of year(date: date) -> string")
@builtin("month of year(date: date and time) -> string")
def month_of_year(date: Date | DateTime) -> Value:
    return MONTHS[_date_of(date).month - 1]


@builtin("day of year(date: date) -> number")
@builtin("day of year(date: date and time) -> number")
def day_of_year(date: Date | DateTime) -> Value:
    day = _date_of(date)
    return Decimal(day.number - day_number(day.year, 1, 1) + 1)


@builtin("week of year(date: date) -> number")
@builtin("week of year(date: date and time) -> number")
def week_of_year(date: Date | DateTime) -> Value:
    """The week by ISO 8601: the first week is the one with the year's first Thursday."""
    day = _date_of(date)
    thursday = Date.from_number(day.number - day.weekday + 4)
    return Decimal((thursday.number - day_number(thursday.year, 1, 1)) // 7 + 1)


@clock_builtin("now() -> date and time")
def now(instant: datetime) -> Value:
    return from_datetime(instant)


@clock_builtin("today() -> date")
def today(instant: datetime) -> Value:
    return from_datetime(instant).date


@counting_builtin("is(value1?: Any?, value2?: Any?) -> boolean")
def is_same(spend: Spend, value1: Value = None, value2: Value = None) -> Value:
    return identical(value1, value2, spend)
