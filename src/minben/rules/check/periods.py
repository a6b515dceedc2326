"""Dates of validity: from and until when a table answers, and days on which nothing in it is in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ..errors import Problem
from ..problems import Place, PlacedProblem, Severity
from ..tables.periods import out_of_force

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ..tables.table import Rule, Table
    from .axes import Days


def day_before(day: date) -> date:
    """The day before one that something begins on."""
    return day - timedelta(days=1)


def in_days(table: Table, days: Days) -> Table:
    """The table with those of its rules that are in force on some of the days."""
    otherwise = table.otherwise
    return replace(
        table,
        rules=tuple(rule for rule in table.rules if _meets(rule, days)),
        otherwise=otherwise if otherwise is not None and _meets(otherwise, days) else None,
    )


def _meets(rule: Rule, days: Days) -> bool:
    begun = days.last is None or rule.since is None or rule.since <= days.last
    return begun and (days.first is None or rule.until is None or rule.until >= days.first)


def period_problems(table: Table, days: Days) -> Iterator[PlacedProblem]:
    """From when and until when a table answers; an error where none of its rules is in force on the first day."""
    rules = table.all_rules
    place = Place(table.name)
    silent = None if days.first is None else out_of_force(rules, days.first)
    if silent is not None:
        yield PlacedProblem(place, silent, Severity.ERROR)
    sinces = [rule.since for rule in rules if rule.since is not None]
    if silent is None and len(sinces) == len(rules) and (days.first is None or min(sinces) > days.first):
        yield PlacedProblem(place, Problem("answers-from", {"day": min(sinces).isoformat()}), Severity.INFO)
    untils = [rule.until for rule in rules if rule.until is not None]
    if len(untils) == len(rules) and (days.last is None or max(untils) < days.last):
        yield PlacedProblem(place, Problem("answers-until", {"day": max(untils).isoformat()}), Severity.INFO)
