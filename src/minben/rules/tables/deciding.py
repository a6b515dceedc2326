"""A decision table at work: which of its rules apply to a case, what they come to, and why not.

The index says which rules apply as far as their tests are constant; the others are tried in the order of the table's
columns, as long as the tests before them hold. So the same reasons are told as if every rule had been tried from left
to right up to the first test that does not hold.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from ..errors import Problem, UndefinedError
from ..feel.conform import fit
from ..feel.evaluate import compile_node, compile_tests, constant_value
from ..feel.registry import BUILTINS
from ..feel.source import NOT_CONSTANT
from ..feel.types import SimpleType
from ..feel.values import release
from ..feel.write import source_of
from ..problems import Place, PlacedProblem
from .axis import CLASSES
from .decision import Decision, Fired, Result
from .hits import Hit, settle
from .index import ColumnIndex, Index, rules_in
from .periods import out_of_force
from .reading import reading_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ..feel.run import Code, Scope
    from ..feel.tree import UnaryTests
    from ..feel.values import Value
    from .index import Mask
    from .reading import Read
    from .table import Rule, Table


MAX_SETTLED = 10_000
"""Sets of rules of which a table remembers what they come to."""


class Compiled:
    """The cells of a table ready to run. Those of a rule are compiled when they are first needed."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.classes = tuple(CLASSES.get(str(column.type)) for column in table.inputs)
        """Of each input the Python class of the values of its type, where there is one."""
        self._allowed = tuple(
            None if column.allowed is None else ColumnIndex([column.allowed]) for column in table.inputs
        )
        self._settled: dict[Mask, Result] = {}
        self.nothing = Result(None, dict.fromkeys(output.name for output in table.outputs), ())
        """What the table comes to where it has not decided."""
        self._tests: dict[UnaryTests, Code] = {}
        self._results: dict[int, RuleResults] = {}
        self._told: dict[int, Fired] = {}

    @cached_property
    def index(self) -> Index:
        """Which rules apply, as far as constants say."""
        return Index(self._table.rules, len(self._table.inputs))

    @cached_property
    def read(self) -> Read:
        """Reads the inputs and looks up which rules they leave."""
        return reading_of(self._table, self.index.columns, self._allowed)

    def allows(self, column: int, value: Value, scope: Scope) -> bool:
        """Whether a value of an input is among those that are allowed. Leaves no reasons."""
        index, allowed = self._allowed[column], self._table.inputs[column].allowed
        if index is None or allowed is None:
            return True
        sure, open_ = index.look_up(value)
        if not open_:
            return bool(sure)
        holds = self._code(allowed)(scope.inner({"?": value})) is True
        scope.run.reasons.clear()
        return holds

    def settled(self, rules: Mask) -> Result | None:
        """What rules come to, None where one of them has results that are not constant."""
        if rules not in self._settled:
            places = list(rules_in(rules))
            results = [self.results(rule) for rule in places]
            hits = [Hit(one.rule, one.constant) for one in results if one.constant is not None]
            if len(hits) < len(results):
                return None
            if len(self._settled) >= MAX_SETTLED:
                self._settled.clear()
            self._settled[rules] = result_of(self._table, places, hits)
        return self._settled[rules]

    def test(self, rule: int, column: int) -> Code:
        """The test of a rule."""
        return self._code(self._table.rules[rule].tests[column])

    def _code(self, tests: UnaryTests) -> Code:
        if tests not in self._tests:
            self._tests[tests] = compile_tests(tests)
        return self._tests[tests]

    def results(self, rule: int) -> RuleResults:
        """What a rule says."""
        if rule not in self._results:
            self._results[rule] = RuleResults(self._table, self._table.all_rules[rule])
        return self._results[rule]

    def told(self, rule: int) -> Fired:
        """A rule as a decision tells of it."""
        if rule not in self._told:
            self._told[rule] = _told(self._table, self._table.all_rules[rule])
        return self._told[rule]


def _told(table: Table, rule: Rule) -> Fired:
    columns = zip(table.inputs, rule.test_cells, rule.tests, strict=True)
    return Fired(
        rule.id,
        rule.place.line,
        {column.text: cell.text for column, cell, tests in columns if tests.tests},
        rule.annotations,
    )


def result_of(table: Table, rules: Sequence[int], hits: Sequence[Hit]) -> Result:
    """What the policy of a table makes of the rules that apply."""
    told = tuple(map(table.compiled.told, rules))
    try:
        settled = settle(table, hits)
    except UndefinedError as fault:
        return replace(table.compiled.nothing, fired=told, fault=Problem(fault.code, fault.values))
    if table.policy.one_rule:
        told = tuple(
            one for one, hit in zip(told, hits, strict=True) if any(hit is kept for kept in settled.hits)
        )
    outputs = {output.name: settled.outputs[output.name] for output in table.outputs}
    return Result(settled.value, outputs, told)


class RuleResults:
    """The result cells of a rule; `constant` has their values where they depend on nothing."""

    def __init__(self, table: Table, rule: Rule) -> None:
        self.rule = rule
        values: dict[str, Value] = {}
        for column, node in zip(table.outputs, rule.results, strict=True):
            value = constant_value(node)
            if value is NOT_CONSTANT or not isinstance(column.type, SimpleType):
                break
            try:
                values[column.name] = fit(value, column.type)
            except UndefinedError:
                break
        self.constant: Mapping[str, Value] | None = values if len(values) == len(table.outputs) else None

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        """The cells as code."""
        return tuple(map(compile_node, self.rule.results))


class Work:
    """One table at work on one case."""

    def __init__(self, table: Table, scope: Scope, on: date) -> None:
        self._table = table
        self._scope = scope
        self._on = on
        self._result = table.compiled.nothing
        self._seen: Sequence[Value] = ()
        self._reasons: list[PlacedProblem] = []
        self.open: dict[int, Mask] = {}
        """By column the rules whose test must be tried."""

    def decide(self) -> None:
        """Reads the inputs, finds the rules that apply, and settles what they say."""
        table, compiled = self._table, self._table.compiled
        self._seen, masks = compiled.read(self._scope, self)
        applying = compiled.index.in_force(self._on)
        if self.open or compiled.index.functions:
            applying = self._applying(applying, masks)
        else:
            for mask in masks:
                applying &= mask
        if not applying and table.otherwise is not None and table.otherwise.in_force(self._on):
            applying = 1 << len(table.rules)
        self._result = compiled.settled(applying) or self._settled(list(rules_in(applying)))
        fault = (None if applying else self._out_of_force()) or self._result.fault
        if fault is not None:
            self._reasons.append(PlacedProblem(Place(table.name), fault))

    def _settled(self, fired: Sequence[int]) -> Result:
        hits = [Hit(self._table.all_rules[rule], self._outputs(rule)) for rule in fired]
        return result_of(self._table, fired, hits)

    def _out_of_force(self) -> Problem | None:
        """That no rule is in force at all on the date that counts, and which are the nearest days."""
        if self._table.compiled.index.in_force(self._on):
            return None
        return out_of_force(self._table.all_rules, self._on)

    def other(self, column: int, value: Value) -> tuple[Value, Mask]:
        """The value of an input as it is tested, and the rules that it leaves."""
        declared, compiled = self._table.inputs[column], self._table.compiled
        if value is not None and type(value) is not compiled.classes[column]:
            try:
                value = fit(value, declared.type, self._scope.run.named, self._scope.run.spend)
            except UndefinedError as fault:
                self._keep(declared.place, Problem(fault.code, fault.values))
                value = None
        if value is not None:
            self.check_allowed(column, value)
            # What cannot go out stops the decision.
            release(value, self._scope.run.spend)
        sure, open_ = compiled.index.columns[column].look_up(value)
        if open_:
            self.open[column] = open_
        return value, sure

    def check_allowed(self, column: int, value: Value) -> None:
        """Keeps that a value is none of those that are allowed, if it is not."""
        if not self._table.compiled.allows(column, value, self._scope):
            declared = self._table.inputs[column]
            tests = () if declared.allowed is None else declared.allowed.tests
            values = {"input": declared.text, "allowed": ", ".join(map(source_of, tests))}
            self._keep(declared.place, Problem("input-not-allowed", values))

    def _applying(self, alive: Mask, masks: Sequence[Mask]) -> Mask:
        """The rules among those alive that apply: some have to be tried."""
        index = self._table.compiled.index
        told: list[tuple[int, PlacedProblem]] = []
        hidden = bool(index.functions) and self._hides(index.functions)
        for column, value in enumerate(self._seen):
            untold = index.columns[column].untold
            sure, open_ = untold if hidden else (masks[column], self.open.get(column, 0))
            open_ &= alive
            alive &= sure
            if open_:
                alive |= self._tried(open_, column, value, told)
        if told:
            # A rule's reasons stand together, the rules in the order of the table.
            self._reasons.extend(reason for _, reason in sorted(told, key=lambda one: one[0]))
        return alive

    def _hides(self, functions: frozenset[str]) -> bool:
        """Whether a fact is a function with the name of one by which constants are written."""
        return any(self._scope.find_function(name) is not BUILTINS[name] for name in functions)

    def _tried(self, rules: Mask, column: int, value: Value, told: list[tuple[int, PlacedProblem]]) -> Mask:
        """The rules among some whose test in a column is true."""
        run, applying = self._scope.run, 0
        scope = self._scope.inner({"?": value})
        for rule in rules_in(rules):
            run.spend()
            if self._table.compiled.test(rule, column)(scope) is True:
                applying |= 1 << rule
            if run.reasons:
                place = self._table.rules[rule].test_cells[column].place
                told.extend((rule, PlacedProblem(place, reason)) for reason in run.reasons)
                run.reasons.clear()
        return applying

    def _outputs(self, rule: int) -> Mapping[str, Value]:
        results = self._table.compiled.results(rule)
        if results.constant is not None:
            return results.constant
        values: dict[str, Value] = {}
        cells = zip(self._table.outputs, results.rule.result_cells, results.codes, strict=True)
        for column, cell, code in cells:
            value = code(self._scope)
            self.take_reasons(cell.place)
            try:
                values[column.name] = fit(value, column.type, self._scope.run.named, self._scope.run.spend)
            except UndefinedError as fault:
                self._keep(cell.place, Problem(fault.code, fault.values))
                values[column.name] = None
            release(values[column.name], self._scope.run.spend)
        return values

    def take_reasons(self, place: Place) -> None:
        """Takes over why something in a cell is null."""
        for reason in self._scope.run.reasons:
            self._keep(place, reason)
        self._scope.run.reasons.clear()

    def _keep(self, place: Place, problem: Problem) -> None:
        self._reasons.append(PlacedProblem(place, problem))

    @property
    def value(self) -> Value:
        """What the table says, once it has decided."""
        return self._result.value

    def decision(self, stopped: Problem | None) -> Decision:
        """The decision, as far as the work came."""
        result = self._result
        if stopped is not None:
            self._keep(Place(self._table.name), stopped)
            result = self._table.compiled.nothing
        return Decision(self._table, self._on, result, self._seen, tuple(self._reasons))
