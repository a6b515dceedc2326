"""The addresses of the console."""

from __future__ import annotations

from django.urls import path

from . import board, satisfaction, views

app_name = "console"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("cards", board.board, name="board"),
    path("satisfaction", satisfaction.satisfaction, name="satisfaction"),
]
