"""Fees: what a case costs, on which basis, and that paying it is what does its step.

Where a step collects, the engine works the amount out and keeps it as a `Charge`, with what it stands on in the ground
of the step. Nothing due is done by the rule at once. Only `paid` does the step otherwise: it is called in the very
transaction in which somebody has seen that the money is there, and says no where the case does not wait for it any
more (withdrawn, refused, paid already), so that the money goes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from minben.blueprint.model import Outcome
from minben.ledger import RecordRef, acting, uuid7

from . import kinds, models, moves, telling
from .about import About
from .doing import Doing, program
from .loading import PROGRAM_REACH, lock, take_up, terms_of_case
from .models_words import Charge
from .procedure import favourable
from .states import By, StepState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal
    from uuid import UUID

    from minben.ledger import Actor

    from .terms import Terms

    Text = Mapping[str, str]


class ChargeState(StrEnum):
    """How a charge stands: to be paid, paid, or not to be paid any more."""

    DUE = "due"
    PAID = "paid"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class ChargeView:
    """A charge as whoever may see it sees it; ``text`` says what the fee is for, ``explanation`` how it came about."""

    id: UUID
    case: UUID
    number: str
    service: str
    subject: UUID
    step: UUID
    amount: Decimal
    currency: str
    basis: str
    state: ChargeState
    due: date | None
    paid_on: date | None
    text: Text
    explanation: tuple[Text, ...]


def charge_of(case: UUID) -> ChargeView | None:
    """The latest charge of a case within the reach that holds; None where there is none."""
    found = Charge.objects.select_related("case", "step").filter(case=case).order_by("-at", "-id").first()
    return _view(found) if found else None


def charge(charge_id: UUID) -> ChargeView | None:
    """The charge of this id within the reach that holds."""
    found = Charge.objects.select_related("case", "step").filter(id=charge_id).first()
    return _view(found) if found else None


def charge_states(cases: Iterable[UUID]) -> Mapping[UUID, tuple[Charge, ChargeState]]:
    """The latest charge of each of these cases that has one, within the reach that holds."""
    found = Charge.objects.select_related("case", "step").filter(case__in=list(cases)).order_by("at", "id")
    return {one.case_id: (one, _state(terms_of_case(one.case), one.step)) for one in found}


def paid(charge_id: UUID, payer: Actor, because: UUID) -> bool:
    """Do the step of a charge that was paid, and let the case go on; whether the case still waited for it.

    ``because`` is the act by which the payment was seen. Inside the transaction of that act.
    """
    with acting(PROGRAM_REACH):
        case_id = Charge.objects.values_list("case_id", flat=True).get(id=charge_id)
        case = lock(case_id)
        charge = Charge.objects.get(id=charge_id)
        work = moves.as_the_law_has_it(lambda who: take_up(case, who), program(case.agency), payer)
        row = next((one for one in work.rows.latest.values() if one.id == charge.step_id), None)
        if row is None or row.state != StepState.READY:
            return False
        step = work.terms.service.steps[row.step]
        doing = Doing(favourable(step), By.APPLICANT, payer, work.rows.today)
        act = uuid7()
        work.book.finish(row, doing, act)
        moves.follow(work, row, doing, act)
        work.note(kinds.PAID, records=(RecordRef(charge.id),), derived_from=(because, act))
    return True


def refund_due(case_id: UUID) -> bool:
    """Whether what was paid in a case is to be given back, as its service says of its outcome."""
    case = models.Case.objects.filter(id=case_id).first()
    if case is None or case.outcome is None:
        return False
    charging = terms_of_case(case).service.charging
    return charging is not None and Outcome(case.outcome) in charging.refunds


def tell_refund(charge_id: UUID, because: UUID) -> None:
    """Tell the applicant that their money was given back. Inside `acting` for the program."""
    charge = Charge.objects.select_related("case", "step").get(id=charge_id)
    case = lock(charge.case_id)
    work = take_up(case, program(case.agency))
    text = telling.refunded(work.terms, case.number, charge.amount, charge.currency)
    work.tell(charge.step, text, because, About.REFUNDED)
    work.rows.write()


def _view(found: Charge) -> ChargeView:
    terms = terms_of_case(found.case)
    ground = models.Ground.objects.filter(step=found.step_id).first()
    return ChargeView(
        id=found.id,
        case=found.case_id,
        number=found.case.number,
        service=found.service,
        subject=found.subject,
        step=found.step_id,
        amount=found.amount,
        currency=found.currency,
        basis=found.basis,
        state=_state(terms, found.step),
        due=found.step.due,
        paid_on=found.step.done_on,
        text=terms.service.fee or {},
        explanation=tuple(ground.explanation) if ground else (),
    )


def _state(terms: Terms, row: models.Step) -> ChargeState:
    if row.state == StepState.READY:
        return ChargeState.DUE
    step = terms.service.steps.get(row.step)
    done = row.state == StepState.DONE and step is not None and row.verdict == favourable(step)
    return ChargeState.PAID if done else ChargeState.VOID
