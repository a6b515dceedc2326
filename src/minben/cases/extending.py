"""Extending a limit: once, asked by the task's officer with reasons before it has passed, allowed by the head.

The request is a task of its own beside the procedure, at the post that the blueprint names; whoever asked may not
answer. The applicant is told the new last day, and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import kinds, telling_time
from .about import About
from .binding import bind_ground, ground_holds
from .clocks import set_clock
from .facts import Use
from .problems import GroundChanged, NotNow, ReasonsMissing
from .states import ALLOWED, StepState, extension_of

if TYPE_CHECKING:
    from uuid import UUID

    from minben.blueprint.model import Extension, Step

    from . import models
    from .doing import Doing
    from .work import Work

_REASONS = "reasons"


def ask(work: Work, row: models.Step, appointment: UUID, reasons: str) -> models.Step:
    """Ask that the limit of a task be extended; the request. Raises `NotNow` and `ReasonsMissing`."""
    step = work.terms.service.steps.get(row.step)
    extend = _must_be_extensible(work, step, row)
    if not reasons.strip():
        raise ReasonsMissing
    assert step is not None  # noqa: S101 - a step that can be extended is one of the procedure
    said = telling_time.extension_asked(work.terms, step, extend.by, reasons.strip())
    use = Use(inputs={_REASONS: reasons.strip()})
    request = work.rows.add(extension_of(row.step), use, (said,), post=extend.approves)
    request.barred = [appointment]
    # It has to be answered while there is something to extend.
    request.starts_on, request.due, request.amber_on = work.rows.today, row.due, row.amber_on
    request.due_at, request.amber_at, request.due_provisional = row.due_at, row.amber_at, row.due_provisional
    act = work.note(kinds.ASK_EXTENSION, power=f"{work.case.service}/{row.step}")
    work.note(kinds.TASK, power=request.post, records=(work.rows.bound(request),), derived_from=(act,))
    work.wake()
    return request


def may_ask(step: Step | None, row: models.Step, request: models.Step | None) -> bool:
    """Whether the limit of a task can be extended still."""
    if step is None or step.timing.extend is None or row.state != StepState.READY or row.overdue:
        return False
    return request is None or request.ready_at < row.ready_at


def follow(work: Work, request: models.Step, doing: Doing, act: UUID) -> None:
    """Take in the answer to a request: where it is allowed the limit is longer, and the applicant is told why."""
    ground = work.book.ground(request)
    if not ground_holds(ground):
        raise GroundChanged(request.step)
    ground.reasons = doing.reasons
    power = f"{work.case.service}/{request.step}"
    bound = (bind_ground(ground),)
    work.note(kinds.DO, actor=doing.actor, power=power, result=doing.verdict, records=bound, act=act)
    work.book.keep_ground(ground, ["reasons", "salt", "commitment"])
    if doing.verdict != ALLOWED:
        return
    step = work.terms.service.steps[request.step.partition(".")[0]]
    extend = step.timing.extend
    # The limit of a step is one, be it that of the tasks of several posts.
    rows = [row for row in work.rows.open() if row.step == step.id and not row.overdue]
    if extend is None or step.limit is None or not any(row.state == StepState.READY for row in rows):
        raise NotNow(zh="期限已过，不能再延长", en="The limit has passed and cannot be extended any more")
    for row in rows:
        row.extended = extend.by.count
        set_clock(row, work.terms.service, step.limit, work.book.calendar(), work.rows.pauses)
    work.book.keep_clocks(rows)
    text = telling_time.extended(work.terms, work.case.number, step, rows[0], extend, ground.inputs[_REASONS])
    work.tell(work.rows.latest[step.id], text, act, About.EXTENDED)


def _must_be_extensible(work: Work, step: Step | None, row: models.Step) -> Extension:
    extend = step.timing.extend if step else None
    if extend is None:
        raise NotNow(zh="依法不能延长这一环节的期限", en="No law allows this limit to be extended")
    if row.overdue:
        raise NotNow(zh="期限已过，不能再延长", en="The limit has passed and cannot be extended any more")
    if not may_ask(step, row, work.rows.latest.get(extension_of(row.step))):
        raise NotNow(
            zh="期限只能延长一次，本环节已提出过延长",
            en="A limit is extended once; that was asked for already",
        )
    return extend
