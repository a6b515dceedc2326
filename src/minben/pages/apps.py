"""The pages as an application of Django, so that their templates and static files are found."""

from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Shared layout, components and static files."""

    name = "minben.pages"
    label = "pages"
