"""Who used my data: the acts about a person, newest first, by day, with purpose, law and place in the ledger."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from django.shortcuts import render
from django.views.decorators.http import require_safe

from minben import ledger, services
from minben.pages.access import for_persons
from minben.pages.acts import ActLine, describe_all
from minben.pages.paging import query_with
from minben.pages.templatetags.minben import local

from .scope import for_all_services

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from minben.people import Person

WINDOW = 60


def by_day(lines: list[ActLine]) -> list[tuple[date, list[ActLine]]]:
    """The acts of each day, the days of the jurisdiction's own clock."""
    return [(day, list(acts)) for day, acts in groupby(lines, key=lambda line: local(line.at).date())]


def cursor(request: HttpRequest) -> UUID | None:
    """The last act of the page before, if the request names one."""
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None


@for_persons
@for_all_services
@require_safe
def my_data(request: HttpRequest, person: Person) -> HttpResponse:
    """The acts about the subject that the person acts as; one page is a stretch of the ledger."""
    blueprint = services.in_force()
    acts = ledger.acts_about(person.subject, limit=WINDOW + 1, before=cursor(request))
    lines = describe_all(acts[:WINDOW], blueprint, own=(person.own,))
    agencies = sorted({(line.agency, line.agency_title) for line in lines if line.agency})
    chosen = request.GET.get("agency", "")
    shown = [line for line in lines if not chosen or line.agency == chosen]
    context = {
        "days": by_day(shown),
        "agencies": agencies,
        "chosen": chosen,
        "older": query_with(request, before=str(acts[WINDOW - 1].id)) if len(acts) > WINDOW else "",
        "newest": "before" in request.GET,
    }
    return render(request, "portal/my_data.html", context)
