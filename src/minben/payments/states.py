"""The words in which payments are stored, and who acts where no person does."""

from __future__ import annotations

from enum import StrEnum

from minben.ledger import Actor, ActorKind, Reach

SYSTEM = Reach(system=True)
PROGRAM = Actor(kind=ActorKind.SYSTEM, id="payments")
KEYID = "minben-payments"


class PaymentState(StrEnum):
    """How far a payment has come.

    ``asked`` the gateway has not answered yet; ``waiting`` it waits for the person; ``paid``; ``refunding`` the money
    is on its way back; ``refunded``; ``failed`` nothing was paid and nothing will be; ``disputed`` another amount came
    than was due, which the operator settles with the gateway.
    """

    ASKED = "asked"
    WAITING = "waiting"
    PAID = "paid"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    FAILED = "failed"
    DISPUTED = "disputed"


OPEN = (PaymentState.ASKED, PaymentState.WAITING)
LIVE = (*OPEN, PaymentState.PAID, PaymentState.DISPUTED)
"""Of these there is at most one for a charge."""
