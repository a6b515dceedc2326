"""Cases that were changed behind their acts are found, each by name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from minben import cases
from minben.cases import effects
from minben.ledger import acting

from .conftest import SYSTEM
from .test_allowance import apply

if TYPE_CHECKING:
    from .conftest import District


def differences() -> list[tuple[str, str]]:
    with acting(SYSTEM):
        found = [*effects.answers(), *effects.steps(), *effects.cases()]
    return [(one.table, one.en) for one in found]


def tamper(statement: str) -> None:
    """What somebody with the owner's role and no scruples could do."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE cases_step DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE cases_case DISABLE TRIGGER USER")
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
