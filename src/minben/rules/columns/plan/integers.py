"""Arithmetic of exact integers, each with its proven range."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..kinds import (
    Day,
    Integer,
    Type,
)
from .node import Node, holds, range_of, truncated


@dataclass(frozen=True, eq=False)
class _Pair(Node):
    left: Node
    right: Node

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, eq=False)
class Add(_Pair):
    """The sum of two integers."""

    @cached_property
    def type(self) -> Integer:
        left, right = range_of(self.left), range_of(self.right)
        return Integer(left.low + right.low, left.high + right.high)


@dataclass(frozen=True, eq=False)
class Subtract(_Pair):
    """The difference of two integers."""

    @cached_property
    def type(self) -> Integer:
        left, right = range_of(self.left), range_of(self.right)
        return Integer(left.low - right.high, left.high - right.low)


@dataclass(frozen=True, eq=False)
class Multiply(_Pair):
    """The product of two integers."""

    @cached_property
    def type(self) -> Integer:
        left, right = range_of(self.left), range_of(self.right)
        corners = [one * other for one in (left.low, left.high) for other in (right.low, right.high)]
        return Integer(min(corners), max(corners))


@dataclass(frozen=True, eq=False)
class FloorDivide(_Pair):
    """The greatest integer that is not above left / right (-7 by 2 is -4); null where right is 0."""

    @cached_property
    def type(self) -> Integer:
        left, right = range_of(self.left), range_of(self.right)
        divisors = [end for end in (right.low, right.high, -1, 1) if end and right.low <= end <= right.high]
        corners = [end // divisor for end in (left.low, left.high) for divisor in divisors] or [0]
        return Integer(min(corners), max(corners))

    @cached_property
    def nullable(self) -> bool:
        return self.left.nullable or self.right.nullable or holds(range_of(self.right), 0)


@dataclass(frozen=True, eq=False)
class TruncateDivide(_Pair):
    """left / right without its fraction (-7 by 2 is -3); null where right is 0."""

    @cached_property
    def type(self) -> Integer:
        left, right = range_of(self.left), range_of(self.right)
        divisors = [end for end in (right.low, right.high, -1, 1) if end and right.low <= end <= right.high]
        corners = [truncated(end, divisor) for end in (left.low, left.high) for divisor in divisors]
        if not holds(left, 0) and corners:
            return Integer(min(corners), max(corners))
        return Integer(min((*corners, 0)), max((*corners, 0)))

    @cached_property
    def nullable(self) -> bool:
        return self.left.nullable or self.right.nullable or holds(range_of(self.right), 0)


@dataclass(frozen=True, eq=False)
class Remainder(_Pair):
    """left - right * FloorDivide(left, right): with the sign of right; null where right is 0."""

    @cached_property
    def type(self) -> Integer:
        right = range_of(self.right)
        return Integer(min(right.low + 1, 0), max(right.high - 1, 0))

    @cached_property
    def nullable(self) -> bool:
        return self.left.nullable or self.right.nullable or holds(range_of(self.right), 0)


@dataclass(frozen=True, eq=False)
class Absolute(Node):
    """The integer without its sign."""

    operand: Node

    @cached_property
    def type(self) -> Integer:
        inner = range_of(self.operand)
        least = 0 if holds(inner, 0) else min(abs(inner.low), abs(inner.high))
        return Integer(least, max(abs(inner.low), abs(inner.high)))

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class Narrowed(Node):
    """The operand itself (an integer or a day), of which it is known here that it is between low and high.

    Where it is not, the value is never looked at: a branch that is not taken.
    """

    operand: Node
    low: int
    high: int

    @cached_property
    def type(self) -> Type:
        return (
            Day(self.low, self.high) if isinstance(self.operand.type, Day) else Integer(self.low, self.high)
        )

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)
