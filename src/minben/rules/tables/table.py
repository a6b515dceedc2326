"""Decision tables (DMN 1.5, chapter 8): what one is, and how it decides a case.

A `Table` is data: it is read from CSV and workbooks by `sheets`, from XML by `dmn`, checked by `check`, and decides by its compiled cells.
Every rule may be in force for a time only; `decide` takes the date that counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from ..errors import Problem, UndefinedError
from ..feel.conform import NO_TYPES, fit
from ..feel.evaluate import compile_node, compile_tests
from ..feel.run import BUDGET, Run, Scope, facts_scope, guarded
from ..feel.types import NUMBER, ContextType, ListType
from ..feel.values import release
from ..problems import Place, PlacedProblem
from .decision import Decision, Fired
from .hits import Hit, settle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ..feel.registry import Clock
    from ..feel.run import Code
    from ..feel.tree import Node, UnaryTests
    from ..feel.types import Type
    from ..feel.values import Value


class HitPolicy(StrEnum):
    """What happens where several rules apply."""

    UNIQUE = "U"
    """Only one rule may apply."""
    ANY = "A"
    """Several may apply if they say the same."""
    PRIORITY = "P"
    """The one whose output stands first among the allowed values."""
    FIRST = "F"
    """The one that stands first in the table."""
    RULE_ORDER = "R"
    """All, in the order of the table."""
    OUTPUT_ORDER = "O"
    """All, in the order of the allowed values."""
    COLLECT = "C"
    """All, in no order that means anything."""
    SUM = "C+"
    """The sum of all."""
    MINIMUM = "C<"
    """The least of all."""
    MAXIMUM = "C>"
    """The greatest of all."""
    COUNT = "C#"
    """How many apply."""

    @property
    def one_rule(self) -> bool:
        """Whether the result is that of a single rule."""
        return self in (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY, HitPolicy.FIRST)

    @property
    def aggregates(self) -> bool:
        """Whether the result is one value made of all."""
        return self in (HitPolicy.SUM, HitPolicy.MINIMUM, HitPolicy.MAXIMUM, HitPolicy.COUNT)


@dataclass(frozen=True, slots=True)
class Input:
    """An input column: the expression whose value is tested, its type, and the values it may have."""

    text: str
    tree: Node
    type: Type
    allowed: UnaryTests | None
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Output:
    """An output column. `allowed` are the values it may have, for P and O from the most important down."""

    name: str
    type: Type
    allowed: tuple[Value, ...] | None
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is written, and where. Equal cells, columns and rules say the same, wherever they stand."""

    text: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the table. It is in force from `since` to `until`, both included; None is open."""

    id: str
    tests: tuple[UnaryTests, ...]
    results: tuple[Node, ...]
    test_cells: tuple[Cell, ...]
    result_cells: tuple[Cell, ...]
    since: date | None
    until: date | None
    annotations: Mapping[str, str] = field(hash=False)
    place: Place = field(compare=False)

    def in_force(self, on: date) -> bool:
        """Whether the rule counts on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Table:
    """A decision table. `otherwise` is the rule that applies where no other one does, if there is one."""

    name: str
    policy: HitPolicy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    otherwise: Rule | None = None

    def decide(
        self,
        facts: Mapping[str, object],
        *,
        on: date,
        clock: Clock | None = None,
        budget: int = BUDGET,
        named: Mapping[str, Type] = NO_TYPES,
    ) -> Decision:
        """What the rules in force on a day say about these facts. Never raises for what the facts are."""
        work = _Work(self, facts_scope(Run(clock, budget, named, on), facts), on)
        stopped = guarded(work.decide)
        return work.decision(stopped)

    def answer(self, scope: Scope) -> Value:
        """What it says where its facts are the names of a scope; the whole decision is kept in the run.

        Raises `UndefinedError` where the run has no date that counts.
        """
        run = scope.run
        if run.on is None:
            raise UndefinedError("no-date", table=self.name)
        work = _Work(self, scope, run.on)
        outer, run.reasons = run.reasons, []
        try:
            work.decide()
            run.decisions.append(work.decision(None))
        finally:
            run.reasons = outer
        return work.value

    @property
    def type(self) -> Type:
        """The type of its value: of the lone output, of a context of all, or of a list of these."""
        if self.policy is HitPolicy.COUNT:
            return NUMBER
        if len(self.outputs) == 1:
            one = self.outputs[0].type
        else:
            one = ContextType.of({output.name: output.type for output in self.outputs})
        return one if self.policy.one_rule or self.policy.aggregates else ListType(one)

    @cached_property
    def compiled(self) -> Compiled:
        """The cells ready to run, made once."""
        return Compiled(
            tuple(compile_node(column.tree) for column in self.inputs),
            tuple(
                None if column.allowed is None else compile_tests(column.allowed) for column in self.inputs
            ),
            {rule.id: _compile_rule(rule) for rule in self.all_rules},
        )

    @property
    def all_rules(self) -> tuple[Rule, ...]:
        """The rules, `otherwise` last."""
        return self.rules if self.otherwise is None else (*self.rules, self.otherwise)


@dataclass(frozen=True, slots=True)
class Compiled:
    """The cells of a table as closures; tests that any value passes are left out."""

    inputs: tuple[Code, ...]
    allowed: tuple[Code | None, ...]
    rules: Mapping[str, tuple[tuple[tuple[int, Code], ...], tuple[Code, ...]]]


def _compile_rule(rule: Rule) -> tuple[tuple[tuple[int, Code], ...], tuple[Code, ...]]:
    tests = tuple((column, compile_tests(tests)) for column, tests in enumerate(rule.tests) if tests.tests)
    return tests, tuple(map(compile_node, rule.results))


class _Work:
    """One table at work on one case."""

    def __init__(self, table: Table, scope: Scope, on: date) -> None:
        self._table = table
        self._scope = scope
        self._on = on
        self._inputs: list[Value] = []
        self._fired: list[Rule] = []
        self._outputs_by_name: Mapping[str, object] = {}
        self.value: Value = None
        self._released: object = None
        self._seen: dict[str, object] = {}
        self._reasons: list[PlacedProblem] = []

    def decide(self) -> None:
        """Reads the inputs, finds the rules that apply, and settles what they say."""
        for column in range(len(self._table.inputs)):
            self._inputs.append(self._input(column))
            self._seen[self._table.inputs[column].text] = release(self._inputs[-1])
        scopes = [self._scope.inner({"?": value}) for value in self._inputs]
        self._fired = [
            rule for rule in self._table.rules if rule.in_force(self._on) and self._applies(rule, scopes)
        ]
        if not self._fired and self._table.otherwise is not None and self._table.otherwise.in_force(self._on):
            self._fired = [self._table.otherwise]
        hits = [Hit(rule, self._outputs(rule)) for rule in self._fired]
        try:
            settled = settle(self._table, hits)
        except UndefinedError as fault:
            self._keep(Place(self._table.name), Problem(fault.code, fault.values))
            return
        self._released, self.value = release(settled.value), settled.value
        self._outputs_by_name = {name: release(value) for name, value in settled.outputs.items()}
        if self._table.policy.one_rule:
            self._fired = [hit.rule for hit in settled.hits]

    def _input(self, column: int) -> Value:
        declared, compiled = self._table.inputs[column], self._table.compiled
        value = compiled.inputs[column](self._scope)
        self._take_reasons(declared.place)
        try:
            value = fit(value, declared.type, self._scope.run.named)
        except UndefinedError as fault:
            self._keep(declared.place, Problem(fault.code, fault.values))
            return None
        allowed = compiled.allowed[column]
        if allowed is not None and value is not None and allowed(self._scope.inner({"?": value})) is not True:
            self._keep(declared.place, Problem("input-not-allowed", {"input": declared.text}))
        self._scope.run.reasons.clear()
        return value

    def _applies(self, rule: Rule, scopes: Sequence[Scope]) -> bool:
        self._scope.run.spend()
        tests, _ = self._table.compiled.rules[rule.id]
        for column, test in tests:
            holds = test(scopes[column])
            if self._scope.run.reasons:
                self._take_reasons(rule.test_cells[column].place)
            if holds is not True:
                return False
        return True

    def _outputs(self, rule: Rule) -> dict[str, Value]:
        _, results = self._table.compiled.rules[rule.id]
        values: dict[str, Value] = {}
        for column, cell, code in zip(self._table.outputs, rule.result_cells, results, strict=True):
            value = code(self._scope)
            self._take_reasons(cell.place)
            try:
                values[column.name] = fit(value, column.type, self._scope.run.named)
            except UndefinedError as fault:
                self._keep(cell.place, Problem(fault.code, fault.values))
                values[column.name] = None
        return values

    def _take_reasons(self, place: Place) -> None:
        for reason in self._scope.run.reasons:
            self._keep(place, reason)
        self._scope.run.reasons.clear()

    def _keep(self, place: Place, problem: Problem) -> None:
        self._reasons.append(PlacedProblem(place, problem))

    def decision(self, stopped: Problem | None) -> Decision:
        """The decision, as far as the work came."""
        if stopped is not None:
            self._keep(Place(self._table.name), stopped)
            self._outputs_by_name, self._released = {}, None
        return Decision(
            table=self._table.name,
            on=self._on,
            outputs={output.name: self._outputs_by_name.get(output.name) for output in self._table.outputs},
            value=self._released,
            fired=tuple(self._told(rule) for rule in self._fired),
            inputs=self._seen,
            reasons=tuple(self._reasons),
            made_by=self._table,
        )

    def _told(self, rule: Rule) -> Fired:
        columns = zip(self._table.inputs, rule.test_cells, rule.tests, strict=True)
        return Fired(
            rule.id,
            rule.place.line,
            {column.text: cell.text for column, cell, tests in columns if tests.tests},
            rule.annotations,
        )
