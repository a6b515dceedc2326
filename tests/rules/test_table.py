"""Decision tables: read from CSV, deciding, explaining."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from minben.rules import Decision, Table, read_table

ON = date(2025, 6, 1)
GUANGAN = Path(__file__).parents[2] / "blueprints" / "guangan"
ALLOWANCE = """\
U,age,person.living,=> eligible,=> amount,from,until,# law
type,number: >= 0,boolean,boolean,number,,,
1,[80..90),true,true,50,2020-01-01,2024-12-31,old rule
2,[80..90),true,true,60,2025-01-01,,new rule
3,>= 90,true,true,age * 2,,,
4,< 80,-,false,0,,,too young
otherwise,,,false,0,,,
"""


def allowance() -> Table:
    return read_table(ALLOWANCE, "allowance.csv")


def decide(text: str, on: date = ON, **facts: object) -> Decision:
    return read_table(text, "t.csv").decide(facts, on=on)


def test_a_table_decides_by_the_rule_that_applies() -> None:
    decision = allowance().decide({"age": 91, "person": {"living": True}}, on=ON)
    assert decision.outputs == {"eligible": True, "amount": Decimal(182)}
    assert decision.value == {"eligible": True, "amount": Decimal(182)}
    assert [(rule.id, rule.line) for rule in decision.fired] == [("3", 5)]
    assert decision.inputs == {"age": Decimal(91), "person.living": True}
    assert decision.reasons == ()


@pytest.mark.parametrize(
    ("on", "rule", "amount"),
    [
        (date(2019, 12, 31), "otherwise", 0),
        (date(2020, 1, 1), "1", 50),
        (date(2024, 12, 31), "1", 50),
        (date(2025, 1, 1), "2", 60),
    ],
)
def test_only_rules_in_force_on_the_day_count(on: date, rule: str, amount: int) -> None:
    decision = allowance().decide({"age": 85, "person": {"living": True}}, on=on)
    assert decision.fired[0].id == rule
    assert decision.outputs["amount"] == amount


def test_otherwise_applies_where_no_rule_does() -> None:
    decision = allowance().decide({"age": 95, "person": {"living": False}}, on=ON)
    assert decision.fired[0].id == "otherwise"
    assert decision.outputs["eligible"] is False


def test_a_missing_fact_is_said_with_its_column() -> None:
    decision = decide("U,age,=> x\ntype,number,number\n1,< 80,1\n2,>= 80,2\n")
    assert decision.outputs == {"x": None}
    assert [(reason.place.cell, reason.code) for reason in decision.reasons] == [
        ("B1", "unknown-name"),
        ("", "no-rule"),
    ]
    assert decision.fired == ()


def test_a_value_of_another_type_is_no_value() -> None:
    decision = decide("U,age,=> x\ntype,number,number\n1,-,1\n", age="eighty")
    assert decision.outputs == {"x": 1}
    assert decision.inputs == {"age": None}
    assert decision.reasons[0].code == "wrong-type"


def test_a_value_that_is_not_allowed_is_said() -> None:
    text = 'U,kind,=> x\ntype,"string: ""a"", ""b""",number\n1,-,1\n'
    assert [reason.text("en") for reason in decide(text, kind="c").reasons] == [
        't.csv:1, cell B1: the value of "kind" is not an allowed one ("a", "b")'
    ]
    assert decide(text, kind="b").reasons == ()


def test_an_output_of_another_type_is_null_and_its_cell_named() -> None:
    decision = decide('U,age,=> x\ntype,number,number\n1,-,"""a"""\n', age=1)
    assert decision.outputs == {"x": None}
    assert (decision.reasons[0].code, decision.reasons[0].place.cell) == ("wrong-type", "C3")


def test_an_empty_cell_is_any_value() -> None:
    assert decide("U,age,=> x\ntype,number,number\n1,,1\n", age=5).outputs == {"x": 1}


def test_clock_reaches_the_cells() -> None:
    table = read_table("U,born,=> x\ntype,date,boolean\n1,<= today(),true\n", "t.csv")
    now = datetime(2025, 6, 1, tzinfo=UTC)
    assert table.decide({"born": ON}, on=ON, clock=lambda: now).outputs == {"x": True}


# Hit policies.

OVERLAPPING = """\
{policy},n,=> x
type,number,"number: 30, 20, 10"
1,> 0,10
2,> 1,20
3,> 2,30
4,> 3,10
"""


@pytest.mark.parametrize(
    ("policy", "n", "expected", "fired"),
    [
        ("U", 1, 10, "1"),
        ("U", 2, None, "12"),
        ("A", 1, 10, "1"),
        ("A", 2, None, "12"),
        ("F", 4, 10, "1"),
        ("P", 4, 30, "3"),
        ("R", 4, [10, 20, 30, 10], "1234"),
        ("O", 4, [30, 20, 10, 10], "1234"),
        ("C", 0, [], ""),
        ("C", 2, [10, 20], "12"),
        ("C+", 4, 70, "1234"),
        ("C<", 3, 10, "123"),
        ("C>", 3, 30, "123"),
        ("C#", 3, 3, "123"),
        ("C#", 0, 0, ""),
        ("C+", 0, None, ""),
    ],
)
def test_hit_policies(policy: str, n: int, expected: object, fired: str) -> None:
    decision = decide(OVERLAPPING.format(policy=policy), n=n)
    assert decision.value == expected
    assert decision.outputs["x"] == expected
    assert "".join(rule.id for rule in decision.fired) == fired
    assert (expected is None and policy in "UA") == (
        bool(decision.reasons) and decision.reasons[0].code in ("several-rules", "rules-differ")
    )


def test_any_lets_rules_apply_that_say_the_same() -> None:
    decision = decide("A,n,=> x\ntype,number,number\n1,> 0,5\n2,> 1,2 + 3\n", n=2)
    assert decision.value == 5
    assert [rule.id for rule in decision.fired] == ["1", "2"]


def test_collecting_several_outputs_gives_contexts() -> None:
    decision = decide("R,n,=> x,=> y\ntype,number,number,number\n1,-,1,2\n2,-,3,4\n", n=1)
    assert decision.outputs == {"x": [1, 3], "y": [2, 4]}
    assert decision.value == [{"x": 1, "y": 2}, {"x": 3, "y": 4}]


@given(st.integers(0, 120), st.booleans(), st.booleans(), st.booleans())
def test_the_district_s_allowance_always_decides(age: int, local: bool, paid: bool, living: bool) -> None:
    table = read_table(GUANGAN / "services" / "old-age-allowance" / "allowance.csv", "allowance.csv")
    facts = {"age": age, "local": local, "already_paid": paid, "person": {"living": living}}
    decision = table.decide(facts, on=ON)
    assert len(decision.fired) == 1
    assert decision.outputs["eligible"] is (age >= 80 and local and not paid and living)
