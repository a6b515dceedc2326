"""The types of FEEL (DMN 1.5, 10.3.2.9), as a table header, a function signature and `instance of` name them.

>>> str(ListType(NUMBER))
'list<number>'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .tree import UnaryTests


@dataclass(frozen=True, slots=True)
class SimpleType:
    """A type without parts: number, string, date and so on."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListType:
    """A list whose elements all have one type."""

    element: Type

    def __str__(self) -> str:
        return f"list<{self.element}>"


@dataclass(frozen=True, slots=True)
class RangeType:
    """A range between two values of one type."""

    element: Type

    def __str__(self) -> str:
        return f"range<{self.element}>"


@dataclass(frozen=True, slots=True)
class ContextType:
    """A context with at least these entries."""

    fields: tuple[tuple[str, Type], ...]

    @classmethod
    def of(cls, fields: Mapping[str, Type]) -> ContextType:
        """The context type with the given entries."""
        return cls(tuple(fields.items()))

    def get(self, name: str) -> Type | None:
        """The type of an entry, None where there is no such entry."""
        return next((type_ for known, type_ in self.fields if known == name), None)

    def __str__(self) -> str:
        return f"context<{', '.join(f'{name}: {type_}' for name, type_ in self.fields)}>"


@dataclass(frozen=True, slots=True)
class FunctionType:
    """A function by the types of its parameters and of its result."""

    parameters: tuple[Type, ...]
    result: Type

    def __str__(self) -> str:
        return f"function<{', '.join(map(str, self.parameters))}> -> {self.result}"


@dataclass(frozen=True, slots=True)
class NamedType:
    """A type defined elsewhere, by its name (an item definition of a DMN model)."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ConstrainedType:
    """A type of which only the values that pass the tests are allowed (DMN 1.5, 7.3.3)."""

    base: Type
    tests: UnaryTests

    def __str__(self) -> str:
        return str(self.base)


Type = SimpleType | ListType | RangeType | ContextType | FunctionType | NamedType | ConstrainedType

ANY = SimpleType("Any")
NULL = SimpleType("Null")
NUMBER = SimpleType("number")
STRING = SimpleType("string")
BOOLEAN = SimpleType("boolean")
DATE = SimpleType("date")
TIME = SimpleType("time")
DATE_AND_TIME = SimpleType("date and time")
DAYS_AND_TIME = SimpleType("days and time duration")
YEARS_AND_MONTHS = SimpleType("years and months duration")
ANY_CONTEXT = SimpleType("context")
ANY_FUNCTION = SimpleType("function")

SIMPLE_TYPES: Mapping[str, SimpleType] = {
    type_.name: type_
    for type_ in (
        ANY,
        NULL,
        NUMBER,
        STRING,
        BOOLEAN,
        DATE,
        TIME,
        DATE_AND_TIME,
        DAYS_AND_TIME,
        YEARS_AND_MONTHS,
        ANY_CONTEXT,
        ANY_FUNCTION,
    )
} | {"any": ANY}


def unconstrained(type_: Type) -> Type:
    """The type without the constraints on it and inside it."""
    match type_:
        case ConstrainedType(base):
            return unconstrained(base)
        case ListType(element):
            return ListType(unconstrained(element))
        case RangeType(element):
            return RangeType(unconstrained(element))
        case ContextType(fields):
            return ContextType(tuple((name, unconstrained(inner)) for name, inner in fields))
        case FunctionType(parameters, result):
            return FunctionType(tuple(map(unconstrained, parameters)), unconstrained(result))
        case _:
            return type_


def names_in(types: Mapping[str, Type]) -> frozenset[str]:
    """Every name that an expression over these variables may use: the variables and the entries inside them."""
    return frozenset(types) | frozenset(_members(types.values()))


def _members(types: Iterable[Type]) -> Iterator[str]:
    for type_ in types:
        match type_:
            case ContextType(fields):
                yield from (name for name, _ in fields)
                yield from _members(field for _, field in fields)
            case ListType(inner) | RangeType(inner) | ConstrainedType(inner):
                yield from _members((inner,))
            case _:
                pass
