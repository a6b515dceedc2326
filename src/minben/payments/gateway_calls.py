"""What is asked of the gateway: to make an order, how one stands, to give money back. Each may be asked again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from minben import cases
from minben.environment import Environment
from minben.ledger import acting, now
from minben.outside import Answer, Signer, Unreachable, call, later

from . import kinds
from .beginning import ORDER
from .booking import REFUND, Said, book, change, lock
from .states import KEYID, SYSTEM, PaymentState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from .models import Payment

TRIES = 12
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(hours=1)
UNKNOWN = 404


def signer() -> Signer:
    """The secret that this node and the gateway share."""
    return Signer(KEYID, Environment.read().services.payment_key.encode())


def notify_url() -> str:
    """Where the gateway tells what has become of an order."""
    return f"{Environment.read().address}{reverse('portal:payment-notice')}"


def order(payment_id: UUID) -> None:
    """Make the order at the gateway, or find it there; then the person can pay."""
    payment = _in_state(payment_id, PaymentState.ASKED)
    if payment is None:
        return
    try:
        answer = _call("POST", "/orders", _wanted(payment), key=str(payment.id))
    except Unreachable as gone:
        _put_off(payment_id, ORDER, str(gone))
        return
    with acting(SYSTEM):
        payment = lock(payment_id)
        if payment.state != PaymentState.ASKED:
            return
        if not answer.good:
            change(payment, PaymentState.FAILED, kinds.FAIL, error=f"gateway-{answer.status}")
            return
        payment.state = PaymentState.WAITING
        payment.order, payment.cashier = str(answer.values.get("order")), str(answer.values.get("cashier"))
        payment.asked_at, payment.error = now(), ""
        payment.save()


def reconcile(payment_id: UUID) -> PaymentState:
    """Ask the gateway how an order stands, and book what it says; what cannot be asked now is asked again later."""
    try:
        answer = _call("GET", f"/orders/{payment_id}")
        if answer.good:
            return book(payment_id, Said.read(answer.values))
        if answer.status == UNKNOWN:
            # The order never arrived, so it is made now.
            order(payment_id)
    except (Unreachable, ValueError):
        pass
    with acting(SYSTEM):
        return PaymentState(lock(payment_id).state)


def refund(payment_id: UUID) -> None:
    """Give back what was paid; the person is told once it is done."""
    payment = _in_state(payment_id, PaymentState.REFUNDING)
    if payment is None:
        return
    wanted = {"order": payment.order, "amount": f"{payment.amount:f}", "currency": payment.currency}
    try:
        answer = _call("POST", "/refunds", wanted, key=f"{payment.id}-refund")
        if not answer.good:
            raise Unreachable(f"gateway-{answer.status}")
    except Unreachable as gone:
        _put_off(payment_id, REFUND, str(gone))
        return
    with acting(SYSTEM):
        payment = lock(payment_id)
        if payment.state != PaymentState.REFUNDING:
            return
        payment.refunded_at = now()
        change(payment, PaymentState.REFUNDED, kinds.REFUNDED)
        cases.tell_refund(payment.charge, payment.act)


def _wanted(payment: Payment) -> Mapping[str, str]:
    address = Environment.read().address
    return {
        "amount": f"{payment.amount:f}",
        "currency": payment.currency,
        "text": payment.number,
        "notify": notify_url(),
        "back": f"{address}{reverse('portal:pay', args=[payment.number])}",
    }


def _call(method: str, path: str, values: Mapping[str, str] | None = None, *, key: str = "") -> Answer:
    url = Environment.read().services.payment_url
    if url is None:
        raise Unreachable("no-service")
    return call(signer(), method, f"{url}{path}", values, key=key)


def _in_state(payment_id: UUID, state: PaymentState) -> Payment | None:
    with acting(SYSTEM):
        payment = lock(payment_id)
        return payment if payment.state == state else None


def _put_off(payment_id: UUID, task: str, error: str) -> None:
    """Try again later, each time later. An order is given up in the end; money that has to go back never is."""
    with acting(SYSTEM):
        payment = lock(payment_id)
        payment.attempts, payment.error = payment.attempts + 1, error
        if task == ORDER and payment.attempts >= TRIES:
            change(payment, PaymentState.FAILED, kinds.FAIL, error=error)
            return
        payment.save(update_fields=["attempts", "error"])
        later(task, payment_id, after=min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(payment.attempts - 1, 20)))
