"""Limits in working and calendar days, over loaded years and beyond them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from minben.blueprint.calendar import Calendar, Limit, Unit

NATIONAL_DAY = {date(2026, 10, day): False for day in (1, 2, 5, 6, 7)} | {date(2026, 10, 10): True}
CALENDAR = Calendar(frozenset({2026}), NATIONAL_DAY)
days = st.dates(date(2025, 6, 1), date(2027, 6, 30))


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        (date(2026, 3, 2), "5 working days", date(2026, 3, 9)),
        (date(2026, 3, 6), "1 working days", date(2026, 3, 9)),
        (date(2026, 9, 30), "1 working day", date(2026, 10, 8)),
        (date(2026, 9, 30), "3 working days", date(2026, 10, 10)),
        (date(2026, 9, 30), "60 calendar days", date(2026, 11, 29)),
    ],
)
def test_the_day_of_the_event_and_days_off_do_not_count(start: date, limit: str, due: date) -> None:
    found = CALENDAR.due(start, Limit.parse(limit))
    assert (found.day, found.provisional) == (due, False)


def test_beyond_the_loaded_years_a_limit_is_provisional() -> None:
    assert CALENDAR.due(date(2026, 12, 30), Limit.parse("2 working days")).provisional
    assert not CALENDAR.due(date(2026, 12, 30), Limit.parse("1 working days")).provisional
    assert not CALENDAR.due(date(2026, 12, 30), Limit.parse("30 calendar days")).provisional


@pytest.mark.parametrize(
    "text", ["5", "5 days", "five working days", "-1 working days", "12345 working days"]
)
def test_anything_else_is_no_limit(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        Limit.parse(text)


@given(count=st.integers(0, 9999), unit=st.sampled_from(Unit))
def test_a_limit_is_read_back_as_written(count: int, unit: Unit) -> None:
    limit = Limit(count, unit)
    assert Limit.parse(str(limit)) == limit


@given(start=days, count=st.integers(1, 60))
def test_between_the_event_and_the_last_day_lie_as_many_working_days(start: date, count: int) -> None:
    due = CALENDAR.due(start, Limit(count, Unit.WORKING_DAYS)).day
    assert CALENDAR.is_working(due)
    assert CALENDAR.working_days_between(start, due) == count
    assert CALENDAR.working_days_between(due, start) == -count


@given(start=days, count=st.integers(1, 30))
def test_a_later_event_is_never_due_earlier(start: date, count: int) -> None:
    limit = Limit(count, Unit.WORKING_DAYS)
    assert CALENDAR.due(start, limit).day <= CALENDAR.due(start + timedelta(days=1), limit).day
