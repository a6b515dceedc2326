"""The face as an application of Django, so that its templates are found."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Residents and enterprises."""

    name = "minben.portal"
    label = "portal"
