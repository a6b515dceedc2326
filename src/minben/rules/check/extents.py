"""Where a number can lie: what tests and conditions say of an expression, and what arithmetic makes of it.

Only what a division needs is followed: the ends, and whether the number can be zero. Where nothing is known, it can
be anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING

from ..feel.free import free_names
from ..feel.tree import (
    Arithmetic,
    Between,
    Comparison,
    If,
    In,
    Interval,
    Invocation,
    Logic,
    Name,
    Negation,
    OperatorRange,
    UnaryTests,
)
from ..feel.values import NUMBERS
from ..feel.walk import reads_test_value
from .constants import Trial, points_of, value_of
from .nature import is_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..feel.tree import Node

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class End:
    """An end of an extent; `open` where the end itself does not lie in it."""

    value: Decimal
    open: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """From where to where a number can lie, None for no end; `zero` is false where it is known not to be zero."""

    low: End | None = None
    high: End | None = None
    zero: bool = True

    @property
    def may_be_zero(self) -> bool:
        """Whether zero lies in it."""
        low, high = self.low, self.high
        above = low is None or low.value < 0 or (low.value == 0 and not low.open)
        below = high is None or high.value > 0 or (high.value == 0 and not high.open)
        return self.zero and above and below

    @property
    def is_zero(self) -> bool:
        """Whether nothing but zero lies in it."""
        return self.may_be_zero and self.low is not None and self.high is not None and self.low == self.high

    def within(self, other: Extent) -> Extent:
        """What lies in both."""
        lows = [end for end in (self.low, other.low) if end is not None]
        highs = [end for end in (self.high, other.high) if end is not None]
        return Extent(
            max(lows, key=lambda end: (end.value, end.open), default=None),
            min(highs, key=lambda end: (end.value, not end.open), default=None),
            self.zero and other.zero,
        )

    def or_(self, other: Extent) -> Extent:
        """What lies in either."""
        low = high = None
        if self.low is not None and other.low is not None:
            low = min(self.low, other.low, key=lambda end: (end.value, end.open))
        if self.high is not None and other.high is not None:
            high = max(self.high, other.high, key=lambda end: (end.value, not end.open))
        return Extent(low, high, self.may_be_zero or other.may_be_zero)


ANYWHERE = Extent()


def only(value: Decimal) -> Extent:
    """Where a constant lies."""
    return Extent(End(value), End(value))


def extent_of(node: Node, known: Mapping[Node, Extent]) -> Extent:
    """Where the value of an expression can lie, where that of some of its parts is known."""
    if node in known:
        return known[node]
    match node:
        case Negation(operand):
            return _negated(extent_of(operand, known))
        case Arithmetic(operator, left, right):
            return _arithmetic(operator, extent_of(left, known), extent_of(right, known))
        case If(condition, consequence, alternative):
            one = extent_of(consequence, assuming(condition, True, known))
            return one.or_(extent_of(alternative, assuming(condition, False, known)))
        case Invocation(Name("abs"), arguments) if len(arguments) == 1:
            return Extent(End(ZERO), None, extent_of(arguments[0].value, known).may_be_zero)
        case Invocation(Name("max"), arguments) if len(arguments) > 1:
            return _greatest([extent_of(argument.value, known) for argument in arguments])
    if is_count(node):
        return Extent(End(ZERO))
    return _constant(node)


def _constant(node: Node) -> Extent:
    value = value_of(node)
    return only(value) if isinstance(value, Decimal) else ANYWHERE


def _negated(extent: Extent) -> Extent:
    low, high = (
        None if end is None else End(NUMBERS.minus(end.value), end.open) for end in (extent.high, extent.low)
    )
    return Extent(low, high, extent.zero)


def _arithmetic(operator: str, left: Extent, right: Extent) -> Extent:
    match operator:
        case "+":
            return Extent(_sum(left.low, right.low), _sum(left.high, right.high))
        case "-":
            return _arithmetic("+", left, _negated(right))
        case "*":
            return _product(left, right)
        case _:
            # A quotient or a power is zero only where its left side is.
            return Extent(zero=left.may_be_zero)


def _sum(one: End | None, other: End | None) -> End | None:
    if one is None or other is None:
        return None
    return End(NUMBERS.add(one.value, other.value), one.open or other.open)


def _product(left: Extent, right: Extent) -> Extent:
    positive = all(extent.low is not None and extent.low.value >= 0 for extent in (left, right))
    return Extent(End(ZERO) if positive else None, None, left.may_be_zero or right.may_be_zero)


def _greatest(extents: list[Extent]) -> Extent:
    """The greatest of several is no less than any of them."""
    lows = [Extent(extent.low) for extent in extents]
    return reduce(Extent.within, lows)


# What tests and conditions say.


def tested(tests: UnaryTests) -> Extent:
    """Where a value that passes a cell can lie."""
    if not tests.tests or points_of(tests) is None:
        return ANYWHERE
    zero = Trial(tests).holds(ZERO) is True
    if tests.negated:
        return Extent(zero=zero)
    hull = reduce(Extent.or_, map(_test_extent, tests.tests))
    return Extent(hull.low, hull.high, zero)


def _test_extent(test: Node) -> Extent:
    match test:
        case OperatorRange(operator, operand):
            value = value_of(operand)
            return _beside(operator, value) if isinstance(value, Decimal) else ANYWHERE
        case Interval(low, high):
            return Extent(_constant(low).low, _constant(high).high)
        case _ if reads_test_value(test):
            return ANYWHERE
    return _constant(test)


def _beside(operator: str, value: Decimal) -> Extent:
    match operator:
        case "<" | "<=":
            return Extent(None, End(value, operator == "<"))
        case ">" | ">=":
            return Extent(End(value, operator == ">"))
        case "=":
            return only(value)
        case _:
            return Extent(zero=value != 0)


_TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def assuming(condition: Node, holds: bool, known: Mapping[Node, Extent]) -> Mapping[Node, Extent]:
    """What is known where a condition holds, or where it does not."""
    match condition:
        case Comparison(operator, left, right):
            operator = operator if holds else _OPPOSITE[operator]
            return _compared(operator, left, right, _compared(_TURNED[operator], right, left, known))
        case Logic(operator, left, right) if holds is (operator == "and"):
            return assuming(right, holds, assuming(left, holds, known))
        case Between(value, low, high) if holds:
            ends = Extent(extent_of(low, known).low, extent_of(high, known).high)
            return _narrowed(value, ends, known)
        case In(value, tests) if holds:
            return _narrowed(value, tested(UnaryTests(tests, False, span=condition.span)), known)
        case Invocation(Name("not"), arguments) if len(arguments) == 1:
            return assuming(arguments[0].value, not holds, known)
    return known


def _compared(operator: str, node: Node, other: Node, known: Mapping[Node, Extent]) -> Mapping[Node, Extent]:
    value = value_of(other)
    return _narrowed(node, _beside(operator, value), known) if isinstance(value, Decimal) else known


def _narrowed(node: Node, extent: Extent, known: Mapping[Node, Extent]) -> Mapping[Node, Extent]:
    return {**known, node: extent_of(node, known).within(extent)}


def forgetting(names: Iterable[str], known: Mapping[Node, Extent]) -> Mapping[Node, Extent]:
    """What is still known where names stand for something else."""
    bound = frozenset(names)
    return {node: extent for node, extent in known.items() if not free_names(node) & bound}
