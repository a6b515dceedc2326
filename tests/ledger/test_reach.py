"""Another reach for a while within a transaction: what holds in it, after it, and when it fails."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from minben.ledger import Reach, acting, current_reach, reaching

from .helpers import SYSTEM

pytestmark = pytest.mark.usefixtures("database")
CARE = Reach(agency="care")


def told() -> str:
    """The agency that the database works for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('minben.agency', true), current_setting('minben.system', true)"
        )
        agency, system = cursor.fetchone()
    return "the program" if system == "on" else str(agency)


def test_the_outer_reach_is_put_back() -> None:
    with acting(SYSTEM):
        with reaching(CARE):
            assert (current_reach(), told()) == (CARE, "care")
        assert (current_reach(), told()) == (SYSTEM, "the program")


def test_it_costs_a_statement_on_each_side_and_none_where_nothing_changes() -> None:
    with acting(SYSTEM):
        with CaptureQueriesContext(connection) as other, reaching(CARE):
            pass
        with CaptureQueriesContext(connection) as same, reaching(SYSTEM):
            pass
    assert (len(other), len(same)) == (2, 0)


def test_alone_it_is_a_transaction() -> None:
    with reaching(CARE):
        assert told() == "care"
        assert connection.in_atomic_block
    assert current_reach() is None
    assert told() == ""


def test_what_fails_leaves_the_outer_reach() -> None:
    with acting(SYSTEM):
        with pytest.raises(LookupError), reaching(CARE):
            raise LookupError
        assert (current_reach(), told()) == (SYSTEM, "the program")


def test_a_failed_statement_is_undone_by_the_block_around_it() -> None:
    with acting(SYSTEM):
        with (
            pytest.raises(DatabaseError, match="division by zero"),
            acting(SYSTEM),
            reaching(CARE),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT 1 / 0")
        assert (current_reach(), told()) == (SYSTEM, "the program")
