"""Keeps FEEL values in JSON: readable, and the same value again when read with the type it was declared with.

| type                     | JSON                                                          |
|--------------------------|---------------------------------------------------------------|
| number                   | an integer up to 2^53, else a string such as `"12.50"`        |
| string, boolean, null    | the same                                                      |
| dates, times, durations  | a string as FEEL writes it: `"2025-01-31"`, `"P1Y2M"`         |
| list, context            | an array, an object                                           |
| range                    | an object `{"range": "[..)", "low": ..., "high": ...}`        |
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from ..errors import FeelError, Problem, UndefinedError
from ..text import number_text
from .temporal import parse_date, parse_date_time, parse_duration, parse_time
from .types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    ContextType,
    ListType,
    RangeType,
    Type,
)
from .values import Function, Range, Value, admit, kind, release

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

_SAFE_INTEGER = 2**53

_READERS: Mapping[Type, Callable[[str], Value]] = {
    DATE: parse_date,
    TIME: parse_time,
    DATE_AND_TIME: parse_date_time,
    DAYS_AND_TIME: parse_duration,
    YEARS_AND_MONTHS: parse_duration,
}


def to_json(value: object) -> Json:
    """A value as JSON has it. Raises `FeelError` for a function, and for what is no value of FEEL.

    >>> to_json({"sum": Decimal("12.50"), "number": 3})
    {'sum': '12.50', 'number': 3}
    """
    try:
        return _written(admit(value))
    except UndefinedError as fault:
        raise FeelError(Problem(fault.code, fault.values)) from None


def _written(value: Value) -> Json:
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            return _number(value)
        case list():
            return [_written(inner) for inner in value]
        case dict():
            return {key: _written(inner) for key, inner in value.items()}
        case Range():
            return _range(value)
        case Function():
            raise UndefinedError("foreign-value", kind="function")
        case _:
            return str(value)


def _number(value: Decimal) -> Json:
    if (
        value.as_tuple().exponent == 0
        and abs(value) <= _SAFE_INTEGER
        and not (value == 0 and value.is_signed())
    ):
        return int(value)
    # An exponent keeps `1E+3` and `1000` apart, and a very large number short.
    return (
        str(value)
        if value.adjusted() > 40 or value.as_tuple().exponent not in range(-40, 1)
        else number_text(value)
    )


def _range(value: Range) -> Json:
    form = value.operator or f"{'[' if value.low_included else '('}..{']' if value.high_included else ')'}"
    return {"range": form, "low": _written(value.low), "high": _written(value.high)}


def from_json(value: object, type_: Type) -> object:
    """The value, as plain Python, that JSON holds for a type. Raises `FeelError` where it is not of the type.

    >>> from_json("2025-01-31", DATE)
    datetime.date(2025, 1, 31)
    """
    try:
        return release(_read(value, type_))
    except UndefinedError as fault:
        raise FeelError(Problem(fault.code, fault.values)) from None


def _read(value: object, type_: Type) -> Value:
    match type_, value:
        case (_, None):
            return None
        case (ListType(element), list()):
            return [_read(inner, element) for inner in value]
        case (ContextType(), dict()):
            return {str(key): _read(inner, type_.get(key) or ANY) for key, inner in value.items()}
        case (RangeType(element), dict()):
            return _read_range(value, element)
        case _:
            return _read_simple(value, type_)


def _read_simple(value: object, type_: Type) -> Value:
    if type_ == NUMBER and isinstance(value, int | str) and not isinstance(value, bool):
        try:
            return admit(Decimal(value))
        except InvalidOperation:
            raise UndefinedError("not-a-number", text=value) from None
    if type_ in _READERS and isinstance(value, str):
        read = _READERS[type_](value)
        if kind(read) == str(type_):
            return read
    if (type_ == STRING and isinstance(value, str)) or (type_ == BOOLEAN and isinstance(value, bool)):
        return value
    if type_ in (ANY, NULL) or str(type_) == "context":
        return admit(value)
    raise UndefinedError("wrong-type", expected=type_, kind=kind(admit(value)))


def _read_range(value: Mapping[str, object], element: Type) -> Range:
    form = value.get("range")
    if not isinstance(form, str) or form not in (
        "[..]",
        "[..)",
        "(..]",
        "(..)",
        "<",
        "<=",
        ">",
        ">=",
        "=",
        "!=",
    ):
        raise UndefinedError("wrong-type", expected=RangeType(element), kind="context")
    low, high = _read(value.get("low"), element), _read(value.get("high"), element)
    if ".." in form:
        return Range(low, high, form[0] == "[", form[-1] == "]")
    return Range(
        low,
        high,
        form in (">=", "=", "!="),
        form in ("<=", "=", "!="),
        form,
    )
