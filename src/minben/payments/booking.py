"""What a gateway says of a payment, booked once: paid and the case goes on, disputed, failed, or sent back.

Whoever hears it, by a call or by asking, comes here; the payment's row is locked, so that the same news twice, or late,
changes nothing twice. A payment is locked before its case, always.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from minben import cases
from minben.ledger import Actor, ActorKind, acting, now, uuid7, write_act
from minben.outside import later

from . import kinds
from .beginning import payment_act
from .models import Payment
from .states import OPEN, PROGRAM, SYSTEM, PaymentState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

REFUND = "payments.refund"
PAID, CLOSED = "paid", "closed"


@dataclass(frozen=True, slots=True)
class Said:
    """What the gateway says of an order: ``waiting``, ``paid``, ``closed`` or ``refunded``, and how much it was."""

    state: str
    amount: Decimal
    currency: str

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Said:
        """From its JSON. Raises ValueError."""
        try:
            amount = Decimal(str(values["amount"]))
        except (KeyError, InvalidOperation) as wrong:
            raise ValueError("amount") from wrong
        if not amount.is_finite():
            raise ValueError("amount")
        return cls(str(values.get("state", "")), amount, str(values.get("currency", "")))


def book(payment_id: UUID, said: Said) -> PaymentState:
    """Take in what the gateway says; returns the state that the payment comes to."""
    with acting(SYSTEM):
        payment = lock(payment_id)
        if payment.state not in OPEN:
            return _too_late(payment, said)
        if said.state == CLOSED:
            return change(payment, PaymentState.FAILED, kinds.FAIL, error="closed")
        if said.state != PAID:
            return PaymentState(payment.state)
        if (said.amount, said.currency) != (payment.amount, payment.currency):
            # What came is what can go back; what was due stands in the charge.
            payment.amount, payment.currency = said.amount, said.currency
            return change(payment, PaymentState.DISPUTED, kinds.DISPUTE, error="amount")
        payment.paid_at = now()
        change(payment, PaymentState.PAID, kinds.PAID)
        payer = Actor(kind=ActorKind.RESIDENT, id=payment.payer)
        if not cases.paid(payment.charge, payer, payment.act):
            return send_back(payment)
    return PaymentState.PAID


def _too_late(payment: Payment, said: Said) -> PaymentState:
    """News of a payment that is done with: only money for one that had failed is news, and it goes back."""
    if payment.state != PaymentState.FAILED or said.state != PAID:
        return PaymentState(payment.state)
    payment.paid_at, payment.amount = now(), said.amount
    write_act(payment_act(kinds.PAID, payment, PROGRAM, payment.act))
    return send_back(payment)


def send_back(payment: Payment) -> PaymentState:
    """Let a worker give the money back; inside `acting` (system), the payment locked."""
    payment.attempts = 0
    state = change(payment, PaymentState.REFUNDING, kinds.REFUND)
    later(REFUND, payment.id)
    return state


def change(payment: Payment, state: PaymentState, kind: str, *, error: str = "") -> PaymentState:
    """Bring a locked payment into another state, with its act."""
    before, payment.act = payment.act, uuid7()
    write_act(payment_act(kind, payment, PROGRAM, before), id=payment.act)
    payment.state, payment.error = state, error
    payment.save()
    return state


def lock(payment_id: UUID) -> Payment:
    """The payment, locked; inside `acting` (system)."""
    return Payment.objects.select_for_update().get(id=payment_id)
