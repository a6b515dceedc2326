"""What types have to do with one another: operators that are defined for them, properties, what fits what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .types import (
    ANY,
    ANY_CONTEXT,
    ANY_FUNCTION,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    ContextType,
    FunctionType,
    ListType,
    NamedType,
    RangeType,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

Known = Type | None
"""A type, or None where it cannot be told."""

_DATE_PROPERTIES: Mapping[str, Type] = {
    "year": NUMBER,
    "month": NUMBER,
    "day": NUMBER,
    "weekday": NUMBER,
}
_TIME_PROPERTIES: Mapping[str, Type] = {
    "hour": NUMBER,
    "minute": NUMBER,
    "second": NUMBER,
    "time offset": DAYS_AND_TIME,
    "timezone": STRING,
}
PROPERTIES: Mapping[Type, Mapping[str, Type]] = {
    DATE: _DATE_PROPERTIES,
    TIME: _TIME_PROPERTIES,
    DATE_AND_TIME: {**_DATE_PROPERTIES, **_TIME_PROPERTIES},
    DAYS_AND_TIME: dict.fromkeys(("days", "hours", "minutes", "seconds"), NUMBER),
    YEARS_AND_MONTHS: dict.fromkeys(("years", "months"), NUMBER),
}
DURATIONS = (DAYS_AND_TIME, YEARS_AND_MONTHS)
_MOMENTS = (DATE, TIME, DATE_AND_TIME)
ORDERED = frozenset((NUMBER, STRING, *_MOMENTS, *DURATIONS))

ARITHMETIC: Mapping[tuple[str, Type, Type], Type] = {
    **{(operator, NUMBER, NUMBER): NUMBER for operator in ("+", "-", "*", "/", "**")},
    ("+", STRING, STRING): STRING,
    **{(operator, duration, duration): duration for operator in "+-" for duration in DURATIONS},
    **{
        (operator, moment, duration): moment
        for operator in "+-"
        for moment in _MOMENTS
        for duration in DURATIONS
        if (moment, duration) != (TIME, YEARS_AND_MONTHS)
    },
    **{
        ("+", duration, moment): moment
        for moment in _MOMENTS
        for duration in DURATIONS
        if (moment, duration) != (TIME, YEARS_AND_MONTHS)
    },
    **{("-", one, other): DAYS_AND_TIME for one in (DATE, DATE_AND_TIME) for other in (DATE, DATE_AND_TIME)},
    ("-", TIME, TIME): DAYS_AND_TIME,
    **{("*", NUMBER, duration): duration for duration in DURATIONS},
    **{("*", duration, NUMBER): duration for duration in DURATIONS},
    **{("/", duration, NUMBER): duration for duration in DURATIONS},
    **{("/", duration, duration): NUMBER for duration in DURATIONS},
}


def told(type_: Known) -> bool:
    """Whether a type says anything."""
    return type_ is not None and type_ not in (ANY, NULL) and not isinstance(type_, NamedType)


def fits(found: Known, wanted: Type) -> bool:
    """Whether a value of a type can be one of another, conversions that FEEL makes by itself included."""
    if not told(found) or not told(wanted) or found is None or alike(found, wanted):
        return True
    if found == DATE and wanted == DATE_AND_TIME:
        return True
    if isinstance(wanted, ListType) and not isinstance(found, ListType):
        return fits(found, wanted.element)
    return isinstance(found, ListType) and not isinstance(wanted, ListType) and fits(found.element, wanted)


def alike(left: Type, right: Type) -> bool:
    """Whether values of two types can be equal."""
    if not told(left) or not told(right) or left == right:
        return True
    match left, right:
        case (ListType(one), ListType(other)) | (RangeType(one), RangeType(other)):
            return alike(one, other)
        case (ContextType(), ContextType()):
            return True
        case (ContextType(), other_type) | (other_type, ContextType()):
            return other_type == ANY_CONTEXT
        case (FunctionType(), other_type) | (other_type, FunctionType()):
            return other_type == ANY_FUNCTION or isinstance(other_type, FunctionType)
        case _:
            return False


def common(one: Known, other: Known) -> Known:
    if one == NULL:
        return other
    return one if other in (one, NULL) else None
