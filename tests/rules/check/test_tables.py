"""The check of a table: what it reports is so, and what it does not report is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from minben.rules import (
    BOOLEAN,
    NUMBER,
    STRING,
    ContextType,
    PlacedProblem,
    Severity,
    Type,
    check_table,
    read_table,
)

GUANGAN = Path(__file__).parents[3] / "blueprints" / "guangan"


def notices(text: str) -> list[PlacedProblem]:
    found = check_table(read_table(text, "t.csv"))
    return [problem for problem in found if problem.severity is Severity.INFO]


def check(text: str) -> list[PlacedProblem]:
    found = check_table(read_table(text, "t.csv"))
    return [problem for problem in found if problem.severity is not Severity.INFO]


def codes(text: str) -> list[str]:
    return [problem.code for problem in check(text)]


def test_the_district_s_table_has_neither_gap_nor_overlap() -> None:
    table = read_table(GUANGAN / "services" / "old-age-allowance" / "allowance.csv", "allowance.csv")
    person = ContextType.of({"living": BOOLEAN})
    types: dict[str, Type] = {"age": NUMBER, "local": BOOLEAN, "already_paid": BOOLEAN, "person": person}
    assert [problem.code for problem in check_table(table, types)] == ["answers-from", "gap-missing"]


def test_a_gap_comes_with_an_example_that_falls_through() -> None:
    text = "U,age,local,=> x\ntype,number,boolean,number\n1,< 80,-,1\n2,> 80,-,2\n3,80,true,3\n"
    (gap,) = check(text)
    assert (gap.code, gap.severity) == ("gap", Severity.WARNING)
    assert gap.problem.values["example"] == "age = 80, local = false"
    assert "没有规则适用于" in gap.text("zh")


def test_a_gap_between_whole_numbers_is_a_gap() -> None:
    (gap,) = check("U,age,=> x\ntype,number,number\n1,<= 79,1\n2,>= 80,2\n")
    assert gap.problem.values["example"] == "age = 79.5"


def test_days_have_nothing_between_them() -> None:
    assert codes('U,d,=> x\ntype,date,number\n1,"<= @""2025-01-31""",1\n2,">= @""2025-02-01""",2\n') == []


def test_strings_are_complete_by_their_allowed_values() -> None:
    rules = '1,"""a""",1\n2,"""b""",2\n'
    assert codes(f'U,k,=> x\ntype,"string: ""a"", ""b""",number\n{rules}') == []
    assert codes(f"U,k,=> x\ntype,string,number\n{rules}") == ["gap"]
    assert codes(f'U,k,=> x\ntype,string,number\n{rules}3,"not(""a"", ""b"")",3\n') == []


def test_otherwise_leaves_no_gap() -> None:
    assert codes("U,age,=> x\ntype,number,number\n1,< 80,1\notherwise,,2\n") == []


def test_an_overlap_under_u_is_an_error_with_an_example() -> None:
    text = "U,age,local,=> x\ntype,number,boolean,number\n1,<= 80,-,1\n2,>= 80,true,2\n3,> 80,false,3\n"
    (overlap,) = check(text)
    assert (overlap.code, overlap.severity, overlap.place.line) == ("overlap", Severity.ERROR, 4)
    assert overlap.problem.values == {"one": "1", "other": "2", "example": "age = 80, local = true"}


def test_an_overlap_under_a_is_an_error_only_where_results_differ() -> None:
    text = "A,age,=> x\ntype,number,number\n1,<= 80,{one}\n2,>= 80,{other}\n"
    assert codes(text.format(one="2", other="1 + 1")) == []
    assert codes(text.format(one="2", other="3")) == ["overlap"]
    assert codes(text.format(one="2", other="age")) == ["overlap-undecided"]


def test_rules_in_force_at_different_times_do_not_overlap() -> None:
    text = "U,age,=> x,from,until\ntype,number: >= 0,number,,\n1,>= 0,1,2020-01-01,2024-12-31\n2,>= 0,2,{since},\n"
    assert codes(text.format(since="2025-01-01")) == []
    assert codes(text.format(since="2024-12-31")) == ["overlap"]
    (hole,) = check(text.format(since="2025-01-03"))
    assert (hole.code, hole.severity) == ("period-gap", Severity.ERROR)
    assert hole.problem.values == {
        "first": "2025-01-01",
        "last": "2025-01-02",
        "example": "age = 0, on = 2025-01-01",
    }


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("U,a,=> x\ntype,number,number\n1,-,1\n2,[5..3],2\n", "2"),
        ("U,a,=> x\ntype,number: >= 0,number\n1,>= 0,1\n2,< 0,2\n", "2"),
        ("F,a,=> x\ntype,number,number\n1,< 5,1\n2,>= 5,2\n3,[1..9],3\n", "3"),
        ('P,a,=> x\ntype,number,"number: 2, 1"\n1,-,1\n2,-,2\n', "1"),
    ],
)
def test_a_rule_that_can_never_apply_is_named(text: str, rule: str) -> None:
    (never,) = [problem for problem in check(text) if problem.code == "never"]
    assert never.problem.values == {"rule": rule}


def test_what_cannot_be_decided_is_said() -> None:
    assert codes("U,a,=> x\ntype,number,number\n1,< b,1\n2,>= b,2\n") == [
        "gap-undecided",
        "overlap-undecided",
    ]
    assert codes("U,a,=> x\ntype,number,number\n1,? > 3,1\notherwise,,2\n") == []


def test_a_table_beyond_the_budget_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f"{n}{test},[{n}..{n + 1}),{test} {n % 7},{n}\n" for n in range(60) for test in (">", "<=")
    )
    text = f"F,a,b,=> x\ntype,number: [0..60),number,number\n{rows}"
    assert codes(text) == []
    monkeypatch.setattr("minben.rules.check.table.BUDGET", 500)
    (undecided,) = [problem for problem in check(text) if problem.problem.values.get("what") == "gaps"]
    assert undecided.code == "undecided"
    assert 0 < int(undecided.problem.values["done"].rstrip("%")) < 100


@pytest.mark.parametrize("type_", ["list<number>", "context<n: number>"])
def test_a_column_whose_values_cannot_be_laid_out_is_undecided(type_: str) -> None:
    assert codes(f"U,a,=> x\ntype,{type_},number\n1,5,1\n2,6,2\n") == ["gap-undecided", "overlap-undecided"]
    assert codes(f"U,a,=> x\ntype,{type_},number\n1,-,1\n") == ["input-unused"]


def test_a_column_without_a_type_has_that_of_its_constants() -> None:
    assert codes("U,a,=> x\ntype,Any,number\n1,< 5,1\n2,>= 5,2\n") == []
    assert codes('U,a,=> x\ntype,Any,number\n1,< 5,1\n2,"""b""",2\n') == [
        "gap-undecided",
        "overlap-undecided",
    ]


def test_instants_with_and_without_a_zone_are_undecided() -> None:
    text = 'U,a,=> x\ntype,date and time,number\n1,"< @""2025-01-01T00:00:00""",1\n2,">= @""2025-01-01T00:00:00Z""",2\n'
    assert codes(text) == ["gap-undecided", "overlap-undecided"]


def test_a_test_for_a_missing_value_can_apply() -> None:
    assert codes("U,a,=> x\ntype,number,number\n1,< 5,1\n2,>= 5,2\n3,null,3\n") == []
    (gap,) = check("U,a,b,=> x\ntype,number,boolean,number\n1,< 5,-,1\n2,>= 5,-,2\n3,null,true,3\n")
    assert gap.problem.values["example"] == "a = null, b = false"


def test_allowed_values_that_depend_on_facts_allow_anything() -> None:
    assert codes("U,a,=> x\ntype,number: < limit,number\n1,< 5,1\n2,>= 5,2\n") == []


def test_a_table_of_many_rules_is_checked_to_the_end() -> None:
    rows = "".join(f"{n},[{n}..{n + 1}),{n}\n" for n in range(400))
    gaps = check(f"U,a,=> x\ntype,number,number\n{rows}")
    assert [gap.problem.values["example"] for gap in gaps] == ["a = -1", "a = 400"]
    assert check(f"U,a,=> x\ntype,number: [0..400),number\n{rows}") == []


def test_columns_with_the_same_expression_are_one_input() -> None:
    assert codes("U,a,a,=> x\ntype,number,number,number\n1,>= 5,-,1\n2,-,< 5,2\n") == []


def test_cells_are_checked_against_the_types_of_the_facts() -> None:
    table = read_table(
        'U,age,kind,=> x\ntype,number,number,number\n1,"< ""a""",-,agee\n2,"not(< ""a"")",-,"""b"""\n',
        "t.csv",
    )
    found = [
        (problem.place.cell, problem.code) for problem in check_table(table, {"age": NUMBER, "kind": STRING})
    ]
    assert found[:5] == [
        ("C1", "wrong-cell-type"),
        ("B3", "not-comparable"),
        ("D3", "unknown-name-near"),
        ("B4", "not-comparable"),
        ("D4", "wrong-cell-type"),
    ]


AGE = '"years and months duration(born, counting date).years"'


def _said(text: str) -> list[str]:
    return [
        f"{problem.severity.value}: {problem.text('en')}"
        for problem in check_table(read_table(text, "t.csv"))
    ]


def test_inputs_that_read_the_same_fact_make_no_false_overlap() -> None:
    """Where the date of birth is missing the age is too."""
    assert not _said(f"U,{AGE},born,=> x\ntype,number,date,number\n1,>= 80,-,1\n2,< 80,-,2\n3,-,null,3\n")


def test_overlaps_and_gaps_of_inputs_that_read_the_same_fact_come_with_a_case_that_can_be() -> None:
    overlap, *_ = check_table(
        read_table(
            f'U,{AGE},born,=> x\ntype,number,date,number\n1,>= 80,-,1\n2,-,"< @""1930-01-01""",2\n3,< 80,-,3\n',
            "t.csv",
        )
    )[1:]
    assert overlap.code == "overlap"
    assert overlap.case is not None
    assert overlap.case.facts == {"born": date(1929, 12, 31)}
    gap = next(
        problem
        for problem in check_table(
            read_table(
                f'U,{AGE},born,=> x\ntype,number,date,number\n1,>= 80,"< @""1930-01-01""",1\n2,< 80,-,2\n',
                "t.csv",
            )
        )
        if problem.code == "gap"
    )
    assert gap.case is not None
    assert gap.case.facts == {"born": date(1930, 1, 1)}


def test_what_inputs_that_read_the_same_fact_may_not_come_to_is_undecided() -> None:
    said = _said(
        "U,income,income > 900,=> x\ntype,number,boolean,number\n1,<= 900,true,1\n2,> 900,true,2\n3,<= 900,false,3\n"
    )
    assert any("it cannot be told whether there is a case without a rule" in one for one in said)
    assert any("it cannot be told whether rule 1 ever applies" in one for one in said)
    assert not [one for one in said if one.startswith("error")]


def test_parts_of_one_fact_are_independent() -> None:
    said = _said("U,p.a,p.b,=> x\ntype,number,number,number\n1,> 3,> 3,1\n2,<= 3,-,2\n")
    assert said[0] == "warning: t.csv: no rule applies where p.a = 4, p.b = 2"


def test_sums_and_products_of_whole_numbers_are_whole() -> None:
    table = "U,count(m) * 2 + 1,=> x\ntype,number,number\n1,<= 3,1\n2,>= 4,2\n"
    assert not [problem for problem in check_table(read_table(table, "t.csv")) if problem.code == "gap"]


def test_a_column_that_types_a_fact_read_in_cells_is_used() -> None:
    said = _said("U,a,limit,=> x\ntype,number,number,number\n1,< limit,-,1\n2,>= limit,-,2\n")
    assert not [one for one in said if "drop the column" in one]


def test_a_negative_power_divides() -> None:
    said = _said("U,a,=> x\ntype,number,number\n1,> -1,a ** -1\n2,<= -1,0\n")
    assert any("a division by what may be zero, where a = 0" in one for one in said)
