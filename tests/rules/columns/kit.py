"""The cases of the conformance kit over columns: the facts of a decision's cases as rows, and literals as columns."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from minben.rules.columns.abstract import RefusalError, scaled
from minben.rules.columns.kinds import (
    Boolean,
    Clock,
    Column,
    Context,
    Date,
    Elapsed,
    Kind,
    ListOf,
    Moment,
    Months,
    Number,
    String,
)
from minben.rules.feel.literals import at_value
from minben.rules.feel.temporal import Date as FeelDate, DateTime, DaysTime, Time, YearsMonths
from minben.rules.feel.tree import AtLiteral, FunctionDefinition, Literal, Name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from minben.rules.feel.tree import Node
    from minben.rules.feel.values import Value


def column_of(values: Sequence[Value]) -> Column | None:
    """The column that holds all of these values, None where none does."""
    kind = _kind_of([value for value in values if value is not None])
    return None if kind is None else Column(kind)


def _kind_of(values: Sequence[Any]) -> Kind | None:
    kinds = {type(value) for value in values}
    if len(kinds) != 1:
        return None
    match values[0]:
        case bool():
            return Boolean()
        case Decimal():
            return _number(values)
        case str():
            return String()
        case FeelDate() if all(1 <= value.year <= 9999 for value in values):
            numbers = [value.number for value in values]
            return Date(min(numbers), max(numbers))
        case DateTime() if all(value.time.zone is None and value.nanos % 1000 == 0 for value in values):
            return Moment() if all(1 <= value.date.year <= 9999 for value in values) else None
        case Time() if all(value.zone is None and value.nanos % 1000 == 0 for value in values):
            return Clock()
        case YearsMonths():
            months = [value.months for value in values]
            return Months(min(months), max(months)) if max(map(abs, months)) < 2**31 else None
        case DaysTime() if all(value.nanos % 1000 == 0 and abs(value.nanos) < 10**21 for value in values):
            micros = [value.nanos // 1000 for value in values]
            return Elapsed(min(micros), max(micros))
        case dict():
            return _context(values)
        case list():
            inner = _kind_of([item for value in values for item in value if item is not None])
            return None if inner is None else ListOf(Column(inner), max(map(len, values)))
    return None


def _number(values: Iterable[Decimal]) -> Number | None:
    try:
        plain = [scaled(value) for value in values]
    except RefusalError:
        return None
    scale = max(own for _, own in plain)
    numbers = [value * 10 ** (scale - own) for value, own in plain]
    return (
        Number(scale, min(numbers), max(numbers)) if scale <= 18 and max(map(abs, numbers)) < 10**30 else None
    )


def _context(values: Sequence[dict[str, Any]]) -> Context | None:
    if any(value.keys() != values[0].keys() for value in values):
        return None
    parts = [(name, column_of([value[name] for value in values])) for name in values[0]]
    known = tuple((name, column) for name, column in parts if column is not None)
    return Context(known) if known and len(known) == len(parts) else None


def literals(tree: object) -> list[Literal | AtLiteral]:
    """The values that are written out in a tree, those in functions aside."""
    if isinstance(tree, Literal | AtLiteral):
        return [tree]
    if isinstance(tree, tuple):
        return [found for part in tree for found in literals(part)]
    if (
        is_dataclass(tree)
        and not isinstance(tree, FunctionDefinition)
        and type(tree).__module__.endswith(".tree")
    ):
        return [
            found
            for part in fields(tree)
            if part.name != "span"
            for found in literals(getattr(tree, part.name))
        ]
    return []


def lifted(tree: Any, chosen: dict[int, str]) -> Any:
    """The tree with chosen literals, by identity, read from columns."""
    if isinstance(tree, Literal | AtLiteral):
        return Name(chosen[id(tree)], span=tree.span) if id(tree) in chosen else tree
    if isinstance(tree, tuple):
        return tuple(lifted(part, chosen) for part in tree)
    if (
        is_dataclass(tree)
        and not isinstance(tree, FunctionDefinition | type)
        and type(tree).__module__.endswith(".tree")
    ):
        changed = {
            part.name: lifted(getattr(tree, part.name), chosen)
            for part in fields(tree)
            if part.name != "span"
        }
        return replace(tree, **changed)
    return tree


def value_of(literal: Literal | AtLiteral) -> Value:
    """What a literal stands for."""
    return literal.value if isinstance(literal, Literal) else at_value(literal.text)


def same_node(one: Node, other: Node) -> bool:
    """Whether two trees are the same."""
    return one == other
