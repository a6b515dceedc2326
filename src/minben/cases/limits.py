"""When a step has to be done: its clock, its last day, and the day from which it is urgent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from minben.blueprint.calendar import DayKind

if TYPE_CHECKING:
    from datetime import date

    from minben.blueprint.calendar import Calendar, Limit

_URGENT_SHARE = 5
"""The last fifth of a limit is urgent, and its last day at the least."""


@dataclass(frozen=True, slots=True)
class Term:
    """The limit of one step: counted from ``starts_on``, it ends with ``due`` and is urgent from ``amber_on``.

    ``provisional`` where ``due`` lies beyond the calendar that is loaded.
    """

    starts_on: date
    due: date | None = None
    provisional: bool = False
    amber_on: date | None = None


def term(calendar: Calendar, starts_on: date, limit: Limit | None) -> Term:
    """The limit counted from the day of the event, which itself does not count.

    >>> from datetime import date
    >>> from minben.blueprint.calendar import Calendar, Limit
    >>> term(Calendar(frozenset({2026}), {}), date(2026, 3, 2), Limit.parse("5 working days")).due
    datetime.date(2026, 3, 9)
    """
    if limit is None:
        return Term(starts_on)
    due = calendar.due(starts_on, limit)
    return Term(starts_on, due.day, due.provisional, _urgent_from(calendar, due.day, limit))


def _urgent_from(calendar: Calendar, due: date, limit: Limit) -> date:
    left = max(1, limit.days // _URGENT_SHARE)
    if limit.kind is DayKind.CALENDAR:
        return due - timedelta(days=left)
    day = due
    while calendar.working_days_between(day - timedelta(days=1), due) <= left:
        day -= timedelta(days=1)
    return day
