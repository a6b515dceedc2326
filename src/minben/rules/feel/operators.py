"""What the operators of FEEL mean for its values (DMN 1.5, 10.3.2.12 to 10.3.2.15, tables 52 to 62).

Every function returns a value or raises `UndefinedError`; none of them sees a tree or a scope.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import repeat
from typing import TYPE_CHECKING, Any

from ..errors import UndefinedError
from .temporal import DAY, Date, DateTime, DaysTime, Time, YearsMonths, midnight_utc
from .values import NUMBERS, Range, Value, kind
from .work import Spend, free

if TYPE_CHECKING:
    from collections.abc import Callable

_ORDERED = frozenset(
    (
        "number",
        "string",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    )
)


# Equality and order.


def equal(left: Value, right: Value, spend: Spend = free) -> bool:
    """`left = right`. Raises `UndefinedError` for values of two kinds; null equals only null."""
    if left is None or right is None:
        return left is right
    if kind(left) != kind(right):
        raise UndefinedError("not-comparable", left=kind(left), right=kind(right))
    match left, right:
        case list(), list():
            spend(len(left))
            return len(left) == len(right) and all(map(same, left, right, repeat(spend)))
        case dict(), dict():
            spend(len(left))
            return left.keys() == right.keys() and all(same(left[key], right[key], spend) for key in left)
        case (Time() | DateTime(), Time() | DateTime()):
            return _zoned(left) == _zoned(right) and left.instant == right.instant
        case Range(), Range():
            return _same_range(left, right)
        case _:
            return left == right


def same(left: Value, right: Value, spend: Spend = free) -> bool:
    """Whether two values are equal; values of two kinds are not."""
    try:
        return equal(left, right, spend)
    except UndefinedError:
        return False


def _same_range(left: Range, right: Range) -> bool:
    return (
        left.operator == right.operator
        and left.low_included == right.low_included
        and left.high_included == right.high_included
        and same(left.low, right.low)
        and same(left.high, right.high)
    )


def identical(left: Value, right: Value, spend: Spend = free) -> bool:
    """`is(left, right)`: the same value in the same form, zones included."""
    if kind(left) != kind(right):
        return False
    match left, right:
        case list(), list():
            spend(len(left))
            return len(left) == len(right) and all(map(identical, left, right, repeat(spend)))
        case dict(), dict():
            spend(len(left))
            return left.keys() == right.keys() and all(
                identical(left[key], right[key], spend) for key in left
            )
        case _:
            return left == right


def _zoned(value: Time | DateTime) -> bool:
    return (value.time if isinstance(value, DateTime) else value).zone is not None


def order(left: Value, right: Value) -> int:
    """Negative, zero or positive as left is before, at or after right. Raises `UndefinedError`."""
    left_kind = kind(left)
    if left_kind != kind(right) or left_kind not in _ORDERED:
        raise UndefinedError("not-comparable", left=left_kind, right=kind(right))
    match left, right:
        case (Time() | DateTime(), Time() | DateTime()):
            if _zoned(left) != _zoned(right):
                raise UndefinedError("local-and-zoned")
            return left.instant - right.instant
        case _:
            return _natural_order(left, right)


def _natural_order(left: Any, right: Any) -> int:
    # Both are of one ordered kind here, whose class brings its own order.
    return int(left > right) - int(left < right)


_COMPARE: dict[str, Callable[[Value, Value], bool]] = {
    "=": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": lambda left, right: order(left, right) < 0,
    "<=": lambda left, right: order(left, right) <= 0,
    ">": lambda left, right: order(left, right) > 0,
    ">=": lambda left, right: order(left, right) >= 0,
}


def comparison(operator: str) -> Callable[[Value, Value], bool]:
    """The function of a comparison operator."""
    return _COMPARE[operator]


# Ranges and tests.


def make_range(low: Value, high: Value, low_included: bool, high_included: bool) -> Range:
    """`[low..high]`. Raises `UndefinedError` unless both ends are of one ordered kind, or one of them is null."""
    kinds = {kind(end) for end in (low, high) if end is not None}
    if len(kinds) != 1 or not kinds <= _ORDERED:
        raise UndefinedError("range-mismatch")
    return Range(low, high, low_included, high_included)


def operator_range(operator: str, operand: Value) -> Range:
    """`(operator operand)`, such as `(< 5)`."""
    if operator in ("=", "!="):
        return Range(operand, operand, True, True, operator)
    if operand is not None and kind(operand) not in _ORDERED:
        raise UndefinedError("wrong-operand", operator=operator, kind=kind(operand))
    included = operator.endswith("=")
    if operator.startswith("<"):
        return Range(None, operand, False, included, operator)
    return Range(operand, None, included, False, operator)


def in_range(value: Value, span: Range) -> bool:
    """Whether a range holds a value. Raises `UndefinedError` where they cannot be compared."""
    if span.operator:
        operand = span.high if span.operator.startswith("<") else span.low
        return comparison(span.operator)(value, operand)
    low, high = order(value, span.low), order(value, span.high)
    return (low > 0 or (low == 0 and span.low_included)) and (high < 0 or (high == 0 and span.high_included))


def passes(value: Value, test: Value, spend: Spend = free) -> bool:
    """Whether a value passes a test that has been worked out: a range or list that holds it, or its equal.

    Raises `UndefinedError` where they cannot be compared.
    """
    if isinstance(test, Range) and not isinstance(value, Range):
        return in_range(value, test)
    if isinstance(test, list):
        if isinstance(value, list) and same(value, test, spend):
            return True
        spend(len(test))
        return any(_passes_member(value, member, spend) for member in test)
    return equal(value, test, spend)


def _passes_member(value: Value, member: Value, spend: Spend) -> bool:
    try:
        if isinstance(member, Range) and not isinstance(value, Range):
            return in_range(value, member)
        return equal(value, member, spend)
    except UndefinedError:
        return False


# Arithmetic.


def add(left: Value, right: Value) -> Value:
    """`left + right`."""
    match left, right:
        case Decimal(), Decimal():
            return NUMBERS.add(left, right)
        case str(), str():
            return left + right
        case (DaysTime(), DaysTime()):
            return DaysTime.of(left.nanos + right.nanos)
        case (YearsMonths(), YearsMonths()):
            return YearsMonths.of(left.months + right.months)
        case ((Date() | Time() | DateTime()), (DaysTime() | YearsMonths())):
            return _later(left, right, 1)
        case ((DaysTime() | YearsMonths()), (Date() | Time() | DateTime())):
            return _later(right, left, 1)
    raise UndefinedError("wrong-operands", operator="+", left=kind(left), right=kind(right))


def subtract(left: Value, right: Value) -> Value:
    """`left - right`."""
    match left, right:
        case Decimal(), Decimal():
            return NUMBERS.subtract(left, right)
        case (DaysTime(), DaysTime()):
            return DaysTime.of(left.nanos - right.nanos)
        case (YearsMonths(), YearsMonths()):
            return YearsMonths.of(left.months - right.months)
        case ((Date() | Time() | DateTime()), (DaysTime() | YearsMonths())):
            return _later(left, right, -1)
        case ((Date() | DateTime()), (Date() | DateTime())):
            return _between_instants(left, right)
        case (Time(), Time()):
            if _zoned(left) != _zoned(right):
                raise UndefinedError("local-and-zoned")
            return DaysTime(
                left.nanos - right.nanos - ((left.offset or 0) - (right.offset or 0)) * 1_000_000_000
            )
    raise UndefinedError("wrong-operands", operator="-", left=kind(left), right=kind(right))


def _later(moment: Date | Time | DateTime, duration: DaysTime | YearsMonths, sign: int) -> Value:
    match moment, duration:
        case Date(), YearsMonths():
            return moment.plus_months(sign * duration.months)
        case DateTime(), YearsMonths():
            return DateTime(moment.date.plus_months(sign * duration.months), moment.time)
        case Date(), DaysTime():
            return Date.from_number((moment.number * DAY + sign * duration.nanos) // DAY)
        case DateTime(), DaysTime():
            return moment.plus_nanos(sign * duration.nanos)
        case Time(), DaysTime():
            return Time((moment.nanos + sign * duration.nanos) % DAY, moment.zone)
    raise UndefinedError(
        "wrong-operands", operator="+" if sign > 0 else "-", left=kind(moment), right=kind(duration)
    )


def _between_instants(left: Date | DateTime, right: Date | DateTime) -> DaysTime:
    if isinstance(left, Date) and isinstance(right, Date):
        return DaysTime.of((left.number - right.number) * DAY)
    start, end = (midnight_utc(moment) if isinstance(moment, Date) else moment for moment in (right, left))
    if _zoned(start) != _zoned(end):
        raise UndefinedError("local-and-zoned")
    return DaysTime.of(end.nanos - start.nanos)


def multiply(left: Value, right: Value) -> Value:
    """`left * right`."""
    match left, right:
        case Decimal(), Decimal():
            return NUMBERS.multiply(left, right)
        case ((DaysTime() | YearsMonths()), Decimal()):
            return _scaled(left, right)
        case (Decimal(), (DaysTime() | YearsMonths())):
            return _scaled(right, left)
    raise UndefinedError("wrong-operands", operator="*", left=kind(left), right=kind(right))


def _scaled(duration: DaysTime | YearsMonths, factor: Decimal) -> DaysTime | YearsMonths:
    if isinstance(duration, DaysTime):
        return DaysTime.of(_integer(NUMBERS.multiply(Decimal(duration.nanos), factor)))
    return YearsMonths.of(_integer(NUMBERS.multiply(Decimal(duration.months), factor)))


def _integer(value: Decimal) -> int:
    if value.adjusted() > 40:
        raise UndefinedError("out-of-range")
    return int(value)


def divide(left: Value, right: Value) -> Value:
    """`left / right`."""
    match left, right:
        case Decimal(), Decimal():
            _not_zero(right)
            return NUMBERS.divide(left, right)
        case DaysTime(), Decimal():
            _not_zero(right)
            return DaysTime.of(_integer(NUMBERS.divide(Decimal(left.nanos), right)))
        case YearsMonths(), Decimal():
            _not_zero(right)
            return YearsMonths.of(_integer(NUMBERS.divide(Decimal(left.months), right)))
        case DaysTime(), DaysTime():
            _not_zero(right.nanos)
            return NUMBERS.divide(Decimal(left.nanos), Decimal(right.nanos))
        case YearsMonths(), YearsMonths():
            _not_zero(right.months)
            return NUMBERS.divide(Decimal(left.months), Decimal(right.months))
    raise UndefinedError("wrong-operands", operator="/", left=kind(left), right=kind(right))


def _not_zero(divisor: Decimal | int) -> None:
    if divisor == 0:
        raise UndefinedError("division-by-zero")


def power(left: Value, right: Value) -> Value:
    """`left ** right`."""
    if not (isinstance(left, Decimal) and isinstance(right, Decimal)):
        raise UndefinedError("wrong-operands", operator="**", left=kind(left), right=kind(right))
    if not right:
        return Decimal(1)
    if right < 0:
        _not_zero(left)
    return NUMBERS.power(left, right)


_ARITHMETIC: dict[str, Callable[[Value, Value], Value]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}


def arithmetic(operator: str) -> Callable[[Value, Value], Value]:
    """The function of an arithmetic operator, its faults of range told as `UndefinedError`."""
    operation = _ARITHMETIC[operator]

    def calculate(left: Value, right: Value) -> Value:
        try:
            result = operation(left, right)
        except ArithmeticError:
            raise UndefinedError("out-of-range") from None
        return abs(result) if isinstance(result, Decimal) and not result else result

    return calculate


def negate(value: Value) -> Value:
    """`-value`."""
    match value:
        case Decimal():
            return NUMBERS.minus(value)
        case DaysTime():
            return DaysTime(-value.nanos)
        case YearsMonths():
            return YearsMonths(-value.months)
    raise UndefinedError("wrong-operand", operator="-", kind=kind(value))


# Paths.


def read_path(value: Value, name: str, spend: Spend = free) -> Value:
    """`value.name`: the entry of a context, the property of a date and its kin, of a list each element's."""
    match value:
        case dict():
            if name in value:
                return value[name]
        case list():
            spend(len(value))
            return [_read_or_null(element, name, spend) for element in value]
        case None:
            raise UndefinedError("path-of-null", name=name)
        case _:
            properties = _properties(value)
            if name in properties:
                return properties[name]()
    raise UndefinedError("unknown-field", kind=kind(value), name=name)


def _read_or_null(value: Value, name: str, spend: Spend) -> Value:
    try:
        return read_path(value, name, spend)
    except UndefinedError:
        return None


def _properties(value: Value) -> dict[str, Callable[[], Value]]:
    match value:
        case Date():
            return _date_properties(value)
        case Time():
            return _time_properties(value)
        case DateTime():
            return (
                _date_properties(value.date)
                | _time_properties(value.time)
                | {"time offset": lambda: _offset(value.offset)}
            )
        case DaysTime():
            return {
                "days": lambda: Decimal(value.part(DAY, 0)),
                "hours": lambda: Decimal(value.part(DAY // 24, 24)),
                "minutes": lambda: Decimal(value.part(DAY // 1440, 60)),
                "seconds": lambda: Decimal(value.part(DAY // 86_400, 60)),
            }
        case YearsMonths():
            sign = -1 if value.months < 0 else 1
            return {
                "years": lambda: Decimal(sign * (abs(value.months) // 12)),
                "months": lambda: Decimal(sign * (abs(value.months) % 12)),
            }
        case Range():
            return {
                "start": lambda: value.low,
                "end": lambda: value.high,
                "start included": lambda: value.low_included,
                "end included": lambda: value.high_included,
            }
    return {}


def _date_properties(value: Date) -> dict[str, Callable[[], Value]]:
    return {
        "year": lambda: Decimal(value.year),
        "month": lambda: Decimal(value.month),
        "day": lambda: Decimal(value.day),
        "weekday": lambda: Decimal(value.weekday),
    }


def _time_properties(value: Time) -> dict[str, Callable[[], Value]]:
    zone = value.zone
    return {
        "hour": lambda: Decimal(value.hour),
        "minute": lambda: Decimal(value.minute),
        "second": lambda: Decimal(value.second),
        "time offset": lambda: _offset(zone if isinstance(zone, int) else None),
        "timezone": lambda: None if zone is None or isinstance(zone, int) else zone.key,
    }


def _offset(seconds: int | None) -> Value:
    return None if seconds is None else DaysTime(seconds * 1_000_000_000)
