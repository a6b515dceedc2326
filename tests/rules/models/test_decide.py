"""Models decide: each decision once, when it is needed, with the reasons for what is null in their places."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from minben.rules import Decision, Outcome, PythonFunction, read_model

from ..dmn.files import decision, dmn_file, feel, input_data

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2026, 6, 1)


def decide(folder: Path, body: str, facts: dict[str, object] | None = None, on: date = ON) -> Outcome:
    return read_model(dmn_file(folder, body)).decide(facts or {}, on=on)


def value_of(folder: Path, logic: str, type_ref: str = "", types: str = "") -> object:
    return decide(folder, types + decision("d", logic, type_ref=type_ref)).values["d"]


def codes(outcome: Outcome) -> list[str]:
    return [reason.code for reason in outcome.reasons]


# Deciding.


def test_a_decision_is_made_once_and_only_when_it_is_needed(tmp_path: Path) -> None:
    seen: list[str] = []
    body = (
        input_data("note")
        + decision("costly", feel('note("costly")'), needs="#note")
        + decision("unused", feel('note("unused")'), needs="#note")
        + decision("a", feel("costly + costly"), needs="decision@#costly")
        + decision("b", feel("if true then costly else unused"), needs="decision@#costly decision@#unused")
    )

    def note(text: str) -> int:
        seen.append(text)
        return len(seen)

    model = read_model(dmn_file(tmp_path, body))
    outcome = model.decide({"note": PythonFunction(("text",), note)}, on=ON, decisions=["a", "b"])
    assert outcome.values == {"a": 2, "b": 1}
    assert seen == ["costly"]


def test_a_decision_that_is_not_in_the_model_is_an_error_of_the_caller(tmp_path: Path) -> None:
    model = read_model(dmn_file(tmp_path, input_data("x") + decision("d", feel("1"))))
    for name in ("nobody", "x"):
        with pytest.raises(KeyError, match=name):
            model.decide({}, on=ON, decisions=[name])


def test_the_date_that_counts_can_be_read(tmp_path: Path) -> None:
    body = input_data("born", "date") + decision(
        "age", feel("years and months duration(born, counting date).years"), needs="#born"
    )
    born: dict[str, object] = {"born": date(1946, 6, 2)}
    assert decide(tmp_path, body, born, on=date(2026, 6, 1)).values == {"age": 79}
    assert decide(tmp_path, body, born, on=date(2026, 6, 2)).values == {"age": 80}


def test_facts_are_brought_to_their_types_and_the_reasons_told(tmp_path: Path) -> None:
    body = (
        '<itemDefinition name="Level"><typeRef>number</typeRef><allowedValues><text>[1..4]</text></allowedValues>'
        '</itemDefinition><itemDefinition name="Levels" isCollection="true"><typeRef>Level</typeRef></itemDefinition>\n'
        + input_data("level", "Level")
        + "\n"
        + input_data("levels", "Levels")
        + decision("d", feel("[level, levels]"), needs="#level #levels")
    )
    assert decide(tmp_path, body, {"level": 1, "levels": [2, 3]}).values == {"d": [1, [2, 3]]}
    assert decide(tmp_path, body, {"level": [1], "levels": 2}).values == {"d": [1, [2]]}
    outcome = decide(tmp_path, body, {"level": 5, "levels": [1, 5]})
    assert outcome.values == {"d": [None, None]}
    assert [reason.text("en") for reason in outcome.reasons] == [
        "test.dmn:3: 5 is not an allowed value ([1..4])",
        "test.dmn:4: list stands where list<number> is needed",
    ]
    outcome = decide(tmp_path, body, {"level": "one"})
    assert [reason.text("zh") for reason in outcome.reasons] == [
        "test.dmn:3：应为number，却是string",
        "test.dmn:4：没有给出“levels”",
    ]


def test_a_constraint_on_a_list_is_on_the_whole_of_it(tmp_path: Path) -> None:
    types = (
        '<itemDefinition name="Few" isCollection="true"><typeRef>number</typeRef><allowedValues><text>&gt; 0</text>'
        "</allowedValues><typeConstraint><text>count(?) &lt;= 2</text></typeConstraint></itemDefinition>"
    )
    assert value_of(tmp_path, feel("[1, 2]"), "Few", types) == [1, 2]
    assert value_of(tmp_path, feel("[1, 2, 3]"), "Few", types) is None
    assert value_of(tmp_path, feel("[1, 0]"), "Few", types) is None


def test_whether_a_value_is_of_a_type_does_not_depend_on_constraints(tmp_path: Path) -> None:
    types = (
        '<itemDefinition name="Level"><typeRef>number</typeRef><allowedValues><text>[1..4]</text></allowedValues>'
        "</itemDefinition>"
    )
    assert value_of(tmp_path, feel("9 instance of Level"), types=types) is True
    assert value_of(tmp_path, feel('"9" instance of Level'), types=types) is False


@pytest.mark.parametrize(
    ("expression", "type_ref", "expected"),
    [
        ("1", "string", None),
        ("[1]", "number", Decimal(1)),
        ("1", "list&lt;number&gt;", [Decimal(1)]),
        ("[1, 2]", "number", None),
        ('["a"]', "list&lt;number&gt;", None),
        ("null", "number", None),
        ('@"2026-01-02"', "date and time", "2026-01-02 00:00:00+00:00"),
        ('@"2026-01-02T10:00:00"', "date", None),
        ("{a: 1, b: 2}", "context&lt;a: number&gt;", {"a": Decimal(1), "b": Decimal(2)}),
        ("{b: 2}", "context&lt;a: number&gt;", None),
        ("1", "Any", Decimal(1)),
    ],
)
def test_a_result_is_brought_to_its_type(
    expression: str, type_ref: str, expected: object, tmp_path: Path
) -> None:
    found = value_of(tmp_path, feel(expression), type_ref)
    assert (str(found) if isinstance(expected, str) else found) == expected


def test_reasons_stand_at_the_expression_in_which_they_arose(tmp_path: Path) -> None:
    body = (
        '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic>'
        '<formalParameter name="n"/>\n'
        + feel("n + 1")
        + "</encapsulatedLogic></businessKnowledgeModel>\n"
        + decision(
            "d", "<list>\n" + feel('f("a")') + "\n" + feel("\n1 / 0") + "</list>", needs="knowledge@#f"
        )
    )
    outcome = decide(tmp_path, body)
    assert outcome.values == {"d": [None, None]}
    assert [reason.text("en") for reason in outcome.reasons] == [
        'test.dmn:3: line 1, column 1: "+" is not defined for string and number',
        "test.dmn:7: line 1, column 1: division by zero",
    ]


def test_reasons_of_a_decision_are_kept_apart_from_those_of_what_it_needs(tmp_path: Path) -> None:
    body = (
        decision("outer", feel('["a" + 1, inner, 1 / 0]'), needs="decision@#inner")
        + "\n"
        + decision("inner", feel("2 / 0"))
    )
    outcome = decide(tmp_path, body)
    assert [(reason.place.line, reason.code) for reason in outcome.reasons] == [
        (3, "division-by-zero"),
        (2, "wrong-operands"),
        (2, "division-by-zero"),
    ]


def test_tables_are_told_with_what_they_decided(tmp_path: Path) -> None:
    body = (
        input_data("n", "number")
        + decision("size", TABLE, needs="#n")
        + decision("said", feel('"it is " + size'), needs="decision@#size")
    )
    outcome = decide(tmp_path, body, {"n": 7})
    assert outcome.values == {"size": "big", "said": "it is big"}
    (table,) = outcome.tables
    assert isinstance(table, Decision)
    assert (table.table, table.inputs, [rule.id for rule in table.fired]) == ("size", {"n": 7}, ["2"])
    assert outcome.made_in == ("size",)


TABLE = (
    '<decisionTable><input><inputExpression typeRef="number"><text>n</text></inputExpression></input>'
    '<output/><rule><inputEntry><text>&lt; 5</text></inputEntry><outputEntry><text>"small"</text></outputEntry>'
    '</rule><rule><inputEntry><text>&gt;= 5</text></inputEntry><outputEntry><text>"big"</text></outputEntry></rule>'
    "</decisionTable>"
)


def test_work_is_bounded(tmp_path: Path) -> None:
    body = decision("long", feel("count(for i in 1..100000, j in 1..100000 return i)")) + decision(
        "d", feel("1")
    )
    model = read_model(dmn_file(tmp_path, body))
    outcome = model.decide({}, on=ON, decisions=["long"], budget=10_000)
    assert outcome.values == {"long": None}
    assert codes(outcome) == ["budget"]


# Boxed expressions.


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        (f"<list>{feel('1')}{feel('2')}</list>", [1, 2]),
        ("<list/>", []),
        (
            f'<context><contextEntry><variable name="a b" typeRef="number"/>{feel("1")}</contextEntry>'
            f'<contextEntry><variable name="c"/>{feel("a b + 1")}</contextEntry></context>',
            {"a b": 1, "c": 2},
        ),
        (
            f'<context><contextEntry><variable name="a"/>{feel("1")}</contextEntry>'
            f"<contextEntry>{feel('a + 1')}</contextEntry></context>",
            2,
        ),
        (
            f'<context><contextEntry><variable name="a" typeRef="string"/>{feel("1")}</contextEntry></context>',
            {"a": None},
        ),
        (
            f'<relation><column name="a"/><column name="b" typeRef="string"/><row>{feel("1")}{feel("2")}</row>'
            f"<row>{feel('3')}{feel(chr(34) + 'x' + chr(34))}</row></relation>",
            [{"a": 1, "b": None}, {"a": 3, "b": "x"}],
        ),
        (
            '<invocation><functionDefinition><formalParameter name="n"/>'
            f'{feel("n + 1")}</functionDefinition><binding><parameter name="n"/>{feel("2")}</binding></invocation>',
            3,
        ),
        (
            '<invocation><functionDefinition><formalParameter name="n"/>'
            f'{feel("n + 1")}</functionDefinition><binding><parameter name="m"/>{feel("2")}</binding></invocation>',
            None,
        ),
        (f'<functionDefinition kind="Java">{feel("{class: 1}")}</functionDefinition>', None),
        (
            f"<conditional><if>{feel('true')}</if><then>{feel('1')}</then><else>{feel('2')}</else></conditional>",
            1,
        ),
        (
            f"<conditional><if>{feel('false')}</if><then>{feel('1')}</then><else>{feel('2')}</else></conditional>",
            2,
        ),
        (
            f"<conditional><if>{feel('null')}</if><then>{feel('1')}</then><else>{feel('2')}</else></conditional>",
            None,
        ),
        (f"<filter><in>{feel('[1, 2, 3]')}</in><match>{feel('item &gt; 1')}</match></filter>", [2, 3]),
        (f"<filter><in>{feel('[{a: 1}, {a: 2}]')}</in><match>{feel('a = 2')}</match></filter>", [{"a": 2}]),
        (f"<filter><in>{feel('[1, 2, 3]')}</in><match>{feel('2')}</match></filter>", None),
        (f"<filter><in>{feel('[1, null]')}</in><match>{feel('item &gt; 0')}</match></filter>", None),
        (f"<filter><in>{feel('[]')}</in><match>{feel('2')}</match></filter>", []),
        (
            f'<for iteratorVariable="i"><in>{feel("[1..3]")}</in><return>{feel("i * i")}</return></for>',
            [1, 4, 9],
        ),
        (
            f'<for iteratorVariable="i"><in>{feel("[1, 2]")}</in><return>{feel("count(partial)")}</return></for>',
            [0, 1],
        ),
        (
            f'<some iteratorVariable="i"><in>{feel("[1, 2]")}</in><satisfies>{feel("i &gt; 1")}</satisfies></some>',
            True,
        ),
        (
            f'<every iteratorVariable="i"><in>{feel("[1, 2]")}</in><satisfies>{feel("i &gt; 1")}</satisfies></every>',
            False,
        ),
        (
            f'<every iteratorVariable="i"><in>{feel("[]")}</in><satisfies>{feel("1")}</satisfies></every>',
            True,
        ),
        (
            f'<every iteratorVariable="i"><in>{feel("[1]")}</in><satisfies>{feel("i")}</satisfies></every>',
            None,
        ),
        (
            f'<some iteratorVariable="i"><in>{feel("[true, 1]")}</in><satisfies>{feel("i")}</satisfies></some>',
            None,
        ),
        ("", None),
        (feel(""), None),
    ],
)
def test_every_boxed_expression_has_its_value(logic: str, expected: object, tmp_path: Path) -> None:
    assert value_of(tmp_path, logic) == expected


# Functions and services.

SERVICE = (
    input_data("n", "number")
    + decision("given", feel("100"), type_ref="number")
    + decision("inner", feel("n + given"), needs="#n decision@#given")
    + decision("out", feel("inner * 2"), needs="decision@#inner")
    + '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#out"/>'
    '<encapsulatedDecision href="#inner"/><inputDecision href="#given"/><inputData href="#n"/></decisionService>'
    '<decisionService id="two" name="two"><variable name="two"/><outputDecision href="#out"/>'
    '<outputDecision href="#inner"/><inputDecision href="#given"/><inputData href="#n"/></decisionService>'
)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("s(1, 2)", 6),
        ("s(n: 1, given: 2)", 6),
        ("s(given: 2, n: 1)", 6),
        ('s("1", 2)', None),
        ("s(1)", None),
        ("s(1, 2, 3)", None),
        ("s(n: 1, other: 2)", None),
        ("s([1], 2)", 6),
        ("two(1, 2)", {"out": 6, "inner": 3}),
        ("(for i in [1, 2] return s(i, 0))", [2, 4]),
    ],
)
def test_a_service_is_a_function_of_its_input_data_and_input_decisions(
    call: str, expected: object, tmp_path: Path
) -> None:
    body = SERVICE + decision("d", feel(call), needs="knowledge@#s knowledge@#two")
    assert decide(tmp_path, body, {"n": 7}).values["d"] == expected


def test_a_service_is_served_from_facts_alone(tmp_path: Path) -> None:
    model = read_model(dmn_file(tmp_path, SERVICE))
    assert model.serve("s", {"n": 1, "given": 2}, on=ON).values == {"out": 6}
    assert model.serve("two", {"n": 1, "given": 2}, on=ON).values == {"out": 6, "inner": 3}
    outcome = model.serve("s", {"n": 1}, on=ON)
    assert outcome.values == {"out": None}
    assert "no-fact" in codes(outcome)
    with pytest.raises(KeyError):
        model.serve("out", {}, on=ON)


@pytest.mark.parametrize(
    "said", ["", '<knowledgeRequirement><requiredKnowledge href="#f-1"/></knowledgeRequirement>']
)
def test_a_function_may_call_itself(said: str, tmp_path: Path) -> None:
    body = (
        '<businessKnowledgeModel id="f-1" name="f-1"><variable name="f-1"/><encapsulatedLogic>'
        '<formalParameter name="n" typeRef="number"/>'
        + feel("if n &lt;= 1 then 1 else n * f-1(n - 1)")
        + f"</encapsulatedLogic>{said}</businessKnowledgeModel>"
        + decision("d", feel("f-1(10)"), needs="knowledge@#f-1")
    )
    assert decide(tmp_path, body).values == {"d": 3_628_800}
    outcome = decide(tmp_path, body.replace("n &lt;= 1", "false"))
    assert outcome.values == {"d": None}


def test_a_function_does_not_see_the_facts(tmp_path: Path) -> None:
    body = (
        input_data("x")
        + '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic>'
        + feel("x")
        + "</encapsulatedLogic></businessKnowledgeModel>"
        + decision("d", feel("[x, f()]"), needs="#x knowledge@#f")
    )
    assert decide(tmp_path, body, {"x": 1}).values == {"d": [1, None]}


def test_a_function_is_typed_by_its_variable(tmp_path: Path) -> None:
    body = (
        '<itemDefinition name="F"><functionItem outputTypeRef="string"><parameters name="n" typeRef="number"/>'
        "</functionItem></itemDefinition>"
        '<businessKnowledgeModel id="f" name="f"><variable name="f" typeRef="F"/><encapsulatedLogic>'
        '<formalParameter name="n"/>'
        + feel("n")
        + "</encapsulatedLogic></businessKnowledgeModel>"
        + decision("wrong result", feel("f(1)"), needs="knowledge@#f")
        + decision("wrong argument", feel('f("a")'), needs="knowledge@#f")
    )
    assert decide(tmp_path, body).values == {"wrong result": None, "wrong argument": None}
