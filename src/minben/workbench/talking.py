"""Questions and answers in cases, from the officers' side: what applicants ask, and asking them."""

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
    file = _file(number, officer)
    text, errors = request.POST.get("text", ""), []
    if request.method == "POST":
        try:
            cases.ask_applicant(file.case.id, officer, text)
        except cases.NoWords as wrong:
            errors = [Problem("text", say(wrong.text))]
        except cases.NotFound as missing:
            raise Http404 from missing
        else:
            messages.success(request, _("The applicant has been asked. The limit goes on."))
            return redirect("workbench:case", number=number)
    context = {"file": file, "text": text, "errors": errors, "asked": ""}
    return render(request, "workbench/say.html", context, status=400 if errors else 200)


@for_officers(Power.HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, officer: Officer, number: str, question: UUID) -> HttpResponse:
    """Answer what the applicant has asked."""
    file = _file(number, officer)
    asked = next((one for one in cases.questions_of(file.case.id, officer=True) if one.id == question), None)
    if asked is None:
        raise Http404
    text, errors = request.POST.get("text", ""), []
    if request.method == "POST":
        try:
            cases.answer_applicant(question, officer, text)
        except cases.NoWords as wrong:
            errors = [Problem("text", say(wrong.text))]
        except cases.CaseProblem as wrong:
            errors = [Problem("", say(wrong.text))]
        else:
            messages.success(request, _("Your answer has been sent."))
            return redirect("workbench:case", number=number)
    context = {"file": file, "text": text, "errors": errors, "asked": asked.text}
    return render(request, "workbench/say.html", context, status=400 if errors else 200)


def _file(number: str, officer: Officer) -> CaseFile:
    try:
        return cases.case_file(number, officer)
    except cases.NotFound as missing:
        raise Http404 from missing
