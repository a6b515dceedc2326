"""The room as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class OutsideConfig(AppConfig):
    """The queue of what is done outside; its tables are procrastinate's."""

    name = "minben.outside"
    label = "outside"
