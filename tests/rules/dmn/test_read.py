"""DMN files become models, whole or not at all, with every problem in them at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from minben.rules import ModelError, read_model
from minben.rules.dmn.read import salvage_dmn
from minben.rules.dmn.versions import VERSIONS
from minben.rules.models.boxed import Broken, TableBox

from .files import NAMESPACES, decision, dmn_file, feel, input_data

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2026, 6, 1)


def problems(path: Path, lang: str = "en") -> list[str]:
    with pytest.raises(ModelError) as refused:
        read_model(path)
    return [problem.text(lang) for problem in refused.value.problems]


@pytest.mark.parametrize("version", sorted(NAMESPACES))
def test_every_version_is_read(version: str, tmp_path: Path) -> None:
    body = input_data("age", "number") + decision(
        "old", feel("age &gt;= 80"), needs="#age", type_ref="boolean"
    )
    model = read_model(dmn_file(tmp_path, body, version=version))
    assert model.decide({"age": 83}, on=ON).values == {"old": True}


def test_types_of_the_oldest_version_have_prefixes(tmp_path: Path) -> None:
    body = (
        '<itemDefinition name="Span"><typeRef>feel:yearMonthDuration</typeRef></itemDefinition>'
        + input_data("born", "feel:date")
        + decision(
            "age", feel("years and months duration(born, counting date)"), needs="#born", type_ref="Span"
        )
    )
    model = read_model(dmn_file(tmp_path, body, version="1.1"))
    outcome = model.decide({"born": date(1940, 5, 1)}, on=ON)
    assert str(outcome.values["age"]) == "P86Y1M"


def test_other_xml_is_no_model(tmp_path: Path) -> None:
    path = tmp_path / "page.dmn"
    path.write_text('<html xmlns="http://www.w3.org/1999/xhtml"/>')
    assert problems(path) == [
        "page.dmn:1: the root must be the definitions of DMN 1.1 to 1.6, not {http://www.w3.org/1999/xhtml}html"
    ]


WRONG = "\n".join(
    (
        input_data("age", "numbr"),
        decision("a", feel("age +"), needs="#age"),
        decision("b", feel("\nage *\n  * 2"), needs="#nobody"),
        decision("a", feel("1")),
        '<decision id="t" name="t"><variable name="t"/><decisionTable hitPolicy="SOME">',
        "<input><inputExpression><text></text></inputExpression></input>",
        '<output name="x"/><output/>',
        "<rule><inputEntry><text>&lt; </text></inputEntry><outputEntry><text>1</text></outputEntry></rule>",
        "</decisionTable></decision>",
        '<decision id="j" name="j"><literalExpression expressionLanguage="urn:javascript"><text>1</text>'
        "</literalExpression></decision>",
        "<decision/>",
    )
)


def test_every_problem_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    path = dmn_file(tmp_path, WRONG)
    assert problems(path) == [
        'test.dmn:2: there is no type "numbr"',
        "test.dmn:3: line 1, column 6: the expression ends where an expression was expected",
        "test.dmn:4: there is nothing that #nobody refers to",
        'test.dmn:5: line 2, column 3: found "*" where an expression was expected',
        'test.dmn:7: "a" stands here twice',
        'test.dmn:7: "a" stands here twice',
        "test.dmn:8: the hit policy is one of UNIQUE, ANY, PRIORITY, FIRST, RULE ORDER, OUTPUT ORDER, COLLECT, "
        'COLLECT SUM, COLLECT MIN, COLLECT MAX, COLLECT COUNT, not "SOME"',
        "test.dmn:9: the input has no expression",
        "test.dmn:10: each of several outputs needs a name",
        "test.dmn:11: the rule has 1 + 1 cells (inputs + outputs) where 1 + 2 are needed",
        "test.dmn:11: line 1, column 2: the expression ends where an expression was expected",
        "test.dmn:13: expressions in urn:javascript are not run; write FEEL",
        "test.dmn:14: a name is missing here (decision)",
    ]


def test_every_problem_is_told_in_chinese_too(tmp_path: Path) -> None:
    told = problems(dmn_file(tmp_path, WRONG), "zh")
    assert told[2] == "test.dmn:4：没有 #nobody 所指的元素"
    assert len(told) == 13


def test_what_is_right_can_be_used_where_something_is_wrong(tmp_path: Path) -> None:
    body = (
        decision("a", feel("1 +"))
        + decision("b", feel("2"))
        + decision("c", feel("b + 1"), needs="decision@#b")
        + decision("d", feel("if a = null then 4 else 5"), needs="decision@#a")
    )
    model = salvage_dmn(dmn_file(tmp_path, body))
    outcome = model.decide({}, on=ON)
    assert outcome.values == {"a": None, "b": 2, "c": 3, "d": 4}
    assert [problem.code for problem in model.problems] == ["unexpected-end"]
    assert outcome.reasons == model.problems
    assert isinstance(model.decisions[0].logic, Broken)


def test_decisions_that_need_one_another_in_a_circle_are_told_with_the_way(tmp_path: Path) -> None:
    body = "\n".join(
        (
            decision("a", feel("b"), needs="decision@#b"),
            decision("b", feel("c"), needs="decision@#c"),
            decision("c", feel("a"), needs="decision@#a"),
            decision("d", feel("d"), needs="decision@#d"),
        )
    )
    path = dmn_file(tmp_path, body)
    assert problems(path) == [
        "test.dmn:2: these need one another in a circle: a → b → c → a",
        "test.dmn:5: these need one another in a circle: d → d",
    ]
    assert problems(path, "zh")[0] == "test.dmn:2：决策循环依赖：a → b → c → a"
    outcome = salvage_dmn(path).decide({}, on=ON)
    assert outcome.values == {"a": None, "b": None, "c": None, "d": None}
    assert {reason.code for reason in outcome.reasons} == {"requirement-cycle"}


def test_types_made_of_one_another_are_told_with_the_way(tmp_path: Path) -> None:
    body = (
        '<itemDefinition name="A"><itemComponent name="b"><typeRef>B</typeRef></itemComponent></itemDefinition>\n'
        '<itemDefinition name="B"><typeRef>A</typeRef></itemDefinition>'
    )
    assert problems(dmn_file(tmp_path, body)) == [
        "test.dmn:2: these types are made of one another: A → B → A"
    ]


def test_a_type_that_grows_without_bounds_is_refused(tmp_path: Path) -> None:
    levels = "".join(
        f'<itemDefinition name="t{level + 1}"><itemComponent name="a"><typeRef>t{level}</typeRef></itemComponent>'
        f'<itemComponent name="b"><typeRef>t{level}</typeRef></itemComponent></itemDefinition>'
        for level in range(40)
    )
    body = f'<itemDefinition name="t0"><typeRef>number</typeRef></itemDefinition>{levels}'
    assert any("is too large" in problem for problem in problems(dmn_file(tmp_path, body)))


def test_a_long_chain_of_types_is_refused(tmp_path: Path) -> None:
    body = "".join(
        f'<itemDefinition name="t{level}"><typeRef>t{level + 1}</typeRef></itemDefinition>'
        for level in range(2000)
    )
    assert any("is too large" in problem for problem in problems(dmn_file(tmp_path, body)))


def test_boxes_in_boxes_are_bounded(tmp_path: Path) -> None:
    levels = 45
    logic = "<list>" * levels + feel("1") + "</list>" * levels
    read_model(dmn_file(tmp_path, decision("d", logic)))
    logic = '<some iteratorVariable="x"><in>' * levels + feel("1") + "</in><satisfies/></some>" * levels
    told = problems(dmn_file(tmp_path, decision("d", logic)))
    assert any("nested deeper than 100 levels" in problem for problem in told)


def test_names_with_operators_are_known_where_they_are_needed_only(tmp_path: Path) -> None:
    body = (
        input_data("a-b", "number")
        + input_data("a", "number")
        + input_data("b", "number")
        + input_data("date of birth", "date")
        + decision("named", feel("a-b"), needs="#a-b")
        + decision("subtracted", feel("a-b"), needs="#a #b")
        + decision("born", feel("date of birth.year"), needs="#date_of_birth")
    )
    model = read_model(dmn_file(tmp_path, body))
    facts = {"a-b": 1, "a": 10, "b": 7, "date of birth": date(1940, 5, 1)}
    assert model.decide(facts, on=ON).values == {"named": 1, "subtracted": 3, "born": 1940}


def test_entries_with_operators_are_known_after_a_dot(tmp_path: Path) -> None:
    body = (
        '<itemDefinition name="Risk"><itemComponent name="pre-bureau"><typeRef>number</typeRef></itemComponent>'
        "</itemDefinition>"
        + input_data("risk", "Risk")
        + decision(
            "context",
            '<context><contextEntry><variable name="post-bureau"/>'
            + feel("risk.pre-bureau + 1")
            + "</contextEntry></context>",
            needs="#risk",
        )
        + decision("d", feel("context.post-bureau"), needs="decision@#context")
    )
    model = read_model(dmn_file(tmp_path, body))
    assert model.decide({"risk": {"pre-bureau": 4}}, on=ON, decisions=["d"]).values == {"d": 5}


def test_a_decision_sees_what_it_needs_and_nothing_else(tmp_path: Path) -> None:
    body = input_data("age") + decision("a", feel("age")) + decision("b", feel("a"))
    model = read_model(dmn_file(tmp_path, body))
    outcome = model.decide({"age": 80}, on=ON)
    assert outcome.values == {"a": None, "b": None}
    assert [reason.text("en") for reason in outcome.reasons] == [
        'test.dmn:2: line 1, column 1: there is no name "age"',
        'test.dmn:2: line 1, column 1: there is no name "a"',
    ]


PERIODS = """<decision id="line" name="line"><variable name="line" typeRef="number"/><decisionTable>
<output typeRef="number"/><annotation name="from"/><annotation name="until"/><annotation name="law"/>
<rule><outputEntry><text>850</text></outputEntry><annotationEntry><text>2024-07-01</text></annotationEntry>
<annotationEntry><text>2025-06-30</text></annotationEntry><annotationEntry><text>第九条</text></annotationEntry></rule>
<rule><outputEntry><text>900</text></outputEntry><annotationEntry><text>2025-07-01</text></annotationEntry></rule>
</decisionTable></decision>
"""


def test_annotations_named_from_and_until_are_the_periods_of_the_rules(tmp_path: Path) -> None:
    model = read_model(dmn_file(tmp_path, PERIODS))
    assert model.decide({}, on=date(2025, 6, 30)).values == {"line": Decimal(850)}
    assert model.decide({}, on=date(2025, 7, 1)).values == {"line": Decimal(900)}
    outcome = model.decide({}, on=date(2024, 6, 30))
    assert outcome.values == {"line": None}
    assert [reason.code for reason in outcome.reasons] == ["not-in-force-yet"]
    logic = model.decisions[0].logic
    assert isinstance(logic, TableBox)
    assert logic.annotations == ("from", "until", "law")
    assert logic.table.rules[0].annotations == {"law": "第九条"}


def test_annotations_that_are_no_dates_stay_annotations(tmp_path: Path) -> None:
    model = read_model(dmn_file(tmp_path, PERIODS.replace("2025-07-01", "this summer")))
    logic = model.decisions[0].logic
    assert isinstance(logic, TableBox)
    assert [rule.since for rule in logic.table.rules] == [None, None]
    assert logic.table.rules[1].annotations == {"from": "this summer"}


def test_what_is_written_is_kept(tmp_path: Path) -> None:
    body = (
        '<itemDefinition id="i" name="Level" label="等级"><typeRef>string</typeRef><allowedValues id="av">'
        '<text>"a", "b"</text></allowedValues></itemDefinition>'
        '<decision id="d" name="d" label="决定"><description> why </description><question>who?</question>'
        '<allowedAnswers>yes or no</allowedAnswers><variable id="v" name="d" typeRef="Level"/>'
        '<authorityRequirement id="ar"><requiredAuthority href="#law"/></authorityRequirement>'
        '<decisionOwner href="#office"/><literalExpression id="le"><text> "a" </text></literalExpression></decision>'
        '<knowledgeSource id="law" name="law" locationURI="urn:law"><type>statute</type></knowledgeSource>'
    )
    model = read_model(dmn_file(tmp_path, body))
    written = model.decisions[0]
    assert (written.description, written.question, written.allowed_answers) == ("why", "who?", "yes or no")
    assert (written.label, written.variable.id, written.variable.type_ref) == ("决定", "v", "Level")
    assert [(link.kind, link.href) for link in written.links] == [("decisionOwner", "#office")]
    assert (written.requirements[0].required, written.requirements[0].href) == ("requiredAuthority", "#law")
    assert (model.sources[0].type, model.sources[0].location) == ("statute", "urn:law")
    allowed = model.item_definitions[0].allowed
    assert allowed is not None
    assert (allowed.id, allowed.text) == ("av", '"a", "b"')


def test_the_versions_are_told_by_their_namespaces() -> None:
    assert sorted(VERSIONS.values()) == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6"]
