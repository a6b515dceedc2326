"""The sequence: every committed act once, without a gap, in whatever order they commit."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext

from minben.ledger import acting, follow, write_acts
from minben.ledger.acts import act_row
from minben.ledger.context import SET_REACH
from minben.ledger.raw import ACT_INSERT_SQL, act_parameters
from minben.ledger.sequence import LOCK, NEWS, sequence

from .helpers import SYSTEM, an_act, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from minben.node.postgres import Endpoint


def sequenced() -> list[UUID]:
    """The acts in their sequence; fails where there is a gap."""
    with acting(SYSTEM):
        views = follow(-1, 100_000)
    assert [view.leaf for view in views] == list(range(len(views)))
    return [view.id for view in views]


class Session:
    """A connection of the application beside Django's, for transactions that overlap."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.connection = psycopg.connect(endpoint.dsn("app"))

    def write(self) -> UUID:
        """One act, not yet committed."""
        self.connection.execute(SET_REACH, ["{}", "", "{}", "{}", "off", "on", "{}"])
        row = act_row(an_act())
        self.connection.execute(ACT_INSERT_SQL, act_parameters(row))
        return row.id


@pytest.fixture
def session(database: Endpoint) -> Iterator[Session]:
    """One such session."""
    session = Session(database)
    yield session
    session.connection.close()


@pytest.mark.usefixtures("database")
def test_a_pass_over_nothing_is_one_statement_that_reads_a_little_of_an_index() -> None:
    write()
    sequence()
    with CaptureQueriesContext(connections["sealer"]) as asked:
        assert sequence() == 0
    assert len(asked) == 1
    with transaction.atomic(using="sealer"), connections["sealer"].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {NEWS}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert plan.count("Index Cond: ((xid >=") == plan.count("Index Cond: (xid = running") == 1, plan


@pytest.mark.usefixtures("database")
def test_nothing_to_sequence_writes_nothing() -> None:
    assert sequence() == 0
    write()
    assert sequence() == 1
    with connections["sealer"].cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM ledger_state")
        before = cursor.fetchone()
        assert sequence() == 0
        cursor.execute("SELECT xmin::text FROM ledger_state")
        assert cursor.fetchone() == before


def test_an_older_transaction_that_commits_later_is_sequenced_later(session: Session) -> None:
    early = session.write()
    late = write()
    assert sequence() == 1
    later = write()
    assert sequence() == 1
    session.connection.commit()
    assert sequence() == 1
    assert sequenced() == [late, later, early]


def test_a_rolled_back_act_leaves_no_gap(session: Session) -> None:
    session.write()
    first = write()
    sequence()
    session.connection.rollback()
    second = write()
    sequence()
    assert sequenced() == [first, second]


def test_an_act_of_a_rolled_back_savepoint_is_never_there(session: Session) -> None:
    with session.connection.transaction():
        kept = session.write()
        with session.connection.transaction() as savepoint:
            session.write()
            raise psycopg.Rollback(savepoint)
    sequence()
    assert sequenced() == [kept]


@pytest.mark.usefixtures("database")
def test_a_second_sequencer_stands_back(database: Endpoint) -> None:
    write()
    with database.connect("sealer") as other, other.transaction():
        other.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        assert sequence() == 0
    assert sequence() == 1


@pytest.mark.usefixtures("database")
def test_a_pass_that_breaks_off_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    first = write()

    def crash(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("minben.ledger.sequence.grow", crash)
        with pytest.raises(KeyboardInterrupt):
            sequence()
    assert sequenced() == []
    second = write()
    assert sequence() == 2
    assert sequenced() == [first, second]


def as_restored(database: Endpoint) -> None:
    """Bring about what a restore into another cluster does: its transaction ids have not come as far."""
    with database.connect("admin") as admin, admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        admin.execute("UPDATE ledger_act SET xid = (xid::text::bigint + 1000000)::text::xid8")
        admin.execute("UPDATE ledger_state SET system = '1', snapshot = '1000900:1000900:'")


def test_a_restored_database_is_sequenced_on(database: Endpoint) -> None:
    sealed = write()
    sequence()
    waiting = write()
    as_restored(database)
    assert sequence() == 1
    new = write()
    assert sequence() == 1
    assert sequenced() == [sealed, waiting, new]


@pytest.mark.usefixtures("database")
def test_a_restored_database_without_new_acts_is_known_from_then_on(database: Endpoint) -> None:
    write()
    sequence()
    as_restored(database)
    assert sequence() == 0
    with connections["sealer"].cursor() as cursor:
        cursor.execute("SELECT system = system_identifier::text FROM ledger_state, pg_control_system()")
        assert cursor.fetchone() == (True,)


@pytest.mark.usefixtures("database")
def test_acts_of_one_transaction_keep_their_order() -> None:
    with acting(SYSTEM):
        ids = write_acts([an_act(case=uuid4()) for _ in range(700)])
    assert sequence() == 700
    assert sequenced() == ids


def test_many_writers_and_two_sequencers_lose_and_repeat_nothing(database: Endpoint) -> None:
    rounds, writers = 60, 6
    written: list[UUID] = []
    done = threading.Event()

    def work(seed: int) -> None:
        session = Session(database)
        for turn in range(rounds):
            ids = [session.write() for _ in range(1 + (turn + seed) % 4)]
            if (turn * 7 + seed) % 5 == 0:
                session.connection.rollback()
            else:
                session.connection.commit()
                written.extend(ids)
        session.connection.close()

    def run_sequencer() -> None:
        while not done.is_set():
            sequence()
        connections["sealer"].close()

    sequencers = [threading.Thread(target=run_sequencer) for _ in range(2)]
    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(writers)]
    for thread in (*sequencers, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    for thread in sequencers:
        thread.join()
    sequence()
    found = sequenced()
    assert len(found) == len(set(found))
    assert set(found) == set(written)
