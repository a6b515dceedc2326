"""Writes a node anew from its cells, as a tree of cases that each ask one simple question.

At every point the question is taken that leaves the fewest different values on its two sides. Every row of an engine of
columns goes through every case, so fewer cases are less work; conditions cost little beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from . import build
from .kinds import Day, Text, Truth
from .plan import Case, Compare, Constant, Node, Read, Within, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .finite import Axis, Band, Finite, Value
    from .kinds import Type

_CASE, _NUMBER, _CONDITION = 10, 10, 2
"""What a case costs, arithmetic, and a condition: as measured with narrow integers."""

Bands = tuple[int, ...]
Box = tuple[Bands, ...]
"""By axis the bands that are still possible."""


def cost_of(node: Node) -> int:
    """What a node costs with everything below it, each node once."""
    return sum(map(_own_cost, walk((node,))))


def _own_cost(node: Node) -> int:
    match node:
        case Case(branches):
            return _CASE * len(branches)
        case Constant() | Read():
            return 0
        case _:
            return _CONDITION if isinstance(node.type, Truth) else _NUMBER


def as_tree(form: Finite, change: Callable[[Node], Node]) -> Node:
    """The node as a tree. What is tested, and branches that are no constants, are changed on the way."""
    return _Tree(form, change).root()


@dataclass(frozen=True, slots=True)
class _Question:
    """A test of an axis: the bands for which it is true, the others, among them null, and the condition."""

    axis: int
    yes: Bands
    no: Bands
    condition: Callable[[], Node]


class _Tree:
    def __init__(self, form: Finite, change: Callable[[Node], Node]) -> None:
        self._form = form
        self._change = change
        self._nodes: dict[Box, Node] = {}
        self._different: dict[Box, int] = {}
        sizes = [len(axis.bands) for axis in form.axes]
        self._strides = tuple(prod(sizes[place + 1 :]) for place in range(len(sizes)))
        self._type = form.node.type

    def root(self) -> Node:
        return self._node(tuple(tuple(range(len(axis.bands))) for axis in self._form.axes))

    def _node(self, box: Box) -> Node:
        known = self._nodes.get(box)
        if known is None:
            known = self._nodes[box] = self._made(box)
        return known

    def _made(self, box: Box) -> Node:
        values = self._values(box)
        if len(values) == 1:
            return self._leaf(next(iter(values)))
        question = min(self._questions(box), key=lambda asked: self._left_over(box, asked))
        yes = self._node(_with(box, question.axis, question.yes))
        no = self._node(_with(box, question.axis, question.no))
        return _joined(question.condition(), yes, no)

    def _values(self, box: Box) -> set[tuple[bool, Value]]:
        """The different values in a box; true and 1 are different."""
        places = [[band * stride for band in bands] for bands, stride in zip(box, self._strides, strict=True)]
        values = self._form.values
        return {(isinstance(values[sum(at)], bool), values[sum(at)]) for at in product(*places)}

    def _count(self, box: Box) -> int:
        known = self._different.get(box)
        if known is None:
            known = self._different[box] = len(self._values(box))
        return known

    def _left_over(self, box: Box, asked: _Question) -> tuple[int, int, int, int]:
        """How many different values a question leaves; then whether one side is settled, and how even the sides are.

        A side that is null is settled first: values without nulls are put together faster.
        """
        sides = (_with(box, asked.axis, asked.yes), _with(box, asked.axis, asked.no))
        yes, no = map(self._count, sides)
        valued = all(
            count > 1 or (False, None) not in self._values(side)
            for side, count in zip(sides, (yes, no), strict=True)
        )
        uneven = abs(len(asked.yes) - len(asked.no))
        if all(len(bands) == 1 for axis, bands in enumerate(box) if axis != asked.axis):
            return yes + no, valued, uneven, 0
        settled = max((len(asked.yes) if yes == 1 else 0), (len(asked.no) if no == 1 else 0))
        return yes + no, valued, -settled, uneven

    def _leaf(self, value: tuple[bool, Value]) -> Node:
        plain = value[1]
        return self._change(plain) if isinstance(plain, Node) else constant(plain, self._type)

    def _questions(self, box: Box) -> Iterator[_Question]:
        for place, (axis, bands) in enumerate(zip(self._form.axes, box, strict=True)):
            if len(bands) > 1:
                for yes, condition in _tests(axis, bands, self._change):
                    no = tuple(band for band in bands if band not in yes)
                    yield _Question(place, yes, no, condition)


def _with(box: Box, axis: int, bands: Bands) -> Box:
    return (*box[:axis], bands, *box[axis + 1 :])


def _joined(condition: Node, yes: Node, no: Node) -> Node:
    """A case; one that stands in another and leads to the same value becomes part of its condition."""
    match yes, no:
        case Case(((inner, value),), otherwise), _ if otherwise is no:
            return _joined(build.all_of((condition, inner)), value, no)
        case Case(((inner, value),), otherwise), _ if value is no:
            return _joined(build.all_of((condition, _not_true(inner))), otherwise, no)
        case _, Case(((inner, value),), otherwise) if value is yes:
            return _joined(build.any_of((condition, inner)), yes, otherwise)
        case _, Case(((inner, value),), otherwise) if otherwise is yes:
            return _joined(build.all_of((_not_true(condition), inner)), value, yes)
        case _:
            return Case(((condition, yes),), no)


def _not_true(condition: Node) -> Node:
    return build.negate(build.is_true(condition))


def constant(value: object, like: Type) -> Node:
    """A known value of a type."""
    match value:
        case bool():
            return build.truth(value)
        case int():
            return build.day(value) if isinstance(like, Day) else build.number(value)
        case str():
            return build.text(value)
        case _:
            return Constant(None, like)


def _tests(
    axis: Axis, bands: Bands, change: Callable[[Node], Node]
) -> Iterator[tuple[Bands, Callable[[], Node]]]:
    """The questions that may be asked of an axis: the bands where the answer is yes, and the condition."""
    known = tuple(band for band in bands if not axis.bands[band].null)
    node = axis.node
    if len(known) < len(bands):
        yield known, lambda: build.is_known(change(node))
    if len(known) < 2 and len(known) == len(bands):
        return
    if isinstance(node.type, Text):
        for band in known:
            yield (band,), _named(axis, axis.bands[band], change)
    elif isinstance(node.type, Truth):
        for band in known:
            yield (band,), _holds(axis, axis.bands[band], change)
    else:
        yield from _splits(axis, known, change)


def _splits(
    axis: Axis, known: Bands, change: Callable[[Node], Node]
) -> Iterator[tuple[Bands, Callable[[], Node]]]:
    for place in range(1, len(known)):
        start = axis.bands[known[place]].low
        yield known[place:], _compared(axis, ">=", start, change)
        yield known[:place], _compared(axis, "<", start, change)
    for band in known:
        if axis.bands[band].low == axis.bands[band].high:
            yield (band,), _compared(axis, "=", axis.bands[band].low, change)


def _compared(axis: Axis, operator: str, value: int, change: Callable[[Node], Node]) -> Callable[[], Node]:
    like = constant(value, axis.node.type)
    return lambda: build.compare(operator, change(axis.node), like)


def _holds(axis: Axis, band: Band, change: Callable[[Node], Node]) -> Callable[[], Node]:
    return lambda: change(axis.node) if band.value else build.negate(change(axis.node))


def _named(axis: Axis, band: Band, change: Callable[[Node], Node]) -> Callable[[], Node]:
    if band.others:
        elsewhere = [text for other in axis.bands if other is not band for text in other.texts]
        return lambda: build.negate(_within(change(axis.node), elsewhere))
    return lambda: _within(change(axis.node), band.texts)


def _within(node: Node, texts: Sequence[str]) -> Node:
    if len(texts) == 1:
        return Compare("=", node, build.text(texts[0]))
    return Within(node, tuple(sorted(texts)))
