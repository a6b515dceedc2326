"""The room as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class Node(AppConfig):
    """A running node; its kinds of acts are made known when the application starts."""

    name = "minben.node"
    label = "node"

    def ready(self) -> None:
        """Let the ledger know what a node does, and the commands of registers which blueprint is in force."""
        from minben.registers import provide_blueprint

        from . import kinds as kinds
        from .running import blueprint_at_hand

        provide_blueprint(blueprint_at_hand)
