"""Payments: what a case charges is paid at somebody else's gateway, seen, matched and, if need be, given back.

`begin` makes a payment of a charge, a job orders it at the gateway, the person pays there. That it is paid is believed
only from a signed call of the gateway (`notified`) or from its signed answer when it is asked (`tasks`); then, in one
transaction, the payment is booked and the case goes on. Money that the case does not want any more goes back.
``docs/messages.md`` tells the whole way and the protocol that a gateway has to speak.

Django must be set up before the room is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .beginning import available, begin, payment_of
    from .following import follow_outcomes, look_after
    from .models import Payment
    from .notices import BadNotice, notified
    from .operating import PaymentRow, ask_gateway, give_back, payments
    from .states import PaymentState

_HOMES = {
    "beginning": ("available", "begin", "payment_of"),
    "following": ("follow_outcomes", "look_after"),
    "models": ("Payment",),
    "notices": ("BadNotice", "notified"),
    "operating": ("PaymentRow", "ask_gateway", "give_back", "payments"),
    "states": ("PaymentState",),
}

__all__ = [
    "BadNotice",
    "Payment",
    "PaymentRow",
    "PaymentState",
    "ask_gateway",
    "available",
    "begin",
    "follow_outcomes",
    "give_back",
    "look_after",
    "notified",
    "payment_of",
    "payments",
]


def __getattr__(name: str) -> object:
    """Look a public name up where it lives; models exist only once Django's applications are loaded."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(name)
