"""Cases wake when somebody's record changes, and only then."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from minben import cases
from minben.cases import loading, waking
from minben.ledger import acting, seal_once

from .conftest import LOADER, SYSTEM, TODAY
from .test_allowance import DESK, apply, paid_to
from .test_licence import apply as filed

if TYPE_CHECKING:
    from uuid import UUID

    from .conftest import District, Somebody


def wake() -> int:
    """Seal what was done, then follow it."""
    while seal_once().acts:
        pass
    return cases.wake_on_records()


def registered(district: District, person: Somebody, division: str) -> None:
    """Write where somebody lives, as of today."""
    from minben.registers import read_key, write_record

    register = district.blueprint.registers["population"]
    with acting(SYSTEM):
        record = read_key(register, person.identifier)
        assert record is not None
        write_record(
            register,
            {**record.values, "division": division},
            blueprint=district.blueprint,
            actor=LOADER,
            purpose="test",
            valid_from=TODAY,
        )


def elsewhere(district: District) -> str:
    """A division that is known and not in the district."""
    return next(code for code in district.blueprint.divisions if not code.startswith("511602"))


def test_a_rule_grants_once_the_register_is_put_right(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    home = "511602001001"
    registered(district, person, elsewhere(district))
    case = apply(district, person)
    assert case.outcome is None
    assert wake() == 0
    registered(district, person, home)
    assert wake() == 1
    file = cases.case_file(case.number, person)
    assert (file.case.state, file.case.outcome, file.case.decided_by) == ("closed", "granted", "rule")
    assert len(paid_to(district, person)) == 1
    accept = file.steps[0]
    assert accept.ground is not None
    assert accept.ground.inputs["local"] is True
    assert cases.tasks(district.officer(DESK)).rows == ()
    assert wake() == 0


def test_what_changes_about_others_or_in_other_registers_wakes_nobody(district: District) -> None:
    person, other = district.resident(date(1946, 5, 3)), district.resident(date(1940, 2, 3), order=12)
    apply(district, person)
    district.kin(person, other, "李强", "spouse")
    registered(district, other, "511602001001")
    assert wake() == 0


def test_a_change_on_which_no_rule_grants_leaves_the_task_to_people(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    first = apply(district, person)
    second = apply(district, person)
    assert (first.outcome, second.outcome) == ("granted", None)
    assert wake() == 0, "the benefit that the first wrote concerns the second, and still says no"
    assert [row.number for row in cases.tasks(district.officer(DESK)).rows] == [second.number]


def test_no_rule_takes_a_task_from_people_who_were_asked_for(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    registered(district, person, elsewhere(district))
    case = apply(district, person)
    cases.ask_for_human(case.id, person)
    registered(district, person, "511602001001")
    assert wake() == 0
    assert len(cases.tasks(district.officer(DESK)).rows) == 1


def test_a_human_asked_for_after_the_list_was_made_keeps_the_rule_away_too(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = district.resident(date(1940, 2, 3))
    registered(district, person, elsewhere(district))
    case = apply(district, person)
    registered(district, person, "511602001001")
    monkeypatch.setattr(waking, "_waiting", lambda _: [case.id])
    cases.ask_for_human(case.id, person)
    assert wake() == 0
    assert len(cases.tasks(district.officer(DESK)).rows) == 1


def test_cases_that_wait_for_no_rule_are_not_looked_at(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = district.enterprise()
    for _ in range(5):
        filed(district, firm)
    district.write(
        "licences",
        number="JY1",
        code="JY1",
        kind="food-business",
        holder=firm.identifier,
        statement="-",
        issued=TODAY,
        expires=date(2031, 3, 1),
    )
    looked_at: list[UUID] = []

    def look(case: UUID, _: object) -> bool:
        looked_at.append(case)
        return False

    monkeypatch.setattr(waking, "_wake", look)
    assert wake() == 0
    assert looked_at == []


def test_an_officer_who_comes_after_the_rule_is_told(district: District) -> None:
    person = district.resident(date(1940, 2, 3))
    registered(district, person, elsewhere(district))
    apply(district, person)
    officer = district.officer(DESK)
    (task,) = cases.tasks(officer).rows
    registered(district, person, "511602001001")
    wake()
    with pytest.raises(cases.AlreadyDone):
        cases.decide(task.step_id, officer, "refused", "不在本区")


def test_a_case_that_fails_does_not_stop_the_loop_over_the_others(
    district: District, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    people = [district.resident(date(1940, 2, 3)), district.resident(date(1940, 2, 3), order=12)]
    for person in people:
        registered(district, person, elsewhere(district))
    bad, good = (apply(district, person) for person in people)
    for person in people:
        registered(district, person, "511602001001")
    sound = loading.take_up

    def failing(case: cases.Case, *given: Any) -> Any:
        if case.id == bad.id:
            raise ArithmeticError(people[0].identifier)
        return sound(case, *given)

    monkeypatch.setattr(waking, "take_up", failing)
    assert wake() == 1
    assert wake() == 0, "the cursor has gone on"
    assert cases.case_file(good.number, people[1]).case.outcome == "granted"
    assert str(bad.id) in caplog.text
    assert people[0].identifier not in caplog.text
