"""Writing, correcting, ending and erasing entries, by the application role under row security."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import orjson
import psycopg
import pytest
from django.db import DatabaseError, ProgrammingError, connection

from minben.ledger import Reach, acting, commit_values
from minben.registers import (
    FieldProblems,
    Identity,
    NothingThere,
    Record,
    end_record,
    ensure_subjects,
    erase,
    find_subject,
    history,
    identity_of,
    read_key,
    read_subject,
    write_record,
)
from minben.registers.binding import bound, canonical_values, frame

from .jurisdiction import BENEFITS, BLUEPRINT, CLERK, HOMES, PEOPLE

pytestmark = pytest.mark.usefixtures("database")
SYSTEM = Reach(system=True)
NEW_YEAR, SPRING, SUMMER = date(2026, 1, 1), date(2026, 3, 1), date(2026, 7, 1)


def write_person(name: str, day: date, number: str = "A1") -> Record:
    """An entry of the people's register that holds from this day."""
    return write_record(
        PEOPLE,
        {"id": number, "name": name},
        blueprint=BLUEPRINT,
        actor=CLERK,
        purpose="test",
        valid_from=day,
    )


def acts(kind: str) -> list[dict[str, object]]:
    """The bodies of the acts of this kind, in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM ledger_act WHERE kind = %s ORDER BY at", [kind])
        return [orjson.loads(bytes(row[0])) for row in cursor.fetchall()]


def test_a_version_holds_until_the_next_one() -> None:
    with acting(SYSTEM):
        write_person("Old name", NEW_YEAR)
        write_person("New name", SUMMER)
        before, then, after = (read_key(PEOPLE, "A1", on=day) for day in (date(2025, 12, 31), SPRING, SUMMER))
    assert before is None
    assert then is not None
    assert (then.values["name"], then.valid_from, then.until) == ("Old name", NEW_YEAR, SUMMER)
    assert after is not None
    assert (after.values["name"], after.until) == ("New name", None)


def test_a_version_written_later_for_an_earlier_day_holds_until_the_one_that_follows() -> None:
    with acting(SYSTEM):
        write_person("Summer", SUMMER)
        spring = write_person("Spring", SPRING)
        assert spring.until == SUMMER
        names = [r.values["name"] for r in history(PEOPLE, "A1")]
    assert names == ["Spring", "Summer"]


def test_a_correction_replaces_the_version_of_the_day_and_the_past_knowledge_stays() -> None:
    with acting(SYSTEM):
        first = write_person("Wrogn", NEW_YEAR)
        second = write_person("Right", NEW_YEAR)
        now_known = read_key(PEOPLE, "A1", on=SPRING)
        then_known = read_key(PEOPLE, "A1", on=SPRING, known=first.recorded_at)
        of_the_subject = read_subject(PEOPLE, first.subject, on=SPRING, known=first.recorded_at)
    assert now_known is not None
    assert now_known.id == second.id
    assert then_known is not None
    assert then_known.id == first.id
    assert [r.id for r in of_the_subject] == [first.id]


def test_an_ended_entry_is_gone_from_the_day_of_its_end_and_may_begin_again() -> None:
    with acting(SYSTEM):
        write_person("There", NEW_YEAR)
        end = end_record(PEOPLE, "A1", SPRING, actor=CLERK, purpose="test")
        assert read_key(PEOPLE, "A1", on=SPRING) is None
        assert read_key(PEOPLE, "A1", on=date(2026, 2, 28)) is not None
        write_person("Back", SUMMER)
        back = read_key(PEOPLE, "A1", on=SUMMER)
        (ended,) = acts("record.end")
    assert back is not None
    assert end.values == {}
    assert ended["records"] == [{"id": str(end.id), "commitment": end.commitment.hex()}]


def test_ending_what_is_not_there_is_refused() -> None:
    with acting(SYSTEM), pytest.raises(NothingThere):
        end_record(PEOPLE, "nobody", SPRING, actor=CLERK, purpose="test")


def test_the_act_commits_to_the_record_and_holds_none_of_its_values() -> None:
    with acting(SYSTEM):
        record = write_person("Zhang San", NEW_YEAR, number="SECRET-7")
        (act,) = acts("record.write")
        with connection.cursor() as cursor:
            cursor.execute("SELECT salt FROM registers_record")
            salt = bytes(cursor.fetchone()[0])
    assert act["records"] == [{"id": str(record.id), "commitment": record.commitment.hex()}]
    assert act["subjects"] == [str(record.subject)]
    assert act["id"] == str(record.act)
    assert "Zhang" not in str(act)
    assert "SECRET-7" not in str(act)
    whole = bound(
        "people",
        "SECRET-7",
        record.subject,
        NEW_YEAR,
        record.recorded_at,
        record.provenance,
        {"id": "SECRET-7", "name": "Zhang San"},
        is_end=False,
    )
    assert commit_values(whole, salt=salt).digest == record.commitment


def test_bulk_loads_bind_the_same_bytes_as_single_writes() -> None:
    subject, at = uuid4(), datetime(2026, 5, 1, 8, 30, 0, 5, UTC)
    values: dict[str, str | bool] = {"name": '民"\\', "id": "1", "living": True}
    whole = bound("people", "键1", subject, SPRING, at, {"row": 1, "by": "x"}, values, is_end=True)
    filled = frame("people", "2026-05-01T08:30:00.000005+00:00", '{"by":"x","row":1}', is_end=True) % (
        subject,
        "2026-03-01",
        '"键1"',
        canonical_values(values),
    )
    framed = filled.encode()
    salt = b"0" * 16
    assert orjson.loads(framed) == whole
    assert framed == orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)
    assert commit_values(whole, salt=salt).holds_for(orjson.loads(framed))


def test_everything_wrong_with_an_entry_is_said_at_once_and_nothing_is_written() -> None:
    with acting(SYSTEM), pytest.raises(FieldProblems) as caught:
        write_record(
            PEOPLE,
            {"id": "A1", "born": "30 February", "colour": "red"},
            blueprint=BLUEPRINT,
            actor=CLERK,
            purpose="test",
        )
    assert set(caught.value.problems) == {"name", "born", "colour"}
    assert all(set(text) == {"zh", "en"} for text in caught.value.problems.values())
    with acting(SYSTEM):
        assert acts("record.write") == []
        assert find_subject("resident", "A1") is None


def test_an_entry_stays_with_its_subject() -> None:
    given = {"number": "B1", "person": "A1", "kind": "old"}
    with acting(SYSTEM):
        write_record(BENEFITS, given, blueprint=BLUEPRINT, actor=CLERK, purpose="test", valid_from=SPRING)
        with pytest.raises(FieldProblems) as caught:
            write_record(
                BENEFITS,
                given | {"person": "A2"},
                blueprint=BLUEPRINT,
                actor=CLERK,
                purpose="test",
                valid_from=SUMMER,
            )
    assert set(caught.value.problems) == {"person"}


def test_in_a_single_register_a_subject_has_one_entry_at_a_time() -> None:
    def move_into(home: str, day: date) -> Record:
        values = {"home": home, "person": "A1"}
        return write_record(HOMES, values, blueprint=BLUEPRINT, actor=CLERK, purpose="test", valid_from=day)

    with acting(SYSTEM):
        first = move_into("H1", NEW_YEAR)
        with pytest.raises(FieldProblems):
            move_into("H2", SPRING)
        end_record(HOMES, "H1", SPRING, actor=CLERK, purpose="test")
        move_into("H2", SPRING)
        assert [r.key for r in read_subject(HOMES, first.subject, on=SUMMER)] == ["H2"]


def test_erasure_takes_values_salt_and_key_and_leaves_the_commitment() -> None:
    with acting(SYSTEM):
        first = write_person("Wrong", NEW_YEAR)
        second = write_person("Right", NEW_YEAR)
        act = erase(PEOPLE, "A1", actor=CLERK, purpose="test", basis=("PIPL 47",))
        assert read_key(PEOPLE, "A1", on=SPRING) is None
        with connection.cursor() as cursor:
            cursor.execute('SELECT id, "values", salt, key, commitment FROM registers_record ORDER BY id')
            rows = cursor.fetchall()
        assert identity_of(first.subject) == Identity("resident", f"erased:{act}")
    with acting(SYSTEM):
        (erased,) = acts("record.erase")
    assert [(row[1], row[2], row[3]) for row in rows] == [(None, None, f"erased:{act}")] * 2
    assert {bytes(row[4]) for row in rows} == {first.commitment, second.commitment}
    assert {r["id"] for r in erased["records"]} == {str(first.id), str(second.id)}  # type: ignore[attr-defined]


def test_a_subject_about_whom_something_is_still_held_keeps_the_identifier() -> None:
    with acting(SYSTEM):
        person = write_person("Somebody", NEW_YEAR)
        write_record(
            BENEFITS,
            {"number": "B1", "person": "A1", "kind": "old"},
            blueprint=BLUEPRINT,
            actor=CLERK,
            purpose="test",
        )
        erase(PEOPLE, "A1", actor=CLERK, purpose="test", basis=())
        assert identity_of(person.subject) == Identity("resident", "A1")


@pytest.mark.parametrize(
    "change",
    [
        "SET superseded_at = NULL, superseded_by = NULL",
        "SET superseded_by = gen_random_uuid()",
        "SET \"values\" = '{}'",
        'SET "values" = NULL, salt = NULL',
        "SET key = 'erased:me'",
    ],
)
def test_the_database_refuses_any_other_change(change: str) -> None:
    with acting(SYSTEM):
        write_person("Wrong", NEW_YEAR)
        write_person("Right", NEW_YEAR)
    with pytest.raises(DatabaseError) as refused, acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(f"UPDATE registers_record {change}")
    assert isinstance(refused.value.__cause__, psycopg.errors.RestrictViolation)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM registers_record", "UPDATE registers_record SET act = id"]
)
def test_the_application_has_no_right_to_more(statement: str) -> None:
    with pytest.raises(DatabaseError) as refused, acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_a_reach_sees_its_registers_and_oneself_and_nothing_else() -> None:
    with acting(SYSTEM):
        record = write_person("Somebody", NEW_YEAR)
        other = write_person("Another", NEW_YEAR, number="A2")
    seen = {}
    for name, reach in {
        "owner": Reach(agency="registry", registers=("people",)),
        "other register": Reach(agency="care", registers=("benefits",)),
        "supervisor": Reach(supervise=True),
        "self": Reach(subjects=(record.subject,)),
        "nobody": Reach(),
    }.items():
        with acting(reach):
            found = (read_key(PEOPLE, "A1", on=SPRING), read_key(PEOPLE, "A2", on=SPRING))
            seen[name] = {r.id for r in found if r}
    assert read_key(PEOPLE, "A1", on=SPRING) is None
    assert seen == {
        "owner": {record.id, other.id},
        "other register": set(),
        "supervisor": set(),
        "self": {record.id},
        "nobody": set(),
    }


def test_writing_to_a_register_out_of_reach_is_refused() -> None:
    with (
        pytest.raises(ProgrammingError) as refused,
        acting(Reach(agency="care", registers=("benefits",))),
    ):
        write_person("Somebody", NEW_YEAR)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_subjects_are_made_known_once() -> None:
    with acting(SYSTEM):
        first = ensure_subjects("resident", ["A", "B", "A"])
        again = ensure_subjects("resident", ["B", "C"])
        assert set(first) == {"A", "B"}
        assert again["B"] == first["B"]
        assert find_subject("resident", "A") == first["A"]
        assert find_subject("enterprise", "A") is None
        assert identity_of(first["A"]) == Identity("resident", "A")
    with acting(Reach(registers=("people",))):
        assert find_subject("resident", "A") == first["A"]
        assert identity_of(first["A"]) is None
