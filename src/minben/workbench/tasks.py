"""My tasks: what lies before the officer's post, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minben import cases, services
from minben.blueprint import is_shared, posts_of
from minben.blueprint.model import Power
from minben.pages.access import for_officers
from minben.pages.files import numbered, post_title
from minben.pages.languages import say
from minben.pages.marks import TONES, Mark, colour_name, limit_mark
from minben.pages.paging import query_with

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.model import Blueprint, Service
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
    post: str
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
    if step.endswith(".extension") and known is not None:
        return say(cases.aside_title(known, step))
    return say(found.title) if found else step


def _desks(service: Service) -> Iterator[str]:
    """Every desk on which a task of the service can lie."""
    steps = service.steps.values()
    for post in (service.human, *(post for step in steps for post in (step.post, *step.posts))):
        if post is not None:
            yield from posts_of(service, post)


def line(blueprint: Blueprint, row: TaskRow, questions: int = 0) -> Line:
    """A task in words."""
    service = blueprint.services.get(row.service)
    return Line(
        row=row,
        service=say(service.title) if service else row.service,
        step=numbered(step_title(blueprint, row.service, row.step), row.instance),
        desk=post_title(blueprint, row.desk) if is_shared(row.desk) else "",
        post=post_title(blueprint, row.desk),
        mark=limit_mark(row.colour, row.due, provisional=row.due_provisional, due_at=row.due_at),
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
    shown = cases.escalated(officer, limit=PAGE)
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
            if set(officer.desks) & set(_desks(one))
        ],
        "narrowed": bool(service or colour),
        "urgent": counts.get(cases.Colour.AMBER, 0),
        "escalated": [line(blueprint, row) for row in shown.rows],
    }
    return render(request, "workbench/tasks.html", context)
