"""Engines that decide row by row, each with the yardstick's tables in its own language, from the same CSV files.

All are handed the age, which they would have to work out row by row: a head start of theirs. The sum that one of the
tables is (`C+`) is made here where an engine only collects.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from minben.rules import source_of
from minben.rules.feel.tree import Interval, Literal, OperatorRange
from minben.rules.tables.table import HitPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from minben.rules import Rule, Table
    from minben.rules.feel.tree import Node, UnaryTests

Case = dict[str, Any]
AGE = "age"


def inputs(table: Table) -> list[str]:
    """The facts that a table reads, the age as one of them."""
    return [AGE if column.text.endswith(".years") else column.text for column in table.inputs]


class Peer(ABC):
    """An engine with the tables loaded."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.tables = tables

    @abstractmethod
    def answers(self, cases: Sequence[Case]) -> list[tuple[int, ...]]:
        """What the tables say of each case."""


# zen-engine: JSON Decision Model.


class Zen(Peer):
    """zen-engine, a call for each case."""

    def __init__(self, tables: Sequence[Table], **content: str) -> None:
        import zen

        super().__init__(tables)
        graph = _graph([_zen_table(table, content) for table in tables])
        self._decision = zen.ZenEngine().create_decision(json.dumps(graph))

    def answers(self, cases: Sequence[Case]) -> list[tuple[int, ...]]:
        """What the tables say of each case."""
        found = (self._decision.evaluate(case)["result"] for case in cases)
        return [tuple(_said(one[table.name]) for table in self.tables) for one in found]


class ZenMany(Zen):
    """zen-engine, a thousand cases in a call."""

    def __init__(self, tables: Sequence[Table]) -> None:
        super().__init__(tables, executionMode="loop", inputField="cases")

    def answers(self, cases: Sequence[Case]) -> list[tuple[int, ...]]:
        """What the tables say of each case."""
        told: list[tuple[int, ...]] = []
        for start in range(0, len(cases), 1000):
            found = self._decision.evaluate({"cases": list(cases[start : start + 1000])})["result"]
            columns = ([_said(one) for one in found[table.name]] for table in self.tables)
            told.extend(zip(*columns, strict=True))
        return told


def _said(found: Any) -> int:
    return sum(one["said"] for one in found) if isinstance(found, list) else found["said"]


def _zen_table(table: Table, content: Mapping[str, str]) -> dict[str, Any]:
    columns = [{"id": f"i{place}", "name": name, "field": name} for place, name in enumerate(inputs(table))]
    rules = [
        {"_id": rule.id, "said": source_of(rule.results[0])}
        | {f"i{place}": _zen_test(tests) for place, tests in enumerate(rule.tests)}
        for rule in table.all_rules
    ]
    policy = "collect" if table.policy is HitPolicy.SUM else "first"
    return {
        "id": table.name,
        "type": "decisionTableNode",
        "name": table.name,
        "content": {
            "hitPolicy": policy,
            "inputs": columns,
            "outputs": [{"id": "said", "name": "said", "field": "said"}],
            "rules": rules,
            "outputPath": table.name,
            **content,
        },
    }


def _zen_test(tests: UnaryTests) -> str:
    if tests.negated:
        return " and ".join(f"$ != {source_of(test)}" for test in tests.tests)
    # It knows `>= 120`, but not in parentheses.
    return ", ".join(
        source_of(test).strip("()") if isinstance(test, OperatorRange) else source_of(test)
        for test in tests.tests
    )


def _graph(tables: Sequence[dict[str, Any]]) -> dict[str, Any]:
    ends = [{"id": name, "type": f"{name}Node", "name": name} for name in ("input", "output")]
    pairs = [pair for table in tables for pair in (("input", table["id"]), (table["id"], "output"))]
    edges = [{"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in pairs]
    return {"contentType": "application/vnd.gorules.decision", "nodes": [*ends, *tables], "edges": edges}


# SpiffWorkflow: its own DMN engine, with tests in Python.


class Spiff(Peer):
    """SpiffWorkflow's decision tables."""

    def __init__(self, tables: Sequence[Table]) -> None:
        from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
        from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine

        super().__init__(tables)
        self._engines = [DMNEngine(_spiff_table(table)) for table in tables]
        self._workflow = SimpleNamespace(script_engine=PythonScriptEngine())

    def answers(self, cases: Sequence[Case]) -> list[tuple[int, ...]]:
        """What the tables say of each case."""
        tasks = (SimpleNamespace(data=case, workflow=self._workflow) for case in cases)
        return [tuple(self._of(engine, task) for engine in self._engines) for task in tasks]

    @staticmethod
    def _of(engine: Any, task: Any) -> int:
        said = engine.result(task)["said"]
        return sum(said) if isinstance(said, list) else said


def _spiff_table(table: Table) -> Any:
    from SpiffWorkflow.dmn.specs import model

    # Its UNIQUE takes the first rule that applies.
    policy = "COLLECT" if table.policy is HitPolicy.SUM else "UNIQUE"
    made = model.DecisionTable(table.name, table.name, policy)
    columns = [model.Input(name, name, name, name, "") for name in inputs(table)]
    output = model.Output("said", "said", "said", "")
    for rule in table.all_rules:
        made.rules.append(_spiff_rule(model, rule, columns, output))
    return made


def _spiff_rule(model: Any, rule: Rule, columns: Sequence[Any], output: Any) -> Any:
    made = model.Rule(rule.id)
    for column, tests in zip(columns, rule.tests, strict=True):
        if tests.tests:
            entry = model.InputEntry(rule.id, column)
            entry.lhs.append(_python_test(tests))
            made.inputEntries.append(entry)
    entry = model.OutputEntry(rule.id, output)
    entry.text = source_of(rule.results[0])
    made.outputEntries.append(entry)
    return made


def _python_test(tests: UnaryTests) -> str:
    text = " or ".join(map(_python_comparison, tests.tests))
    return f"not ({text})" if tests.negated else text


def _python_comparison(test: Node) -> str:
    match test:
        case Literal():
            return f"? == {source_of(test)}"
        case OperatorRange(operator, operand):
            return f"? {operator} {source_of(operand)}"
        case Interval(low, high, low_included, high_included):
            left, right = "<=" if low_included else "<", "<=" if high_included else "<"
            return f"{source_of(low)} {left} ? {right} {source_of(high)}"
    raise ValueError(source_of(test))


# pyDMNrules: DMN as XML.


class PyDmnRules(Peer):
    """pyDMNrules."""

    def __init__(self, tables: Sequence[Table]) -> None:
        import pyDMNrules

        super().__init__(tables)
        self._rules = pyDMNrules.DMN()
        status = self._rules.useXML(_xml(tables))
        if "errors" in status:
            raise ValueError(status["errors"])

    def answers(self, cases: Sequence[Case]) -> list[tuple[int, ...]]:
        """What the tables say of each case."""
        return [self._one(case) for case in cases]

    def _one(self, case: Case) -> tuple[int, ...]:
        status, found = self._rules.decide(dict(case))
        if "errors" in status:
            raise ValueError(status["errors"])
        results = (one["Result"] for one in found)
        return tuple(int(one[table.name]) for one, table in zip(results, self.tables, strict=True))


def _xml(tables: Sequence[Table]) -> str:
    decisions = "".join(map(_xml_table, tables))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="policy" name="policy" '
        f'namespace="urn:policy">{decisions}</definitions>'
    )


def _xml_table(table: Table) -> str:
    policy = 'hitPolicy="COLLECT" aggregation="SUM"' if table.policy is HitPolicy.SUM else 'hitPolicy="FIRST"'
    columns = "".join(
        f'<input id="{table.name}_{name}" label="{name}"><inputExpression id="{table.name}_{name}_e">'
        f"<text>{name}</text></inputExpression></input>"
        for name in inputs(table)
    )
    rules = "".join(
        f'<rule id="{table.name}_{place}">'
        + "".join(
            f'<inputEntry id="{table.name}_{place}_{at}"><text>{escape(_feel(tests))}</text></inputEntry>'
            for at, tests in enumerate(rule.tests)
        )
        + f'<outputEntry id="{table.name}_{place}_o"><text>{source_of(rule.results[0])}</text></outputEntry></rule>'
        for place, rule in enumerate(table.all_rules)
    )
    return (
        f'<decision id="{table.name}" name="{table.name}"><variable id="{table.name}_v" name="{table.name}"/>'
        f'<decisionTable id="{table.name}_t" {policy}>{columns}'
        f'<output id="{table.name}_o" label="{table.name}" name="{table.name}"/>{rules}</decisionTable></decision>'
    )


def _feel(tests: UnaryTests) -> str:
    return source_of(tests) if tests.tests else "-"
