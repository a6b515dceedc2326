"""The face as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Machines that send in cases."""

    name = "minben.api"
    label = "api"

    def ready(self) -> None:
        """Let the ledger know the acts of opening and ending clients."""
        from . import kinds as kinds
