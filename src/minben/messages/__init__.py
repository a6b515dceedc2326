"""Messages: what people are told reaches them, in the mailbox of the portal and, if they wish, by e-mail and SMS.

The room follows the ledger's sequence (`follow_told`): an act by which somebody was told something becomes an entry of
their mailbox and, for every channel to which they have consented, a delivery with its job, in one transaction with the
cursor. A worker sends it (``tasks``). ``docs/messages.md`` tells the whole way. Other rooms use the names below.

Django must be set up before the room is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .box import Entry, MailPage, mailbox, read_entry, unread
    from .contacts import BadAddress, ContactView, contacts_of, give, offered, withdraw
    from .following import follow_told
    from .operating import DeliveryRow, deliveries, try_again

_HOMES = {
    "contacts": ("BadAddress", "ContactView", "contacts_of", "give", "offered", "withdraw"),
    "following": ("follow_told",),
    "box": ("Entry", "MailPage", "mailbox", "read_entry", "unread"),
    "operating": ("DeliveryRow", "deliveries", "try_again"),
}

__all__ = [
    "BadAddress",
    "ContactView",
    "DeliveryRow",
    "Entry",
    "MailPage",
    "contacts_of",
    "deliveries",
    "follow_told",
    "give",
    "mailbox",
    "offered",
    "read_entry",
    "try_again",
    "unread",
    "withdraw",
]


def __getattr__(name: str) -> object:
    """Look a public name up where it lives; models exist only once Django's applications are loaded."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(name)
