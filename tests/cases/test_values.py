"""Small values of the room: packed facts, limits, numbers, codes and words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from minben.blueprint.calendar import Calendar, Limit, Unit
from minben.cases.facts import packed, plain, unpacked
from minben.cases.limits import Start, term
from minben.cases.numbers import CODE_ALPHABET, new_code, numbered
from minben.cases.telling import said

SCALARS = (
    st.none()
    | st.booleans()
    | st.text()
    | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False, places=4)
    | st.timedeltas().map(lambda span: timedelta(seconds=span // timedelta(seconds=1)))
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
DAYS = st.dates(date(2026, 1, 1), date(2026, 10, 1))


@given(VALUES)
def test_a_packed_fact_comes_back_with_its_type(value: object) -> None:
    import json

    assert unpacked(json.loads(json.dumps(packed(value)))) == value


@given(VALUES)
def test_every_fact_can_be_shown(value: object) -> None:
    import json

    json.dumps(plain(value))


@given(DAYS, st.integers(1, 60), st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS]))
def test_a_limit_turns_amber_in_its_last_fifth_and_not_before(start: date, days: int, unit: Unit) -> None:
    calendar = Calendar(frozenset({2026}), {date(2026, 5, 1): False, date(2026, 5, 9): True})
    began = Start(start, datetime(start.year, start.month, start.day, tzinfo=UTC))
    reckoned = term(calendar, began, Limit(days, unit))
    assert reckoned.due is not None
    assert reckoned.amber_on is not None
    assert reckoned.amber_on < reckoned.due

    def left(day: date) -> int:
        assert reckoned.due is not None
        working = calendar.working_days_between(day, reckoned.due)
        return working if unit is Unit.WORKING_DAYS else (reckoned.due - day).days

    share = max(1, days // 5)
    assert left(reckoned.amber_on) <= share
    assert reckoned.amber_on == start or share < left(reckoned.amber_on - timedelta(days=1))


@given(st.dates(), st.integers(1, 10**9))
def test_a_case_number_is_no_resident_number_and_names_its_day(day: date, serial: int) -> None:
    number = numbered("511602000000", day, serial)
    assert number.startswith(f"511602-{day:%y%m%d}-")
    assert not number.replace("-", "x").isdigit()


@pytest.mark.parametrize(
    ("division", "short"),
    [
        ("510000000000", "51"),
        ("511600000000", "5116"),
        ("511602000000", "511602"),
        ("511602001000", "511602001"),
        ("511602001001", "511602001001"),
    ],
)
def test_a_case_number_begins_with_the_division_that_works(division: str, short: str) -> None:
    assert numbered(division, date(2026, 1, 1), 1) == f"{short}-260101-00001"


def test_verification_codes_have_no_letters_that_look_alike() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert {len(code) for code in codes} == {16}
    assert set("".join(codes)) == set(CODE_ALPHABET)
    assert not set("01ILO") & set(CODE_ALPHABET)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (None, "—", "—"),
        (True, "是", "yes"),
        (date(2026, 3, 2), "2026年3月2日", "2 March 2026"),
        (Decimal("100.00"), "100", "100"),
        (Decimal("1E+3"), "1000", "1000"),
        (Decimal("0.50"), "0.5", "0.5"),
        ("甲", "甲", "甲"),
    ],
)
def test_values_are_said_as_people_say_them(value: object, zh: str, en: str) -> None:
    assert (said(value, "zh"), said(value, "en")) == (zh, en)
