"""One value of several by condition: `if`, the rules of a table, the shapes that differ by row.

Values of one shape become one value of that shape, part by part; values of different shapes stay options, and what is
done with them is done with each.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from . import build
from .abstract import (
    NULL,
    Abstract,
    Closure,
    Elements,
    Entries,
    Known,
    Options,
    Quotient,
    RefusalError,
    Rows,
    Scalar,
    Span,
    name_of,
    null_of,
    scalar,
    shaped,
)
from .build import case
from .kinds import Moment, Number
from .lower_numbers import aligned, as_quotient, exact_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .plan import Node

MOST_OPTIONS = 256
"""Combinations of options that one operation is worked out for."""

Branch = tuple["Node", Abstract]


def choose(branches: Sequence[Branch], otherwise: Abstract) -> Abstract:
    """The value of the first branch whose condition is true."""
    kept: list[Branch] = []
    for condition, value in _flat(branches):
        if condition is build.TRUE:
            otherwise = value
            break
        if condition is not build.FALSE and condition is not build.UNKNOWN:
            kept.append((condition, value))
    if isinstance(otherwise, Options):
        kept.extend(otherwise.branches)
        otherwise = otherwise.otherwise
    if not kept:
        return otherwise
    values = [*(value for _, value in kept), otherwise]
    if all(_alike(value, otherwise) for value in values):
        return otherwise
    present = [value for value in values if value != NULL]
    names = {name_of(value) for value in present}
    if len(names) == 1:
        joined = _joined(kept, otherwise, [shaped(value) for value in present])
        if joined is not None:
            return joined
    return Options(tuple(kept), otherwise)


def _alike(one: Abstract, other: Abstract) -> bool:
    if isinstance(one, Known) and isinstance(other, Known):
        return type(one.value) is type(other.value) and one.value == other.value
    return one is other or (isinstance(one, Scalar) and isinstance(other, Scalar) and one.node is other.node)


def _flat(branches: Sequence[Branch]) -> list[Branch]:
    """Branches without options in them."""
    flat: list[Branch] = []
    for condition, value in branches:
        if isinstance(value, Options):
            flat.extend(
                (build.all_of((build.is_true(condition), inner)), option) for inner, option in value.branches
            )
            flat.append((condition, value.otherwise))
        else:
            flat.append((condition, value))
    return flat


def _joined(branches: Sequence[Branch], otherwise: Abstract, present: Sequence[Abstract]) -> Abstract | None:
    first = present[0]
    match first:
        case Scalar() | Quotient():
            return _joined_scalars(branches, otherwise, present)
        case Entries(fields):
            contexts = [value for value in present if isinstance(value, Entries)]
            if any(list(value.fields) != list(fields) for value in contexts):
                return None
            parts = {name: choose(*_parts(branches, otherwise, _entry(name))) for name in fields}
            return Entries(parts, _present(branches, otherwise))
        case Elements(items):
            lists = [value for value in present if isinstance(value, Elements)]
            if any(not value.fixed or len(value.items) != len(items) for value in lists):
                return _joined_lists(branches, otherwise) if len(lists) == len(present) else None
            parts_ = [choose(*_parts(branches, otherwise, _item(place))) for place in range(len(items))]
            return Elements(tuple((None, part) for part in parts_), _present(branches, otherwise))
        case Rows():
            rows = [value for value in present if isinstance(value, Rows)]
            if any(value.relation != first.relation or value.element != first.element for value in rows):
                return None
            if len(rows) != len(present):
                return None
            where = case(((condition, _where(value)) for condition, value in branches), _where(otherwise))
            return Rows(first.relation, first.most, first.element, where, _present(branches, otherwise))
        case Span():
            spans = [value for value in present if isinstance(value, Span)]
            marks = {(value.low_included, value.high_included, value.operator) for value in spans}
            if len(marks) != 1:
                return None
            low = choose(
                *_parts(branches, otherwise, lambda value: value.low if isinstance(value, Span) else NULL)
            )
            high = choose(
                *_parts(branches, otherwise, lambda value: value.high if isinstance(value, Span) else NULL)
            )
            return Span(
                low,
                high,
                first.low_included,
                first.high_included,
                first.operator,
                _present(branches, otherwise),
            )
    return None


def _parts(
    branches: Sequence[Branch], otherwise: Abstract, part: Callable[[Abstract], Abstract]
) -> tuple[list[Branch], Abstract]:
    return [(condition, part(shaped(value))) for condition, value in branches], part(shaped(otherwise))


def _entry(name: str) -> Callable[[Abstract], Abstract]:
    return lambda value: value.fields[name] if isinstance(value, Entries) else NULL


def _item(place: int) -> Callable[[Abstract], Abstract]:
    return lambda value: value.items[place][1] if isinstance(value, Elements) else NULL


def _where(value: Abstract) -> Node:
    return value.where if isinstance(value, Rows) else build.FALSE


def _present(branches: Sequence[Branch], otherwise: Abstract) -> Node | None:
    missing = case(((condition, null_of(value)) for condition, value in branches), null_of(otherwise))
    return None if missing is build.FALSE else build.negate(missing)


def _joined_lists(branches: Sequence[Branch], otherwise: Abstract) -> Abstract:
    """A list of the elements of all, each there where its own list is the one that is taken."""
    items: list[tuple[Node | None, Abstract]] = []
    before: list[Node] = []
    for condition, value in (*branches, (build.TRUE, otherwise)):
        taken = build.all_of((*map(build.negate, before), build.is_true(condition)))
        before.append(build.is_true(condition))
        list_ = shaped(value)
        if isinstance(list_, Elements):
            items.extend(
                (taken if guard is None else build.all_of((taken, guard)), item)
                for guard, item in list_.items
            )
    return Elements(tuple(items), _present(branches, otherwise))


def _joined_scalars(
    branches: Sequence[Branch], otherwise: Abstract, present: Sequence[Abstract]
) -> Abstract | None:
    if any(isinstance(value, Quotient) for value in present):
        return _joined_quotients(branches, otherwise)
    scalars = [value for value in present if isinstance(value, Scalar)]
    first = scalars[0]
    zones = {value.kind.zone for value in scalars if isinstance(value.kind, Moment)}
    if len(zones) > 1:
        return None
    scale = 0
    nodes = {id(value): value.node for value in scalars}
    if isinstance(first.kind, Number):
        plain, scale = aligned(scalars)
        nodes = dict(zip(map(id, scalars), plain, strict=True))
    by_value = iter(scalars)
    like = next(iter(nodes.values())).type

    def node(value: Abstract) -> Node:
        return build.nothing(like) if value == NULL else nodes[id(next(by_value))]

    chosen = [(condition, node(value)) for condition, value in branches]
    result = case(chosen, node(otherwise))
    return exact_number(result, scale) if isinstance(first.kind, Number) else scalar(first.kind, result)


def _joined_quotients(branches: Sequence[Branch], otherwise: Abstract) -> Abstract:
    def fraction(value: Abstract) -> Quotient:
        value = shaped(value)
        if isinstance(value, Scalar | Quotient):
            return as_quotient(value)
        null = build.nothing(build.number(0).type)
        return Quotient(null, build.number(1), 0)

    parts = [(condition, fraction(value)) for condition, value in branches]
    last = fraction(otherwise)
    return Quotient(
        case(((condition, part.numerator) for condition, part in parts), last.numerator),
        case(((condition, part.denominator) for condition, part in parts), last.denominator),
        max(part.reach for part in (*(part for _, part in parts), last)),
    )


def spread(operation: Callable[..., Abstract], *operands: Abstract) -> Abstract:
    """An operation done with every combination of the options of its operands."""
    if not any(isinstance(operand, Options) for operand in operands):
        return operation(*operands)
    lists = [
        [*operand.branches, (build.TRUE, operand.otherwise)]
        if isinstance(operand, Options)
        else [(build.TRUE, operand)]
        for operand in operands
    ]
    if _product(map(len, lists)) > MOST_OPTIONS:
        raise RefusalError("columns-too-many-options")
    branches: list[Branch] = []
    for combination in product(*lists):
        condition = build.all_of(build.is_true(condition) for condition, _ in combination)
        branches.append((condition, operation(*(value for _, value in combination))))
    return choose(branches[:-1], branches[-1][1])


def _product(sizes: Sequence[int] | map[int]) -> int:
    result = 1
    for size in sizes:
        result *= size
    return result


def where_present(value: Abstract, result: Abstract) -> Abstract:
    """A result, null where the value that it is made from is null."""
    missing = null_of(value)
    return choose(((missing, NULL),), result)


def is_single(value: Abstract) -> bool:
    """Whether it is neither a list nor of a shape that may be one."""
    return not isinstance(value, Elements | Rows | Options | Closure)
