"""The addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from . import attending, correcting, deciding, extending, licences, materials, ratings, talking, tasks

app_name = "workbench"
urlpatterns = [
    path("", tasks.tasks, name="tasks"),
    path("cases/<str:number>/extend/<str:step>", extending.extend, name="extend"),
    path("cases/<str:number>", deciding.case, name="case"),
    path("cases/<str:number>/ask", talking.ask, name="ask"),
    path("cases/<str:number>/questions/<uuid:question>", talking.answer, name="answer"),
    path("questions", talking.questions, name="questions"),
    path("ratings", ratings.ratings, name="ratings"),
    path("ratings/<uuid:rating>", ratings.rating, name="rating"),
    path("cases/<str:number>/files/<uuid:file>", materials.case_file, name="case-file"),
    path("corrections", correcting.listed, name="corrections"),
    path("corrections/<str:number>", correcting.correction, name="correction"),
    path("counter", attending.counter, name="counter"),
    path("counter/<uuid:attended>", attending.counter_begin, name="counter-begin"),
    path("counter/<uuid:attended>/check", attending.counter_check, name="counter-check"),
    path("counter/<uuid:attended>/end", attending.counter_end, name="counter-end"),
    path("counter/<uuid:attended>/files/<uuid:file>", attending.counter_file, name="counter-file"),
    path("counter/<uuid:attended>/materials/<str:name>", attending.counter_material, name="counter-material"),
    path("counter/<uuid:attended>/questions/<str:name>", attending.counter_question, name="counter-question"),
    path("help", attending.helping, name="help"),
    path("help/<uuid:attended>", attending.help_begin, name="help-begin"),
    path("help/<uuid:attended>/check", attending.help_check, name="help-check"),
    path("help/<uuid:attended>/end", attending.help_end, name="help-end"),
    path("help/<uuid:attended>/files/<uuid:file>", attending.help_file, name="help-file"),
    path("help/<uuid:attended>/materials/<str:name>", attending.help_material, name="help-material"),
    path("help/<uuid:attended>/questions/<str:name>", attending.help_question, name="help-question"),
    path("licences", licences.listed, name="licences"),
    path("licences/<uuid:licence_id>", licences.licence, name="licence"),
    path("licences/<uuid:licence_id>/<str:move>", licences.change, name="licence-change"),
]
