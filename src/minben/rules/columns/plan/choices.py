"""Choice among values: by conditions, by bands of integers and days, by index, by text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..kinds import (
    Integer,
    Type,
)
from .node import Node, Plain, widest


@dataclass(frozen=True, eq=False)
class Case(Node):
    """The value of the first branch whose condition is true (null is not true), else of `otherwise`.

    All values are of one type; of integers and days each has its own range.
    """

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node

    @cached_property
    def type(self) -> Type:
        return widest(tuple(value.type for value in self._values))

    @cached_property
    def nullable(self) -> bool:
        return any(value.nullable for value in self._values)

    @property
    def _values(self) -> tuple[Node, ...]:
        return (*(value for _, value in self.branches), self.otherwise)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (*(part for branch in self.branches for part in branch), self.otherwise)


@dataclass(frozen=True, eq=False)
class Band(Node):
    """How many of the bounds are at or below the operand (an `Integer` or a `Day`): 0 to `len(bounds)`.

    Bounds are ascending and distinct. With the bounds (60, 80): 59 is in band 0, 60 in 1, 80 in 2.
    """

    operand: Node
    bounds: tuple[int, ...]

    @cached_property
    def type(self) -> Integer:
        return Integer(0, len(self.bounds))

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class Lookup(Node):
    """`values[index]`, the index an integer from 0 to `len(values) - 1`. A value may be None: null."""

    index: Node
    values: tuple[Plain, ...]
    of: Type

    @cached_property
    def type(self) -> Type:
        return self.of

    @cached_property
    def nullable(self) -> bool:
        return self.index.nullable or None in self.values

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.index,)


@dataclass(frozen=True, eq=False)
class Translate(Node):
    """For each text of `keys` the value at its place in `values` (None is null); `otherwise` for every other text."""

    operand: Node
    keys: tuple[str, ...]
    values: tuple[Plain, ...]
    otherwise: Plain
    of: Type

    @cached_property
    def type(self) -> Type:
        return self.of

    @cached_property
    def nullable(self) -> bool:
        return self.operand.nullable or None in self.values or self.otherwise is None

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)
