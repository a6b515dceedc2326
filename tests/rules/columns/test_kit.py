"""The conformance kit over columns: what compiles says what the row engine says, and enough of it compiles."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from minben.rules.columns import Schema, compile_columns
from minben.rules.columns.kinds import Boolean, Column, String
from minben.rules.columns.plan import Read, walk
from minben.rules.dmn.read import salvage_dmn
from minben.rules.dmn.tck import Expectation, read_expectations
from minben.rules.errors import UndefinedError
from minben.rules.feel.evaluate import compile_node
from minben.rules.feel.run import run_code
from minben.rules.feel.values import admit, release

from .differential import CLOCK, ON, Data, alike, by_columns
from .kit import column_of, lifted, literals, value_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.rules.models.model import Model

KIT = Path(__file__).parents[4] / "shared" / "tck"
NONE = {"no column": Column(Boolean())}

pytestmark = pytest.mark.skipif(not KIT.is_dir(), reason=f"the conformance kit is not at {KIT}")


@cache
def model_at(path: Path) -> Model:
    return salvage_dmn(path)


def decisions_of(folder: Path) -> dict[tuple[Path, str], list[Expectation]]:
    """The cases of a folder by model and decision."""
    found: dict[tuple[Path, str], list[Expectation]] = {}
    for expectation in read_expectations([folder]):
        key = (expectation.model, expectation.decision if expectation.invoked.kind == "decision" else "")
        found.setdefault(key, []).append(expectation)
    return found


def facts_of(case: Expectation) -> dict[str, Any]:
    """The facts of a case by name."""
    return {given.name: given.value for given in case.facts}


def data_of(model: Model, cases: list[Expectation]) -> Data:
    """The facts of cases as rows. A fact that no column can hold is left out: what reads it does not compile."""
    names = dict.fromkeys(name for case in cases for name in facts_of(case) if name in model.elements)
    columns = {name: column_of([facts_of(case).get(name) for case in cases]) for name in names}
    known = {name: column for name, column in columns.items() if column is not None}
    rows = [
        {name: release(facts_of(case).get(name)) for name in known} | {"no column": None} for case in cases
    ]
    return Data(Schema({**known, **NONE}), rows)


def readable(model: Model, decision: str, data: Data, cases: list[Expectation]) -> bool:
    """Whether every fact that the decision comes to need is a column."""
    given = {name for case in cases for name in facts_of(case)}
    return given <= set(data.schema.columns)


@pytest.mark.parametrize("level", [2, 3])
def test_most_cases_compile_and_agree(level: int) -> None:
    counts: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    wrong: list[str] = []
    for folder in sorted((KIT / f"compliance-level-{level}").iterdir()):
        for (path, decision), cases in decisions_of(folder).items():
            counts["all"] += len(cases)
            model = model_at(path)
            data = data_of(model, cases)
            elsewhere = any(given.namespace for case in cases for given in case.facts)
            if (
                elsewhere
                or not decision
                or decision not in model.elements
                or not readable(model, decision, data, cases)
            ):
                codes["facts"] += len(cases)
                continue
            compiled = compile_columns(model, data.schema, on=ON, decisions=[decision], clock=lambda: CLOCK)
            for problems in compiled.refused.values():
                codes[problems[0].code] += len(cases)
            if compiled.refused:
                continue
            counts["compiled"] += len(cases)
            if any(isinstance(node, Read) for node in walk((compiled.plan.outputs[0].node,))):
                counts["by row"] += len(cases)
            found = by_columns(compiled, data, optimised=True)[decision]
            for case, value in zip(cases, found, strict=True):
                outcome = model.decide(facts_of(case), on=ON, decisions=[decision], clock=lambda: CLOCK)
                if not alike(value, outcome.values[decision]):
                    wrong.append(
                        f"{folder.name} {case.case} {decision}: {value!r}, not {outcome.values[decision]!r}"
                    )
    print(level, counts, codes.most_common())
    assert wrong == []
    assert counts["compiled"] >= 0.6 * counts["all"]


def lifting(model: Model, decision: str, *, few_texts: bool) -> tuple[Any, dict[str, object], bool]:
    """The decision with as many literals read from columns as compile, their values, and whether there is any."""
    tree = model.tree_of(decision)
    known: dict[int, tuple[str, object]] = {}
    for place, literal in enumerate(literals(tree)):
        try:
            value = value_of(literal)
        except UndefinedError:
            continue
        if column_of([value]) is not None:
            known[id(literal)] = (f"literal {place}", value)
    chosen = liftable(model, tree, decision, known, {}, few_texts=few_texts)
    return (
        lifted(tree, {literal: name for literal, (name, _) in chosen.items()}),
        dict(chosen.values()),
        bool(chosen),
    )


Lifted = dict[int, tuple[str, object]]
"""Literals by identity: the column that each is read from, and its value."""


def liftable(
    model: Model, tree: Any, decision: str, wanted: Lifted, chosen: Lifted, *, few_texts: bool
) -> Lifted:
    """Those of the wanted literals, beside the chosen ones, with which the decision compiles: all, or by halves."""
    trial = {**chosen, **wanted}
    names = {literal: name for literal, (name, _) in trial.items()}
    schema = schema_of(dict(trial.values()), few_texts=few_texts)
    if not wanted or compiles(model, lifted(tree, names), decision, schema):
        return trial
    if len(wanted) == 1:
        return chosen
    items = list(wanted.items())
    half = len(items) // 2
    chosen = liftable(model, tree, decision, dict(items[:half]), chosen, few_texts=few_texts)
    return liftable(model, tree, decision, dict(items[half:]), chosen, few_texts=few_texts)


def schema_of(values: Mapping[str, Any], *, few_texts: bool) -> Schema:
    """A column for every literal, which may be null; texts are of any value, or those that a screen would find."""
    columns = {name: column_of([value]) for name, value in values.items()}
    known = {name: column for name, column in columns.items() if column is not None}
    if few_texts:
        for name, column in known.items():
            if isinstance(column.kind, String):
                known[name] = Column(String((values[name], f"{values[name]} or another")))
    return Schema({**known, **NONE})


def compiles(model: Model, tree: Any, decision: str, schema: Schema) -> bool:
    compiled = compile_columns({decision: tree}, schema, on=ON, clock=lambda: CLOCK, named=model.types)
    return not compiled.refused


@pytest.mark.parametrize(("few_texts", "share"), [(False, 0.24), (True, 0.39)])
def test_cases_whose_literals_are_read_from_columns_agree(few_texts: bool, share: float) -> None:
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for folder in sorted((KIT / "compliance-level-3").iterdir()):
        for (path, decision), cases in decisions_of(folder).items():
            model = model_at(path)
            if (
                not decision
                or decision not in model.elements
                or cases[0].facts
                or model.decision(decision).needs
            ):
                continue
            counts["without facts"] += len(cases)
            tree, values, any_lifted = lifting(model, decision, few_texts=few_texts)
            if not any_lifted:
                continue
            row = {name: release(admit(value)) for name, value in values.items()} | {"no column": None}
            empty = dict.fromkeys(row)
            data = Data(schema_of(values, few_texts=few_texts), [row, empty])
            compiled = compile_columns(
                {decision: tree}, data.schema, on=ON, clock=lambda: CLOCK, named=model.types
            )
            node = compiled.plan.outputs[0].node
            if not any(isinstance(part, Read) for part in walk((node,))):
                continue
            counts["by row"] += len(cases)
            code = compile_node(tree)
            for facts, value in zip(
                data.rows, by_columns(compiled, data, optimised=True)[decision], strict=True
            ):
                wanted = run_code(code, facts, clock=lambda: CLOCK, named=model.types, on=ON).value
                if not alike(value, wanted):
                    wrong.append(f"{folder.name} {decision}: {value!r}, not {wanted!r} for {facts}")
    print(counts)
    assert wrong == [], "\n".join(wrong)
    assert counts["by row"] >= share * counts["without facts"]
