"""Scenarios at play: their events done one after the other, and what cannot be done named in their words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from minben.blueprint import (
    ApplicantEventForm,
    CorrectionEventForm,
    DateEventForm,
    DaysEventForm,
    ExtensionEventForm,
    GivenForm,
    OfficerEventForm,
    RecordsEventForm,
    ServiceEventForm,
    Wish,
)
from minben.blueprint.model import Outcome
from minben.cases import (
    AlreadyDone,
    AnswerProblems,
    CannotBegin,
    CannotGive,
    CaseProblem,
    Given,
    KeptApart,
    NotFound,
    NotNow,
    NotYourTask,
    Played,
    ReasonsMissing,
    UnknownVerdict,
    given_materials,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from minben.blueprint import Blueprint, Scenario
    from minben.blueprint.model import Giving

_WORDS: tuple[tuple[type[CaseProblem], str], ...] = (
    (AnswerProblems, "answers"),
    (ReasonsMissing, "reasons missing"),
    (UnknownVerdict, "unknown verdict"),
    (NotYourTask, "not your task"),
    (AlreadyDone, "already done"),
    (NotFound, "not found"),
    (NotNow, "not now"),
    (CannotGive, "cannot give"),
    (CannotBegin, "cannot begin"),
    (KeptApart, "kept apart"),
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


def begin(blueprint: Blueprint, scenario: Scenario) -> Played:
    """The case of a scenario before it is received. Raises `BadGiven`."""
    return Played(blueprint, scenario.service, given_of(scenario.says.given))


def play(played: Played, scenario: Scenario, watch: Callable[[], None] = lambda: None) -> Stopped | None:
    """Play a scenario as far as it goes; ``watch`` is called after each event. Raises `DeadEndError`."""
    at: int | None = None
    try:
        played.apply(_with_materials(played, scenario.says.given.answers, scenario.says.given.materials))
        watch()
        for at, event in enumerate(scenario.says.when):
            do(played, event, str(at))
            watch()
    except CaseProblem as problem:
        return Stopped(at, problem)
    return None


def do(played: Played, event: object, somebody: str) -> None:
    """Let an event happen; officers who are not told apart are ``somebody``. Raises `CaseProblem`."""
    match event:
        case (
            OfficerEventForm(case=str(path))
            | ExtensionEventForm(case=str(path))
            | ApplicantEventForm(case=str(path))
            | ServiceEventForm(case=str(path))
        ):
            do(played.of_step(*path.split("/")), replace(event, case=None), somebody)
        case OfficerEventForm():
            reasons, who = event.reasons or "", event.who or somebody
            played.decide(event.decides, event.officer, event.verdict, reasons, event.answers, who=who)
        case ApplicantEventForm(applicant=Wish.PAYS):
            played.pay()
        case ExtensionEventForm():
            played.ask_extension(event.extend, event.by, event.reasons or "", who=event.who or somebody)
        case ApplicantEventForm(applicant=Wish.WITHDRAWS):
            played.withdraw()
        case ApplicantEventForm(applicant=Wish.APPEALS):
            played.appeal(event.reasons or "")
        case ApplicantEventForm(applicant=Wish.ASKS_FOR_A_HUMAN):
            played.ask_for_human()
        case ApplicantEventForm():
            waiting = next((row.step for row in played.tasks if not row.post), "")
            played.supplement(event.step or waiting, _with_materials(played, event.answers, event.materials))
        case ServiceEventForm():
            played.end_service(event.service, Outcome(event.outcome), event.registers)
        case RecordsEventForm():
            played.hold(event.records)
        case CorrectionEventForm():
            played.correct(event.corrects, event.fields)
        case DaysEventForm():
            played.let_pass(event.passes)
        case DateEventForm():
            played.pass_to(event.until)


def _with_materials(
    played: Played, answers: Mapping[str, object], ways: Mapping[str, Giving]
) -> dict[str, object]:
    return {**answers, **given_materials(played.terms.service, ways)}
