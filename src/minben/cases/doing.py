"""How a step is done, as values: who does it and with which verdict, what it gives, and the acts that say so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from minben.ledger import Act, Actor, ActorKind, legal_now, now

from . import kinds
from .states import By, StepState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from minben.blueprint.model import Blueprint, Register, Step

    from . import models
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
    because: tuple[UUID, ...] = ()
    """Acts of other cases that it follows from."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a register that a step gives: its values by field, and what its act says of it."""

    blueprint: Blueprint
    register: Register
    values: Mapping[str, object]
    valid_from: date
    actor: Actor
    purpose: str
    case: UUID
    basis: tuple[str, ...]
    power: str
    rule: str
    derived_from: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of an entry that a step gave, and what its act says of it."""

    blueprint: Blueprint
    register: Register
    key: str
    on: date
    actor: Actor
    purpose: str
    case: UUID
    basis: tuple[str, ...]
    power: str
    derived_from: tuple[UUID, ...]


def actor_of(row: models.Step) -> Actor:
    """Who has done a task of a post: the officer by their appointment, or the program where the law did it."""
    if row.officer is None:
        return program(row.agency)
    return Actor(
        kind=ActorKind.OFFICER, id=str(row.officer), post=row.post, agency=row.post.partition("/")[0]
    )


def fill(row: models.Step, doing: Doing, act: UUID) -> None:
    """Enter into a row how its step was done."""
    row.state = StepState.DONE
    row.verdict = doing.verdict
    row.by_kind = doing.by
    row.done_at = now()
    row.done_on = doing.done_on
    row.act = act
    row.officer = UUID(doing.actor.id) if doing.by is By.OFFICER else None


def is_late(row: models.Step, today: date) -> bool:
    """Whether the limit of an open step has passed and was not marked yet; a provisional limit never passes."""
    if (
        row.state not in (StepState.READY, StepState.UNDER_WAY)
        or row.overdue
        or row.due_provisional
        or row.due is None
    ):
        return False
    return row.due < today or (row.due_at is not None and row.due_at <= legal_now())


def late_act(row: models.Step) -> Act:
    """That the limit of a step has passed."""
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
