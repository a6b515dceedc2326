"""The addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from . import deciding, licences, materials, tasks

app_name = "workbench"
urlpatterns = [
    path("", tasks.tasks, name="tasks"),
    path("cases/<str:number>", deciding.case, name="case"),
    path("cases/<str:number>/files/<uuid:file>", materials.case_file, name="case-file"),
    path("licences", licences.listed, name="licences"),
    path("licences/<uuid:licence_id>", licences.licence, name="licence"),
    path("licences/<uuid:licence_id>/<str:move>", licences.change, name="licence-change"),
]
