"""The room as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    """Papers and their verification."""

    name = "minben.licences"
    label = "licences"

    def ready(self) -> None:
        """Let the ledger know the acts of this room, and compare licences with theirs."""
        from . import effects as effects, kinds as kinds
