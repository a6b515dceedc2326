"""Records changed, moved, added or dropped behind their acts are named; erased and superseded ones are not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from minben.ledger import Reach, acting, commit_values
from minben.registers import end_record, erase, load, write_record
from minben.registers.binding import bound
from minben.registers.effects import compare_records

from .jurisdiction import BENEFITS, BLUEPRINT, CLERK, PEOPLE

if TYPE_CHECKING:
    from minben.node.postgres import Endpoint
    from minben.registers import Record

DAY = date(2026, 1, 1)


def tamper(database: Endpoint, *statements: str) -> None:
    """Change the database as somebody who holds the machine can."""
    with database.connect("admin") as admin:
        admin.execute("SET session_replication_role = replica")
        for statement in statements:
            admin.execute(statement)


def findings() -> list[tuple[str, str]]:
    """What differs: the row, and what is said of it in English."""
    with acting(Reach(system=True)):
        found = list(compare_records())
    assert all(difference.zh and difference.en for difference in found)
    return [(difference.row, difference.en) for difference in found]


@pytest.fixture
def single(database: Endpoint) -> Record:
    """A record written by itself, beside some that were loaded."""
    load(
        PEOPLE,
        [{"id": f"L{n}", "name": "Loaded"} for n in range(5)],
        blueprint=BLUEPRINT,
        source="test",
        actor=CLERK,
        valid_from=DAY,
    )
    with acting(Reach(system=True)):
        return write_one("A1", "Somebody")


def write_one(number: str, name: str) -> Record:
    """One entry of the people's register."""
    values = {"id": number, "name": name}
    return write_record(PEOPLE, values, blueprint=BLUEPRINT, actor=CLERK, purpose="test", valid_from=DAY)


def test_nothing_differs_after_writing_correcting_ending_loading_and_erasing(single: Record) -> None:
    with acting(Reach(system=True)):
        write_one("A1", "Corrected")
        write_one("A2", "Gone soon")
        end_record(PEOPLE, "A1", date(2026, 5, 1), actor=CLERK, purpose="test")
        erase(PEOPLE, "A2", actor=CLERK, purpose="test", basis=())
        erase(PEOPLE, "L3", actor=CLERK, purpose="test", basis=())
        values = {"number": "B1", "person": single.key, "kind": "old", "amount": "100.50"}
        write_record(BENEFITS, values, blueprint=BLUEPRINT, actor=CLERK, purpose="test")
    load(
        PEOPLE,
        [{"id": "L1", "name": "Changed"}, {"id": "L2", "@end": "yes"}],
        blueprint=BLUEPRINT,
        source="test",
        actor=CLERK,
        valid_from=DAY,
    )
    assert findings() == []


@pytest.mark.parametrize(
    "change",
    [
        '"values" = jsonb_set("values", \'{name}\', \'"Other"\')',
        "key = 'A9'",
        "valid_from = '2020-01-01'",
        "is_end = true",
        "recorded_at = recorded_at - interval '1 day'",
        'provenance = \'{"by": "record.write"}\'',
        "salt = decode('00', 'hex')",
    ],
)
@pytest.mark.parametrize("key", ["A1", "L2"])
def test_a_changed_record_is_named(single: Record, database: Endpoint, change: str, key: str) -> None:
    with database.connect("admin") as admin:
        row = admin.execute("SELECT id::text FROM registers_record WHERE key = %s", [key]).fetchone()
    tamper(database, f"UPDATE registers_record SET {change} WHERE key = '{key}'")
    assert row is not None
    assert [name for name, _ in findings()] == [row[0]]
    assert single.register == "people"


def test_a_moved_subject_is_named_as_such(single: Record, database: Endpoint) -> None:
    tamper(database, f"UPDATE registers_record SET subject = gen_random_uuid() WHERE id = '{single.id}'")
    said = dict.fromkeys(name for name, _ in findings())
    assert list(said) == [str(single.id)]
    assert any("its subject is not the one in its act" in text for _, text in findings())


def test_identifiers_that_were_exchanged_are_found_in_the_records(single: Record, database: Endpoint) -> None:
    tamper(
        database,
        f"UPDATE registers_subject SET identifier = 'gone' WHERE id = '{single.subject}'",
        "UPDATE registers_subject SET identifier = 'A1' WHERE identifier = 'L1'",
    )
    said = dict(findings())
    assert set(said.values()) == {
        "people: the identifier of its subject was changed: it is not in its values"
    }
    assert str(single.id) in said
    assert len(said) == 2


def test_changed_values_with_a_new_commitment_are_found_by_the_act(
    single: Record, database: Endpoint
) -> None:
    forged = {"id": "A1", "name": "Forged"}
    whole = bound(
        "people", "A1", single.subject, DAY, single.recorded_at, single.provenance, forged, is_end=False
    )
    new = commit_values(whole)
    tamper(
        database,
        f'UPDATE registers_record SET "values" = jsonb_set("values", \'{{name}}\', \'"Forged"\'),'
        f" salt = '\\x{new.salt.hex()}', commitment = '\\x{new.digest.hex()}' WHERE id = '{single.id}'",
    )
    assert findings() == [(str(single.id), "people: its commitment is not the one in its act")]


def test_a_forged_record_of_a_load_is_found_by_the_root(single: Record, database: Endpoint) -> None:
    tamper(
        database,
        "UPDATE registers_record SET commitment = decode(repeat('ab', 32), 'hex'), salt = NULL, \"values\" = NULL"
        " WHERE key = 'L2'",
    )
    said = [text for _, text in findings()]
    assert "people: its values are gone, and no act erased them" in said
    assert "people, a load: the records do not have the root that was sealed" in said
    assert single.act


def test_a_dropped_record_is_named(single: Record, database: Endpoint) -> None:
    tamper(database, "DELETE FROM registers_record WHERE key IN ('A1', 'L4')")
    found = findings()
    assert (str(single.id), "people: it is not there any more: it was dropped behind the ledger") in found
    assert any(text == "people, a load: 4 of 5 records are there" for _, text in found)
    assert len(found) == 2


def test_a_record_inserted_without_an_act_is_named(single: Record, database: Endpoint) -> None:
    tamper(
        database,
        "INSERT INTO registers_record SELECT gen_random_uuid(), register, 'A7', subject, valid_from, is_end,"
        ' "values", salt, commitment, provenance, gen_random_uuid(), recorded_at'
        f" FROM registers_record WHERE id = '{single.id}'",
    )
    assert [text for _, text in findings()] == ["people: no act wrote it: it was inserted behind the ledger"]


def test_a_record_hung_on_the_act_of_another_is_named(single: Record, database: Endpoint) -> None:
    tamper(
        database,
        "INSERT INTO registers_record SELECT gen_random_uuid(), register, key, subject, '2020-01-01', is_end,"
        ' "values", salt, commitment, provenance, act, recorded_at'
        f" FROM registers_record WHERE id = '{single.id}'",
    )
    assert any(text == "people: its act wrote another record" for _, text in findings())


def test_a_false_superseding_is_named(single: Record, database: Endpoint) -> None:
    tamper(
        database,
        "UPDATE registers_record SET superseded_at = now(), superseded_by = "
        f"(SELECT id FROM registers_record WHERE key = 'L1') WHERE id = '{single.id}'",
    )
    assert [name for name, _ in findings()] == [str(single.id)]


def test_values_that_went_without_an_act_of_erasure_are_named(single: Record, database: Endpoint) -> None:
    tamper(
        database,
        f"UPDATE registers_record SET \"values\" = NULL, salt = NULL WHERE id = '{single.id}'",
    )
    assert findings() == [(str(single.id), "people: its values are gone, and no act erased them")]
