"""Writing acts: under a reach, by the application role, for good."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import orjson
import pytest
from django.db import DatabaseError, connection, connections
from django.test.utils import CaptureQueriesContext

from minben.ledger import (
    Actor,
    ActorKind,
    OutsideActing,
    Reach,
    act_parameters,
    act_row,
    acting,
    execute,
    insert_with_act,
    write_act,
    write_acts,
)

from .helpers import SYSTEM, an_act, write

pytestmark = pytest.mark.usefixtures("database")


def visible() -> set[UUID]:
    """The acts that the current reach sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_act")
        return {row[0] for row in cursor.fetchall()}


def written() -> list[UUID]:
    """The acts that are committed, in their order."""
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_act ORDER BY at, id")
        return [row[0] for row in cursor.fetchall()]


def test_columns_and_body_of_a_written_act_say_the_same() -> None:
    subject, case = uuid4(), uuid4()
    with acting(SYSTEM):
        id_ = write_act(
            an_act(
                actor=Actor(ActorKind.OFFICER, str(uuid4()), post="a/b", agency="a"),
                subjects=(subject,),
                case=case,
                register="population",
                count=3,
            )
        )
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT id, at, kind, agency, subjects, case_id, register, body FROM ledger_act")
        (row,) = cursor.fetchall()
    body = orjson.loads(bytes(row[-1]))
    assert row[0] == id_ == UUID(body["id"])
    assert row[1] == datetime.fromisoformat(body["at"])
    assert row[2:4] == ("test.act", "a")
    assert body["actor"]["agency"] == "a"
    assert row[4:7] == ([subject], case, "population")
    assert body["subjects"] == [str(subject)]
    assert body["count"] == 3
    assert "rule" not in body
    assert body["v"] == 1


def test_an_act_outside_acting_is_refused() -> None:
    with pytest.raises(OutsideActing):
        write_act(an_act())
    with pytest.raises(OutsideActing):
        write_acts([])


def test_an_act_and_its_effect_come_or_go_together() -> None:
    def write_and_stop() -> None:
        with acting(SYSTEM):
            write_act(an_act())
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        write_and_stop()
    with acting(SYSTEM):
        assert visible() == set()


@pytest.mark.parametrize("role", ["default", "owner", "sealer"])
@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_act SET kind = 'x'", "DELETE FROM ledger_act", "TRUNCATE ledger_act"]
)
def test_nobody_changes_or_removes_an_act(role: str, statement: str) -> None:
    with acting(SYSTEM):
        write_act(an_act())
    with pytest.raises(DatabaseError), acting(SYSTEM, using=role), connections[role].cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ledger_act_rows (id, xid) VALUES (uuidv7(), '3')",
        "INSERT INTO ledger_act (id) VALUES (uuidv7())",
        "SELECT id FROM ledger_act_rows",
        "INSERT INTO ledger_act_rows (id) VALUES (uuidv7()) RETURNING kind",
        "UPDATE ledger_act_rows SET kind = ''",
        "TRUNCATE ledger_act_rows",
        "INSERT INTO ledger_leaf (leaf, act) VALUES (0, uuidv7())",
        "INSERT INTO ledger_head (size) VALUES (0)",
        "UPDATE ledger_state SET size = 0",
    ],
)
def test_the_application_only_inserts_acts_and_only_what_is_its_own_to_say(statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        acting(SYSTEM),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("statement", ["TRUNCATE ledger_act_rows", "DELETE FROM ledger_act_rows"])
def test_the_owner_is_stopped_at_the_partition_too(statement: str) -> None:
    with acting(SYSTEM):
        write_act(an_act())
    with (
        pytest.raises(DatabaseError, match="never changed or removed"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute(statement)


def test_each_reach_sees_its_acts_and_no_reach_sees_none() -> None:
    mine, others = uuid4(), uuid4()
    officer = Actor(ActorKind.OFFICER, str(uuid4()), post="a/b", agency="a")
    with acting(SYSTEM):
        about_me = write_act(an_act(subjects=(others, mine)))
        about_other = write_act(an_act(subjects=(others,)))
        of_agency = write_act(an_act(actor=officer))
    assert visible() == set()
    expected = {
        Reach(subjects=(mine,)): {about_me},
        Reach(agency="a"): {of_agency},
        Reach(agency="b"): set(),
        Reach(supervise=True): {about_me, about_other, of_agency},
        Reach(): set(),
    }
    for reach, seen in expected.items():
        with acting(reach):
            assert visible() == seen, reach


def test_an_inner_reach_ends_with_its_block() -> None:
    mine = uuid4()
    write()
    with acting(SYSTEM):
        with acting(Reach(subjects=(mine,))):
            assert visible() == set()
        assert len(visible()) == 1
        with pytest.raises(RuntimeError), acting(Reach(subjects=(mine,))):
            raise RuntimeError
        assert len(visible()) == 1


def test_one_statement_writes_record_and_act() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE thing (name text, act uuid)")
        cursor.execute("GRANT SELECT, INSERT ON thing TO minben_app")
    row = act_row(an_act())
    statement = insert_with_act("INSERT INTO thing VALUES (%(name)s, %(act_id)s)")
    with acting(SYSTEM):
        with CaptureQueriesContext(connection) as queries:
            assert execute(statement, {**act_parameters(row), "name": "x"}) == 1
        assert len(queries) == 1
        assert visible() == {row.id}
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, act FROM thing")
            assert cursor.fetchall() == [("x", row.id)]


@pytest.mark.parametrize("number", [0, 1, 3, 500])
def test_many_acts_are_written_in_order(number: int) -> None:
    with acting(SYSTEM):
        ids = write_acts([an_act(count=n, case=uuid4()) for n in range(number)])
    assert written() == ids
