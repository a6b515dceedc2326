"""The names that a tree reads from outside."""

from __future__ import annotations

from .registry import BUILTINS
from .tree import (
    ContextLiteral,
    Filter,
    For,
    FunctionDefinition,
    Invocation,
    Iteration,
    Name,
    Node,
    Quantified,
    UnaryTests,
)
from .walk import parts

_NOTHING: frozenset[str] = frozenset()


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
