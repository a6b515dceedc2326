"""Acts that wait for the end of their transaction: written in one statement, and undone with what they belong to."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings, strategies as st

from minben.ledger import Reach, acting, acts_of_case, raw_cursor, read_act, write_act, write_acts
from minben.ledger.context import MOST_WAITING

from .helpers import SYSTEM, an_act

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

pytestmark = pytest.mark.usefixtures("database")


class Stop(Exception):  # noqa: N818 - says what to do
    """Raised by a block that undoes itself."""


@contextmanager
def block(case: UUID, *, of_acting: bool) -> Iterator[None]:
    """A block of either kind; what it is about is only for the reach."""
    with acting(Reach(subjects=(case,), system=True)) if of_acting else transaction.atomic():
        yield


@dataclass(frozen=True)
class Nested:
    """A block with what happens in it; ``fails`` where it ends by an exception that the block around it catches."""

    of_acting: bool
    fails: bool
    inside: Sequence[Nested | str] = field(default_factory=tuple)


HAPPENINGS = st.recursive(
    st.sampled_from(["write", "write", "write two", "read"]),
    lambda inner: st.builds(Nested, st.booleans(), st.booleans(), st.lists(inner, max_size=4)),
    max_leaves=12,
)


def play(happenings: Sequence[Nested | str], case: UUID, *, may_read: bool) -> list[UUID]:
    """Let it happen; the acts that stay."""
    stay: list[UUID] = []
    for one in happenings:
        if one == "write":
            stay.append(write_act(an_act(case=case)))
        elif one == "write two":
            stay += write_acts([an_act(case=case), an_act(case=case)])
        elif isinstance(one, Nested):
            stay += play_nested(one, case, may_read=may_read and one.of_acting)
        elif may_read:
            assert all(read_act(act) is not None for act in stay)
    return stay


def play_nested(nested: Nested, case: UUID, *, may_read: bool) -> list[UUID]:
    try:
        with block(case, of_acting=nested.of_acting):
            stay = play(nested.inside, case, may_read=may_read)
            if nested.fails:
                raise Stop
    except Stop:
        return []
    return stay


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happenings=st.lists(HAPPENINGS, max_size=6), fails=st.booleans())
def test_every_act_is_committed_that_was_not_undone_and_no_other(
    *, happenings: list[Nested | str], fails: bool
) -> None:
    case = uuid4()
    stay: list[UUID] = []
    try:
        with acting(SYSTEM):
            stay = play(happenings, case, may_read=True)
            if fails:
                raise Stop
    except Stop:
        stay = []
    with acting(SYSTEM):
        assert {act.id for act in acts_of_case(case)} == set(stay)
        assert len(acts_of_case(case)) == len(stay)


@pytest.mark.parametrize("number", [1, 2, 40])
def test_the_acts_of_a_transaction_are_one_statement(number: int) -> None:
    with CaptureQueriesContext(connection) as queries, acting(SYSTEM):
        for _ in range(number):
            with acting(SYSTEM):
                write_act(an_act())
    assert len([one for one in queries if "ledger_act_rows" in one["sql"]]) == 1


def test_statements_of_the_raw_path_stand_in_the_log_however_often_they_were_sent() -> None:
    for _ in range(5):
        with CaptureQueriesContext(connection) as queries, acting(SYSTEM):
            write_act(an_act())
        assert all(one["sql"] for one in queries)


def test_whoever_reads_acts_finds_those_that_have_just_been_written() -> None:
    with acting(SYSTEM):
        act = write_act(an_act())
        assert read_act(act) is not None
    with acting(SYSTEM):
        assert read_act(act) is not None


def test_acts_that_a_failing_block_has_read_are_written_all_the_same() -> None:
    def read_and_stop() -> None:
        with acting(SYSTEM):
            assert read_act(before) is not None
            raise Stop

    with acting(SYSTEM):
        before = write_act(an_act())
        with pytest.raises(Stop):
            read_and_stop()
    with acting(SYSTEM):
        assert read_act(before) is not None


def test_acts_of_a_savepoint_that_is_undone_in_silence_are_undone() -> None:
    case = uuid4()
    with acting(SYSTEM):
        stays = write_act(an_act(case=case))
        with acting(SYSTEM):
            write_act(an_act(case=case))
            transaction.set_rollback(True)
    with acting(SYSTEM):
        assert [act.id for act in acts_of_case(case)] == [stays]


def write_and_break(case: UUID) -> None:
    """Write an act in a savepoint that the database has given up, without anybody having been told inside."""
    with acting(SYSTEM):
        write_act(an_act(case=case))
        with suppress(DatabaseError), raw_cursor() as cursor:
            cursor.execute("SELECT 1 / 0")


def test_acts_of_a_savepoint_that_cannot_be_released_are_undone() -> None:
    case = uuid4()
    with acting(SYSTEM):
        stays = write_act(an_act(case=case))
        with pytest.raises(DatabaseError):
            write_and_break(case)
    with acting(SYSTEM):
        assert [act.id for act in acts_of_case(case)] == [stays]


def test_waiting_acts_are_not_read_within_a_savepoint_that_may_undo_their_writing() -> None:
    with acting(SYSTEM):
        act = write_act(an_act())
        with transaction.atomic(), pytest.raises(RuntimeError, match="not of acting"):
            read_act(act)


def test_no_block_keeps_more_acts_than_a_thousand() -> None:
    with CaptureQueriesContext(connection) as queries, acting(SYSTEM):
        for _ in range(MOST_WAITING + 1):
            write_act(an_act())
        assert len([one for one in queries if "ledger_act_rows" in one["sql"]]) == 1


def test_nothing_waits_after_an_act_that_cannot_be_written() -> None:
    act = write_act_once()
    with pytest.raises(Exception, match="duplicate key"), acting(SYSTEM):
        write_act(an_act(), id=act)
    with CaptureQueriesContext(connection) as queries, acting(SYSTEM):
        pass
    assert not [one for one in queries if "ledger_act_rows" in one["sql"]]


def write_act_once() -> UUID:
    with acting(SYSTEM):
        return write_act(an_act())
