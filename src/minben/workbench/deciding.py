"""One case on one screen, and the decision of a task with its reasons.

The database has the last word on who comes first: whoever sends a verdict for a task that a colleague has done is told
so, and nothing happens twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from minben import cases
from minben.blueprint.model import Power
from minben.pages import fields
from minben.pages.access import for_officers
from minben.pages.acts import describe_all
from minben.pages.coming import came_in
from minben.pages.fields import Problem
from minben.pages.files import StepLine, file_lines, seen_file
from minben.pages.handing import given_lines
from minben.pages.languages import say
from minben.pages.marks import outcome_mark
from minben.pages.notices import notice_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from minben.cases import CaseFile, Question, StepView
    from minben.people import Officer


@dataclass(frozen=True, slots=True)
class VerdictChoice:
    """A verdict to choose; all but the first are against the applicant and need reasons."""

    id: str
    value: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """What an officer has sent: given back to them where something is missing."""

    verdict: str = ""
    reasons: str = ""
    answers: Mapping[str, object] | None = None
    asked: tuple[Question, ...] | None = None
    """The questions as they are put with these answers."""


@dataclass(frozen=True, slots=True)
class TaskForm:
    """The form of one task that this officer can decide."""

    line: StepLine
    step: str
    verdicts: tuple[VerdictChoice, ...]
    fields: tuple[fields.Field, ...]
    reasons: str
    verdict_problem: Problem | None
    reasons_problem: Problem | None
    signed: int
    people: int

    @property
    def errors(self) -> list[Problem]:
        """All that is wrong, in the order of the form."""
        inside = (problem for field in self.fields for problem in field.problems)
        found = (self.verdict_problem, *inside, self.reasons_problem)
        return [problem for problem in found if problem is not None]


@for_officers(Power.HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """Show a case, or take a verdict in one of its tasks."""
    file = seen_file(number, officer)
    if request.method != "POST":
        return _show(request, file, {}, [])
    wanted = request.POST.get("step", "")
    view = next(
        (each for each in file.steps if each.for_me and each.row and str(each.row.id) == wanted), None
    )
    if view is None:
        return _show(request, file, {}, [_done_already()], status=409)
    return _decide(request, officer, file, view)


def _decide(request: HttpRequest, officer: Officer, file: CaseFile, view: StepView) -> HttpResponse:
    """Hand the verdict in; what is missing is told beside its field, what came too late in words."""
    if view.row is None:
        raise Http404
    step, posted = str(view.row.id), request.POST
    answers, asked = fields.filled(
        view.questions, posted, lambda given: cases.questions_again(file, view, officer, given)
    )
    sent = Sent(posted.get("verdict", ""), posted.get("reasons", ""), answers, asked)
    if any(fields.goes_on(one, answers[one.ask.name], posted, file.blueprint) for one in asked):
        return _show(request, file, {step: task_form(file, view, sent)}, [])
    try:
        decided = cases.decide(view.row.id, officer, sent.verdict, sent.reasons, sent.answers)
    except cases.AlreadyDone:
        return _show(request, cases.case_file_again(file, officer), {}, [_done_already()], status=409)
    except cases.UnknownVerdict:
        problem = Problem(f"verdict-{step}-1", _("Choose a verdict"))
        return _show(request, file, {step: task_form(file, view, sent, verdict=problem)}, [])
    except cases.ReasonsMissing as wrong:
        problem = Problem(f"reasons-{step}", say(wrong.text))
        return _show(request, file, {step: task_form(file, view, sent, reasons=problem)}, [])
    except cases.AnswerProblems as wrong:
        return _show(request, file, {step: task_form(file, view, sent, answers=wrong.problems)}, [])
    except cases.CaseProblem as wrong:
        return _show(
            request, file, {step: task_form(file, view, sent)}, [Problem("", say(wrong.text))], status=409
        )
    said = {"number": decided.number, "step": say(view.title)}
    messages.success(request, _("Case %(number)s: your verdict on “%(step)s” has been taken.") % said)
    return redirect("workbench:tasks")


def task_form(
    file: CaseFile,
    view: StepView,
    sent: Sent,
    *,
    verdict: Problem | None = None,
    reasons: Problem | None = None,
    answers: Mapping[str, Mapping[str, str]] | None = None,
) -> TaskForm:
    """The form of a task with what has been sent and what is wrong with it."""
    line = next(line for line in file_lines(file).steps if line.view is view)
    step = str(view.row.id) if view.row else ""
    given, wrong = sent.answers or {}, answers or {}
    return TaskForm(
        line=line,
        step=step,
        verdicts=tuple(
            VerdictChoice(f"verdict-{step}-{index}", each.id, say(each.title), each.id == sent.verdict)
            for index, each in enumerate(view.verdicts, start=1)
        ),
        fields=tuple(
            fields.field_of(each, given.get(each.ask.name), wrong)
            for each in (view.questions if sent.asked is None else sent.asked)
        ),
        reasons=sent.reasons,
        verdict_problem=verdict,
        reasons_problem=reasons,
        signed=len(view.signed),
        people=view.row.people if view.row else 1,
    )


def _show(
    request: HttpRequest,
    file: CaseFile,
    forms: Mapping[str, TaskForm],
    errors: list[Problem],
    *,
    status: int | None = None,
) -> HttpResponse:
    lines = file_lines(file)
    shown = [
        forms.get(str(view.row.id)) or task_form(file, view, Sent())
        for view in file.steps
        if view.for_me and view.row
    ]
    wrong = [*errors, *(problem for form in shown for problem in form.errors)]
    known = {(one.title, one.entries): one for step in lines.steps for one in step.known}
    context = {
        "file": file,
        "lines": lines,
        "forms": shown,
        "reads": list(known.values()),
        "materials": given_lines(file.blueprint, file.service, cases.materials_of(file)),
        "file_address": reverse("workbench:case", args=[file.case.number]) + "/files/",
        "agency": say(file.blueprint.agencies[file.case.agency].title),
        "outcome": outcome_mark(file.case.outcome),
        "came_in": came_in(file),
        "acts": describe_all(file.acts, file.blueprint),
        "notices": notice_lines(file),
        "errors": wrong,
        "questions": cases.questions_of(file.case.id, officer=True),
        "charge": cases.charge_of(file.case.id),
        "corrections": cases.corrections_touching(file.case.subject, file.service.id),
    }
    return render(request, "workbench/case.html", context, status=status or (400 if wrong else 200))


def _done_already() -> Problem:
    return Problem("", _("This task has been done already, by you or a colleague. Nothing was done twice."))
