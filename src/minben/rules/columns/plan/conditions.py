"""Conditions: three-valued connectives, comparison and membership."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .node import Condition, Node, Plain


@dataclass(frozen=True, eq=False)
class Not(Condition):
    """True for false, false for true, null for null."""

    operand: Node

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class And(Condition):
    """False where any operand is false, else null where any is null, else true."""

    operands: tuple[Node, ...]

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return self.operands


@dataclass(frozen=True, eq=False)
class Or(Condition):
    """True where any operand is true, else null where any is null, else false."""

    operands: tuple[Node, ...]

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return self.operands


@dataclass(frozen=True, eq=False)
class IsNull(Condition):
    """Whether the operand (of any type) is null; never null itself."""

    operand: Node

    @cached_property
    def nullable(self) -> bool:
        return False

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class IsTrue(Condition):
    """Whether a condition is true: false for false and for null; never null itself."""

    operand: Node

    @cached_property
    def nullable(self) -> bool:
        return False

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, eq=False)
class Compare(Condition):
    """`left operator right`, the operator one of `= != < <= > >=`.

    Both are of one type: `Integer`, `Day`, `Text` (by code points) or, for `=` and `!=`, `Truth`.
    """

    operator: str
    left: Node
    right: Node

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, eq=False)
class Same(Condition):
    """Whether two values of one type are equal, null being equal to null only; never null itself."""

    left: Node
    right: Node

    @cached_property
    def nullable(self) -> bool:
        return False

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, eq=False)
class Within(Condition):
    """Whether the operand is one of the values, none of which is null. Values are in ascending order."""

    operand: Node
    values: tuple[Plain, ...]

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)
