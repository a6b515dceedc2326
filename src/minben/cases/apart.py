"""Who may not do a task: officers who did a step that the law keeps apart from it, and when it is too early for all.

A task knows the appointments that may not do it, so that lists say it and nobody is surprised when they decide.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from minben.blueprint.calendar import Due, DueAt, Unit
from minben.ledger import legal_now

from .problems import KeptApart, NotNow
from .states import APPEAL, aside
from .telling import said

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from minben.blueprint.model import Service, Step

    from . import models
    from .terms import Terms
    from .work import Work

    Text = Mapping[str, str]


def settle(work: Work) -> None:
    """Let every open task know who may not do it, as things now stand."""
    changed = []
    for row in work.rows.ready():
        step = work.terms.service.steps.get(row.step)
        others = kept_apart(work.terms.service, step) if step else ()
        if not others:
            continue
        barred = sorted(work.book.doers(work.case, others))
        if barred != sorted(row.barred):
            row.barred = barred
            changed.append(row)
    if changed:
        work.book.keep_clocks(changed)


def kept_apart(service: Service, step: Step) -> tuple[str, ...]:
    """The steps that officers of this one have no hand in: whichever of two comes first keeps them from the other."""
    return tuple(
        one.id
        for one in service.steps.values()
        if one.id in step.not_by or (step.id in one.not_by and one.id != step.id)
    )


def why_not(terms: Terms, row: models.Step, appointments: Collection[UUID]) -> Text | None:
    """Why somebody who holds these appointments may not do a task; None where they may."""
    if not set(row.barred) & set(appointments):
        return None
    if row.step == APPEAL:
        return {
            "zh": "您参与了原决定，须由其他工作人员办理这一申诉",
            "en": "You took part in the decision; another officer has to decide on the appeal",
        }
    if aside(row.step):
        return {"zh": "提出延长的人不能批准延长", "en": "Whoever asked for it cannot allow it"}
    step = terms.service.steps[row.step]
    titles = [terms.service.steps[name].title for name in kept_apart(terms.service, step)]
    zh = "、".join(f"“{title.get('zh', '')}”" for title in titles)
    en = ", ".join(f"“{title.get('en', '')}”" for title in titles)
    return {
        "zh": f"您办理过{zh}，依法须由他人办理这一环节",
        "en": f"You took part in {en}; by law somebody else has to do this step",
    }


def must_be_free(work: Work, row: models.Step, appointments: Collection[UUID]) -> None:
    """Raises `KeptApart` where an officer may not do a task."""
    reason = why_not(work.terms, row, appointments)
    if reason is not None:
        raise KeptApart(reason)


def must_not_be_early(work: Work, row: models.Step) -> None:
    """Raises `NotNow` while the shortest time of a step has not passed."""
    step = work.terms.service.steps.get(row.step)
    least = step.timing.at_least if step else None
    if least is None:
        return
    calendar = work.book.calendar()
    if least.unit is Unit.WORKING_HOURS:
        zone = legal_now().tzinfo
        hours = calendar.reckon_hours(
            (row.starts_at or row.ready_at).astimezone(zone), timedelta(hours=least.count)
        )
        first = hours.at if isinstance(hours, DueAt) else None
        early = first is not None and legal_now() < first
        day = first.date() if first else work.rows.today
    else:
        days = calendar.reckon(row.ready_on, least)
        day = days.day if isinstance(days, Due) else work.rows.today
        early = work.rows.today < day
    if early:
        raise NotNow(
            zh=f"这一环节最早于{said(day, 'zh')}办理",
            en=f"This step can be done on {said(day, 'en')} at the earliest",
        )
