"""The room as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The mailbox, contact data, and what is sent outside."""

    name = "minben.messages"
    label = "mail"

    def ready(self) -> None:
        """Let the ledger know the room's kinds of acts."""
        from . import effects as effects, kinds as kinds
