"""Why a decision is not another."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from hypothesis import given, strategies as st

from minben.rules import Surroundings, WhyNot, Words, read_table, why_not
from minben.rules.grounds import Behind

ON = date(2025, 6, 1)
WORDS = Words("en")
ALLOWANCE = """\
U,age,local,=> eligible,=> amount,from,until,# law
type,number,boolean,boolean,number,,,
1,[80..90),true,true,50,2025-01-01,,Art. 33
2,>= 90,true,true,100,2026-01-01,,Art. 33
3,< 80,true,false,0,,,
4,-,false,false,0,,,
"""


def sheet(*rows: str) -> str:
    """A table whose cells stand between bars."""
    file = io.StringIO()
    csv.writer(file).writerows(row.split("|") for row in rows)
    return file.getvalue()


def asked(text: str, facts: dict[str, object], /, **wanted: object) -> WhyNot:
    decision = read_table(text, "t.csv").decide(facts, on=ON)
    return why_not(decision, Surroundings(facts), WORDS, wanted)


def test_the_nearest_rule_fails_on_the_fewest_conditions() -> None:
    answer = asked(ALLOWANCE, {"age": 78, "local": True}, eligible=True)
    assert answer.text(WORDS) == (
        "Why not eligible: yes?\n"
        "Nearest is rule 1 (t.csv:3), which fails on:\n"
        "- age is 78, and the rule asks for at least 80 and below 90 (2 too low)\n"
        "It would give: eligible: yes; amount: 50\n"
        "Legal basis: Art. 33"
    )


def test_the_answer_is_said_in_chinese() -> None:
    facts: dict[str, object] = {"age": 78, "local": False}
    words = Words("zh", {"age": {"zh": "年龄"}, "local": {"zh": "本地户籍"}})
    decision = read_table(ALLOWANCE, "t.csv").decide(facts, on=ON)
    assert why_not(decision, Surroundings(facts), words, {"amount": 50}).text(words) == (
        "为什么不是“amount：50”？\n"
        "最接近的是规则1（t.csv:3），不满足：\n"
        "- 年龄为78，规则要求80（含）至90（不含）（低了2）\n"
        "- 本地户籍为否，规则要求是\n"
        "若满足，结果为eligible：是；amount：50\n"
        "法律依据：Art. 33"
    )


def test_that_a_rule_is_not_in_force_counts_as_a_condition() -> None:
    answer = asked(ALLOWANCE, {"age": 95, "local": True}, amount=100)
    assert answer.period == "the rule is in force from 1 January 2026 only"
    assert answer.failed == ()
    either = asked(ALLOWANCE, {"age": 95, "local": True}, eligible=True)
    assert either.nearest is not None
    assert either.nearest.rule == "1"  # of two with one failure each, the first


def test_it_may_be_so_already_and_no_rule_may_give_it() -> None:
    facts: dict[str, object] = {"age": 85, "local": True}
    assert asked(ALLOWANCE, facts, eligible=True).text(WORDS).splitlines()[1] == "It is so."
    assert asked(ALLOWANCE, facts, amount=7).text(WORDS).splitlines()[1] == "No rule of t.csv gives that."


def test_without_a_wish_any_other_rule_may_be_nearest() -> None:
    answer = asked(ALLOWANCE, {"age": 85, "local": True})
    assert answer.nearest is not None
    assert answer.nearest.rule == "3"
    assert [failed.distance for failed in answer.failed] == ["5 too high"]


@pytest.mark.parametrize(
    ("type_", "cell", "value", "distance"),
    [
        ("number", "> 80", 80, "just the limit, which is not included"),
        ("number", "1, 5, 20", 7, "2 too high"),
        ("number", "[limit..200]", 50, "50 too low"),
        ("number", "not(5)", 5, ""),
        ("number", "> 80", None, ""),
        ("date", '>= @"2025-03-01"', date(2025, 2, 26), "3 days too early"),
        ("date", '< @"2025-03-01"', date(2025, 3, 2), "1 day too late"),
        ("string", '"a"', "b", ""),
        ("boolean", "true", False, ""),
    ],
)
def test_the_distance_is_said_for_numbers_and_moments(
    type_: str, cell: str, value: object, distance: str
) -> None:
    text = sheet("U|x|=> y", f"type|{type_}|number", f"1|{cell}|1")
    answer = asked(text, {"x": value, "limit": 100}, y=1)
    assert [failed.distance for failed in answer.failed] == [distance]


def test_a_rule_that_applies_may_stand_behind_another() -> None:
    text = sheet("F|x|=> y", "type|number|string", '1|> 5|"a"', '2|> 3|"b"')
    answer = asked(text, {"x": 10}, y="b")
    assert answer.before == ("1",)
    assert "All conditions of rule 2 (t.csv:4) are met, but rule 1 applies too" in answer.text(WORDS)


def test_the_last_line_is_nearest_only_where_no_other_rule_gives_it() -> None:
    text = sheet("U|x|=> y", "type|number|string", '1|> 5|"a"', '2|< 3|"b"', 'otherwise||"b"')
    assert (nearest := asked(text, {"x": 10}, y="b").nearest) is not None
    assert nearest.rule == "2"
    alone = sheet("U|x|=> y", "type|number|string", '1|> 5|"a"', 'otherwise||"b"')
    answer = asked(alone, {"x": 10}, y="b")
    assert answer.before == ("1",)
    assert "Only the last line (t.csv:4) gives that" in answer.text(WORDS)


def test_rules_that_exclude_each_other_are_all_asked() -> None:
    text = "U,x,=> y\ntype,number,number\n1,> 5,1\n2,> 3,2\n"
    answer = asked(text, {"x": 10}, y=2)
    assert answer.before == ("1",)


def test_of_a_sum_every_rule_that_did_not_apply_may_be_nearest() -> None:
    text = "C+,x,=> y\ntype,number,number\n1,> 5,10\n2,> 20,5\n"
    answer = asked(text, {"x": 10}, y=15)
    assert (answer.nearest is not None, answer.failed[0].distance) == (True, "10 too low")


def test_a_value_of_a_list_is_so_where_the_list_has_it() -> None:
    text = sheet("C|x|=> y", "type|number|string", '1|> 5|"a"', '2|> 20|"b"')
    assert asked(text, {"x": 10}, y="a").so
    assert not asked(text, {"x": 10}, y="b").so


def test_the_decision_behind_an_input_is_asked_too_and_no_further() -> None:
    bands = read_table(
        sheet("U|age|=> band", "type|number|string", '1|>= 80|"old"', '2|< 80|"young"'), "band"
    )
    pay = read_table(sheet("U|band|=> amount", "type|string|number", '1|"old"|50', '2|"young"|0'), "pay")
    facts: dict[str, object] = {"age": 78}
    behind = bands.decide(facts, on=ON)
    facts["band"] = behind.value
    around = Surroundings(facts, behind={"band": Behind(behind, Surroundings(facts))})
    answer = why_not(pay.decide(facts, on=ON), around, WORDS, {"amount": 50})
    assert answer.text(WORDS) == (
        "Why not amount: 50?\n"
        "Nearest is rule 1 (pay:3), which fails on:\n"
        '- band is young, and the rule asks for "old"\n'
        "  because of the decision band:\n"
        "  Nearest is rule 1 (band:3), which fails on:\n"
        "  - age is 78, and the rule asks for at least 80 (2 too low)\n"
        "  It would give: band: old\n"
        "It would give: amount: 50"
    )
    told = json.loads(json.dumps(answer.as_json()))
    assert told["failed"][0]["behind"]["failed"][0]["distance"] == "2 too low"


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_no_other_rule_fails_on_less(rules: list[tuple[int, int]], a: int, b: int) -> None:
    lines = [f"{number},{one},{two},{number}" for number, (one, two) in enumerate(rules, 1)]
    table = read_table("\n".join(["R,a,b,=> y", "type,number,number,number", *lines, ""]), "t.csv")
    facts: dict[str, object] = {"a": a, "b": b}
    answer = why_not(table.decide(facts, on=ON), Surroundings(facts), WORDS)
    failures = [(one != a) + (two != b) for one, two in rules]
    left = [count for count in failures if count]
    if not left:
        assert answer.nearest is None
        return
    assert answer.nearest is not None
    assert len(answer.failed) == min(left)
    assert int(answer.nearest.rule) == failures.index(min(left)) + 1


def test_what_a_condition_compares_with_is_told_with_its_value() -> None:
    table = "U,income,=> aid\ntype,number,number\n1,< line,line - income\n2,>= line,0\n"
    assert asked(table, {"income": 700, "line": 900}, aid=0).text(WORDS) == (
        "Why not aid: 0?\n"
        "Nearest is rule 2 (t.csv:4), which fails on:\n"
        "- income is 700, and the rule asks for at least line (200 too low)\n"
        "- line: 900\n"
        "It would give: aid: 0"
    )
