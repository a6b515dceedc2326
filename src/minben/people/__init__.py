"""Who people are here: accounts, the subjects they are linked to, mandates, posts, and the reach each of these gives.

The ground on which the faces stand: a request becomes a `Person` or an `Officer`, whose ``reach`` the database enforces
and whose ``actor`` the ledger names. Registers know what is true of a subject; this room only knows its random id.

Django must be set up before the room is used; the names below are then looked up in their modules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .accounts import (
        NameTakenError,
        account_of,
        appoint,
        create_account,
        end_appointment,
        link,
        persona,
        personas,
    )
    from .capacities import Capacity, Officer, Person, Standing, standing_of
    from .holders import held_with
    from .limits import Limit
    from .mandates import (
        Representation,
        end_mandate,
        end_mandate_now,
        follow_representations,
        followed,
        give_mandate,
        mandates_of,
        representatives_cursor,
        representing_registers,
    )
    from .models import Account, Mandate
    from .requests import act_as, capacity, officer, person, standing

__all__ = [
    "Account",
    "Capacity",
    "Limit",
    "Mandate",
    "NameTakenError",
    "Officer",
    "Person",
    "Representation",
    "Standing",
    "account_of",
    "act_as",
    "appoint",
    "capacity",
    "create_account",
    "end_appointment",
    "end_mandate",
    "end_mandate_now",
    "follow_representations",
    "followed",
    "give_mandate",
    "held_with",
    "link",
    "mandates_of",
    "officer",
    "person",
    "persona",
    "personas",
    "representatives_cursor",
    "representing_registers",
    "standing",
    "standing_of",
]

_HOMES = {
    "accounts": (
        "NameTakenError",
        "account_of",
        "appoint",
        "create_account",
        "end_appointment",
        "link",
        "persona",
        "personas",
    ),
    "holders": ("held_with",),
    "limits": ("Limit",),
    "mandates": (
        "Representation",
        "end_mandate",
        "end_mandate_now",
        "follow_representations",
        "followed",
        "give_mandate",
        "mandates_of",
        "representatives_cursor",
        "representing_registers",
    ),
    "models": ("Account", "Mandate"),
    "requests": ("act_as", "capacity", "officer", "person", "standing"),
    "capacities": ("Capacity", "Officer", "Person", "Standing", "standing_of"),
}


def __getattr__(name: str) -> object:
    """Look a public name up where it lives; models exist only once Django's applications are loaded."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(name)
