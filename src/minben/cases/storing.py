"""How the rows of a case are written, so that each stands with its act and nothing happens twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from minben.ledger import Act, Actor, ActorKind, RecordRef, commit_values, now, uuid7

from . import kinds, models
from .problems import AlreadyDone
from .states import By, StepState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from minben.blueprint.model import Step

    from .terms import Terms


def program(agency: str) -> Actor:
    """Who acts where neither a person nor a rule does: the program that keeps the clocks, for an agency."""
    return Actor(kind=ActorKind.SYSTEM, id="cases", agency=agency or None)


@dataclass(frozen=True, slots=True)
class Doing:
    """How a step is done: the verdict, who gave it, with which reasons and answers, and on which legal day."""

    verdict: str
    by: By
    actor: Actor
    done_on: date
    reasons: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)


def fill(row: models.Step, doing: Doing, act: UUID) -> None:
    """Enter into a row how its step was done."""
    row.state = StepState.DONE
    row.verdict = doing.verdict
    row.by_kind = doing.by
    row.done_at = now()
    row.done_on = doing.done_on
    row.act = act


DONE_FIELDS = ("state", "verdict", "by_kind", "done_at", "done_on", "act")


def finish(row: models.Step, doing: Doing, act: UUID) -> None:
    """Store that a task is done, unless it is done or void already. Raises `AlreadyDone`."""
    fill(row, doing, act)
    values = {name: getattr(row, name) for name in DONE_FIELDS}
    if models.Step.objects.filter(id=row.id, state=StepState.READY).update(**values) != 1:
        raise AlreadyDone


def keep_answers(
    case: models.Case, row: models.Step | None, values: Mapping[str, object], act: UUID
) -> RecordRef:
    """Store answers; the reference goes into the act that commits to them."""
    answers = uuid7()
    commitment = commit_values(dict(values))  # type: ignore[arg-type]  # JSON values by question
    models.Answers.objects.create(
        id=answers,
        case=case,
        step=row,
        values=dict(values),
        salt=commitment.salt,
        commitment=commitment.digest,
        given_at=now(),
        act=act,
    )
    return RecordRef(answers, commitment.digest.hex())


def is_late(row: models.Step, today: date) -> bool:
    """Whether the limit of a task has passed and was not marked yet; a provisional limit never passes."""
    return (
        row.state == StepState.READY
        and not row.overdue
        and not row.due_provisional
        and row.due is not None
        and row.due < today
    )


def late_act(row: models.Step) -> Act:
    """That the limit of a task has passed."""
    return Act(
        kind=kinds.OVERDUE,
        actor=program(row.agency),
        purpose=row.service,
        power=f"{row.service}/{row.step}",
        subjects=(row.subject,),
        case=row.case_id,
        result="overdue",
    )


def cites(terms: Terms, step: Step | None = None) -> tuple[str, ...]:
    """The legal basis of a step, or of the service where the step names none of its own."""
    law: Iterable[str] = (
        citation.cite for citation in (step.law if step and step.law else terms.service.law)
    )
    return tuple(law)
