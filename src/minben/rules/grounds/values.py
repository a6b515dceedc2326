"""Values in words: `true` is yes, a date is 31 January 2025, `P1Y2M` is 1 year and 2 months."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ..feel.temporal import DAY, NANOS, Date, DateTime, DaysTime, Time, YearsMonths
from ..feel.values import Function, Range
from ..text import literal_of, number_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..feel.values import Value
    from .words import Words

_Units = tuple[tuple[str, str, int], ...]
_MONTHS: _Units = (("unit-year", "unit-years", 12), ("unit-month", "unit-months", 1))
_DAYS: _Units = (
    ("unit-day", "unit-days", DAY),
    ("unit-hour", "unit-hours", 3600 * NANOS),
    ("unit-minute", "unit-minutes", 60 * NANOS),
    ("unit-second", "unit-seconds", NANOS),
)
_FINEST = Decimal("0.000001")
_PLAIN_YEARS = range(1, 10_000)


def value_in_words(value: Value, words: Words, name: str = "") -> str:
    """A value (of the inside classes) as a person reads it; `name` is whose it is, for the titles of choices.

    >>> from .words import Words
    >>> value_in_words(YearsMonths(14), Words("en"))
    '1 year and 2 months'
    """
    match value:
        case None:
            return words.say("value-unknown")
        case bool():
            return words.say("value-yes" if value else "value-no")
        case Decimal():
            return _number(value, words)
        case str():
            return words.choice(name, value) or value
        case Date():
            return _date(value, words)
        case DateTime():
            return f"{_date(value.date, words)} {_time(value.time)}"
        case Time():
            return _time(value)
        case DaysTime() | YearsMonths():
            return duration_in_words(value, words)
        case list():
            return _list(value, words, name)
        case dict():
            return _context(value, words)
        case Range():
            return literal_of(value)
        case _:
            return words.say("value-function") if isinstance(value, Function) else str(value)


def _number(value: Decimal, words: Words) -> str:
    """A number to so many decimals as a person takes in."""
    rounded = value.quantize(_FINEST) if -40 < value.adjusted() < 20 else value
    if rounded == value or rounded.is_zero():
        return number_text(value)
    return words.say("value-about", value=number_text(rounded))


def quoted(value: Value, words: Words, name: str = "") -> str:
    """A value inside a sentence: a string that has no title stands in quotes, so that its end is seen."""
    if isinstance(value, str) and words.choice(name, value) is None:
        return words.say("value-quoted", value=value)
    return value_in_words(value, words, name)


def duration_in_words(value: DaysTime | YearsMonths, words: Words) -> str:
    """A duration by its units, those that are zero left out."""
    if isinstance(value, YearsMonths):
        amount, units = value.months, _MONTHS
    else:
        amount, units = value.nanos, _DAYS
    said: list[str] = []
    rest = abs(amount)
    for one, several, size in units:
        whole, rest = divmod(rest, size)
        # The least unit has the fractions, and is said where nothing else is.
        count = Decimal(whole) + Decimal(rest) / size if size == units[-1][2] else Decimal(whole)
        if count or (size == units[-1][2] and not said):
            said.append(words.say(one if count == 1 else several, count=number_text(count.normalize())))
    text = words.signs.units.join(said)
    return words.say("value-minus", value=text) if amount < 0 else text


def _date(value: Date, words: Words) -> str:
    if value.year not in _PLAIN_YEARS:
        return str(value)
    month = words.signs.months[value.month - 1]
    return words.say("value-date", year=str(value.year), month=month, day=str(value.day))


def _time(value: Time) -> str:
    """The time as FEEL writes it, without seconds where there are none."""
    written = str(value)
    return written[:5] + written[8:] if written[5:8] == ":00" and written[8:9] != "." else written


def _list(value: list[Value], words: Words, name: str) -> str:
    if not value:
        return words.say("value-nothing")
    return words.all_of([value_in_words(item, words, name) for item in value])


def _context(value: Mapping[str, Value], words: Words) -> str:
    entries = [
        words.say("pair", name=words.title(key), value=value_in_words(inner, words, key))
        for key, inner in value.items()
    ]
    return words.grouped(words.signs.comma.join(entries))
