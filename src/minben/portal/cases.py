"""My cases: how each stands, why it was decided so, and what one can do with it."""

from __future__ import annotations

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
from minben.pages.acts import describe_all
from minben.pages.bodies import takes_files
from minben.pages.coming import came_in
from minben.pages.fields import Problem
from minben.pages.files import FileLines, StepLine, file_lines
from minben.pages.handing import Bringing, bringing, brought_fields, given_lines
from minben.pages.languages import say
from minben.pages.marks import outcome_mark
from minben.pages.notices import notice_lines
from minben.pages.paging import query_with

from .beside import beside, is_paid
from .bundles import lines_of
from .lines import line
from .own import own_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from minben.cases import CaseFile, KeptDraft, Question, StepView
    from minben.people import Person

PAGE = 20


def drafts_of(person: Person) -> list[KeptDraft]:
    """The applications that the person, or somebody for the same subject, has begun and not sent."""
    return [draft for draft in cases.drafts_of(person.reach) if draft.subject == person.subject]


@for_persons
@require_safe
def my_cases(request: HttpRequest, person: Person) -> HttpResponse:
    """The cases of the subject that the person acts as, newest first, within the scope of the mandate."""
    blueprint = services.in_force()
    try:
        page = cases.my_cases(
            [person.subject], services=person.services, after=request.GET.get("after"), limit=PAGE
        )
    except ValueError as error:
        raise Http404 from error
    waiting = cases.unanswered_by_applicant([row.id for row in page.rows])
    context = {
        "lines": [line(blueprint, row, waiting.get(row.id, 0)) for row in page.rows],
        "drafts": drafts_of(person),
        "bundles": [] if "after" in request.GET else lines_of(person),
        "older": query_with(request, after=page.after) if page.after else "",
        "further": "after" in request.GET,
    }
    return render(request, "portal/my_cases.html", context)


@for_persons
@require_safe
def received(request: HttpRequest, person: Person, service: str) -> HttpResponse:
    """The confirmation after an application was sent."""
    number = request.session.get(f"received:{service}")
    if number is None:
        return redirect("portal:my-cases")
    file = own_file(number, person)
    lines = file_lines(file)
    context = {
        "file": file,
        "lines": lines,
        "bundle_opens": file.bundle is not None and person.may_use(file.bundle.bundle),
        "outcome": outcome_mark(file.case.outcome),
        "mine": _own_steps(lines),
        "charge": cases.charge_of(file.case.id) if file.service.charging else None,
    }
    return render(request, "portal/received.html", context)


@for_persons
@require_safe
def case(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """One case: how it stands, its steps, the reasons, the notices, what was read, and what can be done."""
    return show(request, person, own_file(number, person))


@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """Take an application back, after being asked whether one is sure."""
    file = own_file(number, person)
    if request.method == "POST":
        try:
            cases.withdraw(file.case.id, person)
        except cases.CaseProblem as wrong:
            now = cases.case_file_again(file, person)
            return show(request, person, now, [Problem("", say(wrong.text))])
        messages.success(request, _("Your application has been withdrawn."))
        return redirect("portal:case", number=number)
    return render(request, "portal/withdraw.html", {"file": file})


@for_persons
@require_POST
def ask_for_human(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """Ask that people look at the case instead of a rule."""
    file = own_file(number, person)
    try:
        cases.ask_for_human(file.case.id, person)
    except cases.CaseProblem as wrong:
        return show(request, person, file, [Problem("", say(wrong.text))])
    messages.success(request, _("A person will look at your case. You will find the answer here."))
    return redirect("portal:case", number=number)


@takes_files
@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: HttpRequest, person: Person, number: str, step: str) -> HttpResponse:
    """Complete an application: the questions of a step that is the applicant's."""
    file = own_file(number, person)
    view = next((each for each in file.steps if each.id == step and each.for_me), None)
    if view is None or view.row is None:
        return show(request, person, file, [Problem("", _("This has been completed already."))])
    asked, given = view.questions, dict[str, object]()
    problems: Mapping[str, Mapping[str, str]] = {}
    brought = bringing(request, view, file.service.materials, person)
    if request.method == "POST":
        given, asked = fields.filled(
            asked, request.POST, lambda answers: cases.questions_again(file, view, person, answers)
        )
        if any(fields.goes_on(one, given[one.ask.name], request.POST, file.blueprint) for one in asked):
            return _ask(request, file, view, (asked, given, {}), brought)
        if brought.problems:
            return _ask(request, file, view, (asked, given, {}), brought)
        try:
            cases.supplement(view.row.id, person, {**given, **brought.values()})
        except cases.AnswerProblems as wrong:
            problems = wrong.problems
        except cases.CaseProblem as wrong:
            now = cases.case_file_again(file, person)
            return show(request, person, now, [Problem("", say(wrong.text))])
        else:
            messages.success(request, _("Thank you. Your completion has been received."))
            return redirect("portal:case", number=number)
    return _ask(request, file, view, (asked, given, problems), brought)


def _ask(
    request: HttpRequest,
    file: CaseFile,
    view: StepView,
    answered: tuple[Sequence[Question], Mapping[str, object], Mapping[str, Mapping[str, str]]],
    brought: Bringing,
) -> HttpResponse:
    asked, given, problems = answered
    materials = brought_fields(file, view, brought, problems)
    shown = [fields.field_of(each, given.get(each.ask.name), problems) for each in asked]
    context = {
        "file": file,
        "title": say(view.title),
        "fields": shown,
        "materials": materials,
        "errors": [
            *(problem for one in shown for problem in one.problems),
            *(one.problem for one in materials if one.problem),
        ],
        "notices": file.notices,
    }
    wrong = problems or brought.problems
    return render(request, "portal/complete.html", context, status=400 if wrong else 200)


def show(
    request: HttpRequest, person: Person, file: CaseFile, errors: list[Problem] | None = None
) -> HttpResponse:
    """The page of a case, with what could not be done."""
    lines: FileLines = file_lines(file)
    context = {
        "file": file,
        "lines": lines,
        "bundle_opens": file.bundle is not None and person.may_use(file.bundle.bundle),
        "outcome": outcome_mark(file.case.outcome),
        "came_in": came_in(file),
        "agency": say(file.blueprint.agencies[file.case.agency].title),
        "materials": given_lines(file.blueprint, file.service, cases.materials_of(file)),
        "file_address": reverse("portal:case", args=[file.case.number]) + "/files/",
        "mine": _own_steps(lines),
        "acts": describe_all(file.acts, file.blueprint, own=(person.own,)),
        "notices": notice_lines(file),
        "errors": errors or [],
        "corrections": cases.corrections_touching(file.case.subject, file.service.id),
        "may_correct": _may_correct(file.service.id),
        **beside(file, person),
    }
    return render(request, "portal/case.html", context, status=409 if errors else 200)


def _own_steps(lines: FileLines) -> list[StepLine]:
    """What the applicant has to fill in now."""
    return [step for step in lines.steps if step.view.for_me and not is_paid(step.view)]


def _may_correct(service: str) -> bool:
    """Whether anything that the service reads today can be corrected."""
    found = services.in_force().services.get(service)
    return found is not None and any(read.correct for read in found.reads.values())
