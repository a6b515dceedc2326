"""Whether a value is of a type, and how it is fitted to one (DMN 1.5, 10.3.2.9.4: implicit conversions)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import UndefinedError
from ..text import literal_of
from .temporal import Date, midnight_utc
from .types import (
    ANY,
    DATE_AND_TIME,
    ConstrainedType,
    ContextType,
    FunctionType,
    ListType,
    NamedType,
    RangeType,
    SimpleType,
    Type,
)
from .values import Function, Range, Value, kind
from .work import free
from .write import source_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .tree import UnaryTests
    from .work import Spend

NO_TYPES: Mapping[str, Type] = {}


def conforms(value: Value, type_: Type, named: Mapping[str, Type] = NO_TYPES, spend: Spend = free) -> bool:
    """Whether a value is of a type; null is, of every type. `named` are the types that names stand for."""
    if value is None:
        return True
    match type_:
        case SimpleType():
            return type_ == ANY or kind(value) == type_.name
        case ListType(element):
            return isinstance(value, list) and _all_conform(value, element, named, spend)
        case RangeType(element):
            return isinstance(value, Range) and all(
                conforms(end, element, named, spend) for end in (value.low, value.high)
            )
        case ContextType(fields):
            return isinstance(value, dict) and all(
                name in value and conforms(value[name], inner, named, spend) for name, inner in fields
            )
        case FunctionType(parameters):
            return isinstance(value, Function) and value.arity == len(parameters)
        case NamedType(name):
            return name in named and conforms(value, named[name], named, spend)
        case ConstrainedType(base, tests):
            return conforms(value, base, named, spend) and _allows(tests, value, named, spend)


def fit(value: Value, type_: Type, named: Mapping[str, Type] = NO_TYPES, spend: Spend = free) -> Value:
    """The value as a value of the type: a lone element for a list of one, a date as the start of its day.

    Raises `UndefinedError` where it does not fit.
    """
    if isinstance(type_, NamedType) and type_.name in named:
        return fit(value, named[type_.name], named, spend)
    if isinstance(type_, ConstrainedType):
        return _fit_allowed(value, type_, named, spend)
    if conforms(value, type_, named, spend):
        return value
    if isinstance(type_, ListType) and conforms(value, type_.element, named, spend):
        return [value]
    if isinstance(value, list) and len(value) == 1 and conforms(value[0], type_, named, spend):
        return value[0]
    if type_ == DATE_AND_TIME and isinstance(value, Date):
        return midnight_utc(value)
    raise UndefinedError("wrong-type", expected=type_, kind=kind(value))


def _all_conform(values: list[Value], element: Type, named: Mapping[str, Type], spend: Spend) -> bool:
    spend(len(values))
    return element == ANY or all(conforms(inner, element, named, spend) for inner in values)


def _fit_allowed(value: Value, type_: ConstrainedType, named: Mapping[str, Type], spend: Spend) -> Value:
    fitted = fit(value, type_.base, named, spend)
    if fitted is not None and not _allows(type_.tests, fitted, named, spend):
        said = literal_of(fitted, spend)
        raise UndefinedError("not-allowed", value=said, allowed=source_of(type_.tests))
    return fitted


def _allows(tests: UnaryTests, value: Value, named: Mapping[str, Type], spend: Spend) -> bool:
    # Tests are run by the evaluator, which fits values to types by this module.
    from .allowed import allows

    return allows(tests, value, named, spend)
