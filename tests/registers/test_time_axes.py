"""Any sequence of writes, corrections and ends is read, on both time axes, as a naive model says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from minben.ledger import Reach, acting
from minben.ledger.context import write_waiting
from minben.registers import (
    NothingThere,
    end_record,
    find_subject,
    load,
    read_key,
    read_subject,
    write_record,
)
from minben.registers.effects import compare_records

from .jurisdiction import BENEFITS, BLUEPRINT, CLERK

if TYPE_CHECKING:
    from uuid import UUID

pytestmark = pytest.mark.usefixtures("database")
SYSTEM = Reach(system=True)
FIRST = date(2026, 1, 1)
DAYS = 6
PERSON_OF = {"K1": "A", "K2": "A", "K3": "B"}
KEYS = st.sampled_from(sorted(PERSON_OF))
DAY = st.integers(0, DAYS - 1).map(lambda n: FIRST + timedelta(days=n))
AMOUNT = st.integers(0, 3).map(str)


@dataclass
class Naive:
    """Everything that was ever said of an entry, in the order in which it was recorded; None is an end."""

    said: dict[str, list[tuple[datetime, date, str | None]]] = field(default_factory=dict)

    def holds(self, key: str, on: date, known: datetime | None) -> str | None:
        """The amount that holds on a day, as known at a moment."""
        latest: dict[date, str | None] = {}
        for recorded_at, valid_from, amount in self.said.get(key, ()):
            if known is None or recorded_at <= known:
                latest[valid_from] = amount
        begun = [day for day in latest if day <= on]
        return latest[max(begun)] if begun else None


def values_of(key: str, amount: str) -> dict[str, str]:
    """An entry of the benefits' register."""
    return {"number": key, "person": PERSON_OF[key], "kind": "old", "amount": amount}


WRITES = st.tuples(st.just("write"), KEYS, DAY, AMOUNT)
ENDS = st.tuples(st.just("end"), KEYS, DAY, st.none())
LOADS = st.tuples(st.just("load"), KEYS, DAY, AMOUNT)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(WRITES, ENDS, LOADS), min_size=1, max_size=12))
def test_both_axes_agree_with_a_naive_model(steps: list[tuple[str, str, date, str | None]]) -> None:
    with acting(SYSTEM):
        play_and_compare(steps)
        transaction.set_rollback(True)


def play_and_compare(steps: list[tuple[str, str, date, str | None]]) -> None:
    """Do the steps in the database and in the model, then read both everywhere."""
    naive, moments = Naive(), []
    for step in steps:
        recorded_at = play(naive, *step)
        if recorded_at is not None:
            moments.append(recorded_at)
    people = {name: find_subject("resident", name) for name in set(PERSON_OF.values())}
    for known in [None, *moments]:
        for on in (FIRST + timedelta(days=n) for n in range(-1, DAYS + 1)):
            compare(naive, people, on, known)
    write_waiting()
    write_waiting()
    assert list(compare_records()) == []


def play(naive: Naive, kind: str, key: str, day: date, amount: str | None) -> datetime | None:
    """Do one step; returns when it was recorded, None where it was refused or changed nothing."""
    if kind == "load":
        report = load(
            BENEFITS,
            [values_of(key, str(amount))],
            blueprint=BLUEPRINT,
            source="test",
            actor=CLERK,
            valid_from=day,
        )
        assert report.loaded == (naive.holds(key, day, None) != amount)
        record = read_key(BENEFITS, key, on=day)
        if not report.loaded or record is None:
            return None
    elif kind == "write":
        record = write_record(
            BENEFITS,
            values_of(key, str(amount)),
            blueprint=BLUEPRINT,
            actor=CLERK,
            purpose="test",
            valid_from=day,
        )
    else:
        try:
            record = end_record(BENEFITS, key, day, actor=CLERK, purpose="test")
        except NothingThere:
            assert naive.holds(key, day, None) is None
            return None
    naive.said.setdefault(key, []).append((record.recorded_at, day, amount))
    return record.recorded_at


def compare(naive: Naive, people: dict[str, UUID | None], on: date, known: datetime | None) -> None:
    """Read every key and every subject, and hold it against the model."""
    expected = {key: naive.holds(key, on, known) for key in PERSON_OF}
    for key, amount in expected.items():
        record = read_key(BENEFITS, key, on=on, known=known)
        assert (record.values["amount"] if record else None) == amount
        if record is not None:
            assert record.valid_from <= on < (record.until or date.max)
    for name, subject in people.items():
        if subject is not None:
            records = read_subject(BENEFITS, subject, on=on, known=known)
            found = {record.key: record.values["amount"] for record in records}
            mine = {k: v for k, v in expected.items() if PERSON_OF[k] == name and v is not None}
            assert found == mine
