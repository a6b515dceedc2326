"""The clocks of a case's open steps: set when a step becomes ready, reckoned anew when anything of them changes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from minben.ledger import legal_now

from .limits import NO_TERM, Start, lengthened, until
from .states import APPEAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minben.blueprint.calendar import Calendar, Limit
    from minben.blueprint.model import Service

    from . import models
    from .limits import Term
    from .models_timing import Pause

CLOCK = (
    "due",
    "due_provisional",
    "amber_on",
    "due_at",
    "amber_at",
    "left",
    "promised_on",
    "extended",
    "barred",
)
"""What of an open step may change: its clock, and who may not do it."""


def limit_of(service: Service, step: str) -> Limit | None:
    """The limit of a step of the procedure, or of an appeal; None where it has none, or one that is a date."""
    if step == APPEAL:
        return service.appeal.decides if service.appeal else None
    found = service.steps.get(step)
    return found.limit if found else None


def set_clock(
    row: models.Step, service: Service, limit: Limit, calendar: Calendar, pauses: Sequence[Pause]
) -> None:
    """Let the clock of a row, which says since when it runs, run or stand as the pauses of its case have it."""
    step, now = service.steps.get(row.step), legal_now()
    start = Start(row.starts_on or row.ready_on, (row.starts_at or now).astimezone(now.tzinfo))
    own = [pause for pause in pauses if row.step in pause.clocks]
    promised = step.timing.promised if step else None
    _enter(row, *lengthened(calendar, start, limit, row.extended, promised, own))


def set_last_day(row: models.Step, day: object) -> None:
    """Let the limit of a row end with a day that a fact names; without one it has no limit."""
    found = until(day, row.starts_on or row.ready_on) if isinstance(day, date) else NO_TERM
    _enter(row, found, None)


def _enter(row: models.Step, found: Term, promised_on: date | None) -> None:
    row.due, row.due_provisional, row.amber_on = found.due, found.provisional, found.amber_on
    row.due_at, row.amber_at, row.left = found.due_at, found.amber_at, found.left
    row.promised_on = promised_on
