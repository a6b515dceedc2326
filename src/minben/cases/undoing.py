"""Taking back what steps gave: when a case ends otherwise than granted, or a decision is opened again.

What a service names under ``undo`` runs from the last step done to the first. That it ran is noted with the step, once,
and a step whose giving was taken back counts as never done: should the case come to it again, it is done anew.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from minben.ledger import Act, uuid7

from . import kinds, telling
from .about import About
from .doing import Ending, cites, program
from .procedure import favourable
from .rounds import stands
from .states import StepState
from .terms import EndClauses

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from . import models
    from .work import Work


def take_back(work: Work, steps: Collection[str], because: UUID) -> frozenset[str]:
    """Take back what these steps gave, as far as they gave anything; the steps of which something was taken back."""
    given = [row for name, row in work.rows.latest.items() if name in steps and _has_given(work, row)]
    for row in sorted(given, key=lambda row: (row.done_at, row.act), reverse=True):
        _undo(work, row, because)
    return frozenset(row.step for row in given)


def _has_given(work: Work, row: models.Step) -> bool:
    step = work.terms.service.steps.get(row.step)
    return (
        step is not None
        and bool(step.undo)
        and row.state == StepState.DONE
        and row.verdict == favourable(step)
        and stands(work.case, work.terms.procedure, row)
    )


def _undo(work: Work, row: models.Step, because: UUID) -> None:
    step, case = work.terms.service.steps[row.step], work.case
    clauses = work.terms.undo[step.id]
    act = uuid7()
    work.book.act(
        Act(
            kind=kinds.UNDO,
            actor=program(case.agency),
            purpose=case.service,
            power=f"{case.service}/{step.id}",
            basis=cites(work.terms, step),
            subjects=(case.subject,),
            case=case.id,
            derived_from=(because, *((row.act,) if row.act else ())),
        ),
        act,
    )
    row.undone = act
    work.book.mark_undone(row)
    work.at.step = step
    work.facts.fetch(name for clause in clauses for name in clause.names)
    for clause in reversed(clauses):
        if isinstance(clause, EndClauses):
            _end(work, row, clause, act)
        else:
            work.tell(row, telling.filled(clause, work.facts), act, About.TAKEN_BACK)


def _end(work: Work, row: models.Step, clause: EndClauses, act: UUID) -> None:
    step, case = work.terms.service.steps[row.step], work.case
    since = work.facts.evaluate(clause.since) if clause.since else None
    begins = since if isinstance(since, date) else work.rows.today
    work.book.end_record(
        Ending(
            blueprint=work.terms.blueprint,
            register=work.terms.blueprint.registers[clause.register],
            key=str(work.facts.evaluate(clause.key)),
            # What was to hold only from a day to come never does.
            on=max(begins, work.rows.today),
            actor=program(case.agency),
            purpose=case.service,
            case=case.id,
            basis=cites(work.terms, step),
            power=f"{case.service}/{step.id}",
            derived_from=(act,),
        )
    )
