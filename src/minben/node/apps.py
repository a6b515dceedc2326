"""The room as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class Node(AppConfig):
    """A running node; its kinds of acts are made known when the application starts."""

    name = "minben.node"
    label = "node"

    def ready(self) -> None:
        """Let the ledger know what a node does."""
        from . import kinds as kinds
