"""What registers say about me is wrong: asking the agency that keeps it to correct it, and seeing what comes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minben import cases, services
from minben.pages import fields
from minben.pages.access import for_persons
from minben.pages.corrections import line
from minben.pages.fields import Problem
from minben.pages.filling import known_now, service_of
from minben.pages.languages import say
from minben.pages.limits import limited
from minben.pages.values import in_words
from minben.people import Limit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from minben.cases import Correctable
    from minben.people import Person

CORRECTIONS = Limit("correct", times=60, seconds=60)
REASONS = "reasons"


@for_persons
@require_safe
def known(request: HttpRequest, person: Person, service: str) -> HttpResponse:
    """What a service reads about the subject now, and where it can be corrected."""
    blueprint, wanted = service_of(service)
    if wanted.subject_kind != person.kind or not person.may_use(service):
        raise Http404
    prepared = cases.prepare(service, person.subject, person.actor)
    reads = [known_now(blueprint, wanted, read, may_correct=True) for read in prepared.reads]
    return render(request, "portal/correctable.html", {"service": wanted, "reads": reads})


@limited(CORRECTIONS)
@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, person: Person, service: str, read: str, record: UUID) -> HttpResponse:
    """Say which fields of an entry are wrong, what is right, and why."""
    try:
        wrong = cases.correctable(service, read, record, person.subject, person.actor)
    except cases.CaseProblem as missing:
        raise Http404 from missing
    right: dict[str, object] = {}
    if request.method != "POST":
        return _form(request, wrong, right, "", {})
    posted = request.POST
    right = {one.ask.name: fields.read(one, posted) for one in wrong.questions}
    reasons = posted.get(REASONS, "")
    if any(fields.goes_on(one, right[one.ask.name], posted, wrong.blueprint) for one in wrong.questions):
        return _form(request, wrong, right, reasons, {})
    try:
        asked = cases.ask_correction(wrong, right, reasons, person)
    except cases.AnswerProblems as bad:
        return _form(request, wrong, right, reasons, bad.problems)
    except cases.CaseProblem as bad:
        return _form(request, wrong, right, reasons, {}, [Problem("", say(bad.text))])
    messages.success(request, _("Your correction has been sent to the agency that keeps the register."))
    return redirect("portal:correction", number=asked.number)


@for_persons
@require_safe
def corrections(request: HttpRequest, person: Person) -> HttpResponse:
    """What was asked for the subject that the person acts as, newest first."""
    blueprint = services.in_force()
    seen = cases.my_corrections(person.subject, person.reach)
    return render(request, "portal/my_corrections.html", {"lines": [line(blueprint, one) for one in seen]})


@for_persons
@require_safe
def correction(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """One correction and how it stands."""
    try:
        seen = cases.correction(number, person)
    except cases.NotFound as missing:
        raise Http404 from missing
    return render(request, "portal/correction.html", {"line": line(services.in_force(), seen)})


@for_persons
@require_POST
def withdraw(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """Take a correction back."""
    try:
        cases.withdraw_correction(number, person)
    except cases.NotFound as missing:
        raise Http404 from missing
    except cases.CaseProblem as late:
        messages.error(request, say(late.text))
    else:
        messages.success(request, _("Your correction has been withdrawn."))
    return redirect("portal:correction", number=number)


def _form(
    request: HttpRequest,
    wrong: Correctable,
    right: Mapping[str, object],
    reasons: str,
    problems: Mapping[str, Mapping[str, str]],
    errors: list[Problem] | None = None,
) -> HttpResponse:
    shown = []
    for question in wrong.questions:
        said = in_words(wrong.blueprint, question.fact, wrong.values.get(question.ask.name))
        field = fields.field_of(question, right.get(question.ask.name), problems)
        shown.append(replace(field, hint=_("The register says: %(value)s.") % {"value": said}))
    unfounded = problems.get(REASONS)
    found = [*(errors or []), *(problem for field in shown for problem in field.problems)]
    if unfounded:
        found.append(Problem(REASONS, say(unfounded)))
    register = wrong.register
    context = {
        "wrong": wrong,
        "register": say(register.title),
        "agency": say(wrong.blueprint.agencies[register.agency].title),
        "within": register.corrects_within,
        "law": [citation.cite for citation in register.corrects_law],
        "fields": shown,
        "reasons": reasons,
        "reasons_problem": say(unfounded) if unfounded else "",
        "errors": found,
        "back": reverse("portal:correctable", args=[wrong.service]),
    }
    return render(request, "portal/correct.html", context, status=400 if found else 200)
