"""Cases that were changed behind their acts are found, each by name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from minben import cases
from minben.cases import effects
from minben.cases.problems import GroundChanged
from minben.ledger import acting

from . import test_licence
from .conftest import SYSTEM
from .test_allowance import apply

if TYPE_CHECKING:
    from .conftest import District


def differences() -> list[tuple[str, str]]:
    with acting(SYSTEM):
        found = [
            *effects.answers(),
            *effects.grounds(),
            *effects.signatures(),
            *effects.notices(),
            *effects.steps(),
            *effects.cases(),
        ]
    return [(one.table, one.en) for one in found]


def tamper(statement: str) -> None:
    """What somebody with the owner's role and no scruples could do."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE cases_step DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE cases_case DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE cases_notice DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE cases_signature DISABLE TRIGGER USER")
        cursor.execute("SELECT set_config('minben.system', 'on', false)")
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("""UPDATE cases_answers SET "values" = '{"account": "6222020000000000029"}'""", "cases_answers"),
        ("UPDATE cases_answers SET commitment = decode(repeat('00', 32), 'hex')", "cases_answers"),
        ("UPDATE cases_step SET verdict = 'refused' WHERE step = 'grant'", "cases_step"),
        ("UPDATE cases_step SET by_kind = 'officer' WHERE step = 'grant'", "cases_step"),
        ("UPDATE cases_step SET act = gen_random_uuid() WHERE step = 'pay'", "cases_step"),
        ("DELETE FROM cases_ground; DELETE FROM cases_step WHERE step = 'pay'", "cases_step"),
        ("UPDATE cases_step SET state = 'void', verdict = NULL WHERE step = 'pay'", "cases_step"),
        ("UPDATE cases_ground SET reasons = '另有原因'", "cases_ground"),
        ("""UPDATE cases_ground SET decided = '{"amount": "9999"}' WHERE decided <> '{}'""", "cases_ground"),
        ("UPDATE cases_ground SET inputs = '{}' WHERE inputs <> '{}'", "cases_ground"),
        ("UPDATE cases_ground SET reads = '[]' WHERE reads <> '[]'", "cases_ground"),
        ("UPDATE cases_ground SET explanation = '[]' WHERE explanation <> '[]'", "cases_ground"),
        ("UPDATE cases_ground SET reasons = 'x', salt = NULL, commitment = NULL", "cases_ground"),
        ("""UPDATE cases_notice SET text = '{"zh": "每月9999元"}'""", "cases_notice"),
        ("UPDATE cases_notice SET salt = NULL, commitment = NULL", "cases_notice"),
        ("UPDATE cases_case SET outcome = NULL, decided_by = NULL, state = 'open'", "cases_case"),
        ("UPDATE cases_case SET outcome = 'withdrawn'", "cases_case"),
        ("UPDATE cases_case SET decided_by = 'law'", "cases_case"),
        ("UPDATE cases_case SET subject = gen_random_uuid()", "cases_case"),
    ],
)
def test_a_row_changed_behind_its_act_is_named(district: District, statement: str, table: str) -> None:
    apply(district, district.resident(date(1940, 2, 3)))
    assert differences() == []
    tamper(statement)
    assert table in {name for name, _ in differences()}


def test_a_reopened_case_is_no_difference(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    case = apply(district, person)
    cases.ask_for_human(case.id, person)
    desk = district.officer("civil-affairs/benefits")
    cases.decide(cases.tasks(desk).rows[0].step_id, desk, cases.REOPENED)
    assert differences() == []
    cases.decide(cases.tasks(desk).rows[0].step_id, desk, "refused", "理由")
    assert differences() == []


@pytest.mark.parametrize(
    "change", ["verdict = 'refused'", "reasons = '另有原因'", """answers = '{"a": 1}'""", "commitment = NULL"]
)
def test_a_signature_changed_behind_its_act_is_named(district: District, change: str) -> None:
    case = test_licence.apply(district, district.enterprise())
    test_licence.do(district, test_licence.WINDOW, "accepted")
    test_licence.do(district, test_licence.INSPECTION, "passed", findings="布局合理")
    assert differences() == []
    tamper(f"UPDATE cases_signature SET {change}")
    assert {name for name, _ in differences()} == {"cases_signature"}
    assert case.outcome is None


def test_nothing_is_decided_on_a_ground_changed_while_the_task_was_open(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    apply(district, person)
    apply(district, person)
    desk = district.officer("civil-affairs/benefits")
    (task,) = cases.tasks(desk).rows
    tamper(f"""UPDATE cases_ground SET decided = '{{"amount": "9999"}}' WHERE step_id = '{task.step_id}'""")
    assert {name for name, _ in differences()} == {"cases_ground"}
    with pytest.raises(GroundChanged):
        cases.decide(task.step_id, desk, "accepted")


def test_rows_from_before_there_were_commitments_are_no_difference(district: District) -> None:
    apply(district, district.resident(date(1940, 2, 3)))
    acts_without_records = """
        UPDATE ledger_act SET body = convert_to((convert_from(body, 'UTF8')::jsonb - 'records')::text, 'UTF8')
         WHERE kind IN ('step.do', 'case.notice')"""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_act DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE ledger_act NO FORCE ROW LEVEL SECURITY")
    tamper(acts_without_records)
    tamper("UPDATE cases_ground SET salt = NULL, commitment = NULL")
    tamper("UPDATE cases_notice SET salt = NULL, commitment = NULL")
    assert differences() == []
