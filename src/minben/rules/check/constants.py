"""What is constant in a rule: values that depend on no fact, and the tests that compare with nothing else."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from ..feel.evaluate import compile_node, compile_tests
from ..feel.free import free_names
from ..feel.literals import at_value
from ..feel.run import run_code
from ..feel.tree import (
    AtLiteral,
    Between,
    Comparison,
    Decide,
    In,
    Interval,
    Invocation,
    Literal,
    Logic,
    Name,
    Negation,
    OperatorRange,
)
from ..feel.values import NUMBERS, Range, admit
from ..feel.walk import reads_test_value, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..feel.run import Code
    from ..feel.tree import Node, UnaryTests
    from ..feel.values import Value
    from ..tables.table import Rule, Table

UNDEFINED = object()
"""What is no constant: it depends on facts or on the clock, or is null for a reason."""
_BUDGET = 10_000
_CLOCKED = ("today", "now")


def value_of(node: Node) -> object:
    """What a constant comes to, or `UNDEFINED`."""
    match node:
        case Literal(value):
            return value
        case Negation(Literal(Decimal() as number)):
            return NUMBERS.minus(number)
        case AtLiteral(text):
            try:
                return at_value(text)
            except UndefinedError:
                return UNDEFINED
    if free_names(node) or reads_test_value(node) or any(map(_depends, walk(node))):
        return UNDEFINED
    evaluation = run_code(compile_node(node), {}, budget=_BUDGET)
    return UNDEFINED if evaluation.reasons else admit(evaluation.value)


def _depends(node: Node) -> bool:
    """Whether a node that reads no fact may still come to something else another day."""
    if isinstance(node, Invocation):
        return isinstance(node.function, Name) and node.function.name in _CLOCKED
    return isinstance(node, Decide)


def outputs_of(table: Table, rule: Rule) -> Mapping[str, Value] | None:
    """The outputs of a rule by name, None where one of them is no constant."""
    values = {
        column.name: value_of(result) for column, result in zip(table.outputs, rule.results, strict=True)
    }
    return None if UNDEFINED in values.values() else values


def points(test: Node) -> tuple[Value, ...] | None:
    """The constants that a test compares with: between two of them it holds for all values or for none.

    None where the test is no comparison with constants only.
    """
    match test:
        case OperatorRange(_, operand):
            return _known(operand)
        case Interval(low, high):
            return _all_known(low, high)
    return _condition_points(test) if reads_test_value(test) else _known(test)


def points_of(tests: UnaryTests) -> tuple[Value, ...] | None:
    """The constants of a whole cell."""
    found: list[Value] = []
    for test in tests.tests:
        constants = points(test)
        if constants is None:
            return None
        found.extend(constants)
    return tuple(found)


def constant_scalars(node: Node) -> Iterator[Value]:
    """The values that a constant is or lists, ranges left out."""
    value = value_of(node)
    for inner in value if isinstance(value, list) else [value]:
        if inner is not UNDEFINED and not isinstance(inner, list | dict | Range):
            yield inner


def _known(node: Node) -> tuple[Value, ...] | None:
    value = value_of(node)
    return None if value is UNDEFINED else tuple(_flattened(value))


def _all_known(*nodes: Node) -> tuple[Value, ...] | None:
    found: list[Value] = []
    for node in nodes:
        constants = _known(node)
        if constants is None:
            return None
        found.extend(constants)
    return tuple(found)


def _flattened(value: object) -> Iterator[Value]:
    match value:
        case Range():
            yield from (end for end in (value.low, value.high) if end is not None)
        case list():
            for inner in value:
                yield from _flattened(inner)
        case _:
            yield value


def _condition_points(node: Node) -> tuple[Value, ...] | None:
    """The constants of a condition that only compares `?` with constants, such as `? > 5 and ? != 7`."""
    match node:
        case Logic(_, left, right):
            first, second = _condition_points(left), _condition_points(right)
            return None if first is None or second is None else first + second
        case Comparison(_, Name("?"), other) | Comparison(_, other, Name("?")):
            return _known(other)
        case Between(Name("?"), low, high):
            return _all_known(low, high)
        case In(Name("?"), tests) if not any(map(reads_test_value, tests)):
            found = [points(test) for test in tests]
            return None if None in found else tuple(value for each in found if each for value in each)
        case Invocation(Name("not"), arguments) if len(arguments) == 1:
            return _condition_points(arguments[0].value)
    return None


class Trial:
    """Cells tried on values one after the other, each compiled once."""

    def __init__(self, tests: UnaryTests) -> None:
        self._code: Code = compile_tests(tests)

    def holds(self, value: Value, facts: Mapping[str, Value] | None = None) -> bool | None:
        """Whether the cell lets a value pass; None where that is unknown."""
        result = run_code(self._code, {**(facts or {}), "?": value}, budget=_BUDGET).value
        return result if isinstance(result, bool) else None
