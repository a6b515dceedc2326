"""The room as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    """Papers and their verification."""

    name = "minben.licences"
    label = "licences"

    def ready(self) -> None:
        """Let the ledger know the act of verifying."""
        from . import kinds as kinds
