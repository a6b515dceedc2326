"""A table with its index decides as one does that is read rule by rule, from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st

from minben.rules import PlacedProblem, Problem, PythonFunction, Table, read_table
from minben.rules.errors import UndefinedError
from minben.rules.feel.conform import fit
from minben.rules.feel.evaluate import compile_node, compile_tests
from minben.rules.feel.run import BUDGET, Run, facts_scope
from minben.rules.feel.values import release
from minben.rules.problems import Place
from minben.rules.tables.hits import Hit, settle
from minben.rules.tables.periods import out_of_force

from .invented import ON, facts_for, tables

if TYPE_CHECKING:
    from minben.rules import Rule
    from minben.rules.feel.run import Scope
    from minben.rules.feel.values import Value


class Reader:
    """Reads a table as people do."""

    def __init__(self, table: Table, facts: dict[str, object]) -> None:
        self.table = table
        self.run = Run(None, BUDGET, {}, ON)
        self.scope = facts_scope(self.run, facts)
        self.reasons: list[PlacedProblem] = []
        self.fired: list[str] = []
        self.value: object = None
        inputs = [self.input(column) for column in range(len(table.inputs))]
        scopes = [self.scope.inner({"?": value}) for value in inputs]
        hits = [rule for rule in table.rules if rule.in_force(ON) and self.applies(rule, scopes)]
        if not hits and table.otherwise is not None:
            hits = [table.otherwise]
        self.fired = [rule.id for rule in hits]
        silent = (
            None
            if hits or any(rule.in_force(ON) for rule in table.rules)
            else out_of_force(table.all_rules, ON)
        )
        try:
            settled = settle(table, [Hit(rule, self.outputs(rule)) for rule in hits])
        except UndefinedError as fault:
            problem = silent or Problem(fault.code, fault.values)
            self.reasons.append(PlacedProblem(Place(table.name), problem))
            return
        if silent is not None:
            self.reasons.append(PlacedProblem(Place(table.name), silent))
        self.value = release(settled.value)
        if table.policy.one_rule:
            self.fired = [hit.rule.id for hit in settled.hits]

    def take(self, place: Place) -> None:
        self.reasons.extend(PlacedProblem(place, reason) for reason in self.run.reasons)
        self.run.reasons.clear()

    def fitted(self, value: Value, type_: object, place: Place) -> Value:
        self.take(place)
        try:
            return fit(value, type_)  # type: ignore[arg-type]
        except UndefinedError as fault:
            self.reasons.append(PlacedProblem(place, Problem(fault.code, fault.values)))
            return None

    def input(self, column: int) -> Value:
        declared = self.table.inputs[column]
        return self.fitted(compile_node(declared.tree)(self.scope), declared.type, declared.place)

    def applies(self, rule: Rule, scopes: list[Scope]) -> bool:
        for tests, cell, scope in zip(rule.tests, rule.test_cells, scopes, strict=True):
            holds = compile_tests(tests)(scope)
            self.take(cell.place)
            if holds is not True:
                return False
        return True

    def outputs(self, rule: Rule) -> dict[str, Value]:
        cells = zip(self.table.outputs, rule.results, rule.result_cells, strict=True)
        return {
            column.name: self.fitted(compile_node(result)(self.scope), column.type, cell.place)
            for column, result, cell in cells
        }


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_an_indexed_table_decides_as_one_read_rule_by_rule(data: st.DataObject) -> None:
    table, types = data.draw(tables())
    for facts in data.draw(st.lists(facts_for(types), min_size=1, max_size=8)):
        decision, reader = table.decide(facts, on=ON), Reader(table, facts)
        assert repr(decision.value) == repr(reader.value)
        assert [rule.id for rule in decision.fired] == reader.fired
        assert list(decision.reasons) == reader.reasons


def test_a_fact_that_is_a_function_named_like_a_built_in_one_is_the_one_that_is_called() -> None:
    table = read_table('U,day,=> x\ntype,string,number\n1,"date(""2025-01-01"")",1\notherwise,,0\n', "t.csv")
    date = PythonFunction(("from",), lambda _: "new year")
    assert table.decide({"day": "new year"}, on=ON).value == 0
    assert table.decide({"day": "new year", "date": date}, on=ON).value == 1


@pytest.mark.parametrize("policy", ["U", "C+"])
def test_only_tests_that_are_not_constant_are_tried(policy: str) -> None:
    lines = [f"{policy},a,b,=> x", "type,number,number,number"]
    lines += [f"{number},{number},{'n' if number % 100 == 0 else number},{number}" for number in range(1000)]
    table = read_table("\n".join(lines), "t.csv")
    decision = table.decide({"a": 300, "b": 7, "n": 7}, on=ON, budget=2)
    assert decision.value == 300
    assert decision.reasons == ()
