"""The face as an application of Django, so that its templates are found."""

from __future__ import annotations

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """Officers in their posts."""

    name = "minben.workbench"
    label = "workbench"
