"""What a step that collects a fee costs: worked out when it becomes ready, kept once and committed to by an act."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from minben.ledger import RecordRef, commit_values, now, uuid7

from .models_words import Charge
from .problems import CaseProblem

if TYPE_CHECKING:
    from . import models
    from .facts import Facts
    from .terms import Terms

CENT = Decimal("0.01")
MOST = Decimal("999999999999.99")


class CannotCharge(CaseProblem):
    """The amount of a fee cannot be worked out, or is no amount: a fault of the service or of what registers hold."""

    def __init__(self, step: str) -> None:
        super().__init__(
            zh=f"环节“{step}”的收费金额无法算出，未作任何更改；请与受理部门联系",
            en=f'The fee of the step "{step}" cannot be worked out; nothing was changed. Please ask the agency',
        )


def amount_of(terms: Terms, facts: Facts, step: str) -> Decimal:
    """What is due, in the currency of the blueprint, to the hundredth. Raises `CannotCharge`."""
    value = facts.evaluate(terms.charge) if terms.charge else None
    if not isinstance(value, Decimal) or not value.is_finite() or not 0 <= value <= MOST:
        raise CannotCharge(step)
    return value.quantize(CENT, ROUND_HALF_UP)


def new_charge(
    terms: Terms, case: models.Case, row: models.Step, amount: Decimal
) -> tuple[Charge, RecordRef]:
    """A charge, and the reference that goes into its act."""
    service = terms.service
    charge = Charge(
        id=uuid7(),
        case=case,
        step=row,
        subject=case.subject,
        service=case.service,
        agency=case.agency,
        amount=amount,
        currency=terms.blueprint.currency,
        basis=service.fee_basis.cite if service.fee_basis else "",
        at=now(),
        act=uuid7(),
    )
    committed = commit_values(committed_values(charge))
    charge.salt, charge.commitment = committed.salt, committed.digest
    return charge, RecordRef(charge.id, committed.digest.hex())


def committed_values(charge: Charge) -> dict[str, str]:
    """What the act of charging commits to."""
    return {"amount": f"{charge.amount:f}", "currency": charge.currency, "basis": charge.basis}
