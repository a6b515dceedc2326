"""Asking the head for more time: a page of its own, for the one reason that the applicant will read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from minben import cases
from minben.blueprint.model import Power
from minben.pages.access import for_officers
from minben.pages.fields import Problem
from minben.pages.files import post_title, seen_file
from minben.pages.languages import say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from minben.cases import CaseFile, StepView
    from minben.people import Officer


@for_officers(Power.HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, officer: Officer, number: str, step: str) -> HttpResponse:
    """Show what an extension would be, or ask for it."""
    file = seen_file(number, officer)
    view = next((one for one in file.steps if one.id == step and one.may_extend), None)
    if view is None or view.row is None:
        raise Http404
    if request.method != "POST":
        return _show(request, file, view, "", None)
    reasons = request.POST.get("reasons", "")
    try:
        cases.ask_extension(view.row.id, officer, reasons)
    except cases.ReasonsMissing:
        problem = Problem("reasons", _("Say why more time is needed; the applicant will read it"))
        return _show(request, file, view, reasons, problem)
    except cases.CaseProblem as wrong:
        return _show(request, file, view, reasons, Problem("", say(wrong.text)))
    messages.success(
        request, _("More time has been asked for. The head decides, before the limit has passed.")
    )
    return redirect("workbench:case", number=number)


def _show(
    request: HttpRequest, file: CaseFile, view: StepView, reasons: str, problem: Problem | None
) -> HttpResponse:
    extension = view.step.timing.extend if view.step else None
    if extension is None:
        raise Http404
    context = {
        "file": file,
        "title": say(view.title),
        "extension": extension,
        "head": post_title(file.blueprint, extension.approves),
        "reasons": reasons,
        "problem": problem,
        "errors": [problem] if problem else [],
    }
    return render(request, "workbench/extend.html", context, status=400 if problem else 200)
