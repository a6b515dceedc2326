"""What is made of groups of related rows, in its simplest form: for a row that has none, and for a group.

For a row that has none it is mostly a constant, worked out before the query is written; a group has a row at least.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import build
from .optimise import rebuilt
from .plan import (
    Absolute,
    Add,
    Aggregate,
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
    Same,
    Subtract,
    TruncateDivide,
    Within,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .plan import Plain

OF_NONE: Mapping[str, Plain] = {"count": 0, "sum": 0, "any": False}
"""What aggregates come to where there are no rows; the others are null."""

_PAIRS: Mapping[type[Node], Callable[[Node, Node], Node]] = {
    Add: build.add,
    Subtract: build.subtract,
    Multiply: build.multiply,
    FloorDivide: build.floor_divide,
    TruncateDivide: build.truncate_divide,
    Same: build.same,
}


def alone(node: Node) -> Node:
    """The node for a row without related rows."""
    return _simplest(node, _of_none)


def in_group(node: Node) -> Node:
    """The node for a group of related rows: there is at least one."""
    return _simplest(node, _of_some)


def _of_none(node: Aggregate) -> Node:
    match OF_NONE.get(node.operation):
        case None:
            return build.nothing(node.type)
        case bool() as value:
            return build.truth(value)
        case value:
            return build.number(int(value))


def _of_some(node: Aggregate) -> Node:
    counts_all = node.operation == "count" and node.where is None
    return Narrowed(node, 1, max(1, node.most)) if counts_all else node


def _simplest(node: Node, change: Callable[[Aggregate], Node]) -> Node:
    """The node with every aggregate changed."""

    def again(inner: Node) -> Node:
        return _simplest(inner, change)

    match node:
        case Aggregate():
            return change(node)
        case Case(branches, otherwise):
            return build.case(((again(test), again(value)) for test, value in branches), again(otherwise))
        case And(operands):
            return build.all_of(map(again, operands))
        case Or(operands):
            return build.any_of(map(again, operands))
        case Not(operand):
            return build.negate(again(operand))
        case IsTrue(operand):
            return build.is_true(again(operand))
        case IsNull(operand):
            return build.is_null(again(operand))
        case Absolute(operand):
            return build.absolute(again(operand))
        case Compare(operator, left, right):
            return build.compare(operator, again(left), again(right))
        case Within(operand, values) if not isinstance(operand, Constant):
            return build.within(again(operand), values)
    make = _PAIRS.get(type(node))
    return rebuilt(node, again) if make is None else make(*map(again, node.parts))
