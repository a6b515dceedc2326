"""Walks over trees: the parts of a node, everything inside it, how high it stands."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, get_args

from .tree import Argument, Decide, Entry, In, Iteration, Name, Node, UnaryTests

if TYPE_CHECKING:
    from collections.abc import Iterator

_NODES = frozenset(get_args(Node))
_Between = Argument | Entry | Iteration | UnaryTests
"""What stands between a node and the nodes inside it."""
_BETWEEN = frozenset(get_args(_Between))
_FIELDS = {
    holder: tuple(field.name for field in fields(holder) if field.compare) for holder in (*_NODES, *_BETWEEN)
}


def parts(node: Node) -> Iterator[Node]:
    """The nodes directly inside a node, in the order of the source; those of a table are its cells."""
    if isinstance(node, Decide):
        yield from _table_parts(node)
    else:
        yield from _nodes_in(node)


def _table_parts(node: Decide) -> Iterator[Node]:
    for column in node.table.inputs:
        yield column.tree
        if column.allowed is not None:
            yield from column.allowed.tests
    for rule in node.table.all_rules:
        for tests in rule.tests:
            yield from tests.tests
        yield from rule.results


def _nodes_in(holder: Node | _Between) -> Iterator[Node]:
    for name in _FIELDS[type(holder)]:
        value = getattr(holder, name)
        for inner in value if isinstance(value, tuple) else (value,):
            if type(inner) in _NODES:
                yield inner
            elif type(inner) in _BETWEEN:
                yield from _nodes_in(inner)


def walk(node: Node) -> Iterator[Node]:
    """A node and everything inside it."""
    yield node
    for part in parts(node):
        yield from walk(part)


def height(tree: Node | UnaryTests) -> int:
    """How many levels a tree has, found without descending: the tree may be higher than the stack."""
    level: list[Node] = list(tree.tests) if isinstance(tree, UnaryTests) else [tree]
    levels = 0
    while level:
        levels += 1
        level = [part for node in level for part in parts(node)]
    return levels


def reads_test_value(node: Node) -> bool:
    """Whether a test speaks of the value under test by `?` itself, rather than being compared with it."""
    match node:
        case Name("?"):
            return True
        case In(value):
            # The tests of an inner `in` have their own `?`.
            return reads_test_value(value)
        case Decide(table):
            # So have the cells of a table.
            return any(reads_test_value(column.tree) for column in table.inputs)
        case _:
            return any(map(reads_test_value, parts(node)))
