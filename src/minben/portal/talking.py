"""Questions to the agency and answers to its own, and how it was: what one says in one's case beside the forms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from minben import cases
from minben.pages.access import for_persons
from minben.pages.fields import Problem
from minben.pages.languages import say
from minben.pages.levels import LEVELS, level_name
from minben.pages.talking import Saying, say_in_case

from .own import own_file

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from minben.cases import CaseFile
    from minben.people import Person


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """One of the five levels to choose from."""

    value: int
    title: str
    chosen: bool


@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """Ask the agency something about the case."""
    file = own_file(number, person)
    done = _("Your question has been sent. You will find the answer here.")
    saying = _saying(file, _("Ask the agency"), done)
    return say_in_case(request, saying, partial(cases.ask_agency, file.case.id, person))


@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, person: Person, number: str, question: UUID) -> HttpResponse:
    """Answer a question of an officer."""
    file = own_file(number, person)
    asked = next((one for one in cases.questions_of(file.case.id, officer=False) if one.id == question), None)
    if asked is None:
        raise Http404
    saying = _saying(file, _("Answer a question"), _("Your answer has been sent."), asked.text)
    return say_in_case(request, saying, partial(cases.answer_agency, question, person))


def _saying(file: CaseFile, title: str, done: str, asked: str = "") -> Saying:
    hint = _("The officers who deal with your case will read it. No limit stops for a question.")
    return Saying(file, title, hint, done, reverse("portal:case", args=[file.case.number]), asked)


@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """Say how it was: the case, or the visit to the counter that ``?visit=`` names."""
    file = own_file(number, person)
    visit = _visit(request)
    if cases.MayRate(visit) not in cases.may_rate(file.case, person):
        messages.info(
            request, _("There is nothing to rate here now; each case and each visit is rated once.")
        )
        return redirect("portal:case", number=number)
    level, words, errors = request.POST.get("level", ""), request.POST.get("words", ""), []
    if request.method == "POST":
        try:
            cases.rate(file.case.id, person, int(level) if level.isdigit() else 0, words, visit)
        except cases.NoWords as wrong:
            errors = [Problem("words", say(wrong.text))]
        except cases.CaseProblem as wrong:
            errors = [Problem("level-5", say(wrong.text))]
        else:
            messages.success(request, _("Thank you for your rating."))
            return redirect("portal:case", number=number)
    choices = [LevelChoice(one, level_name(one), str(one) == level) for one in LEVELS]
    context = {"file": file, "levels": choices, "words": words, "errors": errors, "visit": visit or ""}
    return render(request, "portal/rate.html", context, status=400 if errors else 200)


def _visit(request: HttpRequest) -> UUID | None:
    said = request.POST.get("visit") or request.GET.get("visit", "")
    try:
        return UUID(said) if said else None
    except ValueError as error:
        raise Http404 from error
