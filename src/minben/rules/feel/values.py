"""The values of FEEL, and how they come from Python and go back.

| FEEL                       | inside      | in facts and results                                 |
|----------------------------|-------------|------------------------------------------------------|
| number                     | `Decimal`   | `Decimal`; `int` and `float` are taken too           |
| string, boolean, null      | `str`, `bool`, `None` | the same                                   |
| date                       | `Date`      | `datetime.date`                                      |
| time                       | `Time`      | `datetime.time`                                      |
| date and time              | `DateTime`  | `datetime.datetime`                                  |
| days and time duration     | `DaysTime`  | `datetime.timedelta`                                 |
| years and months duration  | `YearsMonths` | `YearsMonths`                                      |
| list, context              | `list`, `dict` | `list` (tuples too), `dict` (any mapping)         |
| range, function            | `Range`, `Function` | the same                                     |

A value that the standard library cannot hold (the year 12000, nanoseconds) comes out as the inside class.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import TYPE_CHECKING, Any

from ..errors import UndefinedError
from .temporal import DAY, NANOS, Date, DateTime, DaysTime, Time, YearsMonths, Zone, from_datetime
from .work import CHARACTERS, Spend, free

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Value = object
"""One of the inside classes above."""

MAX_NESTING = 100
"""How deep lists and contexts may stand in one another where they come in or go out."""
_TIMEDELTA_DAYS = 999_999_999

NUMBERS = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""Decimal128 arithmetic, as FEEL has it (DMN 1.5, 10.3.2.3.1)."""


@dataclass(frozen=True, slots=True)
class Range:
    """A range of values. `operator` is empty for `[low..high]`, else the operator of `(< high)` and its kin."""

    low: Value
    high: Value
    low_included: bool
    high_included: bool
    operator: str = ""


class Function(ABC):
    """A function as a value: built in, or written in FEEL."""

    @property
    @abstractmethod
    def arity(self) -> int:
        """How many parameters it has."""

    @abstractmethod
    def call(self, arguments: Sequence[Value]) -> Value:
        """The result for positional arguments. Raises `UndefinedError` where there is none."""

    @abstractmethod
    def call_named(self, arguments: Mapping[str, Value]) -> Value:
        """The result for arguments by parameter name. Raises `UndefinedError` where there is none."""


_KINDS: dict[type, str] = {
    type(None): "Null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysTime: "days and time duration",
    YearsMonths: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
}


def kind(value: Value) -> str:
    """The name of the kind of a value: `number`, `list`, `function` and so on.

    >>> kind(Decimal(1)), kind([])
    ('number', 'list')
    """
    return _KINDS.get(type(value), "function")


def admit(value: object) -> Value:
    """A Python value as a FEEL value. Raises `UndefinedError` for what FEEL does not have.

    >>> admit({"born": date(1940, 5, 1), "sums": (1, 2.5)})
    {'born': Date(year=1940, month=5, day=1), 'sums': [Decimal('1'), Decimal('2.5')]}
    """
    at_once = _AT_ONCE.get(type(value))
    return _admit(value, MAX_NESTING) if at_once is None else at_once(value)


def _admit(value: object, levels: int) -> Value:
    match value:
        case None | bool() | Date() | Time() | DateTime() | DaysTime() | YearsMonths() | Range() | Function():
            return value
        case Decimal() | int():
            return _number(Decimal(value))
        case float():
            return _number(Decimal(repr(value)))
        case str():
            return str(value)
        case datetime():
            return from_datetime(value)
        case date():
            return Date(value.year, value.month, value.day)
        case time():
            return from_datetime(datetime.combine(date(2000, 1, 1), value)).time
        case timedelta():
            return DaysTime((value // timedelta(microseconds=1)) * 1000)
        case Mapping():
            _check_nesting(levels)
            return {str(key): _admit(inner, levels - 1) for key, inner in value.items()}
        case list() | tuple():
            _check_nesting(levels)
            return [_admit(inner, levels - 1) for inner in value]
        case _:
            raise UndefinedError("foreign-value", kind=type(value).__name__)


def _number(number: Decimal) -> Decimal:
    """A number from outside, brought to 34 digits."""
    if not number.is_finite():
        raise UndefinedError("not-finite")
    try:
        return NUMBERS.plus(number)
    except ArithmeticError:
        raise UndefinedError("out-of-range") from None


_AT_ONCE: Mapping[type, Callable[[Any], Value]] = {
    type(None): lambda value: value,
    bool: lambda value: value,
    str: lambda value: value,
    int: lambda value: _number(Decimal(value)),
    Decimal: _number,
    date: lambda value: Date(value.year, value.month, value.day),
}
"""The classes that most facts are of."""


def _check_nesting(levels: int) -> None:
    if levels <= 0:
        raise UndefinedError("nested-too-deep", limit=MAX_NESTING)


SAME_OUTSIDE = frozenset((Decimal, str, bool, type(None)))
"""Classes whose values are the same inside the rules and outside."""


def release(value: Value, spend: Spend = free) -> object:
    """A FEEL value as plain Python, wherever the standard library can hold it.

    Raises `UndefinedError` where it is nested too deep to be kept or shown.
    """
    return value if type(value) in SAME_OUTSIDE else _release(value, MAX_NESTING, spend)


def _release(value: Value, levels: int, spend: Spend) -> object:
    match value:
        case Date(year) if 1 <= year <= 9999:
            return date(year, value.month, value.day)
        case Time(nanos) if nanos % 1000 == 0:
            return _python_time(value)
        case DateTime(Date(year), Time(nanos)) if 1 <= year <= 9999 and nanos % 1000 == 0:
            day = value.date
            return datetime.combine(date(year, day.month, day.day), _python_time(value.time))
        case DaysTime(nanos) if nanos % 1000 == 0 and -_TIMEDELTA_DAYS <= nanos // DAY <= _TIMEDELTA_DAYS:
            return timedelta(microseconds=nanos // 1000)
        case dict():
            _check_nesting(levels)
            spend(len(value))
            return {key: _release(inner, levels - 1, spend) for key, inner in value.items()}
        case list():
            _check_nesting(levels)
            spend(len(value))
            return [_release(inner, levels - 1, spend) for inner in value]
        case str():
            spend(len(value) // CHARACTERS)
            return value
        case _:
            return value


def _python_time(value: Time) -> time:
    microsecond = value.nanos % NANOS // 1000
    return time(value.hour, value.minute, value.second, microsecond, _tzinfo(value.zone))


def _tzinfo(zone: Zone) -> timezone | ZoneInfo | None:
    return timezone(timedelta(seconds=zone)) if isinstance(zone, int) else zone
