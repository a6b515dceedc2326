"""Walks over trees: the parts of a node, everything inside it, how high it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .tree import (
    Arithmetic,
    AtLiteral,
    Between,
    Comparison,
    ContextLiteral,
    Filter,
    For,
    FunctionDefinition,
    If,
    In,
    InstanceOf,
    Interval,
    Invocation,
    Iteration,
    ListLiteral,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    OperatorRange,
    Path,
    Quantified,
    UnaryTests,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def parts(node: Node) -> Iterator[Node]:
    """The nodes directly inside a node, in the order of the source."""
    match node:
        case Literal() | AtLiteral() | Name():
            return
        case Path(base):
            yield base
        case Filter(base, condition):
            yield from (base, condition)
        case Negation(operand) | OperatorRange(_, operand):
            yield operand
        case Arithmetic(_, left, right) | Comparison(_, left, right) | Logic(_, left, right):
            yield from (left, right)
        case Between(value, low, high):
            yield from (value, low, high)
        case In(value, tests):
            yield from (value, *tests)
        case InstanceOf(value):
            yield value
        case If(condition, consequence, alternative):
            yield from (condition, consequence, alternative)
        case For(iterations, body):
            yield from (*_sources(iterations), body)
        case Quantified(_, iterations, condition):
            yield from (*_sources(iterations), condition)
        case FunctionDefinition(_, body):
            yield body
        case Invocation(function, arguments):
            yield from (function, *(argument.value for argument in arguments))
        case ContextLiteral(entries):
            yield from (entry.value for entry in entries)
        case ListLiteral(items):
            yield from items
        case Interval(low, high):
            yield from (low, high)


def _sources(iterations: tuple[Iteration, ...]) -> Iterator[Node]:
    for iteration in iterations:
        yield iteration.source
        if iteration.end is not None:
            yield iteration.end


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
        case _:
            return any(map(reads_test_value, parts(node)))
