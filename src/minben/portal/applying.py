"""Applying for a service: what we know already, one question a page, a last look, and then it is sent, once.

Answers wait in the session, sealed. Each beginning has a key of its own, which the case keeps: sending twice, or from
two windows, makes one case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from minben import cases, services
from minben.pages import fields
from minben.pages.access import for_persons
from minben.pages.fields import Problem
from minben.pages.languages import say
from minben.pages.limits import limited
from minben.pages.sealed import seal, unseal
from minben.pages.values import known
from minben.people import Limit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.model import Blueprint, Service
    from minben.cases import Draft, Question
    from minben.pages.values import Known
    from minben.people import Person

APPLICATIONS = Limit("apply", times=120, seconds=60)
CHANNEL = "web"


@dataclass(slots=True)
class Application:
    """An application that is being filled in; ``key`` makes sure that it is received once."""

    service: str
    subject: str
    key: str = field(default_factory=lambda: str(uuid4()))
    answers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest, service: Service, person: Person) -> Application | None:
        """The one that this session has begun for this service and subject."""
        kept = unseal(request.session.get(_place(service.id), ""))
        if kept.get("subject") != str(person.subject):
            return None
        return cls(service.id, kept["subject"], kept["key"], kept["answers"])

    def keep(self, request: HttpRequest) -> None:
        """Let it wait in the session."""
        value = {"subject": self.subject, "key": self.key, "answers": self.answers}
        request.session[_place(self.service)] = seal(value)


def _place(service: str) -> str:
    return f"apply:{service}"


@limited(APPLICATIONS)
@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, person: Person, service: str) -> HttpResponse:
    """What we know already and what we will ask; beginning is a click."""
    blueprint = services.in_force()
    wanted = _service(blueprint, service)
    if not _fits(wanted, person):
        return render(request, "portal/apply_other.html", {"service": wanted}, status=403)
    draft = cases.prepare(service, person.subject, person.actor)
    if request.method == "POST":
        Application(service, str(person.subject)).keep(request)
        return redirect(_first(draft.questions, service))
    context = {
        "service": wanted,
        "reads": _reads(blueprint, draft),
        "questions": _fields(draft.questions, {}),
    }
    return render(request, "portal/apply_begin.html", context)


@limited(APPLICATIONS)
@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, person: Person, service: str, name: str) -> HttpResponse:
    """One question, its answer checked before the next is put."""
    blueprint = services.in_force()
    wanted = _service(blueprint, service)
    application = Application.of(request, wanted, person)
    if application is None or not _fits(wanted, person):
        return redirect("portal:begin", service=service)
    asked = cases.prepare(service, person.subject, person.actor, application.answers).questions
    put = _put(asked, name)
    value, problem = application.answers.get(name, ""), None
    if request.method == "POST":
        value = fields.read(put, request.POST)
        answers = {**application.answers, name: value}
        problem = _problem(blueprint, service, person, answers, name)
        if problem is None:
            application.answers = answers
            application.keep(request)
            following = cases.prepare(service, person.subject, person.actor, answers).questions
            return redirect(_next(following, service, name, answers))
    return _show(request, wanted, asked, put, value, problem)


@limited(APPLICATIONS)
@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, person: Person, service: str) -> HttpResponse:
    """All answers once more, and then they are sent."""
    blueprint = services.in_force()
    wanted = _service(blueprint, service)
    application = Application.of(request, wanted, person)
    if application is None or not _fits(wanted, person):
        return redirect("portal:begin", service=service)
    problems: list[Problem] = []
    if request.method == "POST":
        problems = _send(request, blueprint, person, application)
        if not problems:
            return redirect("portal:received", service=service)
    draft = cases.prepare(service, person.subject, person.actor, application.answers)
    context = {
        "service": wanted,
        "reads": _reads(blueprint, draft),
        "fields": _fields(draft.questions, application.answers),
        "errors": problems,
        "key": application.key,
        "back": _last(draft.questions, service),
    }
    return render(request, "portal/apply_check.html", context, status=400 if problems else 200)


def _send(
    request: HttpRequest, blueprint: Blueprint, person: Person, application: Application
) -> list[Problem]:
    """Hand the application in, and remember its case's number for the page that confirms it."""
    if request.POST.get("key") != application.key:
        return [
            Problem("", _("You began anew in another window. Check the answers below and send them again."))
        ]
    try:
        case = cases.submit(
            blueprint,
            application.service,
            person.subject,
            application.answers,
            channel=CHANNEL,
            actor=person.actor,
            idempotency_key=application.key,
        )
    except cases.AnswerProblems as wrong:
        return [Problem(f"answer-{name}", say(text)) for name, text in wrong.problems.items()]
    except cases.CaseProblem as wrong:
        return [Problem("", say(wrong.text))]
    request.session[f"received:{application.service}"] = case.number
    return []


def _service(blueprint: Blueprint, service: str) -> Service:
    found = blueprint.services.get(service)
    if found is None:
        raise Http404
    return found


def _fits(service: Service, person: Person) -> bool:
    """Whether the service is for this kind of subject, and within the mandate."""
    return service.subject_kind == person.kind and person.may_use(service.id)


def _reads(blueprint: Blueprint, draft: Draft) -> list[Known]:
    return [
        known(blueprint, read.read, [record.values for record in read.records], allowed=read.allowed)
        for read in draft.reads
    ]


def _fields(questions: Sequence[Question], answers: Mapping[str, str]) -> list[fields.Field]:
    return [fields.field_of(each, answers.get(each.ask.name, "")) for each in questions]


def _put(questions: Sequence[Question], name: str) -> Question:
    found = next((each for each in questions if each.ask.name == name), None)
    if found is None:
        raise Http404
    return found


def _problem(
    blueprint: Blueprint, service: str, person: Person, answers: Mapping[str, str], name: str
) -> Mapping[str, str] | None:
    """What is wrong with this answer; the others have their own pages."""
    try:
        cases.validate(blueprint, service, person.subject, answers, person.actor)
    except cases.AnswerProblems as wrong:
        return wrong.problems.get(name)
    return None


def _show(
    request: HttpRequest,
    service: Service,
    asked: Sequence[Question],
    put: Question,
    value: str,
    problem: Mapping[str, str] | None,
) -> HttpResponse:
    names = [each.ask.name for each in asked]
    number = names.index(put.ask.name)
    shown = fields.field_of(put, value, problem)
    context = {
        "service": service,
        "field": shown,
        "errors": [shown.problem] if shown.problem else [],
        "number": number + 1,
        "total": len(names),
        "back": _page(service.id, names[number - 1])
        if number
        else reverse("portal:begin", args=[service.id]),
    }
    return render(request, "portal/apply_question.html", context, status=400 if problem else 200)


def _page(service: str, name: str) -> str:
    return reverse("portal:question", args=[service, name])


def _first(questions: Sequence[Question], service: str) -> str:
    return _page(service, questions[0].ask.name) if questions else reverse("portal:check", args=[service])


def _last(questions: Sequence[Question], service: str) -> str:
    return _page(service, questions[-1].ask.name) if questions else reverse("portal:begin", args=[service])


def _next(questions: Sequence[Question], service: str, name: str, answers: Mapping[str, str]) -> str:
    """The first question after this one that has no answer yet, else the last look."""
    names = [each.ask.name for each in questions]
    after = names[names.index(name) + 1 :] if name in names else names
    left = next((each for each in after if each not in answers), None)
    return _page(service, left) if left else reverse("portal:check", args=[service])
