"""My licences, each as a paper to print; and the verification of any paper by its code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minben import licences, services
from minben.pages.access import for_persons, open_to_all
from minben.pages.fields import Problem
from minben.pages.languages import say
from minben.pages.limits import limited
from minben.pages.values import Shown, in_words
from minben.people import Limit

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.model import Blueprint
    from minben.licences import Paper, Value
    from minben.people import Person

VERIFICATIONS = Limit("verify", times=30, seconds=60)
LEFT_OPEN = 4
GROUP = 4


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper in the reader's language; ``address`` is where anyone can verify it."""

    paper: Paper
    title: str
    agency: str
    values: tuple[Shown, ...]
    code: str
    address: str


def paper_view(request: HttpRequest, blueprint: Blueprint, paper: Paper, *, own: bool) -> PaperView:
    """A paper in words; what only its holder may read is covered for everybody else."""
    return PaperView(
        paper=paper,
        title=say(paper.kind),
        agency=say(blueprint.agencies[paper.register.agency].title),
        values=tuple(_shown(blueprint, value, own=own) for value in paper.values),
        code="-".join(paper.code[start : start + GROUP] for start in range(0, len(paper.code), GROUP)),
        address=request.build_absolute_uri(reverse("portal:verified", args=[paper.code])),
    )


def _shown(blueprint: Blueprint, value: Value, *, own: bool) -> Shown:
    text = in_words(blueprint, value.fact, value.value)
    if value.hidden and not own:
        text = "*" * max(0, len(text) - LEFT_OPEN) + text[-LEFT_OPEN:]
    return Shown(say(value.fact.title), text)


@for_persons
@require_safe
def my_licences(request: HttpRequest, person: Person) -> HttpResponse:
    """All papers of the subject that the person acts as."""
    blueprint = services.in_force()
    papers = licences.papers_of(blueprint, person.subject)
    views = [paper_view(request, blueprint, paper, own=True) for paper in papers]
    return render(request, "portal/my_licences.html", {"papers": views})


@for_persons
@require_safe
def licence(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """One paper, to be shown or printed."""
    blueprint = services.in_force()
    papers = licences.papers_of(blueprint, person.subject)
    paper = next((paper for paper in papers if paper.number == number), None)
    if paper is None:
        raise Http404
    view = paper_view(request, blueprint, paper, own=True)
    return render(request, "portal/licence.html", {"view": view, "holder": person.name})


@open_to_all
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and go where it leads."""
    if "code" not in request.GET:
        return render(request, "portal/verify.html")
    code = licences.normal(request.GET["code"])
    if code:
        return redirect("portal:verified", code=code)
    problem = Problem("code", _("Enter the verification code that is printed on the paper"))
    return render(request, "portal/verify.html", {"errors": [problem]}, status=400)


@limited(VERIFICATIONS)
@open_to_all
@require_safe
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """What stands in the register for this code."""
    blueprint = services.in_force()
    paper = licences.verify(blueprint, code)
    if paper is None:
        return render(request, "portal/verified.html", {"code": licences.normal(code)}, status=404)
    view = paper_view(request, blueprint, paper, own=False)
    return render(request, "portal/verified.html", {"view": view, "code": paper.code})
