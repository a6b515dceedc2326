"""The grounds of a table's decision."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from minben.rules import Decision, Words, read_table, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

ON = date(2025, 6, 1)
ALLOWANCE = """\
U,age,count(paid) > 0,=> eligible,=> amount,from,until,# law,# note
type,number: >= 0,boolean,boolean,number,,,,
1,[80..90),false,true,60,2025-01-01,,Law Art. 33,illustrative
2,>= 90,false,true,age * 2,,,,
3,< 80,-,false,0,,,,too young
otherwise,,,false,0,,,,
"""
TITLES = {
    "allowance.csv": {"zh": "高龄津贴", "en": "Old-age allowance"},
    "age": {"zh": "年龄", "en": "Age"},
    "paid": {"zh": "已发津贴", "en": "allowances paid"},
    "eligible": {"zh": "符合条件", "en": "Entitled"},
}
SOURCES: Mapping[str, Mapping[str, str] | str] = {
    "age": {"zh": "人口基础库", "en": "the population register"},
    "paid": "benefits",
}


def decided(**facts: object) -> Decision:
    return read_table(ALLOWANCE, "allowance.csv").decide(facts, on=ON)


def test_grounds_name_results_rule_place_inputs_sources_and_law() -> None:
    words = Words("en", TITLES, sources=SOURCES)
    assert tell(decided(age=85, paid=[]), words).text(words) == (
        "Result: Entitled: yes; amount: 60\n"
        "By rule 1 of Old-age allowance (allowance.csv:3):\n"
        "- Age: 85, from the population register (condition: at least 80 and below 90)\n"
        "- number of allowances paid is above 0: no, from benefits\n"
        "- in force from 1 January 2025\n"
        "Legal basis: Law Art. 33\n"
        "note: illustrative"
    )


def test_grounds_are_said_in_chinese() -> None:
    words = Words("zh", TITLES, sources=SOURCES)
    assert tell(decided(age=85, paid=[]), words).text(words) == (
        "结果：符合条件：是；amount：60\n"
        "依据“高龄津贴”的规则1（allowance.csv:3）：\n"
        "- 年龄：85，来自人口基础库（条件：80（含）至90（不含））\n"
        "- 已发津贴的数目大于0：否，来自benefits\n"
        "- 自2025年1月1日起有效\n"
        "法律依据：Law Art. 33\n"
        "note：illustrative"
    )


def test_the_last_line_says_that_no_other_rule_applied() -> None:
    words = Words("en")
    text = tell(decided(age=95, paid=[1]), words).text(words)
    assert "By the last line, because no other rule applies (allowance.csv:6)" in text


def test_where_no_rule_applies_the_inputs_are_said_and_why_anything_is_missing() -> None:
    table = read_table("U,age,=> x\ntype,number,number\n1,< 80,1\n", "t.csv")
    words = Words("en")
    assert tell(table.decide({}, on=ON), words).text(words) == (
        "Result: x: none\n"
        "No rule applies (t.csv):\n"
        "- age: not known\n"
        'Because t.csv:1, cell B1: line 1, column 1: there is no name "age"'
    )


def test_each_of_several_rules_says_what_it_gives() -> None:
    table = read_table(
        "C+,age,=> points\ntype,number,number\n1,> 60,10\n2,> 80,5\n3,> 90,1\n4,-,age * 2\n", "t.csv"
    )
    words = Words("en", TITLES)
    grounds = tell(table.decide({"age": 85}, on=ON), words)
    assert [[said.shown for said in rule.says] for rule in grounds.rules] == [["10"], ["5"], ["Age × 2"]]
    assert grounds.text(words).splitlines() == [
        "Result: points: 185",
        "By rule 1 (t.csv:3):",
        "- it gives points: 10",
        "- Age: 85 (condition: above 60)",
        "By rule 2 (t.csv:4):",
        "- it gives points: 5",
        "- Age: 85 (condition: above 80)",
        "By rule 4 (t.csv:6):",
        "- it gives points: Age × 2",
        "- without any condition",
    ]


def test_grounds_are_json_with_values_and_words() -> None:
    words = Words("en", TITLES, sources=SOURCES)
    told = json.loads(json.dumps(tell(decided(age=85, paid=[]), words).as_json()))
    assert told["results"][0] == {
        "name": "eligible",
        "title": "Entitled",
        "value": True,
        "shown": "yes",
        "source": "",
    }
    rule = told["rules"][0]
    assert (rule["rule"], rule["place"], rule["laws"]) == ("1", "allowance.csv:3", ["Law Art. 33"])
    condition = rule["conditions"][0]
    assert (condition["cell"], condition["asked"]) == ("[80..90)", "at least 80 and below 90")
    assert condition["seen"]["source"] == "the population register"


def test_columns_that_cite_law_are_the_callers_to_name() -> None:
    words = Words("en", laws=("note",))
    rule = tell(decided(age=85, paid=[]), words).rules[0]
    assert rule.laws == ("illustrative",)
    assert rule.notes == (("law", "Law Art. 33"),)
