"""The addresses of the portal."""

from __future__ import annotations

from django.urls import path

from . import browsing, data

app_name = "portal"
urlpatterns = [
    path("", browsing.home, name="home"),
    path("search", browsing.search, name="search"),
    path("search/suggestions", browsing.suggestions, name="suggestions"),
    path("agencies/<str:agency>", browsing.agency, name="agency"),
    path("kinds/<str:kind>", browsing.kind, name="kind"),
    path("items/<str:code>", browsing.item, name="item"),
    path("my/data", data.my_data, name="my-data"),
]
