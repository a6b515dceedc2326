"""Divisions by what is zero or may be: what a rule tests and what conditions say are guards."""

from __future__ import annotations

from datetime import date

import pytest

from minben.rules import PlacedProblem, Severity, check_table, read_table


def _found(text: str) -> list[PlacedProblem]:
    found = check_table(read_table(text, "t.csv"))
    return [problem for problem in found if problem.code.startswith("divi")]


def _table(type_: str, *rules: tuple[str, str], policy: str = "U") -> str:
    lines = [f'{number},"{test}","{result}"' for number, (test, result) in enumerate(rules, 1)]
    return "\n".join([f"{policy},x,=> y", f'type,"{type_}",number', *lines, ""])


def test_a_division_by_zero_is_an_error() -> None:
    for result in ("1 / 0", "5 / (3 - 3)", "modulo(5, 0)", '@""P1D"" / @""P0D""'):
        (found,) = _found(_table("number", ("-", result)))
        assert (found.code, found.severity, found.place.cell) == ("divisor-is-zero", Severity.ERROR, "C3")
    (found,) = _found(_table("number", ("0", "1 / x"), ("!= 0", "1")))
    assert found.code == "divisor-is-zero"


@pytest.mark.parametrize(
    ("type_", "test", "result"),
    [
        ("number", "> 0", "1 / x"),
        ("number", "!= 0", "1 / x"),
        ("number", "not(0)", "1 / x"),
        ("number", "1, 2", "1 / x"),
        ("number: [1..9]", "-", "1 / x"),
        ("number: > 0", "-", "1 / (x * x + 1)"),
        ("number", "> 60", "1 / (x - 60)"),
        ("number", "-", "if x = 0 then 0 else 1 / x"),
        ("number", "-", "if x != 0 and 1 / x > 2 then 1 else 0"),
        ("number", "-", "if not(x >= -1) then 1 / x else 0"),
        ("number", "-", "if x between 1 and 5 then 1 / x else 0"),
        ("number", "-", "if x in [1..5] then 1 / x else 0"),
        ("number", "-", "1 / max(1, x)"),
    ],
)
def test_a_guarded_division_is_fine(type_: str, test: str, result: str) -> None:
    assert _found(_table(type_, (test, result))) == []


@pytest.mark.parametrize(
    ("test", "result"),
    [
        ("-", "1 / x"),
        (">= 0", "1 / x"),
        ("[-1..1]", "1 / x"),
        (">= 60", "1 / (x - 60)"),
        ("-", "if x >= 0 then 1 / x else 0"),
        ("-", "if x != 1 then 1 / x else 0"),
    ],
)
def test_a_division_by_what_may_be_zero_is_told_with_a_case_that_divides_by_zero(
    test: str, result: str
) -> None:
    table = read_table(_table("number", (test, result)), "t.csv")
    (found,) = _found(_table("number", (test, result)))
    assert (found.code, found.severity) == ("division-perhaps", Severity.WARNING)
    assert found.case is not None
    decision = table.decide(found.case.facts, on=found.case.on)
    assert "division-by-zero" in [reason.code for reason in decision.reasons]


def test_rules_before_one_guard_it_where_the_first_counts() -> None:
    rules = (("0", "0"), ("-", "1 / x"))
    assert _found(_table("number", *rules, policy="F")) == []
    assert len(_found(_table("number", *reversed(rules), policy="F"))) == 1


def test_a_computed_input_is_turned_round_into_facts() -> None:
    text = (
        'U,"years and months duration(born, counting date).years",=> x,from\n'
        "type,number: [0..150],number,\n1,< 80,0,2025-01-01\n2,> 80,50,2025-01-01\n"
    )
    table = read_table(text, "t.csv", ["counting date"])
    (gap,) = [problem for problem in check_table(table) if problem.code == "gap"]
    assert gap.case is not None
    assert gap.case.facts == {"born": date(1945, 1, 1)}
    decision = table.decide({**gap.case.facts, "counting date": gap.case.on}, on=gap.case.on)
    assert decision.fired == ()
    assert list(decision.inputs.values()) == [80]
