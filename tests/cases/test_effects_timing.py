"""Pauses and cards that were changed behind their acts are found."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from minben import cases
from minben.cases import effects_timing
from minben.ledger import acting, legal_clock

from .conftest import SYSTEM, at
from .timed import WINDOW, WITH_LAB, apply, changed, do

if TYPE_CHECKING:
    from .conftest import District


def differences() -> list[tuple[str, str]]:
    with acting(SYSTEM):
        return [(one.table, one.en) for one in (*effects_timing.pauses(), *effects_timing.cards())]


@pytest.mark.parametrize(
    ("statement", "table", "times"),
    [
        ("UPDATE cases_pause SET ends_on = ends_on + 5", "cases_pause", 1),
        ("UPDATE cases_pause SET starts_on = starts_on - 5", "cases_pause", 1),
        ("DELETE FROM cases_pause", "cases_pause", 2),
        ("UPDATE cases_card SET act = gen_random_uuid()", "cases_card", 2),
        ("DELETE FROM cases_card", "cases_card", 1),
    ],
)
def test_what_was_changed_behind_the_acts_is_found(
    district: District, statement: str, table: str, times: int
) -> None:
    timed = changed(district, *WITH_LAB)
    apply(timed, timed.enterprise())
    do(timed, WINDOW, "accepted")
    with legal_clock(lambda: at(date(2026, 3, 13))):
        cases.pass_deadlines()
        do(timed, WINDOW, "done")
    assert differences() == []
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "ALTER TABLE cases_pause DISABLE TRIGGER USER; ALTER TABLE cases_card DISABLE TRIGGER USER"
        )
        cursor.execute("SELECT set_config('minben.system', 'on', false)")
        cursor.execute(statement)
    found = differences()
    assert {one for one, _ in found} == {table}
    assert len(found) == times
