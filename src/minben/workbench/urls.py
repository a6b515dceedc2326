"""The addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from . import deciding, tasks

app_name = "workbench"
urlpatterns = [
    path("", tasks.tasks, name="tasks"),
    path("cases/<str:number>", deciding.case, name="case"),
]
