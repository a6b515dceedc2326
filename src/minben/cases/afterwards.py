"""Telling somebody what became of something that their case gave: a licence that is withheld, revoked or renewed.

The notice stands in the case that gave it, so it reaches its applicant as every other notice does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.ledger import Act, legal_today, now, uuid7, write_act

from . import kinds, models
from .about import About
from .binding import bind_notice
from .doing import program

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID


def tell_afterwards(case_id: UUID, text: Mapping[str, str], because: UUID) -> None:
    """Give the applicant of a case a notice that follows from an act outside it; where there is no such case nothing.

    Inside `acting` (system), in the transaction of that act.
    """
    step = models.Step.objects.filter(case=case_id, state="done").order_by("-done_at", "-id").first()
    if step is None:
        return
    notice = models.Notice(
        id=uuid7(), case_id=case_id, step=step, at=now(), on=legal_today(), text=dict(text), act=uuid7()
    )
    reference = bind_notice(notice)
    notice.save(force_insert=True)
    act = Act(
        kind=kinds.NOTICE,
        actor=program(step.agency),
        purpose=step.service,
        subjects=(step.subject,),
        case=case_id,
        records=(reference,),
        result=About.LICENCE,
        derived_from=(because,),
    )
    write_act(act, id=notice.act)
