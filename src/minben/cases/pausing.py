"""Pauses: while some steps are open the law's clock stands for others, and the applicant is told so in writing.

A step of the blueprint with `pauses` stops the clocks of the steps it names from the day after it became ready to the
day on which it is done or falls away; a clock that counts hours stands from one moment to the other. However many
pauses overlap, the time counts once. Which kinds of step may stop a clock is the law's to say (a duty `pause-only`);
what it forbids is refused here too, whatever a blueprint says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.blueprint import may_pause
from minben.ledger import legal_now, uuid7

from . import kinds, telling_time
from .about import About
from .clocks import limit_of, set_clock
from .doing import program
from .models_timing import Pause
from .problems import PauseNotLawful
from .states import StepState

if TYPE_CHECKING:
    from minben.blueprint.model import Step

    from . import models
    from .work import Work

_OPEN = (StepState.READY, StepState.UNDER_WAY)


def begin(work: Work, step: Step, row: models.Step) -> None:
    """Stop the clocks that a step stops which has become ready. Raises `PauseNotLawful`."""
    if not step.timing.pauses:
        return
    _must_be_lawful(work, step)
    pause = Pause(
        case=work.case,
        step=row,
        clocks=list(step.timing.pauses),
        starts_on=row.ready_on,
        starts_at=legal_now(),
        act=uuid7(),
    )
    work.book.pause(pause)
    work.rows.pauses.append(pause)
    power = f"{work.case.service}/{step.id}"
    since = pause.starts_on.isoformat()
    work.note(kinds.PAUSE, actor=program(work.case.agency), power=power, result=since, act=pause.act)
    _reckon(work, pause)
    text = telling_time.stopped(work.terms, work.case.number, step, row.ready_on, work.reasons)
    work.tell(row, text, pause.act, About.STOPPED)


def settle(work: Work) -> None:
    """End the pauses whose steps are no longer open, and let the clocks run that nothing stops any more."""
    rows = work.rows
    for pause in rows.pauses if work.terms.pausing else ():
        row = rows.latest.get(pause.step.step)
        if pause.ends_on is not None or (row is not None and row.id == pause.step_id and row.state in _OPEN):
            continue
        pause.ends_on, pause.ends_at, pause.ended_act = max(rows.today, pause.starts_on), legal_now(), uuid7()
        work.book.end_pause(pause)
        step = work.terms.service.steps[pause.step.step]
        power = f"{work.case.service}/{step.id}"
        actor = program(work.case.agency)
        until, before = pause.ends_on.isoformat(), (pause.act,)
        work.note(
            kinds.RESUME, actor=actor, power=power, result=until, derived_from=before, act=pause.ended_act
        )
        _reckon(work, pause)
        if work.progress.outcome is None:
            open_rows = [one for one in rows.clocked() if one.step in pause.clocks]
            text = telling_time.resumed(work.terms, work.case.number, step, pause.ends_on, open_rows)
            work.tell(pause.step, text, pause.ended_act, About.RESUMED)


def _reckon(work: Work, pause: Pause) -> None:
    rows = work.rows
    changed = [row for row in rows.open() if row.step in pause.clocks and not row.overdue]
    for row in changed:
        limit = limit_of(work.terms.service, row.step)
        if limit is not None and row.starts_on is not None:
            set_clock(row, work.terms.service, limit, work.book.calendar(), rows.pauses)
    work.book.keep_clocks(changed)


def _must_be_lawful(work: Work, step: Step) -> None:
    blueprint = work.terms.blueprint
    duties = [rule.duty for pack in blueprint.statutes for rule in pack.rules]
    forbids = may_pause(duties, blueprint.items[work.terms.service.item].type, step.kind)
    if forbids is not None:
        raise PauseNotLawful(work.case.service, step.id, forbids.cite)
