"""My tasks: what lies before the officer's post, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minben import cases, services
from minben.blueprint import is_shared
from minben.blueprint.model import Power
from minben.pages.access import for_officers
from minben.pages.files import numbered, post_title
from minben.pages.languages import say
from minben.pages.marks import TONES, Mark, colour_name, limit_mark
from minben.pages.paging import query_with

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.model import Blueprint
    from minben.cases import TaskRow
    from minben.people import Officer

PAGE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """A task as a list shows it; ``desk`` is the taskforce whose task it is, if any."""

    row: TaskRow
    service: str
    step: str
    desk: str
    mark: Mark
    questions: int = 0
    """How many questions in the case wait for whoever sees the list."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    value: str
    title: str
    chosen: bool
    count: int | None = None


def step_title(blueprint: Blueprint, service: str, step: str) -> str:
    """What a step is called; a case of an older blueprint may have a step that is no more."""
    known = blueprint.services.get(service)
    found = known.steps.get(step) if known else None
    if step == cases.HUMAN:
        return _("A person looks at it again")
    if step == cases.APPEAL:
        return _("Appeal")
    return say(found.title) if found else step


def line(blueprint: Blueprint, row: TaskRow, questions: int = 0) -> Line:
    """A task in words."""
    service = blueprint.services.get(row.service)
    return Line(
        row=row,
        service=say(service.title) if service else row.service,
        step=numbered(step_title(blueprint, row.service, row.step), row.instance),
        desk=post_title(blueprint, row.desk) if is_shared(row.desk) else "",
        mark=limit_mark(row.colour, row.due, provisional=row.due_provisional),
        questions=questions,
    )


@for_officers(Power.HANDLE)
@require_safe
def tasks(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The list, narrowed to a service or a colour where the officer wants it so."""
    blueprint = services.in_force()
    service = request.GET.get("service") or None
    colour = request.GET.get("colour") or None
    if colour is not None and colour not in TONES:
        raise Http404
    try:
        page = cases.tasks(
            officer, after=request.GET.get("after"), limit=PAGE, service=service, colour=colour
        )
    except ValueError as error:
        raise Http404 from error
    counts = cases.task_counts(officer)
    waiting = cases.unanswered_by_officers([row.case_id for row in page.rows])
    context = {
        "officer": officer,
        "lines": [line(blueprint, row, waiting.get(row.case_id, 0)) for row in page.rows],
        "older": query_with(request, after=page.after) if page.after else "",
        "further": "after" in request.GET,
        "total": sum(counts.values()),
        "colours": [
            Choice(tone, colour_name(tone), tone == colour, counts.get(cases.Colour(tone), 0))
            for tone in TONES
        ],
        "services": [
            Choice(one.id, say(one.title), one.id == service)
            for one in blueprint.services.values()
            if one.human in officer.desks
            or any({step.post, *step.posts} & set(officer.desks) for step in one.steps.values())
        ],
        "narrowed": bool(service or colour),
    }
    return render(request, "workbench/tasks.html", context)
