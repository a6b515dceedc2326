"""Periods run forward, and something is in force today: agreements, dated codes, the calendar, rules of tables."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from ..model import Place
    from .ground import Ground


def check(ground: Ground) -> None:
    """Report periods that end before they begin, and days outside the calendar's years."""
    for position, agreement in enumerate(ground.blueprint.agreements):
        place = ground.at("agreements.yaml", position, "until")
        _check_period(ground, place, agreement.since, agreement.until)
        if agreement.until is not None and agreement.until < ground.on:
            ground.report(place, "agreement-ended", until=agreement.until.isoformat())
    for position, dated in enumerate(ground.blueprint.resident_codes):
        place = ground.at("blueprint.yaml", "resident_codes", position)
        _check_period(ground, place, dated.since, dated.until)
    for taskforce in ground.blueprint.taskforces.values():
        place = ground.at("taskforces.yaml", taskforce.id, "until")
        _check_period(ground, place, taskforce.since, taskforce.until)
    _check_calendar(ground)
    _check_tables(ground)


def _check_period(ground: Ground, place: Place, since: date | None, until: date | None) -> None:
    if since is not None and until is not None and until < since:
        ground.report(place, "period-backwards", since=since.isoformat(), until=until.isoformat())


def _check_calendar(ground: Ground) -> None:
    calendar = ground.blueprint.calendar
    if "calendar" in ground.draft.blind:
        return
    for day in calendar.exceptions:
        if not calendar.knows(day):
            place = ground.draft.row("calendar.csv", "date", day.isoformat())
            ground.report(place, "day-outside-calendar", day=day.isoformat())
    for position, (before, after) in enumerate(pairwise(calendar.hours), 1):
        if after[0] < before[1]:
            ground.report(ground.at("calendar.yaml", "hours", position), "hours-out-of-order")
    if not calendar.knows(ground.on):
        place = ground.at("calendar.yaml", "years")
        ground.report(place, "calendar-ended", year=str(ground.on.year))


def _check_tables(ground: Ground) -> None:
    for service in ground.blueprint.services.values():
        for name, decide in service.decisions.items():
            rules = decide.table.all_rules
            if rules and not any(rule.in_force(ground.on) for rule in rules):
                place = ground.at(service.place.file, "decisions", name)
                ground.report(place, "table-not-in-force", name=name, day=ground.on.isoformat())
