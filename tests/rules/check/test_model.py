"""The check of a whole model: types from decision to decision, and requirements held against what is read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from minben.rules import Days, PlacedProblem, Severity
from minben.rules.check.model import check_model, summary_of, tables_in
from minben.rules.errors import Problem
from minben.rules.models.load import read_model
from minben.rules.problems import Place

if TYPE_CHECKING:
    from pathlib import Path

    from minben.rules.models.model import Model

_HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m" id="m">'


def _need(*names: str) -> str:
    kinds = {
        "i": ("informationRequirement", "requiredInput"),
        "d": ("informationRequirement", "requiredDecision"),
    }
    kinds["b"] = ("knowledgeRequirement", "requiredKnowledge")
    made = ((*kinds[name[0]], name) for name in names)
    return "".join(
        f'<{outer} id="{inner}{name}"><{inner} href="#{name}"/></{outer}>' for outer, inner, name in made
    )


def _input(name: str, type_: str = "number") -> str:
    return f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{type_}"/></inputData>'


def _decision(name: str, text: str, *needs: str, type_: str = "") -> str:
    ref = f' typeRef="{type_}"' if type_ else ""
    logic = f"<literalExpression><text>{text}</text></literalExpression>" if text else ""
    return (
        f'<decision id="{name}" name="{name}"><variable name="{name}"{ref}/>{_need(*needs)}{logic}</decision>'
    )


def _knowledge(name: str, body: str, *needs: str) -> str:
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}"><variable name="{name}"/><encapsulatedLogic>'
        f'<formalParameter name="n" typeRef="number"/><literalExpression><text>{body}</text></literalExpression>'
        f"</encapsulatedLogic>{_need(*needs)}</businessKnowledgeModel>"
    )


@pytest.fixture
def dmn(tmp_path: Path) -> Path:
    return tmp_path / "m.dmn"


def _found(path: Path, *parts: str) -> list[tuple[str, str]]:
    path.write_text(f"{_HEAD}{''.join(parts)}</definitions>", encoding="utf-8")
    return [(problem.code, problem.severity.value) for problem in check_model(read_model(path))]


def test_a_sound_model_has_no_problem(dmn: Path) -> None:
    parts = [
        _input("i1"),
        _decision("d1", "i1 + 1", "i1", type_="number"),
        _decision("d2", "d1 * b1(2)", "d1", "b1"),
    ]
    assert _found(dmn, *parts, _knowledge("b1", "if n = 0 then 0 else b1(n - 1)", "b1")) == []


def test_the_type_of_a_decision_goes_on_to_those_that_read_it(dmn: Path) -> None:
    parts = [_input("i1", "string"), _decision("d1", "string length(i1)", "i1")]
    assert _found(dmn, *parts, _decision("d2", 'd1 + "a"', "d1")) == [("wrong-operands", "error")]


def test_a_result_of_another_type_than_declared_is_told(dmn: Path) -> None:
    assert _found(dmn, _decision("d1", '"a"', type_="number")) == [("wrong-cell-type", "error")]


def test_what_is_read_must_be_needed_and_what_is_needed_read(dmn: Path) -> None:
    parts = [_input("i1"), _input("i2"), _decision("d1", "i1", "i2")]
    assert _found(dmn, *parts) == [
        ("need-missing", "error"),
        ("need-unread", "warning"),
        ("never-read", "warning"),
    ]


def test_a_decision_without_logic_is_told(dmn: Path) -> None:
    assert _found(dmn, _decision("d1", "")) == [("no-logic", "error")]


@pytest.mark.parametrize(
    ("call", "code"),
    [("b1(1, 2)", "argument-count"), ("b1(m: 1)", "no-parameter"), ('b1("a")', "wrong-cell-type")],
)
def test_a_call_that_does_not_fit_the_function_is_told(dmn: Path, call: str, code: str) -> None:
    assert _found(dmn, _knowledge("b1", "n + 1"), _decision("d1", call, "b1")) == [(code, "error")]


def test_functions_that_call_one_another_without_a_condition_never_end(dmn: Path) -> None:
    parts = [_knowledge("b1", "b2(n)", "b2"), _knowledge("b2", "1 + b1(n - 1)", "b1")]
    assert _found(dmn, *parts, _decision("d1", "b1(1)", "b1")) == [("endless", "error")]


def test_a_division_by_what_may_be_zero_is_told_unless_it_is_guarded(dmn: Path) -> None:
    assert _found(dmn, _input("i1"), _decision("d1", "1 / i1", "i1")) == [("division-perhaps", "warning")]
    assert _found(dmn, _input("i1"), _decision("d1", "if i1 &gt; 0 then 1 / i1 else 0", "i1")) == []


# Tables of officers.


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    (tmp_path / "base.csv").write_text(
        "U,=> base,from,until\ntype,number,,\n1,500,2024-01-01,2024-12-31\n2,900,2025-07-01,\n",
        encoding="utf-8",
    )
    (tmp_path / "aid.csv").write_text(
        "U,income,=> aid\ntype,number: >= 0,number\n1,< 900,base - income\n2,>= 900,0\n", encoding="utf-8"
    )
    return tmp_path


def _codes(model: Model, days: Days | None = None) -> list[str]:
    found = check_model(model) if days is None else check_model(model, days=days)
    return [problem.code for problem in found if problem.severity is not Severity.INFO]


def test_a_hole_between_the_periods_of_a_value_is_an_error(tables: Path) -> None:
    model = read_model(tables)
    found = [problem for problem in check_model(model) if problem.severity is Severity.ERROR]
    assert [problem.problem.values for problem in found] == [
        {"first": "2025-01-01", "last": "2025-06-30", "example": "on = 2025-01-01"}
    ]
    assert summary_of(model, found, "en") == "2 tables, 4 rules: 1 error"
    assert summary_of(model, (), "zh") == "2 个决策表，4 条规则：没有发现问题"


def test_only_the_days_that_count_are_looked_at(tables: Path) -> None:
    model = read_model(tables)
    assert _codes(model, Days(date(2025, 7, 1))) == []
    assert _codes(model, Days(date(2024, 3, 1), date(2024, 3, 1))) == []
    assert _codes(model, Days(date(2025, 3, 1), date(2025, 3, 1))) == ["not-in-force-between"]
    assert "not-in-force-yet" in _codes(model, Days(date(2023, 3, 1)))


def test_a_slip_in_a_name_is_told(tables: Path) -> None:
    path = tables / "aid.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("base - income", "base - incone"), encoding="utf-8"
    )
    assert "name-near" in _codes(read_model(tables))


def test_what_cannot_be_compiled_to_columns_is_added_as_a_notice(tables: Path) -> None:
    model = read_model(tables)
    refusal = PlacedProblem(Place("aid.csv", 3), Problem("never", {"rule": "x"}))
    added = [problem for problem in check_model(model, refused={"aid": [refusal]}) if problem.code == "never"]
    assert [problem.severity for problem in added] == [Severity.INFO]


def test_every_table_is_counted_once(tables: Path) -> None:
    assert sorted(table.name for table in tables_in(read_model(tables))) == ["aid.csv", "base.csv"]


def test_imported_models_are_checked_too(tmp_path: Path) -> None:
    library = _HEAD.replace('name="m" namespace="urn:m"', 'name="lib" namespace="urn:lib"')
    (tmp_path / "lib.dmn").write_text(f"{library}{_decision('bad', '1 / 0')}</definitions>", encoding="utf-8")
    import_ = (
        '<import name="lib" namespace="urn:lib" importType="https://www.omg.org/spec/DMN/20230324/MODEL/" '
        'locationURI="lib.dmn"/>'
    )
    (tmp_path / "m.dmn").write_text(
        f"{_HEAD}{import_}{_decision('good', '1')}</definitions>", encoding="utf-8"
    )
    found = check_model(read_model(tmp_path / "m.dmn"))
    assert [(problem.place.file, problem.code) for problem in found] == [("lib.dmn", "divisor-is-zero")]


def test_a_case_of_a_table_that_reads_another_is_made_of_facts(tmp_path: Path) -> None:
    (tmp_path / "band.csv").write_text(
        'U,age,=> band\ntype,number,"string: ""old"", ""young"""\n1,>= 60,"""old"""\n2,< 60,"""young"""\n',
        encoding="utf-8",
    )
    (tmp_path / "pay.csv").write_text(
        'U,band,income,=> amount\ntype,"string: ""old"", ""young""",number,number\n'
        '1,"""old""",-,50\n2,"""young""",< 900,0\n',
        encoding="utf-8",
    )
    model = read_model(tmp_path)
    gap = next(problem for problem in check_model(model) if problem.code == "gap")
    assert gap.case is not None
    assert gap.case.facts == {"income": 900, "age": 59}
    assert model.decide(gap.case.facts, on=gap.case.on, decisions=["pay"]).values == {"pay": None}
