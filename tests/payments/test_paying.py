"""Paying: ordered once, believed only from the gateway itself, booked once, and given back where it has to be."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.conftest import SYSTEM
from minben import cases, outside, payments
from minben.ledger import Reach, acting, acts_of_case, effects
from minben.payments import gateway_calls
from minben.payments.gateway_calls import notify_url

from .conftest import again, seal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.conftest import District, Somebody

    from .conftest import Gateway

REGISTRY = "public-security/registry"


def begin(person: Somebody, charge: cases.ChargeView) -> payments.Payment:
    with acting(person.reach):
        return payments.begin(charge.id, person.actor)


def jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, args ->> 'row' FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"
        )
        return [(name, row) for name, row in cursor.fetchall()]


def ordered(person: Somebody, charge: cases.ChargeView) -> payments.Payment:
    payment = begin(person, charge)
    gateway_calls.order(payment.id)
    return again(payment)


def notice(gateway: Gateway, payment: payments.Payment, **changes: str) -> tuple[bytes, Mapping[str, str]]:
    values = {
        "order": payment.order,
        "key": str(payment.id),
        "event": "e1",
        "state": "paid",
        "amount": "40.00",
        "currency": "CNY",
    } | changes
    body = json.dumps(values).encode()
    return body, gateway.signer.headers("POST", notify_url(), body)


def paid(person: Somebody, gateway: Gateway, charge: cases.ChargeView) -> payments.Payment:
    payment = ordered(person, charge)
    payments.notified(*notice(gateway, payment))
    return again(payment)


def kinds(case: cases.Case) -> list[str]:
    with acting(SYSTEM):
        return [act.kind for act in acts_of_case(case.id)]


def test_beginning_enqueues_the_order_in_the_same_transaction(
    person: Somebody, gateway: Gateway, charge: cases.ChargeView, case: cases.Case
) -> None:
    del gateway
    payment = begin(person, charge)
    assert jobs() == [("payments.order", str(payment.id))]
    assert kinds(case).count("payment.begin") == 1


def test_two_clicks_are_one_payment(
    person: Somebody, gateway: Gateway, charge: cases.ChargeView, case: cases.Case
) -> None:
    del gateway
    assert begin(person, charge).id == begin(person, charge).id
    assert kinds(case).count("payment.begin") == 1


def test_without_a_gateway_the_counter_is_named(
    person: Somebody, charge: cases.ChargeView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MINBEN_PAYMENT_URL", raising=False)
    with pytest.raises(cases.NotNow, match="counter"):
        begin(person, charge)


def test_nobody_pays_what_they_cannot_see(
    district: District, gateway: Gateway, charge: cases.ChargeView
) -> None:
    del gateway
    stranger = district.resident(date(1950, 1, 1), "王二", order=4)
    with pytest.raises(cases.NotFound):
        begin(stranger, charge)
    with acting(stranger.reach):
        assert payments.payment_of(charge.id) is None


def test_an_order_is_made_once_however_often_it_is_asked_for(
    person: Somebody, gateway: Gateway, charge: cases.ChargeView
) -> None:
    payment = begin(person, charge)
    gateway.behave("fails")
    gateway_calls.order(payment.id)
    assert again(payment).state == "asked"
    gateway.behave("mute")
    gateway_calls.order(payment.id)
    first = again(payment)
    gateway_calls.order(payment.id)
    assert again(payment).order == first.order != ""
    assert first.state == "waiting"
    assert first.cashier.startswith(gateway.url)


def test_a_gateway_that_is_away_is_asked_again_each_time_later(
    person: Somebody, gateway: Gateway, charge: cases.ChargeView
) -> None:
    payment = begin(person, charge)
    gateway.behave("fails")
    for _ in range(3):
        gateway_calls.order(payment.id)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM scheduled_at - now()) FROM procrastinate_jobs"
            " WHERE scheduled_at IS NOT NULL ORDER BY id"
        )
        pauses = [round(seconds) for (seconds,) in cursor.fetchall()]
    gateway.behave("mute")
    assert pauses == [2, 4, 8]


def test_the_case_goes_on_with_the_notice_of_the_gateway(
    district: District, person: Somebody, gateway: Gateway, charge: cases.ChargeView, case: cases.Case
) -> None:
    payment = paid(person, gateway, charge)
    assert payment.state == "paid"
    (task,) = cases.tasks(district.officer(REGISTRY)).rows
    assert task.step == "make"
    assert kinds(case).count("payment.paid") == 1


def test_the_same_notice_again_changes_nothing(
    person: Somebody, gateway: Gateway, charge: cases.ChargeView, case: cases.Case
) -> None:
    payment = paid(person, gateway, charge)
    before = kinds(case)
    payments.notified(*notice(gateway, payment))
    payments.notified(*notice(gateway, payment, event="e2"))
    assert kinds(case) == before


@pytest.mark.parametrize("change", [{"amount": "0.01"}, {"currency": "USD"}, {"amount": "40.01"}])
def test_another_amount_is_a_dispute_and_pays_nothing(
    district: District,
    person: Somebody,
    gateway: Gateway,
    charge: cases.ChargeView,
    change: dict[str, str],
) -> None:
    payment = ordered(person, charge)
    payments.notified(*notice(gateway, payment, **change))
    assert again(payment).state == "disputed"
    assert not cases.tasks(district.officer(REGISTRY)).rows
    assert [row.id for row in payments.payments(doubtful=True)] == [payment.id]
    assert payments.give_back(payment.id)
    assert again(payment).state == "refunding"
    assert begin(person, charge).id != payment.id


def test_who_has_not_the_secret_notifies_nobody(
    person: Somebody, gateway: Gateway, charge: cases.ChargeView
) -> None:
    payment = ordered(person, charge)
    body, _ = notice(gateway, payment)
    forged = outside.Signer("minben-payments", b"guessed").headers("POST", notify_url(), body)
    for headers in (forged, {}):
        with pytest.raises(outside.BadSignature):
            payments.notified(body, headers)
    assert again(payment).state == "waiting"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"key": "x", "event": "e", "amount": "1"}', b'{"amount": "NaN"}']
)
def test_a_signed_notice_that_says_nothing_is_refused(
    gateway: Gateway, district: District, body: bytes
) -> None:
    del district
    with pytest.raises(payments.BadNotice):
        payments.notified(body, gateway.signer.headers("POST", notify_url(), body))


def test_a_payment_that_was_not_notified_is_found_by_asking(
    district: District, person: Somebody, gateway: Gateway, charge: cases.ChargeView
) -> None:
    payment = ordered(person, charge)
    gateway.pay(payment)
    assert again(payment).state == "waiting"
    assert payments.look_after(timedelta(0)) == 1
    assert ("payments.reconcile", str(payment.id)) in jobs()
    assert gateway_calls.reconcile(payment.id) == "paid"
    assert len(cases.tasks(district.officer(REGISTRY)).rows) == 1


def test_an_order_that_never_arrived_is_made_by_asking(
    person: Somebody, gateway: Gateway, charge: cases.ChargeView
) -> None:
    payment = begin(person, charge)
    gateway_calls.reconcile(payment.id)
    assert gateway.state_of(payment)["state"] == "waiting"
    assert again(payment).state == "waiting"


def test_what_was_heard_of_lately_is_not_asked_about(
    person: Somebody, gateway: Gateway, charge: cases.ChargeView
) -> None:
    ordered(person, charge)
    assert payments.look_after() == 0


def test_money_that_comes_after_the_withdrawal_goes_back(
    person: Somebody, gateway: Gateway, charge: cases.ChargeView, case: cases.Case
) -> None:
    payment = ordered(person, charge)
    gateway.pay(payment)
    cases.withdraw(case.id, person)
    payments.notified(*notice(gateway, payment))
    assert again(payment).state == "refunding"
    assert ("payments.refund", str(payment.id)) in jobs()
    gateway_calls.refund(payment.id)
    assert again(payment).state == "refunded"
    assert gateway.state_of(payment)["state"] == "refunded"


def test_a_refund_that_failed_half_way_is_made_once(
    person: Somebody, gateway: Gateway, charge: cases.ChargeView, case: cases.Case
) -> None:
    payment = ordered(person, charge)
    gateway.pay(payment)
    cases.withdraw(case.id, person)
    payments.notified(*notice(gateway, payment))
    gateway.behave("fails")
    gateway_calls.refund(payment.id)
    assert again(payment).state == "refunding"
    gateway.behave("mute")
    gateway_calls.refund(payment.id)
    gateway_calls.refund(payment.id)
    assert kinds(case).count("payment.refunded") == 1
    with acting(person.reach):
        told = [notice.text["zh"] for notice in cases.Notice.objects.filter(case=case.id)]
    assert [text for text in told if "已退回" in text] == [f"办件{case.number}所缴的¥40.00已退回原付款账户。"]


@pytest.mark.parametrize(("verdict", "state"), [("refused", "refunding"), ("issued", "paid")])
def test_an_outcome_gives_back_what_the_blueprint_says(
    district: District, person: Somebody, gateway: Gateway, charge: cases.ChargeView, verdict: str, state: str
) -> None:
    payment = paid(person, gateway, charge)
    officer = district.officer(REGISTRY)
    (task,) = cases.tasks(officer).rows
    cases.decide(task.step_id, officer, verdict, "照片与本人不符" if verdict == "refused" else "")
    seal()
    assert payments.follow_outcomes() == (verdict == "refused")
    assert again(payment).state == state
    assert payments.follow_outcomes() == 0


def test_nobody_but_the_subject_sees_a_payment(
    district: District, person: Somebody, gateway: Gateway, charge: cases.ChargeView
) -> None:
    paid(person, gateway, charge)
    for reach, seen in ((person.reach, 1), (district.officer(REGISTRY).reach, 0), (Reach(supervise=True), 0)):
        with acting(reach):
            assert payments.Payment.objects.count() == seen


def test_payments_stand_as_their_acts_say(
    person: Somebody, gateway: Gateway, charge: cases.ChargeView
) -> None:
    paid(person, gateway, charge)
    (compare,) = [compare for name, compare in effects.registry if name == "payments"]
    with acting(SYSTEM):
        assert list(compare()) == []
        with connection.cursor() as cursor:
            cursor.execute("UPDATE payments_payment SET state = 'refunded', amount = 1")
        assert [one.en for one in compare()] == ["not in the state that its act says"]


def test_looking_after_is_a_constant_number_of_queries_beside_the_jobs(
    person: Somebody, gateway: Gateway, charge: cases.ChargeView
) -> None:
    ordered(person, charge)
    with CaptureQueriesContext(connection) as asked:
        payments.look_after(timedelta(0))
    assert len([one for one in asked if "payments_payment" in one["sql"]]) == 2
