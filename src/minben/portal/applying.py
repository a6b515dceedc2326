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
from django.views.decorators.http import require_http_methods

from minben import cases, services
from minben.pages.access import for_persons
from minben.pages.languages import say
from minben.pages.limits import limited
from minben.pages.sealed import seal, unseal
from minben.people import Limit

from .fields import Problem, QuestionField, read_field

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.model import Blueprint, Service
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
    def of(cls, request: HttpRequest, service: Service, person: Person) -> Application:
        """The one that this session has begun for this service and subject, or a new one."""
        kept = unseal(request.session.get(_place(service), ""))
        if kept.get("subject") == str(person.subject):
            return cls(service.id, kept["subject"], kept["key"], kept["answers"])
        return cls(service.id, str(person.subject))

    def keep(self, request: HttpRequest, service: Service) -> None:
        """Let it wait in the session."""
        request.session[_place(service)] = seal(
            {"subject": self.subject, "key": self.key, "answers": self.answers}
        )


def _place(service: Service) -> str:
    return f"apply:{service.id}"


def service_or_404(blueprint: Blueprint, service: str) -> Service:
    """The executable service of this id."""
    known = blueprint.services.get(service)
    if known is None:
        raise Http404
    return known


def fits(service: Service, person: Person) -> bool:
    """Whether the service is for this kind of subject, and within the mandate."""
    return service.subject_kind == person.kind and person.may_use(service.id)


@limited(APPLICATIONS)
@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, person: Person, service: str) -> HttpResponse:
    """What we know already and what we will ask; beginning is a click."""
    blueprint = services.in_force()
    wanted = service_or_404(blueprint, service)
    if not fits(wanted, person):
        return render(request, "portal/apply_other.html", {"service": wanted}, status=403)
    if request.method == "POST":
        Application(wanted.id, str(person.subject)).keep(request, wanted)
        return _onward(wanted, cases.prepare(wanted.id, person.subject, person.actor).questions, {})
    draft = cases.prepare(wanted.id, person.subject, person.actor)
    return render(request, "portal/apply_begin.html", {"service": wanted, "draft": draft})


@limited(APPLICATIONS)
@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, person: Person, service: str, name: str) -> HttpResponse:
    """One question, its answer checked before the next is put."""
    wanted = service_or_404(services.in_force(), service)
    application = Application.of(request, wanted, person)
    asked = cases.prepare(wanted.id, person.subject, person.actor, application.answers).questions
    put = next((each for each in asked if each.ask.name == name), None)
    if put is None or not fits(wanted, person):
        raise Http404
    problem: Problem | None = None
    shown = application.answers.get(name, "")
    if request.method == "POST":
        shown = read_field(request.POST, put)
        problem = _wrong(wanted, person, application, name, shown)
        if problem is None:
            application.answers[name] = shown
            application.keep(request, wanted)
            return _onward(wanted, asked, application.answers, after=name, checking="check" in request.GET)
    context = {
        "service": wanted,
        "field": QuestionField.of(put, shown, problem),
        "errors": [problem] if problem else [],
        "back": _before(asked, name),
    }
    return render(request, "portal/apply_question.html", context, status=400 if problem else 200)


@limited(APPLICATIONS)
@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, person: Person, service: str) -> HttpResponse:
    """All answers once more, and then they are sent."""
    blueprint = services.in_force()
    wanted = service_or_404(blueprint, service)
    if not fits(wanted, person):
        raise Http404
    application = Application.of(request, wanted, person)
    draft = cases.prepare(wanted.id, person.subject, person.actor, application.answers)
    errors: list[Problem] = []
    if request.method == "POST":
        try:
            case = cases.submit(
                blueprint,
                wanted.id,
                person.subject,
                application.answers,
                channel=CHANNEL,
                actor=person.actor,
                idempotency_key=application.key,
            )
        except cases.AnswerProblems as wrong:
            errors = [Problem(f"answer-{name}", say(text)) for name, text in wrong.problems.items()]
        else:
            return redirect("portal:received", number=case.number)
    fields = [
        QuestionField.of(each, application.answers.get(each.ask.name, ""), None) for each in draft.questions
    ]
    context = {"service": wanted, "draft": draft, "fields": fields, "errors": errors, "key": application.key}
    return render(request, "portal/apply_check.html", context, status=400 if errors else 200)
