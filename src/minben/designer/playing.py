"""Scenarios at play: their events done one after the other, and what cannot be done named in their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.blueprint import (
    ApplicantEventForm,
    DateEventForm,
    DaysEventForm,
    GivenForm,
    OfficerEventForm,
    Wish,
)
from minben.cases import (
    AlreadyDone,
    AnswerProblems,
    CannotGive,
    CaseProblem,
    Given,
    NotFound,
    NotNow,
    NotYourTask,
    Played,
    ReasonsMissing,
    UnknownVerdict,
)

if TYPE_CHECKING:
    from minben.blueprint import Blueprint, Scenario

_WORDS: tuple[tuple[type[CaseProblem], str], ...] = (
    (AnswerProblems, "answers"),
    (ReasonsMissing, "reasons missing"),
    (UnknownVerdict, "unknown verdict"),
    (NotYourTask, "not your task"),
    (AlreadyDone, "already done"),
    (NotFound, "not found"),
    (NotNow, "not now"),
    (CannotGive, "cannot give"),
)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A scenario could not go on: at which event (None: the application), and why."""

    event: int | None
    problem: CaseProblem


def word_of(problem: CaseProblem) -> str:
    """The word by which scenarios name a problem; empty where they have none."""
    return next((word for kind, word in _WORDS if isinstance(problem, kind)), "")


def given_of(form: GivenForm) -> Given:
    """What a case starts from."""
    return Given(form.day, form.applicant, form.registers, form.channel)


def play(blueprint: Blueprint, scenario: Scenario) -> tuple[Played, Stopped | None]:
    """Play a scenario as far as it goes. Raises `BadGiven` and `DeadEndError`."""
    played = Played(blueprint, scenario.service, given_of(scenario.says.given))
    at: int | None = None
    try:
        played.apply(scenario.says.given.answers)
        for at, event in enumerate(scenario.says.when):
            _do(played, event, f"{at}")
    except CaseProblem as problem:
        return played, Stopped(at, problem)
    return played, None


def _do(played: Played, event: object, somebody: str) -> None:
    match event:
        case OfficerEventForm():
            reasons, who = event.reasons or "", event.who or somebody
            played.decide(event.decides, event.officer, event.verdict, reasons, event.answers, who=who)
        case ApplicantEventForm(applicant=Wish.WITHDRAWS):
            played.withdraw()
        case ApplicantEventForm(applicant=Wish.ASKS_FOR_A_HUMAN):
            played.ask_for_human()
        case ApplicantEventForm():
            waiting = next((row.step for row in played.tasks if not row.post), "")
            played.supplement(event.step or waiting, event.answers)
        case DaysEventForm():
            played.pass_to(played.terms.blueprint.calendar.due(played.today, event.passes).day)
        case DateEventForm():
            played.pass_to(event.until)
