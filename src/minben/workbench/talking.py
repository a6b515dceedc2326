"""Questions and answers in cases, from the officers' side: what applicants ask, and asking them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from minben import cases, services
from minben.blueprint.model import Power
from minben.pages.access import for_officers
from minben.pages.files import seen_file
from minben.pages.languages import say
from minben.pages.talking import Saying, say_in_case

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from minben.cases import CaseFile, Unanswered
    from minben.people import Officer


@dataclass(frozen=True, slots=True)
class Line:
    """A question that waits."""

    row: Unanswered
    service: str


@for_officers(Power.HANDLE)
@require_safe
def questions(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What applicants have asked, the longest waiting first."""
    titles = {one.id: say(one.title) for one in services.in_force().services.values()}
    lines = [Line(row, titles.get(row.service, row.service)) for row in cases.to_answer(officer)]
    return render(request, "workbench/questions.html", {"lines": lines, "officer": officer})


@for_officers(Power.HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """Ask the applicant something about the case."""
    file = seen_file(number, officer)
    saying = _saying(file, _("Ask the applicant"), _("The applicant has been asked. The limit goes on."))
    return say_in_case(request, saying, partial(cases.ask_applicant, file.case.id, officer))


@for_officers(Power.HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, officer: Officer, number: str, question: UUID) -> HttpResponse:
    """Answer what the applicant has asked."""
    file = seen_file(number, officer)
    asked = next((one for one in cases.questions_of(file.case.id, officer=True) if one.id == question), None)
    if asked is None:
        raise Http404
    saying = _saying(file, _("Answer the applicant"), _("Your answer has been sent."), asked.text)
    return say_in_case(request, saying, partial(cases.answer_applicant, question, officer))


def _saying(file: CaseFile, title: str, done: str, asked: str = "") -> Saying:
    hint = _(
        "The applicant is told. No limit stops for a question; what is missing for good is asked for by completion."
    )
    return Saying(file, title, hint, done, reverse("workbench:case", args=[file.case.number]), asked)
