"""Every limit is where the calendar puts it: counted here day by day, and not by the program's arithmetic."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

from minben.cases import favourable
from minben.services import in_force

from .books import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from minben.blueprint import Blueprint
    from minben.blueprint.model import Step

DAY = timedelta(days=1)
WORKING, CALENDAR = "working days", "calendar days"
# The same limit from the same days stands in thousands of cases, so it is looked at once for all of them.
LIMITS = """
SELECT s.service, s.step, s.ready_on, s.starts_on, s.due, c.received_on, d.days, min(c.number), count(*)
  FROM cases_step s JOIN cases_case c ON c.id = s.case_id
 CROSS JOIN LATERAL (
       SELECT coalesce(jsonb_object_agg(o.event, o.done_on), '{}') AS days FROM (
              SELECT step || '.' || verdict AS event, done_on FROM cases_step
               WHERE case_id = c.id AND state = 'done' AND part = 0 AND instance = 1) o) d
 WHERE s.due IS NOT NULL AND NOT s.due_provisional AND s.extended = 0 AND s.instance = 1
   AND NOT EXISTS (SELECT FROM cases_pause p WHERE p.case_id = c.id)
 GROUP BY 1, 2, 3, 4, 5, 6, 7"""


def limits() -> tuple[int, list[str]]:
    """How many steps have their last day where it belongs, and which do not."""
    blueprint, right, wrong = in_force(), 0, list[str]()
    for service, name, ready_on, starts_on, due, received_on, days, number, count in rows(LIMITS):
        step = blueprint.services[service].steps.get(name) if service in blueprint.services else None
        if (
            step is None
            or step.limit is None
            or step.timing.until
            or step.limit.unit not in (WORKING, CALENDAR)
        ):
            continue
        starts = _starts(step, blueprint.services[service].steps, ready_on, received_on, json.loads(days))
        should_be = _last_day(blueprint, starts, step)
        if (starts_on, due) == (starts, should_be):
            right += count
        else:
            wrong.append(
                f"{number} {name} ({count} like it): limit from {starts_on} to {due} instead of {starts} to {should_be}"
            )
    return right, wrong


def _starts(
    step: Step, steps: Mapping[str, Step], ready_on: date, received_on: date, days: Mapping[str, str]
) -> date:
    """The day from which a limit counts: of the receipt, of becoming ready, or of a verdict, the favourable one."""
    for event in step.counts_from:
        if event in ("receipt", "ready"):
            return received_on if event == "receipt" else ready_on
        done_on = days.get(event if "." in event else f"{event}.{favourable(steps[event])}")
        if done_on:
            return date.fromisoformat(done_on)
    return ready_on


def _last_day(blueprint: Blueprint, starts: date, step: Step) -> date:
    limit = step.limit
    if limit is None:
        raise ValueError(step.id)
    counts: Callable[[date], bool] = (
        blueprint.calendar.is_working if limit.unit == WORKING else lambda _day: True
    )
    following: Iterator[date] = _days_after(starts)
    day = starts
    for _ in range(limit.count):
        day = next(each for each in following if counts(each))
    return day


def _days_after(day: date) -> Iterator[date]:
    while True:
        day += DAY
        yield day
