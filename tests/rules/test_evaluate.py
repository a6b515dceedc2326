"""What expressions come to, and why they are null."""

from __future__ import annotations

import operator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from minben.rules import FeelError, PythonFunction, YearsMonths, compile_expression, evaluate
from minben.rules.feel.values import NUMBERS

from .test_parser import expressions, noise

if TYPE_CHECKING:
    from collections.abc import Callable

NOON = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
THREE = {"true": True, "false": False, "null": None}


def value(source: str, **facts: object) -> object:
    return evaluate(source, facts, clock=lambda: NOON).value


def reasons(source: str, **facts: object) -> list[str]:
    return [reason.code for reason in evaluate(source, facts).reasons]


# Three-valued logic.


@pytest.mark.parametrize(("left", "right"), list(product(THREE, repeat=2)))
def test_and_and_or_follow_kleene(left: str, right: str) -> None:
    order = {False: 0, None: 1, True: 2}
    low, high = sorted((THREE[left], THREE[right]), key=order.__getitem__)
    assert value(f"{left} and {right}") is low
    assert value(f"{left} or {right}") is high


@given(st.sampled_from(list(THREE)), st.sampled_from(list(THREE)))
def test_de_morgan_holds_with_null(left: str, right: str) -> None:
    assert value(f"not({left} and {right})") is value(f"not({left}) or not({right})")
    assert value(f"not({left} or {right})") is value(f"not({left}) and not({right})")


def test_quantifiers_are_three_valued() -> None:
    assert value("some x in [1, null] satisfies x > 2") is None
    assert value("some x in [3, null] satisfies x > 2") is True
    assert value("every x in [3, null] satisfies x > 2") is None
    assert value("every x in [1, null] satisfies x > 2") is False


def test_a_test_that_cannot_be_told_makes_the_tests_unknown_unless_another_holds() -> None:
    assert value('1 in (< "a", 2)') is None
    assert value('1 in (< "a", 1)') is True
    assert value("null in [1..2]") is None
    assert value("1 in (2, 3)") is False


# Numbers.

_numbers = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12)
_OPERATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": NUMBERS.add,
    "-": NUMBERS.subtract,
    "*": NUMBERS.multiply,
    "/": NUMBERS.divide,
}


@given(_numbers, st.sampled_from(list(_OPERATIONS)), _numbers)
def test_arithmetic_is_that_of_decimal128(left: Decimal, sign: str, right: Decimal) -> None:
    found = value(f"a {sign} b", a=left, b=right)
    if sign == "/" and right == 0:
        assert found is None
    else:
        assert found == _OPERATIONS[sign](left, right)


@given(_numbers, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), _numbers)
def test_comparison_is_that_of_decimals(left: Decimal, sign: str, right: Decimal) -> None:
    python = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
    python |= {"=": operator.eq, "!=": operator.ne}
    assert value(f"a {sign} b", a=left, b=right) is python[sign](left, right)


def test_numbers_have_34_digits() -> None:
    assert value("1/3") == Decimal("0." + "3" * 34)


def test_integers_and_floats_are_taken_as_written() -> None:
    assert value("a + b", a=1, b=0.1) == Decimal("1.1")


@pytest.mark.parametrize("strange", [Decimal("NaN"), float("inf"), Decimal("1e7000"), object()])
def test_a_value_that_feel_does_not_have_is_null_with_a_reason(strange: object) -> None:
    assert value("a + 1", a=strange) is None
    assert reasons("a + 1", a=strange)[0] in ("not-finite", "out-of-range", "foreign-value")


# Dates and durations.


def test_facts_and_results_are_plain_python() -> None:
    born, shanghai = date(1940, 2, 29), ZoneInfo("Asia/Shanghai")
    assert value('born + duration("P80Y")', born=born) == date(2020, 2, 29)
    assert value('born + duration("P81Y")', born=born) == date(2021, 2, 28)
    assert value("a - b", a=date(2025, 3, 1), b=date(2025, 2, 1)) == timedelta(days=28)
    assert value("at.hour", at=time(8, 30)) == 8
    assert value("a", a=datetime(2025, 1, 1, 8, tzinfo=shanghai)) == datetime(2025, 1, 1, 8, tzinfo=shanghai)
    assert value("years and months duration(a, b)", a=born, b=date(2025, 6, 1)) == YearsMonths(85 * 12 + 3)


@given(st.dates(), st.integers(-4000, 4000))
def test_adding_days_to_a_date_is_that_of_the_calendar(day: date, days: int) -> None:
    try:
        expected: date = day + timedelta(days=days)
    except OverflowError:
        return
    assert value('d + duration("P1D") * n', d=day, n=days) == expected


@given(st.dates(), st.dates())
def test_dates_are_ordered_and_subtracted_as_the_calendar_has_them(one: date, other: date) -> None:
    assert value("a < b", a=one, b=other) is (one < other)
    assert value("a - b", a=one, b=other) == one - other
    assert value("string(a)", a=one) == one.isoformat()


@given(st.dates(), st.dates())
def test_whole_months_between_dates_never_overshoot(one: date, other: date) -> None:
    start, end = sorted((one, other))
    months = value("years and months duration(a, b)", a=start, b=end)
    assert isinstance(months, YearsMonths)
    assert value("a + m <= b", a=start, b=end, m=months) is True
    following = evaluate("a + m > b", {"a": start, "b": end, "m": YearsMonths(months.months + 1)})
    clamped = value("(a + m).day != a.day", a=start, m=YearsMonths(months.months + 1))
    assert following.value is True or clamped is True


def test_today_and_now_come_from_the_clock_and_from_nowhere_else() -> None:
    assert value("today()") == date(2025, 6, 1)
    assert value("now()") == NOON
    assert reasons("today()") == ["no-clock"]


def test_years_beyond_those_of_python_are_kept() -> None:
    assert value('string(date("12025-01-31") + duration("P1M"))') == "12025-02-28"
    assert value('string(date("-0044-03-15"))') == "-0044-03-15"


def test_a_named_zone_keeps_the_instant_across_a_change_of_the_clock() -> None:
    source = 'string(date and time("2025-03-30T01:30:00@Europe/Paris") + duration("PT1H"))'
    assert value(source) == "2025-03-30T03:30:00@Europe/Paris"


# Lists, contexts, functions.


def test_filters_pick_by_condition_and_by_position() -> None:
    people = [{"name": "a", "age": 70}, {"name": "b", "age": 85}]
    assert value("people[age > 80].name", people=people) == ["b"]
    assert value("people[-1].name", people=people) == "b"
    assert value("people[item.age < limit].name", people=people, limit=80) == ["a"]
    assert value("[][1]") is None
    assert reasons("[1, 2][3]") == ["no-index"]


def test_iterations_nest_and_know_what_they_gave_so_far() -> None:
    assert value("for x in [1, 2], y in [10, 20] return x + y") == [11, 21, 12, 22]
    assert value("for i in 0..4 return if i = 0 then 1 else i * partial[-1]") == [1, 1, 2, 6, 24]
    assert value("for i in 3..1 return i") == [3, 2, 1]
    assert value('for d in @"2025-02-27"..@"2025-03-01" return d.day') == [27, 28, 1]


def test_a_context_may_read_its_earlier_entries() -> None:
    assert value("{base: 50, sum: base * 12}.sum") == 600


def test_functions_take_arguments_by_position_and_by_name() -> None:
    assert value("{f: function(a, b) a - b, r: f(b: 1, a: 3)}.r") == 2
    assert value('substring(string: "abcdef", start position: 3, length: 2)') == "cd"
    assert reasons('{f: function(a: number) a, r: f("x")}.r') == ["wrong-type"]


def test_a_function_of_python_is_a_fact() -> None:
    title = PythonFunction(("code",), {"01": "许可"}.get)
    assert value('title("01") + "证"', title=title) == "许可证"
    assert value('title(code: "01")', title=title) == "许可"


def test_a_fact_does_not_hide_the_function_of_its_name() -> None:
    assert value('date > date("2025-01-01")', date=date(2025, 2, 1)) is True


# Reasons and bounds.


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("agee + 1", "unknown-name-near"),
        ("1 / 0", "division-by-zero"),
        ('1 + "a"', "wrong-operands"),
        ('1 < "a"', "not-comparable"),
        ("age.years", "unknown-field"),
        ("null.x", "path-of-null"),
        ("foo(1)", "unknown-name"),
        ("age(1)", "not-a-function"),
        ('date("2025-02-30")', "no-such-date"),
        ('@"25-1-1"', "bad-date-literal"),
        ('number("x")', "not-a-number"),
        ('matches("a", "(")', "bad-pattern"),
        ("{a: 1, a: 2}", "duplicate-key"),
        ("if age then 1 else 2", "not-boolean"),
        ("10 ** 7000", "out-of-range"),
        ('string length("a", "b")', "no-signature"),
        ('function() external {java: {class: "x"}}', "external-function"),
        ("sqrt(-1)", "bad-argument"),
    ],
)
def test_a_null_has_a_reason_with_its_place(source: str, code: str) -> None:
    evaluation = evaluate(source, {"age": 80})
    assert code in [reason.code for reason in evaluation.reasons]
    assert all(reason.span is not None for reason in evaluation.reasons)
    for reason in evaluation.reasons:
        assert reason.text("zh")
        assert reason.text("en")


@pytest.mark.parametrize(
    "source",
    [
        "for i in 1..1000000000 return i",
        "count(for i in 1..2000, j in 1..2000 return 1)",
        "{f: function(g, n) g(g, n), r: f(f, 1)}.r",
    ],
)
def test_endless_work_is_stopped(source: str) -> None:
    evaluation = evaluate(source, {})
    assert evaluation.value is None
    assert evaluation.reasons[-1].code in ("budget", "recursion")


def test_doubling_cannot_exhaust_the_memory() -> None:
    entries = ", ".join(f"x{n + 1}: concatenate(x{n}, x{n})" for n in range(60))
    assert evaluate(f"{{x0: [1, 2], {entries}}}.x60", {}).reasons[-1].code == "budget"
    strings = ", ".join(f"x{n + 1}: x{n} + x{n}" for n in range(60))
    assert evaluate(f'{{x0: "aa", {strings}}}.x60', {}).reasons[-1].code == "budget"


def test_a_value_nested_too_deep_is_null_with_a_reason() -> None:
    assert reasons("for i in 1..500 return {x: partial[-1]}") == ["nested-too-deep"]
    deep: object = 1
    for _ in range(5000):
        deep = [deep]
    assert reasons("deep", deep=deep) == ["nested-too-deep"]


@given(noise | expressions)
@settings(max_examples=500, deadline=None)
def test_evaluating_anything_raises_nothing_but_a_feel_error(source: str) -> None:
    facts = {"age": 80, "monthly sum": Decimal("12.5"), "a": [1, {"b": None}], "年龄": date(2025, 1, 1)}
    with suppress(FeelError):
        evaluate(source, facts, clock=lambda: NOON)


def test_an_expression_is_compiled_once_and_run_over_many_cases() -> None:
    expression = compile_expression("age >= 80 and local")
    assert [expression.evaluate({"age": age, "local": True}).value for age in (79, 80)] == [False, True]
