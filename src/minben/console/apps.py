"""The face as an application of Django, so that its templates are found."""

from __future__ import annotations

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Leaders and supervisors."""

    name = "minben.console"
    label = "console"
