"""Which face answers which address."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("minben.pages.accounts")),
    path("", include("minben.pages.urls")),
    path("work/", include("minben.workbench.urls")),
    path("api/v1/", include(("minben.api.urls", "api"))),
    path("console/", include("minben.console.urls")),
    path("", include("minben.portal.urls")),
]
handler500 = "minben.pages.views.broken"
