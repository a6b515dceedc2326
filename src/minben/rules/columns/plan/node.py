"""What every node of a plan is: interned, of a type, null or not; the leaves; and what is known of ranges."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from ..kinds import (
    LARGEST_INTEGER,
    Day,
    Integer,
    Items,
    Record,
    Text,
    Truth,
    Type,
)

if TYPE_CHECKING:
    from ..kinds import Column as Held

Plain = int | str | bool | None
"""The value of a constant: a day is the number of days since 1970-01-01."""


class _Interning(type):
    """Makes one object of all nodes that are written alike."""

    _known: WeakValueDictionary[tuple[object, ...], Any] = WeakValueDictionary()

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        made = super().__call__(*arguments, **named)
        key = (cls, *(getattr(made, part.name) for part in fields(made)))
        return _Interning._known.setdefault(key, made)


@dataclass(frozen=True, eq=False)
class Node(metaclass=_Interning):
    """A plain value per row."""

    @cached_property
    def type(self) -> Type:
        """The type of its values."""
        raise NotImplementedError

    @cached_property
    def nullable(self) -> bool:
        """Whether it may be null."""
        return any(part.nullable for part in self.parts)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        """The nodes it is made of, without those inside an aggregate, which are of other rows."""
        return ()


@dataclass(frozen=True, eq=False)
class Read(Node):
    """The value of a column. `source` is empty for the rows that are decided, else the name of a relation.

    The kind says how the stored column becomes the plain value: a number is multiplied by 10**scale, a date and time
    becomes microseconds, and so on (see `kinds`).
    """

    source: str
    name: str
    held: Held

    @cached_property
    def type(self) -> Type:
        return self.held.kind.plain

    @cached_property
    def nullable(self) -> bool:
        return self.held.nullable


@dataclass(frozen=True, eq=False)
class Constant(Node):
    """The same value in every row; None is null of the given type."""

    value: Plain
    of: Type

    @cached_property
    def type(self) -> Type:
        return self.of

    @cached_property
    def nullable(self) -> bool:
        return self.value is None


@dataclass(frozen=True, eq=False)
class Condition(Node):
    """A node whose values are true, false or null."""

    @cached_property
    def type(self) -> Truth:
        return Truth()


# What is known of nodes.


def truncated(dividend: int, divisor: int) -> int:
    """The quotient of two integers without its fraction."""
    quotient = abs(dividend) // abs(divisor)
    return quotient if (dividend < 0) == (divisor < 0) else -quotient


def year_of(day: int) -> int:
    """The year of a day that is so many days after 1970-01-01."""
    return (date(1970, 1, 1) + timedelta(days=day)).year


def holds(range_: Integer, value: int) -> bool:
    """Whether a range holds a value."""
    return range_.low <= value <= range_.high


def range_of(node: Node) -> Integer:
    """The range of an integer node."""
    if not isinstance(node.type, Integer):
        raise TypeError(f"{node} is not an integer")
    return node.type


def day_range(node: Node) -> Day:
    """The range of a day node."""
    if not isinstance(node.type, Day):
        raise TypeError(f"{node} is not a day")
    return node.type


def widest(types: tuple[Type, ...]) -> Type:
    """The least type that holds the values of all these types, which differ in ranges and codes only."""
    first = types[0]
    match first:
        case Integer():
            ranges = [type_ for type_ in types if isinstance(type_, Integer)]
            return Integer(min(range_.low for range_ in ranges), max(range_.high for range_ in ranges))
        case Day():
            days = [type_ for type_ in types if isinstance(type_, Day)]
            return Day(min(range_.low for range_ in days), max(range_.high for range_ in days))
        case Text():
            codes: list[str] = []
            for type_ in types:
                if not isinstance(type_, Text) or type_.codes is None:
                    return Text()
                codes.extend(type_.codes)
            return Text(tuple(dict.fromkeys(codes)))
        case Record(own):
            inner = [
                [dict(type_.fields)[name] for type_ in types if isinstance(type_, Record)] for name, _ in own
            ]
            return Record(tuple((name, widest(tuple(of))) for (name, _), of in zip(own, inner, strict=True)))
        case Items():
            return Items(widest(tuple(type_.element for type_ in types if isinstance(type_, Items))))
        case Truth():
            return first


def fits_exactly(type_: Type) -> bool:
    """Whether integers of this type are within 34 digits, so that no engine rounds them."""
    return not isinstance(type_, Integer) or (type_.low >= -LARGEST_INTEGER and type_.high <= LARGEST_INTEGER)
