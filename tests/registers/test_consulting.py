"""What an agency may read of a register, and the act that each reading leaves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import orjson
import pytest
from django.db import connection

from minben.ledger import Reach, acting
from minben.registers import (
    NotAgreed,
    consult,
    ensure_subjects,
    readable_fields,
    readable_registers,
    write_record,
)

from .jurisdiction import BENEFITS, BLUEPRINT, CARER, CLERK, PEOPLE

if TYPE_CHECKING:
    from uuid import UUID

SPRING = date(2026, 3, 1)


@pytest.fixture
def person(database: object) -> UUID:
    """Somebody who is registered."""
    values = {"id": "A1", "name": "Somebody", "born": "1940-05-06"}
    with acting(Reach(system=True)):
        return write_record(
            PEOPLE, values, blueprint=BLUEPRINT, actor=CLERK, purpose="test", valid_from=SPRING
        ).subject


def readings() -> list[dict[str, object]]:
    """The acts of reading, in order."""
    with acting(Reach(system=True)), connection.cursor() as cursor:
        cursor.execute("SELECT body FROM ledger_act WHERE kind = 'record.read' ORDER BY at")
        return [orjson.loads(bytes(row[0])) for row in cursor.fetchall()]


def test_the_owner_reads_every_field_and_leaves_one_act(person: UUID) -> None:
    with acting(Reach(agency="registry", registers=("people",))):
        (record,) = consult(
            PEOPLE, blueprint=BLUEPRINT, subject=person, actor=CLERK, purpose="desk", on=SPRING
        )
    (act,) = readings()
    assert record.values == {"id": "A1", "name": "Somebody", "born": "1940-05-06"}
    assert act["records"] == [{"id": str(record.id)}]
    assert act["subjects"] == [str(person)]
    assert "Somebody" not in str(act)


def test_an_agreement_opens_its_fields_and_no_others(person: UUID) -> None:
    with acting(Reach(agency="care", registers=("people",))):
        (record,) = consult(
            PEOPLE, blueprint=BLUEPRINT, subject=person, actor=CARER, purpose="allowance", on=SPRING
        )
        (narrow,) = consult(
            PEOPLE,
            blueprint=BLUEPRINT,
            key="A1",
            actor=CARER,
            purpose="allowance",
            fields=["born"],
            on=SPRING,
        )
    assert record.values == {"id": "A1", "born": "1940-05-06"}
    assert narrow.values == {"born": "1940-05-06"}
    assert len(readings()) == 2


@pytest.mark.parametrize(
    ("purpose", "on", "fields"),
    [
        ("curiosity", SPRING, None),
        ("allowance", date(2024, 12, 31), None),
        ("allowance", date(2027, 1, 1), None),
        ("allowance", SPRING, ["born", "name"]),
    ],
)
def test_without_an_agreement_nothing_is_read(
    person: UUID, purpose: str, on: date, fields: list[str] | None
) -> None:
    with acting(Reach(agency="care", registers=("people",))), pytest.raises(NotAgreed) as refused:
        consult(
            PEOPLE, blueprint=BLUEPRINT, subject=person, actor=CARER, purpose=purpose, on=on, fields=fields
        )
    assert set(refused.value.text) == {"zh", "en"}
    assert readings() == []


def test_looking_for_somebody_who_is_not_there_is_an_act_too(database: object) -> None:
    with acting(Reach(agency="registry", registers=("people",))):
        stranger = ensure_subjects("resident", ["Z9"])["Z9"]
        assert consult(PEOPLE, blueprint=BLUEPRINT, subject=stranger, actor=CLERK, purpose="desk") == []
    (act,) = readings()
    assert act["subjects"] == [str(stranger)]
    assert "records" not in act


def test_what_an_agency_may_read_follows_from_ownership_and_agreements() -> None:
    def registers(agency: str, purpose: str) -> set[str]:
        return set(readable_registers(BLUEPRINT, agency=agency, purpose=purpose, on=SPRING))

    assert registers("care", "allowance") == {"people", "benefits"}
    assert registers("care", "other") == {"benefits"}
    assert registers("registry", "other") == {"people", "homes"}
    assert readable_fields(BLUEPRINT, BENEFITS, agency="care", purpose="other", on=SPRING) == set(
        BENEFITS.fields
    )
    assert readable_fields(BLUEPRINT, PEOPLE, agency="", purpose="allowance", on=SPRING) == set()
