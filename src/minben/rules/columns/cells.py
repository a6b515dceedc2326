"""The cells of a decision table as sets of plain values: which rules can apply together, and the plainest test of each.

A cell whose tests are constants is a set: of whole numbers or days (spans), of texts or truth values (a few of them,
or all but a few), with null or without.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from ..feel.temporal import Date as FeelDate
from ..feel.values import Range
from . import build
from .kinds import Boolean, Date, Number, String

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..feel.values import Value
    from .kinds import Kind
    from .plan import Node

Stretch = tuple[int, int]
"""From a whole number to another, both included."""
_FAR = 10**60


@dataclass(frozen=True, slots=True)
class Spans:
    """Whole numbers (or days): disjoint stretches in ascending order, none touching the next."""

    stretches: tuple[Stretch, ...]
    with_null: bool


@dataclass(frozen=True, slots=True)
class Members:
    """Texts or truth values: these, or all but these."""

    values: frozenset[str | bool]
    all_but: bool
    with_null: bool


Cell = Spans | Members


def cell_of(kind: Kind, tests: Sequence[Value], *, negated: bool, with_null: bool) -> Cell | None:
    """The cell of constant tests over a column of a kind; None where it is no such set."""
    match kind:
        case Number(scale):
            stretches = [stretch for test in tests for stretch in _of_number(test, scale) or (None,)]
        case Date():
            stretches = [stretch for test in tests for stretch in _of_date(test) or (None,)]
        case String() | Boolean():
            return _members(kind, tests, negated, with_null)
        case _:
            return None
    kept = [stretch for stretch in stretches if stretch is not None]
    if len(kept) < len(stretches):
        return None
    spans = _united(kept)
    if negated:
        spans = _complement(spans)
    return Spans(tuple(spans), with_null)


def _members(kind: String | Boolean, tests: Sequence[Value], negated: bool, with_null: bool) -> Cell | None:
    values: set[str | bool] = set()
    for test in tests:
        members = test if isinstance(test, list) else [test]
        for member in members:
            if isinstance(member, str | bool) and isinstance(member, bool) is isinstance(kind, Boolean):
                values.add(member)
            elif member is not None:
                return None
    return Members(frozenset(values), negated, with_null)


def _of_number(test: Value, scale: int) -> list[Stretch] | None:
    """The integers of a scale that pass a test; None where it is none of numbers."""
    match test:
        case Decimal():
            low, high = _inside(test, test, scale)
            return [(low, high)]
        case None:
            return [(1, 0)]
        case Range():
            return _of_range(test, lambda low, high: _inside(low, high, scale), Decimal)
        case list():
            return _joined([_of_number(member, scale) for member in test])
    return None


def _of_date(test: Value) -> list[Stretch] | None:
    match test:
        case FeelDate():
            return [(test.number, test.number)]
        case None:
            return [(1, 0)]
        case Range():
            return _of_range(test, _days, FeelDate)
        case list():
            return _joined([_of_date(member) for member in test])
    return None


def _joined(parts: list[list[Stretch] | None]) -> list[Stretch] | None:
    joined: list[Stretch] = [(1, 0)]
    for part in parts:
        if part is None:
            return None
        joined.extend(part)
    return joined


def _days(low: Value, high: Value) -> Stretch:
    start = low.number if isinstance(low, FeelDate) else -_FAR
    end = high.number if isinstance(high, FeelDate) else _FAR
    return start, end


def _inside(low: Value, high: Value, scale: int) -> Stretch:
    """The least and the greatest integer of a scale within two numbers."""
    start = -_FAR if not isinstance(low, Decimal) else _integer(low, scale, ROUND_CEILING)
    end = _FAR if not isinstance(high, Decimal) else _integer(high, scale, ROUND_FLOOR)
    return start, end


def _integer(value: Decimal, scale: int, rounding: str) -> int:
    sign, digits, exponent = value.as_tuple()
    mantissa = int("".join(map(str, digits))) * (-1 if sign else 1)
    shift = int(exponent) + scale
    if shift >= 0:
        return mantissa * int(10 ** min(shift, 60))
    unit = int(10 ** min(-shift, 200))
    return mantissa // unit if rounding == ROUND_FLOOR else -((-mantissa) // unit)


def _of_range(test: Range, inside: object, of: type) -> list[Stretch] | None:
    if not callable(inside):
        return None
    if test.operator in ("=", "!="):
        if not isinstance(test.low, of):
            return None
        low, high = inside(test.low, test.low)
        if test.operator == "=":
            return [(low, high)]
        return [(-_FAR, low - 1), (high + 1, _FAR)] if low <= high else [(-_FAR, _FAR)]
    if any(end is not None and not isinstance(end, of) for end in (test.low, test.high)):
        return None
    if not test.operator and (test.low is None or test.high is None):
        # A range that is open by null compares with nothing.
        return [(1, 0)]
    if test.operator and test.low is None and test.high is None:
        return [(1, 0)]
    low, high = inside(test.low, test.high)
    if test.low is not None and not test.low_included and inside(test.low, test.low) == (low, low):
        low += 1
    if test.high is not None and not test.high_included and inside(test.high, test.high) == (high, high):
        high -= 1
    return [(low, high)]


def _united(stretches: list[Stretch]) -> list[Stretch]:
    united: list[Stretch] = []
    for low, high in sorted(stretch for stretch in stretches if stretch[0] <= stretch[1]):
        if united and low <= united[-1][1] + 1:
            united[-1] = (united[-1][0], max(united[-1][1], high))
        else:
            united.append((low, high))
    return united


def _complement(stretches: list[Stretch]) -> list[Stretch]:
    left: list[Stretch] = []
    start = -_FAR
    for low, high in stretches:
        if low > start:
            left.append((start, low - 1))
        start = high + 1
    if start <= _FAR:
        left.append((start, _FAR))
    return left


def test_of(cell: Cell, node: Node, kind: Kind) -> Node:
    """The condition that a column's value is in a cell. Where it is null and null is not in, it is not true."""
    match cell:
        case Spans(stretches, with_null):
            make = build.day if isinstance(kind, Date) else build.number
            inside = build.any_of(_stretch(node, stretch, make) for stretch in stretches)
        case Members(values, all_but, with_null):
            inside = build.within(node, sorted(values, key=str))
            inside = build.negate(inside) if all_but else inside
    return build.any_of((build.is_null(node), inside)) if with_null else inside


def _stretch(node: Node, stretch: Stretch, make: object) -> Node:
    low, high = stretch
    if low == high:
        return build.compare("=", node, _made(make, low))
    ends = []
    if low > -_FAR:
        ends.append(build.compare(">=", node, _made(make, low)))
    if high < _FAR:
        ends.append(build.compare("<=", node, _made(make, high)))
    return build.all_of(ends) if ends else build.is_known(node)


def _made(make: object, value: int) -> Node:
    return build.day(value) if make is build.day else build.number(value)


# Which rules can apply together.


def overlapping(rows: Sequence[Sequence[Cell | None]]) -> list[int]:
    """For each rule the later rules that can apply where it does, as a bit set; None as a cell is any value.

    Columns are taken as independent: rules that are apart only because of what else is known count as together.
    """
    together = [((1 << len(rows)) - 1) & ~((1 << (number + 1)) - 1) for number in range(len(rows))]
    for column in zip(*rows, strict=True):
        for number, mask in enumerate(_together_in(column)):
            together[number] &= mask
    return together


def _together_in(column: Sequence[Cell | None]) -> list[int]:
    everyone = (1 << len(column)) - 1
    points = _points(column)
    passing: dict[object, int] = dict.fromkeys(points, 0)
    of_cell: dict[Cell, list[object]] = {}
    for number, cell in enumerate(column):
        if cell is None:
            inside = points
        else:
            if cell not in of_cell:
                of_cell[cell] = [point for point in points if _has(cell, point)]
            inside = of_cell[cell]
        for point in inside:
            passing[point] |= 1 << number
    masks: dict[Cell, int] = {}
    for cell, inside in of_cell.items():
        mask = 0
        for point in inside:
            mask |= passing[point]
        masks[cell] = mask
    return [everyone if cell is None else masks[cell] for cell in column]


def _points(column: Sequence[Cell | None]) -> list[object]:
    """A value of every class that the cells tell apart; an empty tuple is null, a lone one any other value."""
    points: dict[object, None] = {(): None, ("other",): None}
    for cell in column:
        match cell:
            case Spans(stretches):
                for low, high in stretches:
                    points.update(dict.fromkeys((low, high + 1, low - 1)))
            case Members(values):
                points.update(dict.fromkeys((type(value), value) for value in values))
            case None:
                pass
    return list(points)


def _has(cell: Cell, point: object) -> bool:
    if point == ():
        return cell.with_null
    match cell:
        case Spans(stretches):
            return isinstance(point, int) and any(low <= point <= high for low, high in stretches)
        case Members(values, all_but):
            inside = any((type(value), value) == point for value in values)
            return inside is not all_but
