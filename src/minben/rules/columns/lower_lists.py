"""Lists over columns: filters, iterations, quantifiers, and what sums a list up.

A list is either of so many elements, each with the condition under which it is there, or it is the related rows of a
row: then a filter adds to the condition on them, an iteration says what is taken of each, and a sum or a quantifier
becomes an aggregate.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from . import build
from .abstract import (
    NULL,
    Abstract,
    Elements,
    Entries,
    Known,
    Options,
    Quotient,
    RefusalError,
    Rows,
    Scalar,
    Scope,
    Span,
    name_of,
    null_of,
    scalar,
    shaped,
    truth_of,
)
from .build import all_of, any_of, case, compare, is_true, number
from .kinds import Boolean, Date, Number
from .lower_choice import choose
from .lower_operators import comparison, equal
from .plan import Aggregate, Constant, Node, Pick

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_STEPS = 64
"""The most elements of a count whose end differs by row."""

Body = Callable[[Abstract], Abstract]


def as_list(value: Abstract) -> Elements | Rows:
    """A value as the list it is taken for: null as the empty list, what is no list as the list of it alone."""
    value = shaped(value)
    match value:
        case Elements(items, present):
            if present is None:
                return value
            return Elements(tuple((_both(guard, present), item) for guard, item in items))
        case Rows():
            if value.present is None:
                return value
            return Rows(value.relation, value.most, value.element, all_of((value.present, value.where)))
        case Options():
            raise RefusalError("columns-options")
        case Known(None):
            return Elements(())
        case _:
            missing = null_of(value)
            return Elements(((None if missing is build.FALSE else build.negate(missing), value),))


def _both(guard: Node | None, other: Node) -> Node:
    return other if guard is None else all_of((other, guard))


def inner_scope(scope: Scope, item: Abstract) -> Scope:
    """The scope of a filter's condition: the item and, of a context, its entries."""
    values: dict[str, Abstract] = {"item": item}
    inner = shaped(item)
    if isinstance(inner, Entries):
        missing = null_of(inner)
        for name, value in inner.fields.items():
            outer = scope.find(name) or NULL
            values[name] = value if missing is build.FALSE else choose(((missing, outer),), value)
    elif isinstance(inner, Options):
        raise RefusalError("columns-options")
    return scope.inner(values)


# Filters.


def filtered(base: Abstract, holds: Body, *, by_position: bool) -> Abstract:
    """`base[condition]`: the element at a position, or those for which the condition is true."""
    items = as_list(base)
    if isinstance(items, Rows):
        return _filtered_rows(items, holds(items.element))
    if not items.items:
        return NULL if by_position else Elements(())
    first = holds(items.items[0][1])
    if name_of(first) == "number":
        # A position that is null is a condition that does not hold.
        return choose(((null_of(first), Known([])),), at(items, first))
    if isinstance(first, Options) and any(name_of(value) == "number" for _, value in first.branches):
        raise RefusalError("columns-options")
    kept: list[tuple[Node | None, Abstract]] = []
    for place, (guard, item) in enumerate(items.items):
        test = is_true(truth_of(first if place == 0 else holds(item)))
        there = test if guard is None else all_of((guard, test))
        if there is not build.FALSE:
            kept.append((None if there is build.TRUE else there, item))
    if by_position and not items.fixed:
        raise RefusalError("columns-position")
    return Elements(tuple(kept))


def _filtered_rows(rows: Rows, holds: Abstract) -> Abstract:
    if name_of(holds) == "number":
        position = _whole(holds)
        if position is None:
            raise RefusalError("columns-position")
        return picked(rows, position) if position else NULL
    if isinstance(holds, Options):
        raise RefusalError("columns-options")
    where = all_of((rows.where, is_true(truth_of(holds))))
    return Rows(rows.relation, rows.most, rows.element, where)


def _whole(value: Abstract) -> int | None:
    inner = shaped(value)
    if isinstance(inner, Scalar) and isinstance(inner.node, Constant) and isinstance(inner.kind, Number):
        plain = inner.node.value
        if isinstance(plain, int) and not isinstance(plain, bool):
            return plain if inner.kind.scale == 0 else 0
    return None


def at(list_: Elements, position: Abstract) -> Abstract:
    """The element at a position from 1, or from -1 backwards; null where there is none."""
    place = _whole(position)
    if place is not None:
        return _at_place(list_, place)
    if not list_.fixed:
        raise RefusalError("columns-position")
    length = len(list_.items)
    branches = []
    for index, (_, item) in enumerate(list_.items):
        forward = truth_of(equal(position, shaped(Known(_decimal(index + 1)))))
        backward = truth_of(equal(position, shaped(Known(_decimal(index - length)))))
        branches.append((any_of((forward, backward)), item))
    return choose(branches, NULL)


def _decimal(value: int) -> object:
    return Decimal(value)


def _at_place(list_: Elements, place: int) -> Abstract:
    if list_.fixed:
        length = len(list_.items)
        if 1 <= place <= length:
            return list_.items[place - 1][1]
        return list_.items[place][1] if -length <= place <= -1 else NULL
    if place == 0:
        return NULL
    items = list_.items if place > 0 else tuple(reversed(list_.items))
    branches = []
    before: Node = number(0)
    for guard, item in items:
        there = build.TRUE if guard is None else guard
        branches.append((all_of((there, compare("=", before, number(abs(place) - 1)))), item))
        before = build.add(before, case(((there, number(1)),), number(0)))
    return choose(branches, NULL)


def picked(rows: Rows, position: int) -> Abstract:
    """The related row at a position."""
    where = None if rows.where is build.TRUE else rows.where

    def taken(value: Abstract) -> Abstract:
        match value:
            case Known():
                return choose(((_reached(rows, position), value),), NULL)
            case Scalar(kind, node):
                return scalar(kind, Pick(rows.relation, node, where, position))
            case Quotient(numerator, denominator, reach):
                above = Pick(rows.relation, numerator, where, position)
                return Quotient(above, Pick(rows.relation, denominator, where, position), reach)
            case Entries(fields):
                inner = {name: taken(field) for name, field in fields.items()}
                present = _reached(rows, position)
                if value.present is not None:
                    present = all_of((present, is_true(Pick(rows.relation, value.present, where, position))))
                return Entries(inner, present)
        raise RefusalError("columns-nested-list")

    return taken(rows.element)


def _reached(rows: Rows, position: int) -> Node:
    return compare(">=", build.count(rows.relation, rows.where, rows.most), number(abs(position)))


# Iterations.


def source_of(start: Abstract, end: Abstract | None) -> Abstract:
    """What an iteration runs through, as a list; null where there is nothing to run through."""
    if end is not None:
        return _counted(shaped(start), shaped(end))
    start = shaped(start)
    if isinstance(start, Span):
        if start.operator or start.present is not None:
            raise RefusalError("columns-iteration")
        return _members(start)
    if isinstance(start, Options):
        raise RefusalError("columns-options")
    if isinstance(start, Elements | Rows) or start == NULL:
        return start
    missing = null_of(start)
    return Elements(((None, start),), None if missing is build.FALSE else build.negate(missing))


def _members(span: Span) -> Abstract:
    counted = _counted(shaped(span.low), shaped(span.high))
    if not isinstance(counted, Elements):
        return counted
    items = list(counted.items)
    forward = truth_of(comparison("<=", span.low, span.high))
    kept = []
    for guard, item in items:
        tests = [forward] if forward is not build.TRUE else []
        for bound, included in ((span.low, span.low_included), (span.high, span.high_included)):
            if not included:
                tests.append(truth_of(comparison("!=", item, bound)))
        there = all_of((*tests, guard or build.TRUE))
        kept.append((None if there is build.TRUE else is_true(there), item))
    return Elements(tuple(kept), counted.present)


def _counted(start: Abstract, end: Abstract) -> Abstract:
    """The whole numbers or days from a start to an end that may differ by row."""
    match start, end:
        case Scalar(Number(0, first), start_node), Scalar(Number(0, _, last), end_node) if isinstance(
            start_node, Constant
        ):
            make, lowest = number, range_low(end)
        case Scalar(Date(first), start_node), Scalar(Date(_, last), end_node) if isinstance(
            start_node, Constant
        ):
            make, lowest = build.day, range_low(end)
        case _:
            raise RefusalError("columns-iteration")
    if lowest < first - 1 or last - first > MOST_STEPS:
        raise RefusalError("columns-iteration")
    if lowest < first:
        raise RefusalError("columns-iteration")
    items = tuple(
        (_there(compare("<=", make(place), end_node)), scalar(start.kind, make(place)))
        for place in range(first, last + 1)
    )
    missing = null_of(end)
    return Elements(items, None if missing is build.FALSE else build.negate(missing))


def _there(test: Node) -> Node | None:
    return None if test is build.TRUE else is_true(test)


def range_low(value: Abstract) -> int:
    """The least that a number or a day can be."""
    kind = value.kind if isinstance(value, Scalar) else None
    return kind.low if isinstance(kind, Number | Date) else 0


def mapped(list_: Abstract, body: Body) -> Abstract:
    """`for variable in list return body`."""
    list_ = shaped(list_)
    match list_:
        case Elements(items, present):
            return Elements(tuple((guard, body(item)) for guard, item in items), present)
        case Rows():
            return Rows(list_.relation, list_.most, body(list_.element), list_.where, list_.present)
        case Known(None):
            return NULL
    raise RefusalError("columns-iteration")


# Quantifiers.


def some(list_: Abstract, holds: Callable[[Abstract], Node]) -> Node:
    """Whether a condition is true of any element; null where it is not, and is unknown of one."""
    list_ = shaped(list_)
    match list_:
        case Elements(items, present):
            found = any_of(_guarded(guard, holds(item)) for guard, item in items)
        case Rows(relation, most, element, where, present):
            test = holds(element)
            true = build.exists(relation, test, where, most)
            unknown = build.exists(relation, build.is_null(test), where, most)
            found = case(((true, build.TRUE), (unknown, build.UNKNOWN)), build.FALSE)
        case Known(None):
            return build.UNKNOWN
        case _:
            raise RefusalError("columns-iteration")
    return found if present is None else case(((present, found),), build.UNKNOWN)


def _guarded(guard: Node | None, test: Node) -> Node:
    return test if guard is None else all_of((guard, test))


def every(list_: Abstract, holds: Callable[[Abstract], Node]) -> Node:
    """Whether a condition is true of every element; null where it is false of none and unknown of one."""
    return build.negate(some(list_, lambda item: build.negate(holds(item))))


# What sums a list up. Each gives null where the row engine does: for an element that is null, for an empty list.


def length(list_: Elements | Rows) -> Node:
    """How many elements there are."""
    if isinstance(list_, Rows):
        return build.count(list_.relation, list_.where, list_.most)
    total: Node = number(0)
    sure = 0
    for guard, _ in list_.items:
        if guard is None:
            sure += 1
        else:
            total = build.add(total, case(((guard, number(1)),), number(0)))
    return build.add(total, number(sure))


def where_whole(list_: Elements | Rows, result: Abstract, *, empty: Abstract = NULL) -> Abstract:
    """The result, null where an element is null, and `empty` where there is none."""
    if isinstance(list_, Elements):
        missing = any_of(_guarded(guard, null_of(item)) for guard, item in list_.items)
        none = all_of(build.FALSE if guard is None else build.negate(guard) for guard, _ in list_.items)
    else:
        inner = null_of(list_.element)
        missing = build.exists(list_.relation, inner, list_.where, list_.most)
        none = compare("=", length(list_), number(0))
    return choose(((missing, NULL), (none, empty)), result)


def aggregated(rows: Rows, operation: str) -> Abstract:
    """An aggregate of related rows whose elements are plain, nulls aside."""
    element = shaped(rows.element)
    if not isinstance(element, Scalar):
        raise RefusalError("columns-aggregate", kind=name_of(element))
    if isinstance(element.kind, Boolean) and operation != "any":
        raise RefusalError("columns-aggregate", kind=name_of(element))
    if rows.where is build.FALSE:
        return NULL
    where = None if rows.where is build.TRUE else rows.where
    return scalar(element.kind, Aggregate(rows.relation, operation, element.node, where, rows.most))


def contains(list_: Elements | Rows, found: Callable[[Abstract], Node]) -> Node:
    """Whether a test, which is never null, holds for an element."""
    if isinstance(list_, Rows):
        return build.exists(list_.relation, found(list_.element), list_.where, list_.most)
    return any_of(_guarded(guard, found(item)) for guard, item in list_.items)


def each(list_: Elements, values: Sequence[Abstract]) -> Elements:
    """The list with these values in place of its own."""
    guards = [guard for guard, _ in list_.items]
    return Elements(tuple(zip(guards, values, strict=True)))
