"""The built-in functions of FEEL, by subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from minben.rules import evaluate

if TYPE_CHECKING:
    from decimal import Decimal


def value(source: str, **facts: object) -> object:
    return evaluate(source, facts).value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # Numbers.
        ("decimal(2.5, 0)", "2"),
        ("floor(-1.5)", "-2"),
        ("floor(1.56, 1)", "1.5"),
        ("ceiling(-1.5)", "-1"),
        ("round up(-1.121, 2)", "-1.13"),
        ("round down(1.129, 2)", "1.12"),
        ("round half up(-5.5, 0)", "-6"),
        ("round half down(5.5, 0)", "5"),
        ("modulo(-12, 5)", "3"),
        ("modulo(10.1, -4.5)", "-3.4"),
        ("odd(5)", "true"),
        ("even(-2)", "true"),
        ('abs(@"-P1Y2M")', "P1Y2M"),
        # Strings.
        ('string length("𠮷野")', "2"),
        ('substring("广安区老年津贴", 4, 2)', "老年"),
        ('substring("foobar", -2)', "ar"),
        ('substring("foobar", 9)', "null"),
        ('substring before("foobar", "x")', ""),
        ('substring after("foobar", "ob")', "ar"),
        ('split("甲；乙；丙", "；")', '["甲", "乙", "丙"]'),
        ('string join(["a", null, "b"], "-")', "a-b"),
        ('replace("2025-06-01", "(\\d+)-(\\d+)-(\\d+)", "$3.$2.$1")', "01.06.2025"),
        ('matches("511602194002293621", "^\\d{17}[\\dX]$")', "true"),
        ('matches("广安", "^\\p{IsCJKUnifiedIdeographs}+$")', "true"),
        ('matches("aé", "^\\p{L}+$")', "true"),
        ('matches("A1", "^[A-Z-[XYZ]]\\d$")', "true"),
        ('matches("X1", "^[A-Z-[XYZ]]\\d$")', "false"),
        ('number("1 000,5", " ", ",")', "1000.5"),
        ('string({a: [1, "b"], c: @"2025-01-01"})', '{a: [1, "b"], c: 2025-01-01}'),
        # Lists.
        ("min([3, 1, 2])", "1"),
        ('max("a", "b")', "b"),
        ("sum([])", "null"),
        ('sum([@"P1D", @"PT12H"])', "P1DT12H"),
        ("mean(1, 2, 3.5)", "2.166666666666666666666666666666667"),
        ("median([8, 2, 5, 3, 4])", "4"),
        ("median([6, 1, 2, 3])", "2.5"),
        ("stddev(2, 4, 7, 5)", "2.081665999466132735282297706979931"),
        ("mode([6, 1, 9, 6, 1])", "[1, 6]"),
        ("all([true, null])", "null"),
        ("any([true, null])", "true"),
        ("sublist([1, 2, 3], -2)", "[2, 3]"),
        ("append([1], 2, null)", "[1, 2, null]"),
        ("insert before([1, 3], 2, 2)", "[1, 2, 3]"),
        ("remove([1, 2, 3], -1)", "[1, 2]"),
        ("union([1, 2], [2, 3])", "[1, 2, 3]"),
        ("index of([1, 2, null, 2], null)", "[3]"),
        ("flatten([[1, [2]], 3])", "[1, 2, 3]"),
        ("list replace([2, 4, 7], 2, 5)", "[2, 5, 7]"),
        ("list replace([2, 4, 7], function(item, newItem) item < newItem, 5)", "[5, 5, 7]"),
        ("sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"),
        # Contexts.
        ('get value({a: 1}, "a")', "1"),
        ('context put({a: {b: 1}}, ["a", "b"], 2)', "{a: {b: 2}}"),
        ("context merge([{a: 1, b: 1}, {b: 2}])", "{a: 1, b: 2}"),
        ('context([{key: "a", value: 1}])', "{a: 1}"),
        # Dates.
        ('day of week(@"2025-06-01")', "Sunday"),
        ('month of year(@"2025-06-01")', "June"),
        ('day of year(@"2024-12-31")', "366"),
        ('week of year(@"2005-01-01")', "53"),
        ('years and months duration(@"2024-02-29", @"2025-02-28")', "P11M"),
        ('is(@"23:00:50Z", @"23:00:50")', "false"),
        # Ranges.
        ("before([1..5), 5)", "true"),
        ("overlaps([1..5], (5..8])", "false"),
        ("during(5, [1..10])", "true"),
        ("starts(range1: [1..5], range2: [1..10])", "true"),
        ('range("[@\\"2025-01-01\\"..@\\"2025-02-01\\")")', "[2025-01-01..2025-02-01)"),
        ('range("[3..1]")', "null"),
        ("[1..10).end included", "false"),
    ],
)
def test_a_function_gives(source: str, expected: str) -> None:
    found = value(f'{{r: {source}, t: if r = null then "null" else string(r)}}.t')
    assert found == expected


@given(st.lists(st.integers(-1000, 1000), min_size=1))
def test_sums_and_extremes_are_those_of_the_list(items: list[int]) -> None:
    assert value("sum(a)", a=items) == sum(items)
    assert value("min(a)", a=items) == min(items)
    assert value("max(a)", a=items) == max(items)
    assert value("sort(a, function(x, y) x < y)", a=items) == sorted(items)
    assert value("count(distinct values(a))", a=items) == len(set(items))


@given(st.text(max_size=20), st.text(max_size=5))
def test_what_comes_before_and_after_a_match_makes_the_whole(text: str, part: str) -> None:
    source = "if contains(t, p) then substring before(t, p) + p + substring after(t, p) else t"
    assert value(source, t=text, p=part) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=5))
def test_rounding_down_and_up_enclose_the_number(number: Decimal) -> None:
    assert value("floor(n, 2) <= n and n <= ceiling(n, 2)", n=number) is True
    assert value("ceiling(n, 2) - floor(n, 2) <= 0.01", n=number) is True
