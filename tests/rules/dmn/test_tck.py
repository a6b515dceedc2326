"""Test files of the conformance kit: value tests and error tests are counted apart, and every failure is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from minben.rules import Counts, Failure, ModelError, run_kit

from .files import NAMESPACES, decision, dmn_file, feel, input_data

if TYPE_CHECKING:
    from pathlib import Path

HEAD = (
    '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
)


def value(kind: str, text: str) -> str:
    return f'<value xsi:type="xsd:{kind}">{text}</value>'


def result(name: str, inside: str, attributes: str = "") -> str:
    return f'<resultNode name="{name}" {attributes}><expected>{inside}</expected></resultNode>'


def case(inside: str, attributes: str = "") -> str:
    return f'<testCase id="1" {attributes}>{inside}</testCase>'


def kit(folder: Path, *cases: str, model: str = "test.dmn") -> Path:
    path = folder / "test-01.xml"
    path.write_text(
        f"{HEAD}<modelName>{model}</modelName>\n{chr(10).join(cases)}</testCases>", encoding="utf-8"
    )
    return path


def run(*paths: Path) -> tuple[Counts, list[str]]:
    failures: list[Failure] = []
    counts = run_kit(paths, failures.append)
    return counts, [failure.text("en") for failure in failures]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 / 3", value("decimal", "0.33333333")),
        ("1e20", value("double", "1.0E20")),
        ('"a"', value("string", "a")),
        ('" a "', value("string", " a ")),
        ("1 = 1", value("boolean", "true")),
        ('date("2020-02-29")', value("date", "2020-02-29")),
        ('time("10:20:30Z")', value("time", "10:20:30Z")),
        ('@"2020-02-29T10:20:30+08:00"', value("dateTime", "2020-02-29T10:20:30+08:00")),
        ('duration("P1Y2M")', value("duration", "P1Y2M")),
        ('@"P1DT2H"', value("duration", "P1DT2H")),
        ("null", '<value xsi:nil="true"/>'),
        (
            "[1, null]",
            f'<list><item>{value("decimal", "1")}</item><item><value xsi:nil="true"/></item></list>',
        ),
        ("[]", "<list/>"),
        (
            "{a: {b: 1}}",
            f'<component name="a"><component name="b">{value("decimal", "1")}</component></component>',
        ),
    ],
)
def test_a_value_of_every_kind_is_compared(expression: str, expected: str, tmp_path: Path) -> None:
    dmn_file(tmp_path, decision("d", feel(expression)))
    path = kit(tmp_path, case(result("d", expected)))
    assert run(path) == (Counts(values_passed=1), [])
    dmn_file(tmp_path, decision("d", feel('"something else"')))
    assert run(path)[0] == Counts(values_failed=1)


def test_value_tests_and_error_tests_are_counted_apart_and_failures_told(tmp_path: Path) -> None:
    body = (
        input_data("x", "number")
        + decision("double", feel("x * 2"), needs="#x")
        + decision("wrong", feel('x + "a"'), needs="#x")
    )
    dmn_file(tmp_path, body)
    nothing, error = '<value xsi:nil="true"/>', 'errorResult="true"'
    given = f'<inputNode name="x">{value("decimal", "4")}</inputNode>'
    path = kit(
        tmp_path,
        case(given + result("double", value("decimal", "8"))),
        case(given + result("double", value("decimal", "9"))),
        case(given + result("wrong", nothing, error) + result("double", nothing, error)),
        case(given + result("wrong", value("decimal", "9"))),
        case(given + result("missing", nothing, error)),
    )
    counts, told = run(tmp_path)
    assert counts == Counts(values_passed=1, values_failed=2, errors_passed=1, errors_failed=2)
    assert (counts.passed, counts.failed, counts.value_tests, counts.error_tests) == (2, 4, 3, 3)
    assert told == [
        'test-01.xml:3: case 1, "double" should be 9 and is 8',
        'test-01.xml:4: case 1, "double" should be null and is 8',
        'test-01.xml:5: case 1, "wrong" should be 9 and is null '
        '(test.dmn:2: line 1, column 1: "+" is not defined for number and string)',
        'test-01.xml:6: case 1, "missing" cannot be run: test-01.xml:6: there is no "missing" in test.dmn',
    ]
    assert run(path)[0] == counts


def test_services_and_functions_are_called_by_cases(tmp_path: Path) -> None:
    body = (
        decision("given", feel('"bar"'))
        + decision("d", feel('"foo " + given'), needs="decision@#given")
        + '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#d"/>'
        '<inputDecision href="#given"/></decisionService>'
        '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic>'
        '<formalParameter name="n" typeRef="number"/>'
        + feel("n + 1")
        + "</encapsulatedLogic></businessKnowledgeModel>"
    )
    dmn_file(tmp_path, body)
    path = kit(
        tmp_path,
        case(
            f'<inputNode name="given">{value("string", "baz")}</inputNode>'
            + result("d", value("string", "foo baz")),
            'type="decisionService" invocableName="s"',
        ),
        case(
            result("d", '<value xsi:nil="true"/>', 'errorResult="true"'),
            'type="decisionService" invocableName="s"',
        ),
        case(
            f'<inputNode name="n">{value("decimal", "1")}</inputNode>' + result("f", value("decimal", "2")),
            'type="bkm" invocableName="f"',
        ),
    )
    assert run(path) == (Counts(values_passed=2, errors_passed=1), [])


def test_facts_of_models_imported_through_others_are_given_by_their_paths(tmp_path: Path) -> None:
    def imported(name: str, namespace: str) -> str:
        return f'<import name="{name}" namespace="{namespace}" importType="{NAMESPACES["1.5"]}"/>'

    inner = input_data("visitor", "string") + decision("welcome", feel("visitor"), needs="#visitor")
    dmn_file(tmp_path, inner, file="a.dmn", namespace="urn:a")
    middle = imported("model A", "urn:a") + decision(
        "evaluated", feel("model A.welcome"), needs="decision@urn:a#welcome"
    )
    dmn_file(tmp_path, middle, file="b.dmn", namespace="urn:b")
    dmn_file(tmp_path, middle, file="c.dmn", namespace="urn:c")
    needs = "decision@urn:b#evaluated decision@urn:c#evaluated"
    both = decision("both", feel('B.evaluated + "; " + C.evaluated'), needs=needs)
    dmn_file(tmp_path, imported("B", "urn:b") + imported("C", "urn:c") + both)
    given = f'<inputNode name="B.model A.visitor">{value("string", "Li")}</inputNode>'
    given += f'<inputNode name="C.model A.visitor">{value("string", "Wang")}</inputNode>'
    path = kit(tmp_path, case(given + result("both", value("string", "Li; Wang"))))
    assert run(path) == (Counts(values_passed=1), [])


def test_a_model_that_cannot_be_read_fails_its_cases(tmp_path: Path) -> None:
    path = kit(tmp_path, case(result("d", value("decimal", "1"))))
    counts, told = run(path)
    assert counts == Counts(values_failed=1)
    assert told == [
        'test-01.xml:2: case 1, "d" cannot be run: '
        "test.dmn: the file cannot be read (No such file or directory)"
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "<a/>",
            "test-01.xml cannot be run: test-01.xml:1: the root must be the testCases of the DMN kit, not {}a",
        ),
        (
            f"{HEAD}</testCases>",
            'test-01.xml cannot be run: test-01.xml:1: modelName must name a file in the same folder, not ""',
        ),
        (
            f"{HEAD}<modelName>../secret.dmn</modelName></testCases>",
            "test-01.xml cannot be run: "
            'test-01.xml:1: modelName must name a file in the same folder, not "../secret.dmn"',
        ),
        (
            f"{HEAD}<modelName>m.dmn</modelName>\n{case(result('d', value('date', 'soon')))}</testCases>",
            'test-01.xml:2: case 1, "d" cannot be run: test-01.xml:2: "soon" is no date',
        ),
        (
            f"{HEAD}<modelName>m.dmn</modelName>\n{case(result('d', value('colour', 'red')))}</testCases>",
            'test-01.xml:2: case 1, "d" cannot be run: test-01.xml:2: "red" is no colour',
        ),
    ],
)
def test_what_a_test_file_has_wrong_fails_what_it_concerns_with_its_place(
    text: str, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "test-01.xml"
    path.write_text(text)
    assert run(path) == (Counts(values_failed=1), [problem])


def test_the_cases_beside_one_that_cannot_be_read_are_run(tmp_path: Path) -> None:
    dmn_file(tmp_path, decision("d", feel("1")))
    broken = case(result("d", value("colour", "red")))
    path = kit(tmp_path, broken, case(result("d", value("decimal", "1"))))
    assert run(path)[0] == Counts(values_passed=1, values_failed=1)


def test_a_folder_without_test_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.xml").write_text("<a/>")
    with pytest.raises(ModelError) as refused:
        run(tmp_path)
    assert refused.value.problems[0].code == "no-test-files"
