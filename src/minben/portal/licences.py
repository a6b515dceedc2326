"""My licences, each as a paper to print; and the verification of any paper by its code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minben import licences, services
from minben.blueprint.licensing import LicenceState
from minben.blueprint.model import FactType
from minben.pages.access import for_persons, open_to_all
from minben.pages.fields import Problem
from minben.pages.languages import say
from minben.pages.licences import changes
from minben.pages.limits import limited
from minben.pages.marks import Mark
from minben.pages.templatetags.minben import day
from minben.pages.values import Shown, in_words
from minben.people import Limit

from .scope import for_all_services

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.model import Blueprint
    from minben.licences import Paper
    from minben.people import Person

VERIFICATIONS = Limit("verify", times=30, seconds=60)
GROUP = 4
LONGEST_CODE = 64
_NOT_IN_CODES = re.compile(r"[^0-9A-Z]")


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper in the reader's language; ``address`` is where anyone can verify it."""

    number: str
    title: str
    agency: str
    statement: str
    values: tuple[Shown, ...]
    code: str
    address: str
    expired: bool
    state: Mark
    since: str
    identifier: str
    illustrative: bool
    holds: bool
    may_show: bool
    text: str


def paper_view(request: HttpRequest, blueprint: Blueprint, paper: Paper) -> PaperView:
    """A paper in words: its kind is its title, the field with room for most words is what it states."""
    kind = next((field for field in paper.fields if field.fact.type is FactType.CHOICE), None)
    texts = [field for field in paper.fields if field.fact.type is FactType.TEXT]
    statement = max(texts, key=lambda field: field.fact.max_length, default=None)
    number = next((field for field in paper.fields if field.name == paper.register.key), None)
    licence = blueprint.licences.get(paper.issued.kind) if paper.issued else None
    return PaperView(
        number=str(number.value) if number else "",
        title=in_words(blueprint, kind.fact, kind.value) if kind else say(paper.register.title),
        agency=say(blueprint.agencies[paper.agency].title),
        statement=str(statement.value) if statement else "",
        values=tuple(
            Shown(say(field.fact.title), in_words(blueprint, field.fact, field.value))
            for field in paper.fields
            if field is not kind and field is not statement and field.value is not None
        ),
        code="-".join(paper.code[start : start + GROUP] for start in range(0, len(paper.code), GROUP)),
        address=request.build_absolute_uri(reverse("portal:verified", args=[paper.code]))
        if paper.code
        else "",
        expired=paper.expired,
        state=_state(paper),
        since=day(paper.since),
        identifier=paper.issued.identifier if paper.issued else "",
        illustrative=licence.illustrative if licence else False,
        holds=paper.state == LicenceState.VALID,
        may_show=paper.issued is not None and paper.issued.credential is not None,
        text=say(licence.text) if licence else "",
    )


def _state(paper: Paper) -> Mark:
    """Whether a paper is valid today, with its last day."""
    if paper.state not in (LicenceState.VALID, LicenceState.LAPSED):
        return state_mark(paper.state, paper.issued.state_since if paper.issued else None)
    if paper.last_day is None:
        return Mark("green", _("Valid"))
    last = {"day": day(paper.last_day)}
    if paper.expired:
        return Mark("red", _("Expired: the last day was %(day)s") % last)
    return Mark("green", _("Valid until %(day)s") % last)


def state_mark(state: LicenceState, since: date | None) -> Mark:
    """A state in a word and a colour, with the day since when."""
    word = say(licences.STATE_WORDS[state])
    tone = "green" if state == LicenceState.VALID else "amber" if state in SUSPENDED else "red"
    if since is None or state == LicenceState.VALID:
        return Mark(tone, word)
    return Mark(tone, _("%(state)s since %(day)s") % {"state": word, "day": day(since)})


SUSPENDED = (LicenceState.WITHHELD, LicenceState.TRANSFERRING)


def find(blueprint: Blueprint, person: Person, number: str) -> Paper:
    """The person's paper with this number. Raises Http404."""
    for paper in licences.papers_of(blueprint, person.subject):
        if any(field.name == paper.register.key and str(field.value) == number for field in paper.fields):
            return paper
    raise Http404


def normal(code: str) -> str:
    """A code as it is kept, however somebody types it.

    >>> normal(" k7m2-pq9x ")
    'K7M2PQ9X'
    """
    return _NOT_IN_CODES.sub("", code[:LONGEST_CODE].upper())


@for_persons
@for_all_services
@require_safe
def my_licences(request: HttpRequest, person: Person) -> HttpResponse:
    """All papers of the subject that the person acts as."""
    blueprint = services.in_force()
    papers = licences.papers_of(blueprint, person.subject)
    views = [paper_view(request, blueprint, paper) for paper in papers]
    return render(request, "portal/my_licences.html", {"papers": views})


@for_persons
@for_all_services
@require_safe
def licence(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """One paper, to be shown or printed."""
    blueprint = services.in_force()
    paper = find(blueprint, person, number)
    history = licences.history_of(paper.issued.id) if paper.issued else None
    context = {
        "view": paper_view(request, blueprint, paper),
        "holder": person.name,
        "changes": changes(history) if history else [],
    }
    return render(request, "portal/licence.html", context)


@open_to_all
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and go where it leads."""
    if "code" not in request.GET:
        return render(request, "portal/verify.html")
    code = normal(request.GET["code"])
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
    paper = licences.verify(blueprint, normal(code))
    if paper is None:
        return render(request, "portal/verified.html", {"code": normal(code)}, status=404)
    view = paper_view(request, blueprint, paper)
    return render(request, "portal/verified.html", {"view": view, "code": paper.code})
