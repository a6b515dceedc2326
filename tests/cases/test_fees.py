"""Fees: worked out by the table, told with their basis, and paid before the case goes on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction

from minben import cases
from minben.cases import models
from minben.ledger import Act, Reach, acting, acts_of_case, effects, write_act

from .conftest import SYSTEM, put_in_force

if TYPE_CHECKING:
    from .conftest import District, Somebody

REGISTRY = "public-security/registry"
BASIS = "中华人民共和国居民身份证法 第二十一条"


@pytest.fixture
def person(district: District) -> Somebody:
    return district.resident(date(1960, 5, 1), "陈淑华")


def apply(district: District, person: Somebody, reason: str = "lost") -> cases.Case:
    return cases.submit(
        district.blueprint,
        "id-card-replacement",
        person.subject,
        {"reason": reason},
        channel="web",
        actor=person.actor,
    )


def charge(person: Somebody, case: cases.Case) -> cases.ChargeView:
    with acting(person.reach):
        found = cases.charge_of(case.id)
    assert found is not None
    return found


def pay(person: Somebody, case: cases.Case) -> bool:
    due = charge(person, case)
    with acting(SYSTEM):
        seen = write_act(
            Act(kind="payment.paid", actor=person.actor, purpose=case.service, subjects=(person.subject,))
        )
        return cases.paid(due.id, person.actor, seen)


def test_the_amount_follows_from_the_table_and_is_told_with_its_basis(
    district: District, person: Somebody
) -> None:
    case = apply(district, person)
    due = charge(person, case)
    assert (due.amount, due.currency, due.basis) == (Decimal("40.00"), "CNY", BASIS)
    assert due.state is cases.ChargeState.DUE
    with acting(person.reach):
        (notice,) = models.Notice.objects.filter(case=case)
    assert "需缴费¥40.00" in notice.text["zh"]
    assert BASIS in notice.text["en"]
    assert any("40" in text["zh"] for text in due.explanation)


def test_the_case_waits_for_the_payment_and_goes_on_with_it(district: District, person: Somebody) -> None:
    case = apply(district, person)
    officer = district.officer(REGISTRY)
    assert not cases.tasks(officer).rows
    assert pay(person, case)
    (task,) = cases.tasks(officer).rows
    assert task.step == "make"
    assert charge(person, case).state is cases.ChargeState.PAID


def test_paid_twice_does_the_step_once(district: District, person: Somebody) -> None:
    case = apply(district, person)
    assert pay(person, case)
    assert not pay(person, case)
    with acting(SYSTEM):
        done = [act for act in acts_of_case(case.id) if act.kind == "step.do" and act.power.endswith("/pay")]
    assert len(done) == 1


def test_a_withdrawn_case_takes_no_money(district: District, person: Somebody) -> None:
    case = apply(district, person)
    cases.withdraw(case.id, person)
    assert not pay(person, case)
    assert charge(person, case).state is cases.ChargeState.VOID


def test_paying_is_no_completion(district: District, person: Somebody) -> None:
    case = apply(district, person)
    with pytest.raises(cases.NotNow):
        cases.supplement(charge(person, case).step, person, {})


def test_where_nothing_is_due_the_rule_has_done_it(district: District, person: Somebody) -> None:
    case = apply(district, person, "error")
    with acting(person.reach):
        assert cases.charge_of(case.id) is None
    (task,) = cases.tasks(district.officer(REGISTRY)).rows
    assert task.step == "make"


def test_an_amount_that_is_none_receives_nothing(district: District, person: Somebody) -> None:
    from minben.blueprint import read_files

    file = "services/id-card-replacement/service.yaml"
    said = district.blueprint.files[file].replace(b"amount: cost", b"amount: cost - 41")
    blueprint = read_files({**district.blueprint.files, file: said})
    put_in_force(blueprint)
    with pytest.raises(cases.CannotCharge, match="pay"):
        cases.submit(
            blueprint,
            "id-card-replacement",
            person.subject,
            {"reason": "lost"},
            channel="web",
            actor=person.actor,
        )
    with acting(SYSTEM):
        assert not models.Case.objects.exists()


@pytest.mark.parametrize(("verdict", "back"), [("refused", True), ("issued", False)])
def test_the_blueprint_says_after_which_outcome_money_goes_back(
    district: District, person: Somebody, verdict: str, back: bool
) -> None:
    case = apply(district, person)
    pay(person, case)
    officer = district.officer(REGISTRY)
    (task,) = cases.tasks(officer).rows
    cases.decide(task.step_id, officer, verdict, "照片与本人不符" if back else "")
    with acting(SYSTEM):
        assert cases.refund_due(case.id) is back


def test_no_act_holds_the_amount(district: District, person: Somebody) -> None:
    case = apply(district, person)
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT convert_from(body, 'UTF8') FROM ledger_act WHERE case_id = %s", [case.id])
        assert not [body for (body,) in cursor.fetchall() if "40.00" in body or '"amount"' in body]


def test_others_see_no_charge(district: District, person: Somebody) -> None:
    case = apply(district, person)
    other = district.resident(date(1950, 1, 1), "王二", order=4)
    for reach in (other.reach, district.officer("approval/window").reach, Reach(supervise=True)):
        with acting(reach):
            assert cases.charge_of(case.id) is None


def test_a_charge_is_never_changed_and_a_forged_one_is_found(district: District, person: Somebody) -> None:
    case = apply(district, person)
    with pytest.raises(DatabaseError), transaction.atomic(), acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_charge SET amount = 1")
    from django.db import connections

    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('minben.system', 'on', true)")
        cursor.execute("ALTER TABLE cases_charge DISABLE TRIGGER USER")
        cursor.execute("UPDATE cases_charge SET amount = 1 WHERE case_id = %s", [case.id])
    with acting(SYSTEM):
        found = [one for name, compare in effects.registry if name == "charges of cases" for one in compare()]
    assert [one.table for one in found] == ["cases_charge"]
