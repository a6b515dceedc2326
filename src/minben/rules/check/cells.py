"""What can be wrong with the cells of a table, each for itself: types, values that are not allowed, unused columns."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..errors import Problem
from ..feel.free import free_names
from ..feel.infer import infer_result, infer_tests
from ..feel.operators import same
from ..feel.tree import Interval, Name, OperatorRange
from ..feel.types import STRING, unconstrained
from ..feel.values import Range
from ..problems import PlacedProblem, Severity
from ..sheets.cells import quoted
from ..text import literal_of
from .axes import allowed_of, known_type
from .constants import UNDEFINED, Trial, constant_scalars, points_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..feel.tree import Node, UnaryTests
    from ..feel.types import Type
    from ..feel.values import Value
    from ..problems import Place
    from ..tables.table import Output, Table


def cell_problems(
    table: Table, types: Mapping[str, Type] | None, named: Mapping[str, Type]
) -> Iterator[PlacedProblem]:
    """The problems of the cells of a table. `types` are those of the facts; without them names are not checked."""
    if types is not None:
        yield from _type_problems(table, types, named)
    yield from _unused_inputs(table)
    yield from _input_values(table, named)
    for place, output in enumerate(table.outputs):
        yield from _output_values(table, place, output, named)


def _type_problems(
    table: Table, types: Mapping[str, Type], named: Mapping[str, Type]
) -> Iterator[PlacedProblem]:
    for column in table.inputs:
        for problem in infer_result(column.tree, _bare(column.type, named), types):
            yield PlacedProblem(column.place, problem)
    for rule in table.all_rules:
        for column, tests, cell in zip(table.inputs, rule.tests, rule.test_cells, strict=True):
            type_ = _bare(column.type, named)
            for problem in infer_tests(tests, type_, types):
                yield PlacedProblem(cell.place, _meant(problem, type_, tests.tests))
        for output, result, cell in zip(table.outputs, rule.results, rule.result_cells, strict=True):
            type_ = _bare(output.type, named)
            for problem in infer_result(result, type_, types):
                yield PlacedProblem(cell.place, _meant(problem, type_, (result,)))


def _meant(problem: Problem, type_: Type, nodes: Iterable[Node]) -> Problem:
    """A name that there is not, alone where texts stand, is a text that wants quotation marks."""
    name = problem.values.get("name", "")
    if (
        problem.code != "unknown-name"
        or type_ != STRING
        or not any(isinstance(node, Name) and node.name == name for node in nodes)
    ):
        return problem
    return Problem("bare-text", {"found": name, "meant": quoted(name)})


def _bare(type_: Type, named: Mapping[str, Type]) -> Type:
    return unconstrained(known_type(type_, named)[0])


def _unused_inputs(table: Table) -> Iterator[PlacedProblem]:
    read = _names_in_cells(table)
    for place, column in enumerate(table.inputs):
        # A column may be there to say of what type a fact is that other cells read.
        typed = isinstance(column.tree, Name) and column.tree.name in read
        if table.rules and not typed and not any(rule.tests[place].tests for rule in table.rules):
            yield PlacedProblem(
                column.place, Problem("input-unused", {"input": column.text}), Severity.WARNING
            )


def _names_in_cells(table: Table) -> frozenset[str]:
    cells = (cell for rule in table.all_rules for cell in (*rule.tests, *rule.results))
    return frozenset[str]().union(*map(free_names, cells))


# Values that are not allowed.


def _input_values(table: Table, named: Mapping[str, Type]) -> Iterator[PlacedProblem]:
    for place, column in enumerate(table.inputs):
        allowed = [tests for tests in allowed_of(column, named) if points_of(tests) is not None]
        if not allowed:
            continue
        judge = _Judge(allowed)
        for rule in table.rules:
            for value in _equals(rule.tests[place]):
                problem = judge.problem(value, "test-not-allowed")
                if problem is not None:
                    yield PlacedProblem(rule.test_cells[place].place, problem)


def _equals(tests: UnaryTests) -> Iterator[Value]:
    """The constants that a cell compares for equality with."""
    for test in tests.tests:
        match test:
            case OperatorRange("=" | "!=", operand):
                yield from constant_scalars(operand)
            case OperatorRange() | Interval():
                pass
            case _:
                yield from constant_scalars(test)


class _Judge:
    """Says of constants whether they are allowed, each told once."""

    def __init__(self, allowed: Iterable[UnaryTests]) -> None:
        self._trials = [Trial(tests) for tests in allowed]
        self._known = [value for tests in allowed for value in points_of(tests) or () if value is not None]
        self._judged: dict[str, bool] = {}

    def problem(self, value: Value, code: str) -> Problem | None:
        """What is said of a value that is not allowed; a missing one always is."""
        text = literal_of(value)
        if text not in self._judged:
            self._judged[text] = value is None or all(trial.holds(value) is True for trial in self._trials)
        return None if self._judged[text] else not_allowed(code, value, self._known)


def not_allowed(code: str, value: Value, allowed: Iterable[Value]) -> Problem:
    """That a value is not allowed, with the allowed one that is nearest to it."""
    text = literal_of(value)
    near = get_close_matches(text, map(literal_of, allowed), n=1) if isinstance(value, str) else []
    return (
        Problem(f"{code}-near", {"value": text, "near": near[0]}) if near else Problem(code, {"value": text})
    )


def _output_values(
    table: Table, place: int, output: Output, named: Mapping[str, Type]
) -> Iterator[PlacedProblem]:
    tests = [tests for tests in known_type(output.type, named)[1] if points_of(tests) is not None]
    judge = _Judge(tests)
    given: list[object] = []
    for rule in table.all_rules:
        value = value_of(rule.results[place])
        given.append(value)
        if value is UNDEFINED or value is None or isinstance(value, list | dict | Range):
            continue
        cell = rule.result_cells[place].place
        if output.allowed is not None and not any(same(value, allowed) for allowed in output.allowed):
            yield PlacedProblem(cell, not_allowed("output-not-allowed", value, output.allowed))
        elif (problem := judge.problem(value, "output-not-allowed")) is not None:
            yield PlacedProblem(cell, problem)
    if UNDEFINED not in given and table.rules:
        yield from _never_given(output, given, output.place)


def _never_given(output: Output, given: list[object], place: Place) -> Iterator[PlacedProblem]:
    unused = [allowed for allowed in output.allowed or () if not any(same(allowed, value) for value in given)]
    if unused:
        values = {"output": output.name, "values": ", ".join(map(literal_of, unused))}
        yield PlacedProblem(place, Problem("output-never", values), Severity.INFO)
