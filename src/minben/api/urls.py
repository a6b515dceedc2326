"""The addresses of the interface, each marked with who may use it."""

from __future__ import annotations

from django.urls import URLPattern

from minben.pages.access import MARK

from .views import api

OPEN = ("openapi-json", "api-root")
patterns, _, _ = api.urls
urlpatterns = [entry for entry in patterns if isinstance(entry, URLPattern)]
for entry in urlpatterns:
    setattr(entry.callback, MARK, "all" if entry.name in OPEN else "clients")
