"""The room as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Payments of what cases charge."""

    name = "minben.payments"
    label = "payments"

    def ready(self) -> None:
        """Let the ledger know the room's kinds of acts, and compare payments with theirs."""
        from . import effects as effects, kinds as kinds
