"""The receipt of a case: its row, its act, and the answers that it comes with. Its rules run after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.ledger import Act, now, uuid7, write_act

from . import kinds, models
from .competence import locate
from .doing import cites
from .numbers import new_code, new_number
from .states import CaseState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from minben.ledger import Actor

    from .terms import Terms
    from .work import Work


@dataclass(frozen=True, slots=True)
class Receipt:
    """How and when a case comes in.

    ``derived_from`` are the acts that it comes from: the last saving of its draft, or the step of another case.
    """

    channel: str
    actor: Actor
    received_on: date
    kind: str
    idempotency_key: str | None = None
    derived_from: tuple[UUID, ...] = ()


def new_case(terms: Terms, subject: UUID, receipt: Receipt) -> models.Case:
    """The row of a case that comes in; it is written at the end of `receive`."""
    return models.Case(
        number=new_number(terms.blueprint.division, receipt.received_on),
        service=terms.service.id,
        agency=terms.service.agency,
        subject=subject,
        version=terms.blueprint.version,
        channel=receipt.channel,
        received_at=now(),
        received_on=receipt.received_on,
        state=CaseState.OPEN,
        imported=receipt.kind == kinds.IMPORT,
        code=new_code(),
        idempotency_key=receipt.idempotency_key,
        act=uuid7(),
    )


def receive(work: Work, values: Mapping[str, object], receipt: Receipt) -> None:
    """Write a new case with its answers and its act, and what its rules do at once; under the reach of the program."""
    case = work.case
    locate(work)
    kept = work.book.keep_answers(case, None, values, case.act)
    write_act(
        Act(
            kind=receipt.kind,
            actor=receipt.actor,
            purpose=case.service,
            basis=cites(work.terms),
            subjects=(case.subject,),
            case=case.id,
            records=(kept,),
            derived_from=receipt.derived_from,
        ),
        id=case.act,
    )
    work.note_promises(values, kept, case.act)
    work.wake()
