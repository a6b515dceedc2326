"""No clock loses or gains a working day or minute, whatever stops it: compared with clocks that simply tick."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import chain

import pytest
from hypothesis import given, strategies as st

from minben.blueprint.calendar import Calendar, Due, DueAt, Halt, Limit, Standing, Stop, Unit

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NEW_YEAR = {
    date(2026, 12, 31): False,
    date(2027, 1, 1): False,
    date(2027, 1, 2): True,
    date(2027, 1, 9): True,
}
BOTH = Calendar(frozenset({2026, 2027}), NEW_YEAR, ((time(9), time(12)), (time(13), time(17))))
FIRST = Calendar(frozenset({2026}), {day: worked for day, worked in NEW_YEAR.items() if day.year == 2026})
dates = st.dates(date(2026, 12, 1), date(2027, 1, 31))
limits = st.builds(Limit, st.integers(0, 25), st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS]))
stops = st.lists(
    st.tuples(dates, st.integers(0, 20)).map(lambda p: Stop(p[0], p[0] + p[1] * DAY)), max_size=4
)


def moment(year: int, month: int, day: int, hour: int) -> datetime:
    """By the clock on the wall, as the calendar reckons."""
    return datetime.combine(date(year, month, day), time(hour))


def tick_days(start: date, limit: Limit, stood: list[Stop]) -> date:
    """The last day, by a clock that ticks at the end of every day."""
    silent = {one.after + n * DAY for one in stood for n in range(1, (one.until - one.after).days + 1)}
    stands = {one.after + n * DAY for one in stood for n in range((one.until - one.after).days)}
    day, left = start, limit.count
    while left > 0 or day in stands:
        day += DAY
        if day not in silent and (limit.unit is Unit.CALENDAR_DAYS or BOTH.is_working(day)):
            left = max(0, left - 1)
    return day


@given(start=dates, limit=limits, stood=stops)
def test_a_clock_that_was_stopped_comes_out_as_one_that_ticks(
    start: date, limit: Limit, stood: list[Stop]
) -> None:
    assert BOTH.reckon(start, limit, stood) == Due(tick_days(start, limit, stood), provisional=False)


@given(start=dates, limit=limits, stood=stops, opened=dates)
def test_while_it_stands_what_is_left_is_given_back_in_full_when_it_runs_again(
    start: date, limit: Limit, stood: list[Stop], opened: date
) -> None:
    standing = BOTH.reckon(start, limit, [*stood, Stop(opened)])
    if isinstance(standing, Due):
        assert standing.day < opened, "it had passed before anything stopped it"
        return
    for days in range(40):
        ended = max(opened, start) + days * DAY
        again = BOTH.reckon(start, limit, [*stood, Stop(opened, ended)])
        rest = Limit(standing.left, limit.unit)
        later = [Stop(max(one.after, ended), one.until) for one in stood if one.until > ended]
        assert again == BOTH.reckon(ended, rest, later)


@given(start=dates, limit=limits, stood=stops)
def test_pauses_in_one_another_count_once(start: date, limit: Limit, stood: list[Stop]) -> None:
    inside = [Stop(one.after, one.after + (one.until - one.after) / 2) for one in stood]
    plain = BOTH.reckon(start, limit, stood)
    assert BOTH.reckon(start, limit, [*inside, *stood, *stood]) == plain


@given(start=dates, limit=limits, stood=stops)
def test_what_a_short_calendar_is_sure_of_a_longer_one_does_not_change(
    start: date, limit: Limit, stood: list[Stop]
) -> None:
    early = FIRST.reckon(start, limit, stood)
    if not early.provisional:
        assert early == BOTH.reckon(start, limit, stood)


def test_a_limit_that_is_stopped_on_its_last_day_ends_on_the_day_on_which_it_runs_again() -> None:
    limit = Limit.parse("5 working days")
    stopped = BOTH.reckon(date(2026, 12, 7), limit, [Stop(date(2026, 12, 14), date(2026, 12, 18))])
    assert stopped == Due(date(2026, 12, 18), provisional=False)
    assert BOTH.reckon(date(2026, 12, 7), limit, [Stop(date(2026, 12, 14))]) == Standing(0, provisional=False)


class Ticking:
    """A clock of working days that is told of every day and of what happens on it."""

    def __init__(self, count: int) -> None:
        self.left = count
        self.stopped = 0
        self.passed: date | None = None

    def day_ends(self, day: date, *, stood: bool) -> None:
        """``stood`` says whether it stood when the day began."""
        if self.passed is None:
            if not stood and BOTH.is_working(day):
                self.left = max(0, self.left - 1)
            if self.left == 0 and not self.stopped:
                self.passed = day


events = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(["stop", "go", "extend"])), min_size=1, max_size=12
)


@given(count=st.integers(1, 15), happens=events)
def test_through_any_row_of_pauses_and_extensions_both_clocks_agree(
    count: int, happens: list[tuple[int, str]]
) -> None:
    """Stops may lie in one another; an extension comes before the limit has passed, or not at all."""
    day = start = date(2026, 12, 9)
    clock, extra, stood = Ticking(count), 0, False
    open_, ended = list[date](), list[Stop]()
    for wait, what in [*happens, (60, "go")]:
        for _ in range(wait):
            if day != start:
                clock.day_ends(day, stood=stood)
            day, stood = day + DAY, bool(open_)
        if what == "stop":
            open_.append(day)
        elif what == "go" and open_:
            ended.append(Stop(open_.pop(0), day))
        elif what == "extend" and clock.passed is None:
            clock.left, extra = clock.left + 3, extra + 3
        clock.stopped = len(open_)
        found = BOTH.reckon(
            start, Limit(count + extra, Unit.WORKING_DAYS), [*ended, *(Stop(since) for since in open_)]
        )
        if clock.passed is not None:
            assert found == Due(clock.passed, provisional=False)
        elif isinstance(found, Due):
            assert found.day >= day, "it has not passed yet"


moments = st.integers(0, 6 * 24 * 60).map(lambda n: moment(2026, 12, 30, 8) + n * MINUTE)
halts = st.lists(
    st.tuples(moments, st.integers(0, 600)).map(lambda p: Halt(p[0], p[0] + p[1] * MINUTE)), max_size=4
)


def tick_minutes(start: datetime, count: int, stood: list[Halt]) -> datetime:
    """The moment of its end, by a clock that ticks every minute."""
    at, left = start, count * 60
    while left or any(one.since <= at and one.until is not None and at < one.until for one in stood):
        stands = any(one.since <= at and one.until is not None and at < one.until for one in stood)
        working = BOTH.is_working(at.date()) and any(a <= at.time() < b for a, b in BOTH.hours)
        if working and not stands and left:
            left -= 1
        at += MINUTE
    return at


@given(start=moments, count=st.integers(1, 12), stood=halts)
def test_a_clock_of_hours_ends_with_the_minute_of_one_that_ticks(
    start: datetime, count: int, stood: list[Halt]
) -> None:
    found = BOTH.reckon_hours(start, timedelta(hours=count), stood)
    assert isinstance(found, DueAt)
    ticked = tick_minutes(start, count, stood)
    assert worked_between(ticked, found.at) == 0, (ticked, found.at)
    assert found.at >= ticked


@given(start=moments, count=st.integers(1, 12), stood=halts, since=moments, waits=st.integers(0, 3000))
def test_hours_that_are_left_are_given_back_to_the_second(
    start: datetime, count: int, stood: list[Halt], since: datetime, waits: int
) -> None:
    whole = timedelta(hours=count)
    standing = BOTH.reckon_hours(start, whole, [*stood, Halt(since)])
    if isinstance(standing, DueAt):
        assert standing.at <= since
        return
    until = max(since, start) + waits * MINUTE
    again = BOTH.reckon_hours(start, whole, [*stood, Halt(since, until)])
    rest = [Halt(max(one.since, until), one.until) for one in stood if one.until and one.until > until]
    if standing.left:
        assert again == BOTH.reckon_hours(until, timedelta(seconds=standing.left), rest)


def test_hours_beyond_the_calendar_are_provisional_and_without_hours_are_refused() -> None:
    short = Calendar(frozenset({2026}), {}, BOTH.hours)
    assert short.reckon_hours(moment(2026, 12, 31, 16), timedelta(hours=4)).provisional
    assert not short.reckon_hours(moment(2026, 12, 31, 13), timedelta(hours=4)).provisional
    with pytest.raises(ValueError, match="4:00:00"):
        FIRST.reckon_hours(moment(2026, 12, 30, 0), timedelta(hours=4))
    with pytest.raises(ValueError, match="working hours"):
        BOTH.reckon(date(2026, 12, 1), Limit.parse("4 working hours"))


def worked_between(first: datetime, last: datetime) -> int:
    minutes = (first + n * MINUTE for n in range(int((last - first) / MINUTE)))
    spans = list(chain(BOTH.hours))
    return sum(BOTH.is_working(at.date()) and any(a <= at.time() < b for a, b in spans) for at in minutes)
