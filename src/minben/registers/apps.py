"""The room of authoritative records, as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Registers(AppConfig):
    """Subjects and records; the comparison of records with acts is made known when the app starts."""

    name = "minben.registers"
    label = "registers"
    verbose_name = "Registers"

    def ready(self) -> None:
        """Let the ledger compare records with their acts."""
        from . import effects as effects
