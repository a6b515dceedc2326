"""Steps that another service does: a case of its own for the same subject, whose outcome is the step's verdict.

`settle` comes at the end of every event of a case, when what the event came to has been written: cases of steps that
were taken off the table are withdrawn, those of new steps begin, and where the case has itself got its outcome the case
that began it goes on. All of that is one transaction; whoever opened it holds the lock of the outermost case, so no two
events of one family meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.blueprint.model import Doer, Outcome
from minben.ledger import uuid7

from . import kinds, telling
from .about import About
from .doing import Doing, program
from .facts import plain
from .states import By, StepState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from minben.blueprint.model import Step

    from . import models
    from .work import Work


def verdict_of(step: Step, outcome: Outcome) -> str:
    """What the outcome of a step's case means in it: the first verdict, that of its name, or the least favourable.

    >>> from types import SimpleNamespace as Some
    >>> step = Some(verdicts=[Some(id="fit"), Some(id="refused"), Some(id="dropped")])
    >>> [verdict_of(step, outcome) for outcome in (Outcome.GRANTED, Outcome.REFUSED, Outcome.NOT_ACCEPTED)]
    ['fit', 'refused', 'dropped']
    """
    known = [verdict.id for verdict in step.verdicts]
    if outcome is Outcome.GRANTED:
        return known[0]
    name = outcome.replace(" ", "-")
    return name if name in known[1:] else known[-1]


def settle(work: Work, voided: Iterable[models.Step]) -> None:
    """Withdraw, begin and report cases as the event that has just been written wants it."""
    for row in voided:
        if _is_of_service(work, row):
            _withdraw(work, row)
    for row in work.rows.latest.values():
        if row.id in work.beside and row.state == StepState.UNDER_WAY:
            _begin(work, row, work.beside[row.id])
    if work.ended_by is not None and work.case.parent_id is not None:
        _report(work)


def end(work: Work, row: models.Step, outcome: Outcome, reasons: str, because: tuple[UUID, ...] = ()) -> None:
    """Let a step have the outcome of its case as its verdict, and the case go on."""
    verdict = verdict_of(work.terms.service.steps[row.step], outcome)
    doing = Doing(verdict, By.SERVICE, program(work.case.agency), work.rows.today, reasons, because=because)
    act = uuid7()
    work.book.finish(row, doing, act)
    work.follow(row, doing, act)
    work.wake()


def _is_of_service(work: Work, row: models.Step) -> bool:
    step = work.terms.service.steps.get(row.step)
    return step is not None and step.by is Doer.SERVICE


def _begin(work: Work, row: models.Step, because: UUID) -> None:
    step = work.terms.service.steps[row.step]
    clauses = work.terms.handed_on[step.id]
    work.at.step = step
    work.facts.fetch(name for clause in clauses.values() for name in clause.names)
    values = {name: work.facts.evaluate(clause) for name, clause in clauses.items()}
    answers = {name: plain(value) for name, value in values.items() if value is not None}
    work.kin.begin(work, row, answers, because)


def _withdraw(work: Work, row: models.Step) -> None:
    child = work.kin.child(row)
    if child is None:
        return
    act = child.note(kinds.WITHDRAW, derived_from=(work.ended_by or work.case.act,))
    child.withdraw()
    latest = max(child.rows.latest.values(), key=lambda one: (one.ready_at, one.id))
    text = telling.ended_with_parent(child.terms, child.case.number, work.case.number)
    child.tell(latest, text, act, About.ENDED)
    child.wake()


def _report(work: Work) -> None:
    """Tell the case that began this one which outcome it has; nothing where that step waits for none any more."""
    parent = work.kin.parent(work.case)
    if parent is None or work.ended_by is None:
        return
    rows = parent.rows.latest.values()
    row = next((one for one in rows if one.id == work.case.parent_step_id), None)
    if row is None or row.state != StepState.UNDER_WAY:
        return
    outcome = Outcome(str(work.case.outcome))
    reasons = telling.ended_as(work.terms, work.case.number, outcome)
    end(parent, row, outcome, reasons, (work.ended_by,))
