"""Who sees what, as the database itself enforces it for the application role."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction

from minben import cases
from minben.cases import models
from minben.ledger import Reach, acting, acts_about

from .conftest import ACCOUNT, SYSTEM
from .test_licence import FILLED, WINDOW

if TYPE_CHECKING:
    from .conftest import District, Somebody

TABLES = (
    models.Case,
    models.Step,
    models.Answers,
    models.Ground,
    models.Signature,
    models.Notice,
)
SUPERVISION = "government-office/supervision"


@pytest.fixture
def firm(district: District) -> Somebody:
    return district.enterprise()


@pytest.fixture
def case(district: District, firm: Somebody) -> cases.Case:
    """A licence at its inspection, with a first signature and a notice of its own."""
    case = cases.submit(
        district.blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor
    )
    window, inspector = district.officer(WINDOW), district.officer("approval/inspection")
    (task,) = cases.tasks(window).rows
    cases.decide(task.step_id, window, "accepted")
    (task,) = cases.tasks(inspector).rows
    cases.decide(task.step_id, inspector, "passed", answers={"findings": "好"})
    old = district.resident(date(1940, 2, 3))
    cases.submit(
        district.blueprint,
        "old-age-allowance",
        old.subject,
        {"account": ACCOUNT},
        channel="web",
        actor=old.actor,
    )
    return case


def seen(reach: Reach, case: cases.Case) -> dict[str, int]:
    with acting(reach):
        return {
            model.__name__: model.objects.filter(
                **{"id" if model is models.Case else "case": case.id}
            ).count()
            for model in TABLES
        }


def test_the_application_role_has_no_way_around_row_security(case: cases.Case) -> None:
    del case
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("minben_app", False, False)


def test_without_a_reach_nothing_is_seen(case: cases.Case) -> None:
    del case
    assert [model.objects.count() for model in TABLES] == [0] * len(TABLES)


def test_the_applicant_sees_the_case_but_no_half_given_verdict(firm: Somebody, case: cases.Case) -> None:
    counts = seen(firm.reach, case)
    assert (counts["Case"], counts["Step"], counts["Answers"]) == (1, 2, 1)
    assert counts["Signature"] == 0


def test_another_resident_sees_nothing(district: District, case: cases.Case) -> None:
    other = district.resident(date(1980, 2, 3), "陈一", order=51)
    assert set(seen(other.reach, case).values()) == {0}
    with pytest.raises(cases.NotFound):
        cases.case_file(case.number, other)
    with pytest.raises(cases.NotFound):
        cases.withdraw(case.id, other)


def test_another_agency_sees_nothing(district: District, case: cases.Case) -> None:
    other = district.officer("civil-affairs/benefits")
    assert set(seen(other.reach, case).values()) == {0}
    with pytest.raises(cases.NotFound):
        cases.case_file(case.number, other)


def test_the_agency_at_work_sees_all_of_it_and_looking_is_an_act(
    district: District, firm: Somebody, case: cases.Case
) -> None:
    officer = district.officer(WINDOW)
    assert seen(officer.reach, case) == {
        "Case": 1,
        "Step": 2,
        "Answers": 1,
        "Ground": 2,
        "Signature": 1,
        "Notice": 0,
    }
    file = cases.case_file(case.number, officer)
    assert {"case.receive", "step.do", "step.sign"} <= {act.kind for act in file.acts}
    assert file.answers is not None
    assert file.answers["manager"] == "李强"
    with acting(SYSTEM):
        looked = [act for act in acts_about(firm.subject) if act.actor.id == str(officer.appointment)]
    assert sorted((act.kind, act.register) for act in looked if act.kind.endswith(".read")) == [
        ("case.read", ""),
        ("record.read", "enterprises"),
    ]


def test_a_supervisor_sees_how_it_went_and_no_values(district: District, case: cases.Case) -> None:
    officer = district.officer(SUPERVISION)
    counts = seen(officer.reach, case)
    assert (counts["Case"], counts["Step"]) == (1, 2)
    assert counts["Answers"] == counts["Ground"] == counts["Signature"] == counts["Notice"] == 0
    file = cases.case_file(case.number, officer)
    assert file.answers is None
    assert all(step.ground is None for step in file.steps)
    assert [step.standing for step in file.steps][:2] == [cases.Standing.DONE, cases.Standing.READY]


def test_nobody_but_the_program_writes_and_a_done_step_never_changes(
    district: District, firm: Somebody, case: cases.Case
) -> None:
    supervisor = district.officer(SUPERVISION)
    for reach in (firm.reach, supervisor.reach, district.officer("approval/decision").reach):
        with pytest.raises(DatabaseError), acting(reach):
            models.Step.objects.filter(case=case, state="ready").update(state="void")
    with pytest.raises(DatabaseError, match="does not change"), acting(SYSTEM):
        models.Step.objects.filter(case=case, state="done").update(verdict="incomplete")
    with pytest.raises(DatabaseError), acting(SYSTEM):
        models.Case.objects.filter(id=case.id).update(code="X")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_step")


def test_no_personal_value_is_in_an_act(firm: Somebody, case: cases.Case) -> None:
    del case
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT convert_from(body, 'UTF8') FROM ledger_act")
        bodies = " ".join(row[0] for row in cursor.fetchall())
    for value in (firm.identifier, *FILLED.values(), "王桂兰", ACCOUNT):
        if isinstance(value, str) and value != "restaurant":
            assert value not in bodies
