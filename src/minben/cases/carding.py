"""Warnings and cards: a yellow one when a task of a post is urgent, a red one when its limit has passed.

Each is an act, once for a task. They are given as sets by whoever looks for passed limits; the board of the console
counts them by agency and service, so that those who lead see where work is late and where it is about to be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from minben.ledger import Act, Reach, acting, legal_now, legal_today, write_acts

from . import kinds, models
from .doing import program
from .sets import rows
from .states import StepState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

_PROGRAM = Reach(system=True)
YELLOW, RED = "yellow", "red"
BATCH = 2000
"""Warnings that one transaction gives."""
DAYS = 90
"""How far back the board counts."""

_URGENT = """
SELECT s.id FROM cases_step s
 WHERE s.state = 'ready' AND NOT s.overdue AND s.post <> '' AND NOT s.due_provisional AND s.amber_on <= %(today)s
   AND (s.amber_at IS NULL OR s.amber_at <= %(now)s)
   AND NOT EXISTS (SELECT FROM cases_card k WHERE k.step_id = s.id AND k.colour = 'yellow')
 ORDER BY s.amber_on, s.id LIMIT %(batch)s FOR UPDATE OF s SKIP LOCKED"""
_BOARD = """
SELECT * FROM (
    SELECT agency, service,
           coalesce(sum(n) FILTER (WHERE colour = 'yellow'), 0)::bigint AS yellow,
           coalesce(sum(n) FILTER (WHERE colour = 'red'), 0)::bigint AS red,
           coalesce(sum(n) FILTER (WHERE colour = 'yellow' AND is_open), 0)::bigint AS yellow_open,
           coalesce(sum(n) FILTER (WHERE colour = 'red' AND is_open), 0)::bigint AS red_open
      FROM cases_tally_card
     WHERE (given_on > %(since)s OR is_open) AND (%(supervise)s OR agency = %(agency)s)
     GROUP BY agency, service) line
 WHERE yellow > 0 OR red > 0
 ORDER BY red_open DESC, red DESC, yellow_open DESC, yellow DESC, agency, service"""


@dataclass(frozen=True, slots=True)
class BoardLine:
    """The cards of one agency's posts in one service: all that were given lately, and those whose task is open."""

    agency: str
    service: str
    yellow: int
    red: int
    yellow_open: int
    red_open: int


def card(row: models.Step, colour: str, given_on: date, act: UUID) -> models.Card:
    """A card for the post that has a task; of its agency, whoever answers for the service."""
    agency, _, post = row.post.partition("/")
    return models.Card(
        case_id=row.case_id,
        step_id=row.id,
        colour=colour,
        agency=agency if post else row.agency,
        service=row.service,
        post=row.post,
        given_on=given_on,
        act=act,
    )


def red_cards(late: Sequence[models.Step], given_on: date, acts: Sequence[UUID]) -> list[models.Card]:
    """The red cards of tasks whose limit has passed, by the acts that say so; the applicant gets none."""
    return [card(row, RED, given_on, act) for row, act in zip(late, acts, strict=True) if row.post]


def is_urgent(row: models.Step, today: date) -> bool:
    """Whether an open task of a post is near its limit, as `give_warnings` finds them in SQL."""
    if (
        row.state != StepState.READY
        or row.overdue
        or row.due_provisional
        or not row.post
        or row.amber_on is None
    ):
        return False
    return row.amber_on <= today and (row.amber_at is None or row.amber_at <= legal_now())


def give_warnings(today: date | None = None) -> int:
    """Give a yellow card for every task that has become urgent; returns how many."""
    day, count = today or legal_today(), 0
    while given := _warn(day):
        count += given
        if given < BATCH:
            break
    return count


def cards(reach: Reach, *, days: int = DAYS) -> tuple[BoardLine, ...]:
    """The board: cards of the last days and of open tasks, by agency and service, the worst first; one query."""
    given: dict[str, Any] = {
        "since": legal_today() - timedelta(days=days),
        "supervise": reach.supervise,
        "agency": reach.agency,
    }
    with acting(reach):
        return tuple(BoardLine(*row) for row in rows(_BOARD, given))


def _warn(today: date) -> int:
    with acting(_PROGRAM):
        found = rows(_URGENT, {"today": today, "now": legal_now(), "batch": BATCH})
        urgent = list(models.Step.objects.filter(id__in=[row[0] for row in found]).order_by("amber_on", "id"))
        acts = write_acts([_warning(row) for row in urgent])
        models.Card.objects.bulk_create(
            card(row, YELLOW, today, act) for row, act in zip(urgent, acts, strict=True)
        )
    return len(urgent)


def _warning(row: models.Step) -> Act:
    return Act(
        kind=kinds.WARN,
        actor=program(row.agency),
        purpose=row.service,
        power=f"{row.service}/{row.step}",
        subjects=(row.subject,),
        case=row.case_id,
        result=YELLOW,
    )
