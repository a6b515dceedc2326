"""How often somebody may ask."""

from __future__ import annotations

import pytest
from django.db import connection

from minben.people import Limit

pytestmark = pytest.mark.usefixtures("database")
DAY = 24 * 60 * 60


def test_the_limit_is_reached_by_each_for_themselves() -> None:
    limit = Limit("test", times=2, seconds=DAY)
    assert [limit.allows("a"), limit.allows("a"), limit.allows("a")] == [True, True, False]
    assert limit.allows("b")
    assert Limit("other", times=2, seconds=DAY).allows("a")


def test_a_new_span_of_time_counts_anew() -> None:
    limit = Limit("test", times=1, seconds=60)
    assert limit.allows("a")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_rate SET since = since - interval '1 minute'")
    assert limit.allows("a")


def test_old_counts_go_and_nobody_can_be_read_from_the_table() -> None:
    limit = Limit("test", times=1, seconds=60)
    limit.allows("203.0.113.7")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_rate SET since = since - interval '2 days'")
        limit.allows("203.0.113.8")
        cursor.execute("SELECT key FROM people_rate")
        keys = [bytes(key) for (key,) in cursor.fetchall()]
    assert len(keys) == 1
    assert b"203.0" not in keys[0]
    assert len(keys[0]) == 32
