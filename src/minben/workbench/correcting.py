"""Corrections that the officer's post decides: the list, and one of them beside what the register says now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from minben import cases, services
from minben.blueprint.model import Power
from minben.pages.access import for_officers
from minben.pages.corrections import line
from minben.pages.fields import Problem
from minben.pages.languages import say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from minben.people import Officer

VERDICTS = ("accepted", "refused")


@for_officers(Power.HANDLE)
@require_safe
def listed(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The open corrections, the most pressing first."""
    blueprint = services.in_force()
    lines = [line(blueprint, seen) for seen in cases.correction_tasks(officer)]
    return render(request, "workbench/corrections.html", {"officer": officer, "lines": lines})


@for_officers(Power.HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """One correction; accepting it writes the register, refusing it needs reasons."""
    if request.method != "POST":
        return _show(request, officer, number)
    verdict, reasons = request.POST.get("verdict", ""), request.POST.get("reasons", "")
    try:
        done = cases.decide_correction(number, officer, verdict, reasons)
    except cases.NotFound as missing:
        raise Http404 from missing
    except cases.UnknownVerdict:
        return _show(request, officer, number, verdict, reasons, Problem("verdict-1", _("Choose a verdict")))
    except cases.ReasonsMissing as wrong:
        return _show(request, officer, number, verdict, reasons, Problem("reasons", say(wrong.text)))
    except cases.CaseProblem as wrong:
        return _show(request, officer, number, verdict, reasons, Problem("", say(wrong.text)))
    messages.success(request, _("Correction %(number)s has been decided.") % {"number": done.number})
    return redirect("workbench:corrections")


def _show(
    request: HttpRequest,
    officer: Officer,
    number: str,
    verdict: str = "",
    reasons: str = "",
    problem: Problem | None = None,
) -> HttpResponse:
    try:
        seen = cases.correction(number, officer)
    except cases.NotFound as missing:
        raise Http404 from missing
    titles = {"accepted": _("Correct the register"), "refused": _("Do not correct it")}
    context = {
        "line": line(services.in_force(), seen),
        "verdicts": [
            (f"verdict-{place}", value, titles[value], value == verdict)
            for place, value in enumerate(VERDICTS, 1)
        ],
        "reasons": reasons,
        "errors": [problem] if problem else [],
        "at": problem.target if problem else "",
    }
    status = 200 if problem is None else 400 if problem.target else 409
    return render(request, "workbench/correction.html", context, status=status)
