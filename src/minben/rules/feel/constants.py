"""Tests whose outcome depends on nothing but the value under test: their constants, and what they hold for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .evaluate import compile_node, constant_value
from .free import free_names
from .operators import equal
from .run import run_code
from .runtime import meets
from .source import NOT_CONSTANT
from .tree import Invocation, Literal, Name
from .values import admit
from .walk import reads_test_value, walk

if TYPE_CHECKING:
    from .tree import Node, UnaryTests
    from .values import Value

WRITTEN = frozenset(("date", "time", "date and time", "duration"))
"""Built-in functions that only write a constant in another way: `date("2025-01-01")`."""
_BUDGET = 1_000


@dataclass(frozen=True, slots=True)
class ConstantTest:
    """One test of a cell: what it compares with, and whether that is written out as a literal."""

    value: Value
    literal: bool

    def meets(self, value: Value) -> bool | None:
        """Whether a value meets it. Raises `UndefinedError`."""
        return equal(value, self.value) if self.literal else meets(value, self.value)


@dataclass(frozen=True, slots=True)
class ConstantTests:
    """A cell. `functions` are the built-in functions by which its constants are written."""

    tests: tuple[ConstantTest, ...]
    negated: bool
    functions: frozenset[str]

    def holds(self, value: Value) -> bool:
        """Whether the cell is true for a value. Raises `UndefinedError` if any of its tests does."""
        results = [test.meets(value) for test in self.tests]
        return not (True in results or None in results) if self.negated else True in results


def constant_tests(tests: UnaryTests) -> ConstantTests | None:
    """The constants of a cell, None where it depends on more than the value under test."""
    constants: list[ConstantTest] = []
    functions: set[str] = set()
    for test in tests.tests:
        value = constant_value(test)
        if value is NOT_CONSTANT:
            value = _written(test, functions)
        if value is NOT_CONSTANT:
            return None
        constants.append(ConstantTest(value, isinstance(test, Literal)))
    return ConstantTests(tuple(constants), tests.negated, frozenset(functions))


def _written(test: Node, functions: set[str]) -> Value:
    """The value of a test whose constants are written by functions."""
    called = [node.function for node in walk(test) if isinstance(node, Invocation)]
    names = {function.name for function in called if isinstance(function, Name)}
    if not called or len(names) == 0 or not names <= WRITTEN or free_names(test) or reads_test_value(test):
        return NOT_CONSTANT
    evaluation = run_code(compile_node(test), {}, budget=_BUDGET)
    if evaluation.reasons:
        return NOT_CONSTANT
    functions |= names
    return admit(evaluation.value)
