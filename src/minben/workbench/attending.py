"""Filling in with somebody: at the counter, with their consent, and as a helper with a draft that was shown.

What the officer sees is the draft, and what the agreements of the service let their agency read; each read is an act.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - Django calls the views with it

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minben import cases, files, services
from minben.blueprint.model import Power, SubjectKind
from minben.cases import AT_THE_COUNTER, Channel, Consent
from minben.pages.access import for_officers
from minben.pages.bodies import takes_files
from minben.pages.fields import Problem
from minben.pages.filling import (
    Filler,
    Way,
    begin_page,
    check_page,
    filler as filler_for,
    question_page,
    service_of,
)
from minben.pages.handing import as_attachment, material_page
from minben.pages.languages import say
from minben.pages.limits import limited
from minben.people import Limit

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from minben.cases import Attendance, Bundle, Case
    from minben.people import Officer

SEARCHES = Limit("counter", times=60, seconds=600)
CODES = Limit("help", times=20, seconds=600)
POWERS = {Channel.COUNTER: Power.RECEIVE, Channel.HELP: Power.HELP}


@dataclass(frozen=True, slots=True)
class Open:
    """An attendance that goes on, as a list shows it."""

    id: UUID
    service: str
    since: object
    until: object


@limited(SEARCHES, methods=("POST",))
@for_officers(Power.RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Who has come, for what, and how they agreed that an officer fills in for them."""
    blueprint = services.in_force()
    received = cases.received_by(blueprint, officer.post)
    service, number, consent = (
        request.POST.get(name, "").strip() for name in ("service", "number", "consent")
    )
    errors: list[Problem] = []
    if request.method == "POST":
        errors = _missing(service in received, number, consent)
        if not errors:
            try:
                attended = cases.attend(officer, service, number.upper(), Consent(consent))
            except cases.CaseProblem as wrong:
                errors = [Problem("number", say(wrong.text))]
            else:
                return redirect("workbench:counter-begin", attended.id)
    context = {
        "services": [
            (form.id, say(form.title), _kind(form.subject_kind))
            for form in map(blueprint.form, received)
            if form is not None
        ],
        "chosen": service,
        # A number that was not found is asked for again and not shown: it may be somebody else's.
        "consents": [(each.value, consent_title(each), each.value == consent) for each in AT_THE_COUNTER],
        "open": _open(officer, Channel.COUNTER),
        "errors": errors,
        "wrong": {problem.target.partition("-")[0]: problem.text for problem in errors},
    }
    return render(request, "workbench/counter.html", context, status=400 if errors else 200)


@limited(CODES, methods=("POST",))
@for_officers(Power.HELP)
@require_http_methods(["GET", "HEAD", "POST"])
def helping(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Take up a draft by the code that its owner tells."""
    errors: list[Problem] = []
    if request.method == "POST":
        code = "".join(filter(str.isalnum, request.POST.get("code", ""))).upper()
        try:
            attended = cases.help_with(officer, code)
        except cases.CaseProblem as wrong:
            errors = [Problem("code", say(wrong.text))]
        else:
            return redirect("workbench:help-begin", attended.id)
    context = {"open": _open(officer, Channel.HELP), "errors": errors}
    return render(request, "workbench/help.html", context, status=400 if errors else 200)


@for_officers(Power.RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def counter_begin(request: HttpRequest, officer: Officer, attended: UUID) -> HttpResponse:
    """What is known and what will be asked."""
    return begin_page(request, _filler(officer, attended, Channel.COUNTER))


@for_officers(Power.RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def counter_question(request: HttpRequest, officer: Officer, attended: UUID, name: str) -> HttpResponse:
    """One question."""
    return question_page(request, _filler(officer, attended, Channel.COUNTER), name)


@takes_files
@for_officers(Power.RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def counter_material(request: HttpRequest, officer: Officer, attended: UUID, name: str) -> HttpResponse:
    """One material that the person has brought."""
    return material_page(request, _filler(officer, attended, Channel.COUNTER), name)


@for_officers(Power.RECEIVE)
@require_safe
def counter_file(request: HttpRequest, officer: Officer, attended: UUID, file: UUID) -> HttpResponseBase:
    """A file of the draft."""
    del request
    return _file(officer, attended, file, Channel.COUNTER)


@for_officers(Power.RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def counter_check(request: HttpRequest, officer: Officer, attended: UUID) -> HttpResponse:
    """The last look, together with the person; then it is sent."""
    filler = _filler(officer, attended, Channel.COUNTER)

    def sent(case: Case | Bundle) -> HttpResponse:
        said = _("Received: case %(number)s. Tell the person this number.") % {"number": case.number}
        messages.success(request, said)
        return redirect("workbench:counter")

    leave = reverse("workbench:counter-end", args=[attended])
    return check_page(request, filler, sent, leave=leave)


@for_officers(Power.RECEIVE)
@require_POST
def counter_end(request: HttpRequest, officer: Officer, attended: UUID) -> HttpResponse:
    """Leave the draft to the person."""
    _end(officer, attended, Channel.COUNTER)
    messages.success(request, _("The draft waits for the person, who can go on with it on the portal."))
    return redirect("workbench:counter")


@for_officers(Power.HELP)
@require_http_methods(["GET", "HEAD", "POST"])
def help_begin(request: HttpRequest, officer: Officer, attended: UUID) -> HttpResponse:
    """What is known and what will be asked; only the person begins anew."""
    filler = _filler(officer, attended, Channel.HELP)
    if request.method == "POST" or cases.draft_of(filler.filling) is None:
        raise Http404
    return begin_page(request, filler)


@for_officers(Power.HELP)
@require_http_methods(["GET", "HEAD", "POST"])
def help_question(request: HttpRequest, officer: Officer, attended: UUID, name: str) -> HttpResponse:
    """One question."""
    return question_page(request, _filler(officer, attended, Channel.HELP), name)


@takes_files
@for_officers(Power.HELP)
@require_http_methods(["GET", "HEAD", "POST"])
def help_material(request: HttpRequest, officer: Officer, attended: UUID, name: str) -> HttpResponse:
    """One material."""
    return material_page(request, _filler(officer, attended, Channel.HELP), name)


@for_officers(Power.HELP)
@require_safe
def help_file(request: HttpRequest, officer: Officer, attended: UUID, file: UUID) -> HttpResponseBase:
    """A file of the draft."""
    del request
    return _file(officer, attended, file, Channel.HELP)


@for_officers(Power.HELP)
@require_safe
def help_check(request: HttpRequest, officer: Officer, attended: UUID) -> HttpResponse:
    """The last look before it is handed back."""
    filler = _filler(officer, attended, Channel.HELP)
    hand_back = reverse("workbench:help-end", args=[attended])
    return check_page(request, filler, lambda _case: redirect("workbench:help"), hand_back=hand_back)


@for_officers(Power.HELP)
@require_POST
def help_end(request: HttpRequest, officer: Officer, attended: UUID) -> HttpResponse:
    """Hand the draft back: the person checks it and sends it."""
    _end(officer, attended, Channel.HELP)
    messages.success(request, _("Handed back. The person checks it and sends it."))
    return redirect("workbench:help")


def consent_title(consent: str) -> str:
    """How somebody agreed, in words."""
    return {
        Consent.CARD: _("Showed their identity card and asked for it"),
        Consent.SIGNED: _("Signed a paper that is kept at the counter"),
        Consent.SPOKEN: _("Said so, with the recording of the counter as proof"),
        Consent.CODE: _("Gave the code of their draft"),
    }[Consent(consent)]


def _missing(known: bool, number: str, consent: str) -> list[Problem]:
    problems = []
    if not known:
        problems.append(Problem("service", _("Choose a service")))
    if not number:
        problems.append(Problem("number", _("Enter the number of the person or enterprise")))
    if consent not in set(AT_THE_COUNTER):
        problems.append(Problem("consent-1", _("Say how the person agreed")))
    return problems


def _filler(officer: Officer, attended: UUID, channel: Channel) -> Filler:
    """The officer's filling in; 404 where the attendance is not theirs, has ended or is of another channel."""
    try:
        found = cases.attendance(officer, attended)
    except cases.NotFound as missing:
        raise Http404 from missing
    if found.channel != channel:
        raise Http404
    blueprint, service = service_of(found.service)
    names = f"workbench:{channel}-"
    whose = _("How they agreed: %(consent)s") % {"consent": consent_title(found.consent)}
    # A helper goes on with what was shown; only the person begins anew.
    way = Way(
        names, (attended,), reverse(f"workbench:{channel}"), whose, may_begin=channel is Channel.COUNTER
    )
    return filler_for(blueprint, service, cases.filling(officer, found), way)


def _file(officer: Officer, attended: UUID, file: UUID, channel: Channel) -> HttpResponseBase:
    try:
        return as_attachment(*cases.read_draft_file(_filler(officer, attended, channel).filling, file))
    except (cases.CaseProblem, files.FileGone) as missing:
        raise Http404 from missing


def _end(officer: Officer, attended: UUID, channel: Channel) -> None:
    try:
        if cases.attendance(officer, attended).channel != channel:
            raise Http404
        cases.end_attendance(officer, attended)
    except cases.NotFound as missing:
        raise Http404 from missing


def _open(officer: Officer, channel: Channel) -> list[Open]:
    blueprint = services.in_force()
    found: tuple[Attendance, ...] = cases.attendances(officer, channel)
    return [
        Open(one.id, say(form.title), one.since, one.until)
        for one in found
        if (form := blueprint.form(one.service)) is not None
    ]


def _kind(kind: SubjectKind) -> str:
    return _("For enterprises") if kind is SubjectKind.ENTERPRISE else _("For residents")
