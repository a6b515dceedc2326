"""What a piece of a rule comes to by itself, where it reads nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..feel.evaluate import compile_node
from ..feel.free import free_names
from ..feel.run import run_code
from ..feel.tree import Invocation, Name
from ..feel.values import admit
from ..feel.walk import reads_test_value, walk

if TYPE_CHECKING:
    from ..feel.tree import Node
    from ..feel.values import Value

NO_CONSTANT = object()
"""Said of what depends on facts, or has no value by itself."""
_BUDGET = 10_000


def constant_of(node: Node) -> Value:
    """The value (of the inside classes) that a piece of FEEL always has, or `NO_CONSTANT`.

    >>> from minben.rules import parse
    >>> constant_of(parse("40 * 2"))
    Decimal('80')
    """
    if free_names(node) or reads_test_value(node) or any(map(_clocked, walk(node))):
        return NO_CONSTANT
    found = run_code(compile_node(node), {}, budget=_BUDGET)
    return NO_CONSTANT if found.reasons else admit(found.value)


def _clocked(node: Node) -> bool:
    return (
        isinstance(node, Invocation)
        and isinstance(node.function, Name)
        and node.function.name in ("today", "now")
    )
