"""What people do with a case: decide a task, complete an application, withdraw it, ask for a human.

Each is one transaction: the case is locked within the reach of whoever acts, so that row security has said they may see
it; the task is finished under that same reach; what follows is the program's. Whoever comes second finds the task done
and is told so. So does whoever comes after a limit at which the law itself gives the verdict, even where the loop that
looks for passed limits has not come by yet.

A step for several officers is done when as many different officers as it needs agree in their latest verdicts. Until
then it stays open; each is shown that others have given theirs, not which, and may change their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.ledger import acting, uuid7
from minben.people import held_with

from . import apart, extending, models, moves
from .doing import program
from .loading import PROGRAM_REACH, lock, take_up
from .problems import NotFound, NotYourTask

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from minben.ledger import Actor

    from .doing import Doing
    from .parties import Officer, Person
    from .work import Work


def decide(
    step_id: UUID,
    officer: Officer,
    verdict: str,
    reasons: str = "",
    answers: Mapping[str, object] | None = None,
) -> models.Case:
    """Give an officer's verdict in a task; returns the case as it then stands.

    Raises `NotFound`, `NotYourTask`, `AlreadyDone`, `UnknownVerdict`, `ReasonsMissing` (a verdict other than the first
    needs reasons), `AnswerProblems`, `KeptApart` (the law wants somebody else), `NotNow` (it is too early), and
    `CannotGive` where what the step gives cannot be written.
    """
    with acting(officer.reach):
        case, row = _lock_task(step_id)
        if row.post not in officer.reach.posts:
            raise NotYourTask(row.post)
        with acting(PROGRAM_REACH):
            work = _take_up(case, officer.actor)
            row = moves.must_be_ready(work, row)
            if row.barred:
                apart.must_be_free(work, row, held_with(officer.appointment))
            doing = moves.by_officer(work, row, verdict, reasons, answers or {})
            if row.people > 1:
                agreed = moves.sign(work, row, officer.appointment, doing)
                if agreed is None:
                    return case
                doing = agreed
        _finish(work, row, doing)
    return case


def ask_extension(step_id: UUID, officer: Officer, reasons: str) -> models.Case:
    """Ask the head that the limit of a task be extended, once, before it has passed; returns the case.

    Raises `NotFound`, `NotYourTask`, `AlreadyDone`, `ReasonsMissing`, and `NotNow` where it cannot be extended.
    """
    with acting(officer.reach):
        case, row = _lock_task(step_id)
        if row.post not in officer.reach.posts:
            raise NotYourTask(row.post)
        with acting(PROGRAM_REACH):
            work = _take_up(case, officer.actor)
            extending.ask(work, moves.must_be_ready(work, row), officer.appointment, reasons)
    return case


def supplement(step_id: UUID, person: Person, answers: Mapping[str, object]) -> models.Case:
    """Do a step of the applicant: give what it asks.

    Raises `NotFound`, `NotYourTask`, `AlreadyDone` and `AnswerProblems`.
    """
    with acting(person.reach):
        case, row = _lock_task(step_id)
        if row.post or case.subject not in person.reach.subjects:
            raise NotYourTask(row.post)
        with acting(PROGRAM_REACH):
            work = _take_up(case, person.actor)
            row = moves.must_be_ready(work, row)
            doing = moves.by_applicant(work, row, answers)
            _finish(work, row, doing)
    return case


def withdraw(case_id: UUID, person: Person) -> models.Case:
    """Take an application back before it is decided. Raises `NotFound` and `NotNow`."""
    with acting(person.reach):
        case = _lock_own(case_id, person)
        with acting(PROGRAM_REACH):
            moves.withdraw(_take_up(case, person.actor))
    return case


def ask_for_human(case_id: UUID, person: Person) -> models.Case:
    """Ask that people look at the case instead of a rule.

    Before the outcome, steps that judge wait for people from now on. After an outcome that a rule brought about, people
    look at it again: they uphold it or reopen the step that decided. What was given stays until its agency ends it.
    Raises `NotFound` and `NotNow`.
    """
    with acting(person.reach):
        case = _lock_own(case_id, person)
        with acting(PROGRAM_REACH):
            moves.ask_for_human(_take_up(case, person.actor))
    return case


def appeal(case_id: UUID, person: Person, reasons: str) -> models.Case:
    """Appeal against an adverse outcome, with reasons, within the time that the service names.

    Another post upholds the outcome or opens the decision again. Raises `NotFound`, `NotNow` and `ReasonsMissing`.
    """
    with acting(person.reach):
        case = _lock_own(case_id, person)
        with acting(PROGRAM_REACH):
            moves.appeal(_take_up(case, person.actor), reasons)
    return case


def _lock_task(step_id: UUID) -> tuple[models.Case, models.Step]:
    found = models.Step.objects.filter(id=step_id).values_list("case_id", flat=True).first()
    if found is None:
        raise NotFound
    case = lock(found)
    return case, models.Step.objects.get(id=step_id)


def _lock_own(case_id: UUID, person: Person) -> models.Case:
    case = lock(case_id)
    if case.subject not in person.reach.subjects:
        raise NotFound
    return case


def _take_up(case: models.Case, actor: Actor) -> Work:
    """Take a case up as it stands by law: first, by the program, whatever follows from limits that have passed."""
    return moves.as_the_law_has_it(lambda who: take_up(case, who), program(case.agency), actor)


def _finish(work: Work, row: models.Step, doing: Doing) -> None:
    """Finish the task under the reach of whoever does it, then let the program follow."""
    act = uuid7()
    work.book.finish(row, doing, act)
    with acting(PROGRAM_REACH):
        moves.follow(work, row, doing, act)
