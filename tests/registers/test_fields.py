"""Texts become values by their facts, or all that is wrong is said at once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import orjson
import pytest
from hypothesis import given, strategies as st

from minben.blueprint.model import Division, FactType
from minben.registers import BadValue, FieldProblems, parse_fact
from minben.registers.binding import canonical_values
from minben.registers.fields import parse_date, parse_number, parse_yes_no, schema

from .jurisdiction import BENEFITS, BLUEPRINT, PEOPLE, fact


@pytest.mark.parametrize(
    ("fact", "given_value", "value"),
    [
        ("name", "  张三 ", "张三"),
        ("height", "1,200.50", "1200.5"),
        ("height", Decimal("1E+3"), "1000"),
        ("height", -0, "0"),
        ("pay", 50, "50"),
        ("pay", "0.10", "0.1"),
        ("born", " 2026-02-28 ", "2026-02-28"),
        ("born", date(2026, 2, 28), "2026-02-28"),
        ("living", "是", True),
        ("living", "No", False),
        ("living", False, False),
        ("kind", " old ", "old"),
    ],
)
def test_a_value_is_read_by_its_fact(fact: str, given_value: object, value: object) -> None:
    assert parse_fact(BLUEPRINT, fact, given_value) == value


@pytest.mark.parametrize(
    ("fact", "given_value"),
    [
        ("name", "an overlong name"),
        ("name", "a\x00b"),
        ("name", "a\x7fb"),
        ("name", "\ud800"),
        ("name", 5),
        ("name", "   "),
        ("height", "tall"),
        ("height", "NaN"),
        ("height", "Infinity"),
        ("height", "1e400"),
        ("height", "1" * 30),
        ("height", True),
        ("height", 1.5),
        ("born", "2026-02-29"),
        ("born", "20260228"),
        ("born", "2026-2-3"),
        ("born", datetime(2026, 2, 28)),  # noqa: DTZ001 - refused all the same
        ("born", "２０２６-02-28"),
        ("living", "maybe"),
        ("living", 1),
        ("kind", "middle-aged"),
        ("kind", None),
        ("who", "512925"),
        ("who", 512925),
    ],
)
def test_what_is_no_value_of_the_fact_is_refused_in_both_languages(fact: str, given_value: object) -> None:
    with pytest.raises(BadValue) as refused:
        parse_fact(BLUEPRINT, fact, given_value)
    assert refused.value.text["zh"]
    assert refused.value.text["en"]


def test_an_entry_says_everything_that_is_wrong_with_it() -> None:
    with pytest.raises(FieldProblems) as refused:
        schema(BLUEPRINT, BENEFITS).parse({"person": " ", "kind": "x", "amount": "much", "colour": "red"})
    problems = refused.value.problems
    assert set(problems) == {"number", "person", "kind", "amount", "colour"}
    assert problems["number"]["en"] == "This is required"
    assert refused.value.register == "benefits"


def test_empty_fields_are_left_out() -> None:
    values = schema(BLUEPRINT, PEOPLE).parse({"id": "A1", "name": "Li", "born": "", "living": None})
    assert values == {"id": "A1", "name": "Li"}


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6))
def test_a_number_keeps_its_amount_and_has_one_form(number: Decimal) -> None:
    text = parse_number(number)
    assert Decimal(text) == number
    assert parse_number(text) == parse_number(f"{number:f}") == text
    assert "E" not in text


@given(st.dates())
def test_dates_come_back_as_they_were(day: date) -> None:
    assert date.fromisoformat(parse_date(day.isoformat())) == day


@given(st.text())
def test_no_text_breaks_a_parser(text: str) -> None:
    for parse in (parse_number, parse_date, parse_yes_no):
        with suppress(BadValue):
            parse(text)


@given(st.dictionaries(st.sampled_from(["a", "b", "c_d"]), st.one_of(st.text(max_size=20), st.booleans())))
def test_values_have_one_canonical_form_that_json_keeps(values: dict[str, str | bool]) -> None:
    text = canonical_values(values)
    assert canonical_values(orjson.loads(text)) == text
    assert canonical_values(dict(reversed(values.items()))) == text


TOWN, VILLAGE = "511602001000", "511602001001"
MORE = replace(
    BLUEPRINT,
    divisions={
        "511602000000": Division("511602000000", "区", 3, None),
        TOWN: Division(TOWN, "镇", 4, "511602000000"),
        VILLAGE: Division(VILLAGE, "村", 5, TOWN),
    },
    facts={
        **BLUEPRINT.facts,
        **{
            one.id: one
            for one in (
                fact("story", FactType.LONG_TEXT, max_length=20),
                fact("opens", FactType.TIME),
                fact("trades", FactType.CHOICES, choices=("hot", "cold", "loose")),
                fact("home", FactType.DIVISION),
                replace(fact("town", FactType.DIVISION), level=4),
                fact("children", FactType.LIST),
            )
        },
    },
)


@pytest.mark.parametrize(
    ("name", "given_value", "value"),
    [
        ("story", "first\r\nsecond ", "first\nsecond"),
        ("opens", "9:05", "09:05"),
        ("opens", "09：30", "09:30"),
        ("opens", time(23, 59), "23:59"),
        ("trades", ["cold", "hot", "cold"], ["hot", "cold"]),
        ("trades", "loose、hot", ["hot", "loose"]),
        ("home", VILLAGE, VILLAGE),
        ("town", TOWN, TOWN),
    ],
)
def test_an_answer_of_every_kind_is_read(name: str, given_value: object, value: object) -> None:
    assert parse_fact(MORE, name, given_value) == value


@pytest.mark.parametrize(
    ("name", "given_value", "says"),
    [
        ("story", "x" * 21, "At most 20"),
        ("opens", "24:00", "time of day"),
        ("opens", "9:5", "time of day"),
        ("opens", 9, "time of day"),
        ("trades", [], "required"),
        ("trades", ["hot", "sweet"], "some of"),
        ("trades", [["hot"]], "some of"),
        ("trades", {"hot": True}, "some of"),
        ("home", TOWN, "where in 镇"),
        ("home", "511602001009", "no division"),
        ("town", VILLAGE, "further down"),
        ("town", "511602000000", "where in 区"),
        ("children", [{"name": "x"}], "one value"),
    ],
)
def test_an_answer_that_does_not_fit_is_told(name: str, given_value: object, says: str) -> None:
    with pytest.raises(BadValue, match=says):
        parse_fact(MORE, name, given_value)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(MORE.facts)), ANY_JSON)
def test_whatever_is_given_is_read_or_refused_and_reading_again_changes_nothing(
    name: str, given_value: object
) -> None:
    try:
        value = parse_fact(MORE, name, given_value)
    except BadValue as bad:
        said = [bad.text["zh"], bad.text["en"]]
    else:
        said = ["read"]
        assert parse_fact(MORE, name, value) == value
    assert all(said)
