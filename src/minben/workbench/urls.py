"""The addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from . import deciding, licences, tasks

app_name = "workbench"
urlpatterns = [
    path("", tasks.tasks, name="tasks"),
    path("cases/<str:number>", deciding.case, name="case"),
    path("licences", licences.listed, name="licences"),
    path("licences/<uuid:licence_id>", licences.licence, name="licence"),
    path("licences/<uuid:licence_id>/<str:move>", licences.change, name="licence-change"),
]
