"""Nodes of a plan that can only take a few values, since they are made of tests of columns with constants.

The columns that are tested are the *axes*, each cut into *bands* that no test tells apart: between 60 and 80 an age is
tested alike everywhere. A combination of bands is a *cell*; in it the node has one value, worked out here as the plan
means it. Where a branch is no constant, the value of the cell is that node.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from .kinds import Day, Integer, Text, Truth
from .plan import (
    Absolute,
    Add,
    And,
    Case,
    Compare,
    Constant,
    FloorDivide,
    IsNull,
    IsTrue,
    Multiply,
    Narrowed,
    Node,
    Not,
    Or,
    Plain,
    Same,
    Subtract,
    TruncateDivide,
    Within,
    day_range,
    range_of,
    truncated,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_CELLS = 2_000
"""Combinations that a node is worked out for; one with more is left as it is."""

Value = Plain | Node
"""A constant, or the node of a branch that is none."""


@dataclass(frozen=True, slots=True)
class Band:
    """Values of an axis that no test tells apart. `value` stands for all of them.

    Of integers and days they are those from `low` to `high`; of texts those named, or all that are not named elsewhere
    (`others`).
    """

    value: Plain
    low: int = 0
    high: int = 0
    texts: tuple[str, ...] = ()
    others: bool = False

    @property
    def null(self) -> bool:
        """Whether it is the band of null."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class Axis:
    """A node that is tested, and its bands: integers and days ascending, null last."""

    node: Node
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Finite:
    """A node by its cells: a value for each combination of bands, the last axis changing fastest."""

    node: Node
    axes: tuple[Axis, ...]
    values: tuple[Value, ...]


def finite(node: Node) -> Finite | None:
    """The node by its cells; None where they are too many, or the node is not made of tests at all."""
    if not isinstance(node, Case) and not _worked_out(node):
        return None
    cuts = _Cuts()
    cuts.visit(node)
    axes = cuts.axes()
    if prod(len(axis.bands) for axis in axes) > MOST_CELLS:
        return None
    form = Finite(node, axes, tuple(_Cells(axes).of(node)))
    for place in range(len(axes)):
        form = _merged(form, place)
    return form


_ARITHMETIC: dict[type[Node], Callable[[int, int], int | None]] = {
    Add: lambda left, right: left + right,
    Subtract: lambda left, right: left - right,
    Multiply: lambda left, right: left * right,
    FloorDivide: lambda left, right: left // right if right else None,
    TruncateDivide: lambda left, right: truncated(left, right) if right else None,
}
_COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _worked_out(node: Node) -> bool:
    """Whether the value of a node is worked out from the axes alone."""
    match node:
        case Constant():
            return True
        case Case(branches, otherwise):
            return _worked_out(otherwise) and all(_worked_out(value) for _, value in branches)
        case Add() | Subtract() | Multiply() | FloorDivide() | TruncateDivide() | Absolute() | Narrowed():
            return all(map(_worked_out, node.parts))
        case _:
            return isinstance(node.type, Truth)


def _tests_axis(node: Node) -> bool:
    """Whether a condition tests another node with constants only."""
    match node:
        case Compare(operator, left, Constant(value)) if value is not None:
            return isinstance(left.type, Integer | Day) or (
                isinstance(left.type, Text) and operator in ("=", "!=")
            )
        case Within(operand):
            return not isinstance(operand.type, Truth)
        case IsNull(operand):
            return isinstance(operand.type, Integer | Day | Text)
        case _:
            return False


class _Cuts:
    """Finds the axes of a node and where they are cut."""

    def __init__(self) -> None:
        self._seen: set[Node] = set()
        self._places: dict[Node, set[int]] = {}
        self._texts: dict[Node, set[str]] = {}
        self._truths: dict[Node, None] = {}

    def visit(self, node: Node) -> None:
        """Takes in the tests of a node."""
        if node in self._seen:
            return
        self._seen.add(node)
        match node:
            case Constant():
                return
            case Case(branches, otherwise):
                for condition, value in branches:
                    self.visit(condition)
                    self.visit(value)
                self.visit(otherwise)
            case And() | Or() | Not() | IsTrue():
                self._visit_all(node.parts)
            case Compare() | Same() | Within() | IsNull() if all(map(_worked_out, node.parts)):
                self._visit_all(node.parts)
            case _ if _tests_axis(node):
                self._cut(node)
            case _ if isinstance(node.type, Truth):
                self._truths[node] = None
            case _ if _worked_out(node):
                self._visit_all(node.parts)

    def _visit_all(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            self.visit(node)

    def _cut(self, node: Node) -> None:
        tested = node.parts[0]
        values: tuple[Plain, ...] = ()
        places: tuple[int, ...] = (0, 1)
        match node:
            case Compare(operator, _, Constant(value)):
                values = (value,)
                places = {"<": (0,), ">=": (0,), "<=": (1,), ">": (1,)}.get(operator, places)
            case Within(_, within):
                values = within
        if isinstance(tested.type, Text):
            self._texts.setdefault(tested, set()).update(map(str, values))
        else:
            cuts = self._places.setdefault(tested, set())
            cuts.update(int(value) + place for value in values if value is not None for place in places)

    def axes(self) -> tuple[Axis, ...]:
        """The axes with their bands."""
        ordered = [_axis(node, _stretches(node, places)) for node, places in self._places.items()]
        texts = [_axis(node, _names(node, texts)) for node, texts in self._texts.items()]
        truths = [_axis(node, [Band(True), Band(False)]) for node in self._truths]
        return (*ordered, *texts, *truths)


def _axis(node: Node, bands: list[Band]) -> Axis:
    return Axis(node, (*bands, Band(None)) if node.nullable else tuple(bands))


def _stretches(node: Node, places: set[int]) -> list[Band]:
    whole = day_range(node) if isinstance(node.type, Day) else range_of(node)
    low, high = whole.low, whole.high
    starts = [low, *sorted(place for place in places if low < place <= high)]
    ends = [*(start - 1 for start in starts[1:]), high]
    return [Band(start, start, end) for start, end in zip(starts, ends, strict=True)]


def _names(node: Node, texts: set[str]) -> list[Band]:
    codes = node.type.codes if isinstance(node.type, Text) else None
    bands = [Band(text, texts=(text,)) for text in sorted(texts) if codes is None or text in codes]
    if codes is None or set(codes) - texts:
        other = next((code for code in codes or () if code not in texts), "".join(sorted(texts)) + "…")
        bands.append(Band(other, others=True))
    return bands


def _merged(form: Finite, place: int) -> Finite:
    """The form with those bands of an axis made one that make no difference; of a number only neighbours."""
    axis = form.axes[place]
    later = prod(len(other.bands) for other in form.axes[place + 1 :])
    count = len(axis.bands)
    groups: list[list[int]] = []
    for band in range(count):
        seen = _slice(form.values, band, count, later)
        alike = (group for group in groups if _slice(form.values, group[0], count, later) == seen)
        group = next((group for group in alike if _may_merge(axis, group[-1], band)), None)
        if group is None:
            groups.append([band])
        else:
            group.append(band)
    if len(groups) == count:
        return form
    kept = {group[0] for group in groups}
    bands = tuple(_one([axis.bands[band] for band in group]) for group in groups)
    values = tuple(value for cell, value in enumerate(form.values) if cell // later % count in kept)
    axes = (*form.axes[:place], Axis(axis.node, bands), *form.axes[place + 1 :])
    return Finite(form.node, axes, values)


def _slice(values: Sequence[Value], band: int, count: int, later: int) -> list[tuple[type, Value]]:
    """What the cells of a band come to, in order; the types keep true and 1 apart."""
    return [(type(value), value) for cell, value in enumerate(values) if cell // later % count == band]


def _may_merge(axis: Axis, last: int, band: int) -> bool:
    if axis.bands[last].null or axis.bands[band].null:
        return False
    return isinstance(axis.node.type, Text) or (band == last + 1 and not isinstance(axis.node.type, Truth))


def _one(bands: list[Band]) -> Band:
    texts = tuple(text for band in bands for text in band.texts)
    return Band(bands[0].value, bands[0].low, bands[-1].high, texts, any(band.others for band in bands))


class _Cells:
    """Works nodes out for every cell."""

    def __init__(self, axes: tuple[Axis, ...]) -> None:
        combinations = list(product(*(axis.bands for axis in axes)))
        self._count = len(combinations)
        self._known: dict[Node, Sequence[Value]] = {
            axis.node: [combination[place].value for combination in combinations]
            for place, axis in enumerate(axes)
        }

    def of(self, node: Node) -> Sequence[Value]:
        """The values of a node by cell."""
        known = self._known.get(node)
        # An axis stands for itself only where it is tested: its value in a band is but one of many.
        if known is None or not isinstance(node.type, Truth):
            known = self._worked_out(node)
            if isinstance(node.type, Truth):
                self._known[node] = known
        return known

    def _tested(self, node: Node) -> Sequence[Value]:
        known = self._known.get(node)
        return self.of(node) if known is None else known

    def _worked_out(self, node: Node) -> Sequence[Value]:
        match node:
            case Constant(value):
                return [value] * self._count
            case Case():
                return self._case(node)
            case And(operands):
                return [_and(values) for values in zip(*map(self.of, operands), strict=True)]
            case Or(operands):
                return [_or(values) for values in zip(*map(self.of, operands), strict=True)]
            case Not(operand):
                return [None if value is None else not value for value in self.of(operand)]
            case IsTrue(operand):
                return [value is True for value in self.of(operand)]
            case IsNull(operand):
                return [value is None for value in self._tested(operand)]
            case Within(operand, values):
                return [None if value is None else value in values for value in self._tested(operand)]
            case Same(left, right):
                return [one == other for one, other in self._pairs(left, right)]
            case Compare(operator, left, right):
                compare = _COMPARISONS[operator]
                return [_strict(compare, one, other) for one, other in self._pairs(left, right)]
            case _ if not _worked_out(node):
                return [node] * self._count
            case Absolute(operand):
                return [abs(value) if isinstance(value, int) else None for value in self.of(operand)]
            case Narrowed(operand):
                return self.of(operand)
            case _:
                work = _ARITHMETIC[type(node)]
                return [_strict(work, one, other) for one, other in self._pairs(*node.parts)]

    def _pairs(self, left: Node, right: Node) -> list[tuple[Value, Value]]:
        return list(zip(self._tested(left), self._tested(right), strict=True))

    def _case(self, node: Case) -> Sequence[Value]:
        values = list(self.of(node.otherwise))
        for condition, value in reversed(node.branches):
            chosen = zip(self.of(condition), self.of(value), values, strict=True)
            values = [branch if holds is True else other for holds, branch, other in chosen]
        return values


def _strict(work: Callable[[int, int], Plain], left: Value, right: Value) -> Plain:
    return None if left is None or right is None else work(left, right)  # type: ignore[arg-type]


def _and(values: tuple[Value, ...]) -> bool | None:
    return False if False in values else None if None in values else True


def _or(values: tuple[Value, ...]) -> bool | None:
    return True if True in values else None if None in values else False
