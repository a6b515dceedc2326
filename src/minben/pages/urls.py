"""The addresses that every face shares."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "pages"
urlpatterns = [
    path("language", views.language, name="language"),
    path("start", views.start, name="start"),
    path("act-as", views.act_as, name="act-as"),
    path("personas", views.personas, name="personas"),
    path("personas/<str:persona>", views.become, name="become"),
]
