"""The room as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Sealed case files and event logs."""

    name = "minben.documents"
    label = "documents"

    def ready(self) -> None:
        """Let the ledger know the acts of this room."""
        from . import kinds as kinds
