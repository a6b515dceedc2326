"""Bulk loads: what goes in, what is refused, and how history is respected."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import orjson
import pytest
from django.db import connection

from minben.ledger import Reach, acting, merkle_root
from minben.registers import (
    LoadReport,
    bulk,
    end_record,
    find_subject,
    history,
    load,
    read_key,
    read_subject,
    write_record,
)
from minben.registers.bulk import pipeline

from .jurisdiction import BENEFITS, BLUEPRINT, CLERK, HOMES, PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from minben.blueprint.model import Register

pytestmark = pytest.mark.usefixtures("database")
SYSTEM = Reach(system=True)
NEW_YEAR, SPRING, SUMMER = date(2026, 1, 1), date(2026, 3, 1), date(2026, 7, 1)


def load_rows(
    rows: Iterable[Mapping[str, str]],
    register: Register = PEOPLE,
    *,
    valid_from: date = NEW_YEAR,
    take_good: bool = False,
) -> LoadReport:
    """Load these rows as a clerk would."""
    return load(
        register,
        rows,
        blueprint=BLUEPRINT,
        source="people.csv",
        actor=CLERK,
        valid_from=valid_from,
        take_good=take_good,
    )


def people(*numbers: int, name: str = "Name") -> list[dict[str, str]]:
    """Rows of the people's register."""
    return [{"id": f"A{n}", "name": f"{name} {n}", "living": "是"} for n in numbers]


def name_of(key: str, on: date = SUMMER) -> str | None:
    """The name that the register holds on this day."""
    with acting(SYSTEM):
        record = read_key(PEOPLE, key, on=on)
    return str(record.values["name"]) if record else None


def count_of(table: str) -> int:
    """How many rows there are."""
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_rows_become_records_of_known_subjects_with_one_act() -> None:
    report = load_rows(people(1, 2, 3))
    assert (report.rows, report.loaded, report.unchanged, report.bad) == (3, 3, 0, 0)
    with acting(SYSTEM):
        record = read_key(PEOPLE, "A2", on=SPRING)
        assert record is not None
        assert record.values == {"id": "A2", "name": "Name 2", "living": True}
        assert record.subject == find_subject("resident", "A2")
        assert record.provenance == {"by": "record.load", "source": "people.csv"}
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, body FROM ledger_act")
            ((act, body),) = cursor.fetchall()
            cursor.execute("SELECT uuid_send(id), commitment FROM registers_record ORDER BY id")
            leaves = [bytes(id_) + bytes(commitment) for id_, commitment in cursor.fetchall()]
    said = orjson.loads(bytes(body))
    assert act == report.act == record.act
    assert (said["count"], said["root"]) == (3, merkle_root(leaves).hex())
    assert "Name" not in str(said)


def test_text_that_copy_could_misread_arrives_as_it_was() -> None:
    odd = {"id": "a\\b", "name": 'q"\\\t民\n%'}
    load_rows([odd])
    assert name_of("a\\b") == odd["name"]


def test_one_bad_row_keeps_all_out_and_is_named_with_field_and_reason() -> None:
    rows = [*people(1), {"id": "A2", "name": "far too long a name", "living": "maybe"}, {"id": "A3"}]
    report = load_rows(rows)
    assert (report.act, report.rows, report.loaded, report.bad) == (None, 3, 0, 2)
    assert {(p.row, p.field) for p in report.problems} == {(2, "name"), (2, "living"), (3, "name")}
    assert all(set(p.reason) == {"zh", "en"} for p in report.problems)
    assert (count_of("registers_record"), count_of("registers_subject"), count_of("ledger_act")) == (0, 0, 0)


def test_good_rows_are_taken_when_told_to() -> None:
    report = load_rows([*people(1), {"id": "A2"}, *people(3)], take_good=True)
    assert (report.loaded, report.bad) == (2, 1)
    assert (name_of("A1"), name_of("A2"), name_of("A3")) == ("Name 1", None, "Name 3")


def test_a_problem_seen_only_in_the_database_keeps_all_out_too() -> None:
    with acting(SYSTEM):
        values = {"number": "B1", "person": "A1", "kind": "old"}
        write_record(BENEFITS, values, blueprint=BLUEPRINT, actor=CLERK, purpose="test", valid_from=NEW_YEAR)
    rows = [{"number": f"B{n}", "person": "A2", "kind": "old"} for n in (2, 1)]
    report = load_rows(rows, BENEFITS)
    assert [(p.row, p.field) for p in report.problems] == [(2, "person")]
    assert count_of("registers_record") == 1


def test_loading_again_changes_only_what_changed() -> None:
    load_rows(people(1, 2))
    assert load_rows(people(1, 2), valid_from=SPRING).unchanged == 2
    report = load_rows([*people(1, name="New"), *people(2)], valid_from=SPRING)
    assert (report.loaded, report.unchanged) == (1, 1)
    assert (name_of("A1", NEW_YEAR), name_of("A1"), name_of("A2")) == ("Name 1", "New 1", "Name 2")


def test_the_same_day_again_is_a_correction() -> None:
    load_rows(people(1, 2))
    with acting(SYSTEM):
        before = read_key(PEOPLE, "A1", on=SPRING)
    load_rows(people(1, name="Right"))
    assert before is not None
    with acting(SYSTEM):
        known_then = read_key(PEOPLE, "A1", on=SPRING, known=before.recorded_at)
        assert len(history(PEOPLE, "A1")) == 1
    assert name_of("A1") == "Right 1"
    assert known_then is not None
    assert known_then.id == before.id


def test_rows_say_from_when_they_hold_and_when_an_entry_ends() -> None:
    load_rows(
        [
            {"id": "A1", "name": "Early", "@valid_from": "2020-05-01"},
            {"id": "A1", "name": "", "@valid_from": "2026-03-01", "@end": "yes"},
            {"id": "A2", "name": "Default", "@valid_from": ""},
        ]
    )
    assert name_of("A1", date(2020, 5, 1)) == "Early"
    assert name_of("A1", SPRING) is None
    assert name_of("A2", NEW_YEAR) == "Default"


@pytest.mark.parametrize("gap", [0, 1, 2, 3])
def test_a_key_twice_in_the_rows_is_found_however_far_apart(
    gap: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "BATCH", 2)
    rows = [*people(1), *people(*range(10, 10 + 2 * gap)), *people(1, name="Other")]
    report = load_rows(rows)
    assert [(p.row, p.field, p.reason["en"]) for p in report.problems] == [
        (len(rows), "id", "The same key and day appear twice in these rows")
    ]


@pytest.mark.parametrize("gap", [0, 1, 2])
def test_history_within_the_rows_is_respected_across_batches(
    gap: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "BATCH", 2)
    fill = [{"home": f"F{n}", "person": f"P{n}"} for n in range(2 * gap)]
    rows = [{"home": "H1", "person": "A1"}, *fill]
    second = load_rows([*rows, {"home": "H2", "person": "A1", "@valid_from": "2026-03-01"}], HOMES)
    assert [(p.row, p.field) for p in second.problems] == [(len(rows) + 1, "home")]
    ended = {"home": "H1", "person": "A1", "@valid_from": "2026-02-01", "@end": "true"}
    third = load_rows([*rows, ended, {"home": "H2", "person": "A1", "@valid_from": "2026-03-01"}], HOMES)
    assert third.bad == 0
    with acting(SYSTEM):
        subject = find_subject("resident", "A1")
        assert subject is not None
        assert [r.key for r in read_subject(HOMES, subject, on=SUMMER)] == ["H2"]


def test_what_was_ended_may_come_back() -> None:
    load_rows(people(1))
    with acting(SYSTEM):
        end_record(PEOPLE, "A1", SPRING, actor=CLERK, purpose="test")
    assert load_rows(people(1), valid_from=SUMMER).loaded == 1
    assert (name_of("A1", SPRING), name_of("A1", SUMMER)) == (None, "Name 1")


def test_ending_what_is_not_there_is_a_bad_row() -> None:
    report = load_rows([{"id": "A1", "@end": "yes"}, {"id": "A2", "@end": "perhaps"}])
    assert {(p.row, p.field) for p in report.problems} == {(1, "id"), (2, "@end")}


def test_progress_is_told_as_rows_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "BATCH", 10)
    told: list[int] = []
    load(PEOPLE, people(*range(25)), blueprint=BLUEPRINT, source="x", actor=CLERK, progress=told.append)
    assert told == [10, 20, 25]


def test_rows_are_not_gathered_before_they_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "BATCH", 10)
    ahead: list[int] = []
    done = 0

    def progress(rows: int) -> None:
        nonlocal done
        done = rows

    def rows() -> Iterable[dict[str, str]]:
        for n in range(200):
            ahead.append(n - done)
            yield people(n)[0]

    report = load(PEOPLE, rows(), blueprint=BLUEPRINT, source="x", actor=CLERK, progress=progress)
    assert report.loaded == 200
    assert max(ahead) < 20


def test_two_loads_may_share_a_transaction() -> None:
    with acting(SYSTEM):
        assert load_rows(people(1)).loaded == 1
        assert load_rows(people(2, 3)).loaded == 2
        assert load_rows([{"id": "A4"}]).loaded == 0
        assert load_rows(people(5)).loaded == 1
    assert count_of("registers_record") == 4


def test_an_empty_load_is_an_act_over_nothing() -> None:
    report = load_rows([])
    assert (report.rows, report.loaded) == (0, 0)
    assert report.act is not None
    assert bulk.BATCH == 10_000
