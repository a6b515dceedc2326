"""The room as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files that people hand in."""

    name = "minben.files"
    label = "files"

    def ready(self) -> None:
        """Name the room's acts, and what of it is compared with them."""
        from . import effects as effects, kinds as kinds
