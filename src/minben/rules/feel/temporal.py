"""Dates, times and durations as FEEL has them (DMN 1.5, 10.3.2.3), which is more than the standard library has.

Years run from -999999999 to 999999999, seconds have nine decimals, a time may have an offset or a named zone, and
a duration of months is not a duration of days. Values are immutable; instants are compared by whole seconds, as
the conformance kit has it. `values` converts to and from the standard library wherever that can hold the value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..errors import UndefinedError

NANOS = 1_000_000_000
DAY = 86_400 * NANOS
MAX_YEAR = 999_999_999
MAX_MONTHS = 12 * 2_147_483_647
MAX_NANOS = 9_223_372_036_854_775_807 * NANOS
MAX_OFFSET = 18 * 3600

Zone = int | ZoneInfo | None
"""Seconds east of UTC, a named zone, or None for local time."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""The names that FEEL gives the days of a week."""
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""The names that FEEL gives the months of a year."""

_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    """Whether the year, counted with a year 0, has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month - 1]


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the Gregorian calendar, for any year.

    >>> day_number(1970, 1, 1), day_number(2000, 3, 1)
    (0, 11017)
    """
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day of the Gregorian calendar; the year may be 0 or negative."""

    year: int
    month: int
    day: int

    @classmethod
    def of(cls, year: int, month: int, day: int) -> Date:
        """The date, checked. Raises `UndefinedError` where there is no such day."""
        if abs(year) > MAX_YEAR or not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
            raise UndefinedError("no-such-date", year=year, month=month, day=day)
        return cls(year, month, day)

    @classmethod
    def from_number(cls, number: int) -> Date:
        """The date that many days after 1970-01-01."""
        era, day_of_era = divmod(number + 719_468, 146_097)
        year = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
        day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
        shifted = (5 * day_of_year + 2) // 153
        month = (shifted + 2) % 12 + 1
        return cls.of(year + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1)

    @property
    def number(self) -> int:
        """Days since 1970-01-01."""
        return day_number(self.year, self.month, self.day)

    @property
    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return (self.number + 3) % 7 + 1

    def plus_months(self, months: int) -> Date:
        """The same day of another month, or that month's last day."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        if abs(year) > MAX_YEAR:
            raise UndefinedError("out-of-range")
        return Date(year, month + 1, min(self.day, days_in_month(year, month + 1)))

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


def _zone_text(zone: Zone) -> str:
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    if zone == 0:
        return "Z"
    minutes, seconds = divmod(abs(zone), 60)
    tail = f":{seconds:02d}" if seconds else ""
    return f"{'-' if zone < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}{tail}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: nanoseconds since midnight, and its zone."""

    nanos: int
    zone: Zone = None

    @property
    def hour(self) -> int:
        """0 to 23."""
        return self.nanos // (3600 * NANOS)

    @property
    def minute(self) -> int:
        """0 to 59."""
        return self.nanos // (60 * NANOS) % 60

    @property
    def second(self) -> int:
        """0 to 59."""
        return self.nanos // NANOS % 60

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC; of a named zone its standard offset (it has no date to know summer time by)."""
        if isinstance(self.zone, ZoneInfo):
            return _standard_offset(self.zone.key)
        return self.zone

    @property
    def instant(self) -> int:
        """Seconds since midnight UTC (midnight local time without a zone)."""
        return self.nanos // NANOS - (self.offset or 0)

    def __str__(self) -> str:
        fraction = f".{self.nanos % NANOS:09d}".rstrip("0") if self.nanos % NANOS else ""
        clock = f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}"
        return f"{clock}{fraction}{_zone_text(self.zone)}"


@lru_cache(maxsize=1024)
def _standard_offset(key: str) -> int:
    offsets = [datetime(2000, month, 1, tzinfo=ZoneInfo(key)).utcoffset() or timedelta(0) for month in (1, 7)]
    return int(min(offsets).total_seconds())


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date and a time."""

    date: Date
    time: Time

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC, None for local time."""
        if not isinstance(self.time.zone, ZoneInfo):
            return self.time.zone
        local = _near_date(self.date.number) + timedelta(seconds=self.time.nanos // NANOS)
        return _seconds(local.replace(tzinfo=self.time.zone).utcoffset())

    @property
    def nanos(self) -> int:
        """Nanoseconds since 1970-01-01T00:00:00 UTC (the same in local time without a zone)."""
        return self.date.number * DAY + self.time.nanos - (self.offset or 0) * NANOS

    @property
    def instant(self) -> int:
        """Whole seconds since 1970-01-01T00:00:00 UTC (the same in local time without a zone)."""
        return self.nanos // NANOS

    def plus_nanos(self, nanos: int) -> DateTime:
        """Later by a duration. The zone stays; where its clock was changed on the way, the local time shows it."""
        days, rest = divmod(self.nanos + nanos, DAY)
        offset = self.offset or 0
        if isinstance(self.time.zone, ZoneInfo):
            instant = _near_date(days).replace(tzinfo=UTC) + timedelta(seconds=rest // NANOS)
            offset = _seconds(instant.astimezone(self.time.zone).utcoffset())
        days, rest = divmod(days * DAY + rest + offset * NANOS, DAY)
        return DateTime(Date.from_number(days), Time(rest, self.time.zone))

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


def _near_date(number: int) -> datetime:
    """The midnight of a day, or of the like day between 2000 and 2399: calendar and zones repeat every 400 years."""
    if not _FIRST_DAY <= number <= _LAST_DAY:
        number = _DAY_2000 + (number - _DAY_2000) % 146_097
    return datetime.combine(date.fromordinal(number + _ORDINAL_1970), time())


def _seconds(offset: timedelta | None) -> int:
    return 0 if offset is None else int(offset.total_seconds())


_ORDINAL_1970 = date(1970, 1, 1).toordinal()
_DAY_2000 = day_number(2000, 1, 1)
# Some days short of what the standard library holds, so that an offset cannot lead out of it.
_FIRST_DAY, _LAST_DAY = day_number(2, 1, 1), day_number(9999, 1, 1)


def midnight_utc(day: Date) -> DateTime:
    """The instant that a date stands for where a date and time is wanted."""
    return DateTime(day, Time(0, 0))


@dataclass(frozen=True, slots=True, order=True)
class DaysTime:
    """A days and time duration, in nanoseconds."""

    nanos: int

    @classmethod
    def of(cls, nanos: int) -> DaysTime:
        """The duration, checked against the range."""
        if abs(nanos) > MAX_NANOS:
            raise UndefinedError("out-of-range")
        return cls(nanos)

    def part(self, unit: int, modulus: int) -> int:
        """Whole units of so many nanoseconds, of the next larger unit that has `modulus` of them, with the sign."""
        whole = abs(self.nanos) // unit
        return (whole % modulus if modulus else whole) * (-1 if self.nanos < 0 else 1)

    def __str__(self) -> str:
        if self.nanos == 0:
            return "PT0S"
        days, rest = divmod(abs(self.nanos), DAY)
        seconds, fraction = divmod(rest, NANOS)
        second_text = f"{seconds % 60}" + (f".{fraction:09d}".rstrip("0") if fraction else "")
        clock = "".join(
            f"{amount}{unit}"
            for amount, unit in (
                (seconds // 3600, "H"),
                (seconds // 60 % 60, "M"),
            )
            if amount
        ) + (f"{second_text}S" if second_text != "0" else "")
        return f"{'-' if self.nanos < 0 else ''}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years and months duration, in months: `YearsMonths(14)` is a year and two months."""

    months: int

    @classmethod
    def of(cls, months: int) -> YearsMonths:
        """The duration, checked against the range."""
        if abs(months) > MAX_MONTHS:
            raise UndefinedError("out-of-range")
        return cls(months)

    def __str__(self) -> str:
        if self.months == 0:
            return "P0M"
        years, months = divmod(abs(self.months), 12)
        sign = "-" if self.months < 0 else ""
        return f"{sign}P{f'{years}Y' if years else ''}{f'{months}M' if months else ''}"


_DATE = r"(?P<year>-?(?:[1-9]\d{3,8}|0\d{3}))-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = (
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d+))?"
    r"(?P<zone>Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+\-/]+)?"
)
_DATE_RE = re.compile(_DATE, re.ASCII)
_TIME_RE = re.compile(_TIME, re.ASCII)
_DATE_TIME_RE = re.compile(f"{_DATE}(?:T{_TIME})?", re.ASCII)
_MONTHS_RE = re.compile(r"(-)?P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)
_DAYS_RE = re.compile(
    r"(-)?P(?=\d|T\d)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?", re.ASCII
)


def parse_date(text: str) -> Date:
    """The date written `YYYY-MM-DD`. Raises `UndefinedError`."""
    match = _DATE_RE.fullmatch(text)
    if match is None:
        raise UndefinedError("not-a-date", text=text)
    return Date.of(int(match["year"]), int(match["month"]), int(match["day"]))


def parse_time(text: str) -> Time:
    """The time written `hh:mm:ss`, with fraction, offset or `@zone` as may be. Raises `UndefinedError`."""
    match = _TIME_RE.fullmatch(text)
    if match is None:
        raise UndefinedError("not-a-time", text=text)
    return Time(_clock(match) % DAY, _zone(match["zone"]))


def parse_date_time(text: str) -> DateTime:
    """The date and time written `YYYY-MM-DDThh:mm:ss`; a date alone is its midnight. Raises `UndefinedError`."""
    match = _DATE_TIME_RE.fullmatch(text)
    if match is None:
        raise UndefinedError("not-a-date-and-time", text=text)
    day = Date.of(int(match["year"]), int(match["month"]), int(match["day"]))
    if match["hour"] is None:
        return DateTime(day, Time(0))
    clock = _clock(match)
    if clock == DAY:
        return DateTime(Date.from_number(day.number + 1), Time(0, _zone(match["zone"])))
    return DateTime(day, Time(clock, _zone(match["zone"])))


def parse_duration(text: str) -> DaysTime | YearsMonths:
    """The duration written `P1Y2M` or `P1DT2H3M4S`. Raises `UndefinedError`."""
    if match := _MONTHS_RE.fullmatch(text):
        sign, years, months = match.groups()
        total = int(years or 0) * 12 + int(months or 0)
        return YearsMonths.of(-total if sign else total)
    if match := _DAYS_RE.fullmatch(text):
        sign, days, hours, minutes, seconds, fraction = match.groups()
        whole = int(days or 0) * 86_400 + int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
        nanos = whole * NANOS + _nanos(fraction)
        return DaysTime.of(-nanos if sign else nanos)
    raise UndefinedError("not-a-duration", text=text)


def _nanos(fraction: str | None) -> int:
    return int((fraction or "0").ljust(9, "0")[:9])


def _clock(match: re.Match[str]) -> int:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"])
    nanos = _nanos(match["fraction"])
    ends_the_day = (hour, minute, second, nanos) == (24, 0, 0, 0)
    if (hour > 23 and not ends_the_day) or minute > 59 or second > 59:
        raise UndefinedError("not-a-time", text=match.string)
    return (hour * 3600 + minute * 60 + second) * NANOS + nanos


def _zone(text: str | None) -> Zone:
    if text is None:
        return None
    if text == "Z":
        return 0
    if text.startswith("@"):
        return named_zone(text[1:])
    parts = [int(part) for part in text[1:].split(":")]
    if parts[1] > 59 or (len(parts) > 2 and parts[2] > 59):
        raise UndefinedError("no-such-offset", text=text)
    seconds = parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)
    return offset_zone(-seconds if text.startswith("-") else seconds)


def offset_zone(seconds: int) -> int:
    """The zone of an offset, checked: no more than 18 hours."""
    if abs(seconds) > MAX_OFFSET:
        raise UndefinedError("no-such-offset", text=f"{seconds} s")
    return seconds


@lru_cache(maxsize=1024)
def named_zone(key: str) -> ZoneInfo:
    """The zone of the IANA data base. Raises `UndefinedError`."""
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UndefinedError("no-such-zone", text=key) from None


def from_datetime(value: datetime) -> DateTime:
    """A standard date and time as FEEL has it, its zone kept."""
    nanos = ((value.hour * 60 + value.minute) * 60 + value.second) * NANOS + value.microsecond * 1000
    zone: Zone = None
    if isinstance(value.tzinfo, ZoneInfo):
        zone = value.tzinfo
    elif value.tzinfo is UTC:
        zone = 0
    elif (offset := value.utcoffset()) is not None:
        zone = int(offset.total_seconds())
    return DateTime(Date(value.year, value.month, value.day), Time(nanos, zone))
