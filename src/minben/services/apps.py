"""The room of the item catalogue, as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class Services(AppConfig):
    """Blueprints in force, the search over their items and the guides."""

    name = "minben.services"
    label = "services"
    verbose_name = "Services"

    def ready(self) -> None:
        """Let what was learned of the blueprint in force be forgotten between requests."""
        from . import force

        force.connect()
