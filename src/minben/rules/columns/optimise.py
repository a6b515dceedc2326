"""Makes a plan cheaper without changing a value: what decides by few columns becomes the least tree of simple tests.

The cells of a decision table test the same columns again and again, and an engine of columns works out every test and
every branch for every row. A node that is made of tests of columns with constants can only take as many values as
there are combinations of *bands*: the stretches of a column between the constants it is tested with, and null. So the
node is worked out once for every combination, as the plan means it, and then written anew as tests, halving what is
left at each.

This stands between lowering and the back ends; both see the same plan.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from .finite import finite
from .kinds import Truth
from .plan import Case, Node, Plan, walk
from .tree import as_tree, cost_of

if TYPE_CHECKING:
    from collections.abc import Callable


def optimise(plan: Plan) -> Plan:
    """The same plan in fewer steps."""
    smaller = _Optimiser()
    outputs = tuple(replace(output, node=smaller(output.node)) for output in plan.outputs)
    return Plan(outputs, plan.relations)


class _Optimiser:
    """Nodes that were made smaller already, by what they were."""

    def __init__(self) -> None:
        self._done: dict[Node, Node] = {}

    def __call__(self, node: Node) -> Node:
        known = self._done.get(node)
        if known is None:
            known = self._done[node] = self._smaller(node)
        return known

    def _smaller(self, node: Node) -> Node:
        if not isinstance(node.type, Truth) and any(isinstance(part, Case) for part in walk((node,))):
            form = finite(node)
            tree = None if form is None else as_tree(form, self)
            if tree is not None and cost_of(tree) < cost_of(node):
                return tree
        return rebuilt(node, self)


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with every node inside it changed."""
    parts = {part.name: _rebuilt(getattr(node, part.name), change) for part in fields(node)}
    return type(node)(**parts)


def _rebuilt(value: object, change: Callable[[Node], Node]) -> object:
    if isinstance(value, Node):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_rebuilt(part, change) for part in value)
    return value
