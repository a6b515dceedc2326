"""Appeal against an adverse outcome: the applicant says why, another officer looks again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from minben import cases
from minben.pages.access import for_persons
from minben.pages.fields import Problem
from minben.pages.languages import say

from .cases import show
from .own import own_file

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from minben.people import Person

MOST = 2000
"""Characters of the reasons that are taken."""


@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """Ask why the applicant does not agree, and make the appeal."""
    file = own_file(number, person)
    reasons = request.POST.get("reasons", "")[:MOST]
    if request.method != "POST":
        if file.appeal_until is None:
            return redirect("portal:case", number=number)
        return render(request, "portal/appeal.html", {"file": file, "reasons": "", "errors": []})
    try:
        cases.appeal(file.case.id, person, reasons)
    except cases.ReasonsMissing as missing:
        wrong = Problem("reasons", say(missing.text))
        context = {"file": file, "reasons": reasons, "errors": [wrong]}
        return render(request, "portal/appeal.html", context, status=400)
    except cases.CaseProblem as wrong_now:
        now = cases.case_file_again(file, person)
        return show(request, person, now, [Problem("", say(wrong_now.text))])
    messages.success(request, _("Your appeal has been received. You will find the answer here."))
    return redirect("portal:case", number=number)
