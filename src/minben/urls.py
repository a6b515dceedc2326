"""Which face answers which address."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("work/", include("minben.workbench.urls")),
    path("console/", include("minben.console.urls")),
    path("", include("minben.portal.urls")),
]
