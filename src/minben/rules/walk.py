"""Walks over trees: the parts of a node, and the names that a tree reads from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .registry import BUILTINS
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

_NOTHING: frozenset[str] = frozenset()


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


def free_names(tree: Node | UnaryTests) -> frozenset[str]:
    """The names that a tree reads and does not bind itself: its variables.

    A built-in function that is called is not among them. A name inside a filter is, even where it turns out to be
    an entry of the elements (`residents[age > 80]`): only `infer`, which knows the types, can tell these apart.
    """
    if isinstance(tree, UnaryTests):
        return _NOTHING.union(*map(_free, tree.tests)) - {"?"}
    return _free(tree) - {"?"}


def _free(node: Node) -> frozenset[str]:
    match node:
        case Name(name):
            return frozenset((name,))
        case Invocation(Name(name), arguments) if name in BUILTINS:
            return _NOTHING.union(*(_free(argument.value) for argument in arguments))
        case Filter(base, condition):
            return _free(base) | (_free(condition) - {"item"})
        case For(iterations, body):
            return _free_in_iterations(iterations, _free(body) - {"partial"})
        case Quantified(_, iterations, condition):
            return _free_in_iterations(iterations, _free(condition))
        case FunctionDefinition(parameters, body):
            return _free(body) - {parameter.name for parameter in parameters}
        case ContextLiteral(entries):
            names: frozenset[str] = _NOTHING
            for entry in reversed(entries):
                names = (names - {entry.key}) | _free(entry.value)
            return names
        case _:
            return _NOTHING.union(*map(_free, parts(node)))


def _free_in_iterations(iterations: tuple[Iteration, ...], inner: frozenset[str]) -> frozenset[str]:
    for iteration in reversed(iterations):
        inner = (inner - {iteration.variable}) | _free(iteration.source)
        if iteration.end is not None:
            inner |= _free(iteration.end)
    return inner
