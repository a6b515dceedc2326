"""What a node comes to for a group that has rows: every group that is found has at least one.

Tables ask whether there is anybody at all, before they divide by how many there are. Of a group that was found these
questions are answered.
"""

from __future__ import annotations

from . import build
from .optimise import rebuilt
from .plan import Aggregate, And, Case, Compare, IsNull, IsTrue, Narrowed, Node, Not, Or, Pick


def of_some(node: Node) -> Node:
    """The node, where every count of all rows is at least 1."""
    return _Occupied()(node)


class _Occupied:
    """Nodes that were settled already, by what they were."""

    def __init__(self) -> None:
        self._done: dict[Node, Node] = {}

    def __call__(self, node: Node) -> Node:
        known = self._done.get(node)
        if known is None:
            known = self._done[node] = self._settled(node)
        return known

    def _settled(self, node: Node) -> Node:
        match node:
            case Aggregate(operation="count", where=None):
                return Narrowed(node, 1, node.most)
            case Aggregate() | Pick():
                return node
            case Compare(operator, left, right):
                return build.compare(operator, self(left), self(right))
            case Or(operands):
                return build.any_of(map(self, operands))
            case And(operands):
                return build.all_of(map(self, operands))
            case Not(operand):
                return build.negate(self(operand))
            case IsNull(operand):
                return build.is_null(self(operand))
            case IsTrue(operand):
                return build.is_true(self(operand))
            case Case(branches, otherwise):
                settled = [(self(condition), self(value)) for condition, value in branches]
                return build.case(settled, self(otherwise))
            case _:
                return rebuilt(node, self)
