"""The room of the item catalogue, as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class Services(AppConfig):
    """Blueprints in force, the search over their items and the guides."""

    name = "minben.services"
    label = "services"
    verbose_name = "Services"

    def ready(self) -> None:
        """Forget between requests which blueprint was in force; let the ledger compare blueprints with acts."""
        from . import effects as effects, force

        force.connect()
