"""FEEL values in JSON: the same value comes back."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from minben.rules import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    ContextType,
    FeelError,
    ListType,
    PythonFunction,
    Range,
    RangeType,
    Type,
    YearsMonths,
    from_json,
    to_json,
)

_zones = st.sampled_from([None, timezone(timedelta(hours=8)), ZoneInfo("Asia/Shanghai")])
_SIMPLE: list[tuple[Type, st.SearchStrategy[object]]] = [
    (
        NUMBER,
        st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=3),
    ),
    (NUMBER, st.integers(-(10**30), 10**30).map(Decimal)),
    (STRING, st.text()),
    (BOOLEAN, st.booleans()),
    (DATE, st.dates()),
    (TIME, st.times(timezones=_zones)),
    (DATE_AND_TIME, st.datetimes(timezones=_zones)),
    (DAYS_AND_TIME, st.timedeltas()),
    (YEARS_AND_MONTHS, st.integers(-5000, 5000).map(YearsMonths)),
]


@st.composite
def typed_values(draw: st.DrawFn) -> tuple[Type, object]:
    type_, values = draw(st.sampled_from(_SIMPLE))
    shape = draw(st.sampled_from(["plain", "list", "context", "range"]))
    if shape == "list":
        return ListType(type_), draw(st.lists(values | st.none(), max_size=4))
    if shape == "context":
        return ContextType.of({"a b": type_}), {"a b": draw(values)}
    if shape == "range":
        return RangeType(type_), Range(Decimal(1), None, True, False) if type_ == NUMBER else None
    return type_, draw(values)


@given(typed_values())
def test_a_value_comes_back_from_json(typed: tuple[Type, object]) -> None:
    type_, value = typed
    text = json.dumps(to_json(value))
    assert from_json(json.loads(text), type_) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4))
def test_a_number_keeps_its_digits(number: Decimal) -> None:
    found = from_json(to_json(number), NUMBER)
    assert str(found) == str(number) or number == 0


def test_json_is_readable() -> None:
    value = {"sum": Decimal("12.50"), "count": 3, "on": date(2025, 1, 31), "for": YearsMonths(14)}
    assert to_json(value) == {"sum": "12.50", "count": 3, "on": "2025-01-31", "for": "P1Y2M"}
    assert to_json(timedelta(hours=30)) == "P1DT6H"
    assert to_json(time(8, 30)) == "08:30:00"
    assert (
        to_json(datetime(2025, 1, 31, 8, tzinfo=ZoneInfo("Asia/Shanghai")))
        == "2025-01-31T08:00:00@Asia/Shanghai"
    )


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        ("31.1.2025", DATE),
        ("P1Y", DAYS_AND_TIME),
        (True, NUMBER),
        ("twelve", NUMBER),
        ("1e999999999", NUMBER),
        (1.5, NUMBER),
        (1, STRING),
        ("a", ListType(STRING)),
        ({"range": "?"}, RangeType(NUMBER)),
    ],
)
def test_json_of_another_type_is_refused(value: object, type_: Type) -> None:
    with pytest.raises(FeelError) as caught:
        from_json(value, type_)
    assert caught.value.text("zh")
    assert caught.value.text("en")


def test_a_function_cannot_be_kept() -> None:
    with pytest.raises(FeelError):
        to_json(PythonFunction((), lambda: 1))


def test_null_is_null_whatever_the_type() -> None:
    assert from_json(None, DATE) is None
    assert from_json({"a": None}, ANY) == {"a": None}
