"""Bad ratings: calling back whoever was dissatisfied, and seeing the matter put right, each within its limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from minben import cases, services
from minben.blueprint.model import Power
from minben.pages.access import for_officers
from minben.pages.fields import Problem
from minben.pages.languages import say
from minben.pages.levels import level_name
from minben.pages.marks import Mark, limit_mark

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from minben.cases import BadRating
    from minben.people import Officer


@dataclass(frozen=True, slots=True)
class Line:
    """A bad rating as the list and its page show it."""

    row: BadRating
    level: str
    service: str
    agency: str
    mark: Mark


def line(row: BadRating) -> Line:
    """A bad rating in words."""
    blueprint = services.in_force()
    service, agency = blueprint.services.get(row.service), blueprint.agencies.get(row.agency)
    return Line(
        row=row,
        level=level_name(row.level),
        service=say(service.title) if service else row.service,
        agency=say(agency.title) if agency else row.agency,
        mark=limit_mark(row.colour, row.due),
    )


@for_officers(Power.HANDLE)
@require_safe
def ratings(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The bad ratings before the officer's post, the most pressing first."""
    lines = [line(row) for row in cases.bad_ratings(officer)]
    return render(request, "workbench/ratings.html", {"lines": lines, "officer": officer})


@for_officers(Power.HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: HttpRequest, officer: Officer, rating: UUID) -> HttpResponse:
    """One bad rating: note the call back, then what was put right."""
    row = next((one for one in cases.bad_ratings(officer) if one.id == rating), None)
    if row is None:
        raise Http404
    text, errors = request.POST.get("text", ""), []
    if request.method == "POST":
        do = cases.rectify if request.POST.get("do") == "rectify" else cases.call_back
        try:
            do(rating, officer, text)
        except cases.NoWords as wrong:
            errors = [Problem("text", say(wrong.text))]
        except cases.CaseProblem as wrong:
            errors = [Problem("", say(wrong.text))]
        else:
            done = do is cases.rectify
            messages.success(
                request, _("The person has been told.") if done else _("The call back is noted.")
            )
            return redirect("workbench:ratings") if done else redirect("workbench:rating", rating=rating)
    context = {"line": line(row), "text": text, "errors": errors}
    return render(request, "workbench/rating.html", context, status=400 if errors else 200)
