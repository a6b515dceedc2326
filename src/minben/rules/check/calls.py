"""Calls of the functions of a model: arguments by name, and functions that can never come to an end."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..errors import Problem
from ..feel.tree import Decide, Filter, For, FunctionDefinition, If, Invocation, Logic, Name, Quantified
from ..feel.walk import parts, walk
from ..problems import PlacedProblem, Severity
from .model_types import parameters_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..feel.tree import Node
    from ..models.model import Model


def call_problems(model: Model, tree: Node) -> Iterator[Problem]:
    """Arguments given by a name that the function called does not have."""
    for node in walk(tree):
        if not isinstance(node, Invocation) or not isinstance(node.function, Name):
            continue
        parameters = parameters_of(model, node.function.name)
        for argument in node.arguments if parameters is not None else ():
            if argument.name is not None and argument.name not in (parameters or ()):
                values = {"function": node.function.name, "name": argument.name}
                near = get_close_matches(argument.name, parameters or (), n=1)
                if near:
                    yield Problem("no-parameter-near", {**values, "near": near[0]}, node.span)
                else:
                    yield Problem("no-parameter", values, node.span)


def endless_calls(model: Model) -> Iterator[PlacedProblem]:
    """Functions that call themselves, perhaps by way of others, on every way through them."""
    calls = {known.name: set(_always_called(_body(model, known.name))) for known in model.knowledge}
    told: set[str] = set()
    for known in model.knowledge:
        way = _way_back(known.name, calls)
        if way is not None and not told.intersection(way):
            told.update(way)
            problem = Problem("endless", {"way": " → ".join((*way, known.name))})
            yield PlacedProblem(known.place, problem, Severity.ERROR)


def _body(model: Model, name: str) -> Node:
    tree = model.tree_of(name)
    return tree.body if isinstance(tree, FunctionDefinition) else tree


def _always_called(node: Node) -> Iterator[str]:
    """The names of the functions that an expression calls whatever the case."""
    match node:
        case If(condition):
            yield from _always_called(condition)
        case Logic(_, left):
            yield from _always_called(left)
        case Filter(base):
            yield from _always_called(base)
        case For(iterations) | Quantified(_, iterations):
            yield from _always_called(iterations[0].source)
        case Decide(table):
            for column in table.inputs:
                yield from _always_called(column.tree)
        case FunctionDefinition():
            return
        case _:
            if isinstance(node, Invocation) and isinstance(node.function, Name):
                yield node.function.name
            for part in parts(node):
                yield from _always_called(part)


def _way_back(start: str, calls: dict[str, set[str]]) -> tuple[str, ...] | None:
    """The functions from one back to itself, None where no way leads back."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for called in sorted(calls.get(way[-1], ())):
            if called == start:
                return way
            if called in calls and called not in seen:
                seen.add(called)
                ways.append((*way, called))
    return None
