"""What an operator sees of payments: which are not done, and why; and asking the gateway about one now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.ledger import acting

from .booking import send_back
from .gateway_calls import reconcile
from .models import Payment
from .states import OPEN, SYSTEM, PaymentState

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

DOUBTFUL = (PaymentState.DISPUTED, PaymentState.FAILED)


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment as an operator sees it: no person and no amount."""

    id: UUID
    order: str
    state: str
    attempts: int
    error: str
    begun_at: datetime


def payments(*, doubtful: bool = False, limit: int = 100) -> tuple[PaymentRow, ...]:
    """Payments that are not done, the oldest first; with ``doubtful`` those that somebody has to look into."""
    states = DOUBTFUL if doubtful else (*OPEN, PaymentState.REFUNDING, *DOUBTFUL)
    with acting(SYSTEM):
        found = Payment.objects.filter(state__in=states).order_by("begun_at", "id")[:limit]
        return tuple(
            PaymentRow(one.id, one.order, one.state, one.attempts, one.error, one.begun_at) for one in found
        )


def give_back(payment: UUID) -> bool:
    """Give back what came of a disputed payment, so that it can be paid anew; whether there is such a one."""
    with acting(SYSTEM):
        found = Payment.objects.select_for_update().filter(id=payment, state=PaymentState.DISPUTED).first()
        if found is None:
            return False
        send_back(found)
    return True


def ask_gateway(payment: UUID) -> PaymentState | None:
    """Ask the gateway about a payment now; the state that it comes to, None where there is no such payment."""
    with acting(SYSTEM):
        if not Payment.objects.filter(id=payment).exists():
            return None
    return reconcile(payment)
