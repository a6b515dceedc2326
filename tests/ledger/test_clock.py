"""Two clocks: the legal day can be set, real time cannot."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import orjson
import pytest

from minben.ledger import act_row, acting, clock, legal_clock, legal_now, legal_today, set_clock, write_act

from .helpers import SYSTEM, an_act

PAST = datetime(2020, 2, 29, 23, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """The room by itself, without a blueprint that names another time zone."""
    monkeypatch.setattr(clock, "_jurisdiction", clock._Jurisdiction(lambda: UTC))


def test_legal_time_is_real_time_unless_set() -> None:
    assert abs(legal_now() - datetime.now(UTC)) < timedelta(minutes=1)
    with legal_clock(lambda: PAST):
        assert legal_today() == date(2020, 2, 29)
        with legal_clock(lambda: PAST + timedelta(minutes=1)):
            assert legal_today() == date(2020, 3, 1)
        assert legal_today() == date(2020, 2, 29)
    assert abs(legal_now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_clock_set_in_one_thread_is_not_that_of_another() -> None:
    days: list[date] = []

    def look() -> None:
        set_clock(lambda: PAST)
        days.append(legal_today())
        set_clock(None)
        days.append(legal_today())

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert days[0] == date(2020, 2, 29)
    assert days[1] > date(2020, 2, 29)
    assert legal_today() > date(2020, 2, 29)


@pytest.mark.usefixtures("database")
def test_acts_take_real_time_whatever_the_legal_clock_says() -> None:
    with legal_clock(lambda: PAST):
        row = act_row(an_act())
        with acting(SYSTEM):
            write_act(an_act())
    assert abs(row.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert datetime.fromisoformat(orjson.loads(row.body)["at"]) == row.at
