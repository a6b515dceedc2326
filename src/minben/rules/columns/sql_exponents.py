"""At which power of ten a number stands in SQL.

A plan counts in whole units (fen, not yuan): a number of two decimals is a hundred times as large there. Where a
database is exact with decimals, its columns stay as they are stored (`900`, not `90000`), and what is worked out from
them is written at the power of ten that it comes out at. The *exponent* of a node is how many times its plain value
was divided by ten; None says that it may be written at any, being made of constants only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .kinds import Integer, Number
from .plan import (
    Absolute,
    Add,
    Aggregate,
    Case,
    Constant,
    Field,
    Lookup,
    Multiply,
    Narrowed,
    Node,
    Pick,
    Read,
    Subtract,
    Translate,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class Exponents:
    """The exponents of the nodes of one query. `held` are those of nodes that are columns of a step already."""

    def __init__(self, *, decimals: bool, held: Mapping[Node, int]) -> None:
        self._decimals = decimals
        self._held = held
        self._known: dict[Node, int | None] = {}

    def of(self, node: Node) -> int | None:
        """The exponent at which a node comes out; None where it may be any."""
        if node in self._held:
            return self._held[node]
        if node not in self._known:
            self._known[node] = self._worked_out(node)
        return self._known[node]

    def common(self, *nodes: Node) -> int:
        """The exponent at which these are compared, added or divided."""
        known = [exponent for node in nodes if (exponent := self.of(node)) is not None]
        return min(known, default=0)

    def _worked_out(self, node: Node) -> int | None:
        if not isinstance(node.type, Integer):
            return None
        match node:
            case Constant() | Lookup() | Translate():
                return None
            case Case(branches, otherwise):
                known = [self.of(value) for value in (*(value for _, value in branches), otherwise)]
                return min((exponent for exponent in known if exponent is not None), default=None)
            case Read() | Field() if isinstance(node.held.kind, Number) and self._decimals:
                return node.held.kind.scale
            case Add(left, right) | Subtract(left, right):
                return self.common(left, right)
            case Multiply(left, right):
                own = self.common(left) + self.common(right)
                return own + zeros_of(right) if self._decimals else own
            case Absolute(operand) | Narrowed(operand):
                return self.common(operand)
            case Aggregate(value=Node() as value) | Pick(value=value):
                return self.common(value)
        return 0


def zeros_of(node: Node) -> int:
    """The zeros at the end of a constant: a product with it can be written at any exponent up to so many more."""
    if isinstance(node, Constant) and isinstance(node.value, int) and node.value:
        written = str(node.value)
        return len(written) - len(written.rstrip("0"))
    return 0
