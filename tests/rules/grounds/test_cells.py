"""Cells, values and expressions in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from minben.rules import Words, YearsMonths, parse, parse_unary_tests
from minben.rules.feel.values import admit
from minben.rules.grounds.cells import cell_in_words
from minben.rules.grounds.expressions import expression_in_words
from minben.rules.grounds.values import value_in_words

TITLES = {
    "limit": {"zh": "限额", "en": "the limit"},
    "person.birth_date": {"zh": "出生日期", "en": "date of birth"},
    "paid": {"zh": "已发津贴", "en": "allowances paid"},
}
ENGLISH, CHINESE = Words("en", TITLES), Words("zh", TITLES)


@pytest.mark.parametrize(
    ("cell", "english", "chinese"),
    [
        ("[80..90)", "at least 80 and below 90", "80（含）至90（不含）"),
        ("(80..90]", "above 80 and at most 90", "80（不含）至90（含）"),
        (">= 90", "at least 90", "90（含）以上"),
        ("> 90", "above 90", "大于90"),
        ("<= 90", "at most 90", "90（含）以下"),
        ("< 90", "below 90", "小于90"),
        ("!= 3", "anything but 3", "不是3"),
        ('"a", "b", "c"', '"a", "b" or "c"', "“a”、“b”或“c”"),
        ('["a", "b"]', '"a" or "b"', "“a”或“b”"),
        ('not("a")', 'anything but "a"', "不是“a”"),
        ("null", "not known", "未知"),
        ("not(null)", "known", "已知"),
        ("-", "anything", "不限"),
        ("true", "yes", "是"),
        ("40 * 2", "80", "80"),
        ("<= limit", "at most the limit", "限额（含）以下"),
        ('>= @"2025-01-31"', "31 January 2025 or later", "2025年1月31日（含）以后"),
        ('< @"2025-01-31"', "before 31 January 2025", "早于2025年1月31日"),
        (
            '[@"2025-01-01"..@"2025-02-01")',
            "1 January 2025 or later and before 1 February 2025",
            "2025年1月1日（含）至2025年2月1日（不含）",
        ),
        ('< @"P6M"', "below 6 months", "小于6个月"),
        ("count(?) > 2", "number of the value is above 2", "该值的数目大于2"),
        ("? > 5 and ? < limit", "the value is above 5 and the value is below the limit", None),
        ("(> 3)", "above 3", "大于3"),
    ],
)
def test_a_cell_is_said_in_plain_words(cell: str, english: str, chinese: str | None) -> None:
    tests = parse_unary_tests(cell, ["limit"])
    assert cell_in_words(tests, ENGLISH) == english
    assert chinese is None or cell_in_words(tests, CHINESE) == chinese


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (None, "not known", "未知"),
        (False, "no", "否"),
        (Decimal("12.50"), "12.50", "12.50"),
        (Decimal(1) / Decimal(3), "about 0.333333", "约0.333333"),
        (date(2025, 1, 31), "31 January 2025", "2025年1月31日"),
        (datetime(2025, 1, 31, 9, 30, tzinfo=UTC), "31 January 2025 09:30Z", "2025年1月31日 09:30Z"),
        (time(9, 30, 15), "09:30:15", "09:30:15"),
        (YearsMonths(14), "1 year and 2 months", "1年2个月"),
        (YearsMonths(-1), "minus 1 month", "负1个月"),
        (YearsMonths(0), "0 months", "0个月"),
        (timedelta(days=1, hours=2, seconds=1.5), "1 day and 2 hours and 1.5 seconds", "1天2小时1.5秒"),
        (timedelta(0), "0 seconds", "0秒"),
        ([], "none", "无"),
        (["a", "b"], "a and b", "a和b"),
        ({"a": 1, "b": True}, "(a: 1, b: yes)", "（a：1、b：是）"),
    ],
)
def test_a_value_is_said_in_plain_words(value: object, english: str, chinese: str) -> None:
    assert value_in_words(admit(value), ENGLISH) == english
    assert value_in_words(admit(value), CHINESE) == chinese


@pytest.mark.parametrize(
    ("source", "english", "chinese"),
    [
        (
            "years and months duration(person.birth_date, counting date).years",
            "whole years from date of birth to the date that counts",
            "出生日期至计算日期的整年数",
        ),
        ("count(paid) > 0", "number of allowances paid is above 0", "已发津贴的数目大于0"),
        ("2 * (limit + 1)", "2 × (the limit + 1)", "2 × （限额 + 1）"),
        ('starts with(a, "51")', 'a begins with "51"', "a以“51”开头"),
        ("if a then 1 else limit", "1 if a, otherwise the limit", "若a则为1，否则为限额"),
        ("for x in paid return x", "for x in paid return x", "for x in paid return x"),
    ],
)
def test_an_expression_is_said_by_titles_as_far_as_words_help(
    source: str, english: str, chinese: str
) -> None:
    tree = parse(source, ["counting date", "limit"])
    assert expression_in_words(tree, ENGLISH) == english
    assert expression_in_words(tree, CHINESE) == chinese


def test_a_choice_is_said_by_its_title() -> None:
    words = Words("en", choices={"kind": {"a": {"en": "severe"}}})
    assert cell_in_words(parse_unary_tests('"a", "b"'), words, "kind") == 'severe or "b"'
    assert value_in_words("a", words, "kind") == "severe"


def test_a_text_in_another_language_is_better_than_a_name() -> None:
    assert Words("en", {"age": {"zh": "年龄"}}).title("age") == "年龄"


@given(st.integers(-(10**12), 10**12))
def test_a_duration_is_never_said_as_nothing(months: int) -> None:
    assert any(letter.isdigit() for letter in value_in_words(YearsMonths(months), ENGLISH))
