"""Provisional limits, reckoned anew as one set as soon as the calendar in force knows their year.

A limit that reached beyond the loaded calendar never passes. What it is follows from the start of its clock, its
extension and its pauses, so that it does not matter when the year is loaded.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from minben import services
from minben.ledger import Act, legal_now, write_act

from . import kinds
from .clocks import limit_of
from .doing import program
from .limits import Start, lengthened
from .sets import rows, run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from minben.blueprint.calendar import Calendar

logger = logging.getLogger(__name__)

_CLOCK = (
    "c.version, s.service, s.step, s.starts_on, s.starts_at, s.extended, cases_pauses_of(s.case_id, s.step)"
)
# Each half has an index of its own.
_PROVISIONAL = " UNION ".join(
    f"""
SELECT {_CLOCK}
  FROM cases_step s JOIN cases_case c ON c.id = s.case_id
 WHERE {state} AND s.due_provisional AND s.starts_on IS NOT NULL"""  # noqa: S608 - fixed words
    for state in ("s.state = 'ready'", "s.state = 'under-way' AND NOT s.overdue")
)
_RECKONED = f"""
UPDATE cases_step s
   SET due = r.due, amber_on = r.amber_on, due_at = r.due_at, amber_at = r.amber_at, "left" = r.remains,
       promised_on = r.promised_on, due_provisional = false
  FROM unnest(%(versions)s::text[], %(services)s::text[], %(steps)s::text[], %(starts)s::date[],
              %(moments)s::timestamptz[], %(extensions)s::int[], %(pauses)s::text[], %(dues)s::date[],
              %(ambers)s::date[], %(due_moments)s::timestamptz[], %(amber_moments)s::timestamptz[], %(remains)s::int[],
              %(promises)s::date[])
       AS r(version, service, step, starts_on, starts_at, extended, pauses, due, amber_on, due_at, amber_at, remains,
            promised_on), cases_case c
 WHERE c.id = s.case_id AND s.state IN ('ready', 'under-way') AND s.due_provisional
   AND ({_CLOCK}) IS NOT DISTINCT FROM
       (r.version, r.service, r.step, r.starts_on, r.starts_at, r.extended, r.pauses)
RETURNING s.case_id"""  # noqa: S608 - fixed words
_NAMES = (
    "versions",
    "services",
    "steps",
    "starts",
    "moments",
    "extensions",
    "pauses",
    "dues",
    "ambers",
    "due_moments",
    "amber_moments",
    "remains",
    "promises",
)
_NEAREST = """
UPDATE cases_case c SET due = n.due, amber_on = n.amber_on, due_provisional = n.due_provisional
  FROM (SELECT DISTINCT ON (case_id) case_id, due, amber_on, due_provisional FROM cases_step
         WHERE state IN ('ready', 'under-way') AND due IS NOT NULL AND case_id = ANY (%(cases)s)
         ORDER BY case_id, due, id) n
 WHERE n.case_id = c.id"""


@dataclass(frozen=True, slots=True)
class Span:
    """A pause as the set of all clocks has it."""

    starts_on: date
    starts_at: datetime
    ends_on: date | None
    ends_at: datetime | None


def reckon_provisional() -> int:
    """Reckon the limits anew that the calendar in force now knows; returns how many. Inside `acting` (system)."""
    blueprint = services.in_force()
    found = rows(_PROVISIONAL, {})
    sure = [(*row, *reckoned) for row in found if (reckoned := _reckoned(blueprint.calendar, row))]
    if len(sure) < len(found):
        _alarm(blueprint.version, tuple(sorted(blueprint.calendar.years)))
    if not sure:
        return 0
    given = dict(zip(_NAMES, map(list, zip(*sure, strict=True)), strict=True))
    cases: list[UUID] = [row[0] for row in rows(_RECKONED, given)]
    run(_NEAREST, {"cases": cases})
    write_act(Act(kind=kinds.LIMITS, actor=program(""), purpose="calendar", count=len(cases)))
    return len(cases)


@lru_cache(maxsize=8)
def _alarm(version: str, years: tuple[int, ...]) -> None:
    """Tell the administrator that a year of the calendar is missing; once in a process for a blueprint."""
    logger.warning(
        "limits of open cases lie beyond the calendar of the blueprint %s, which holds %s: they are provisional and"
        " never pass; add the following year to the calendar and apply the blueprint",
        version[:12],
        ", ".join(map(str, years)) or "no year",
    )


def _reckoned(calendar: Calendar, row: Sequence[Any]) -> tuple[object, ...] | None:
    version, service_id, step_id, starts_on, starts_at, extended, pauses = row
    service = services.version(version).services[service_id]
    limit, step = limit_of(service, step_id), service.steps.get(step_id)
    if limit is None:
        return None
    start = Start(starts_on, (starts_at or legal_now()).astimezone(legal_now().tzinfo))
    spans = [_span(*given) for given in json.loads(pauses)]
    found, promised_on = lengthened(
        calendar, start, limit, extended, step.timing.promised if step else None, spans
    )
    if found.provisional:
        return None
    return found.due, found.amber_on, found.due_at, found.amber_at, found.left, promised_on


def _span(starts_on: str, starts_at: str, ends_on: str | None, ends_at: str | None) -> Span:
    return Span(
        date.fromisoformat(starts_on),
        datetime.fromisoformat(starts_at),
        date.fromisoformat(ends_on) if ends_on else None,
        datetime.fromisoformat(ends_at) if ends_at else None,
    )
