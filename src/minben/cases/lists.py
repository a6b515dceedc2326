"""Lists and numbers over many cases: each is one query over a set, under the reach of whoever looks.

Row security decides what is seen; the explicit conditions only name the index. Pages go on behind the last row of the
page before (``after``), so the thousandth is as quick as the first.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

from minben.ledger import Reach, acting, legal_now, legal_today

from .models import NO_LIMIT
from .sets import rows
from .states import By, CaseState, Colour

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .parties import Officer

Row = TypeVar("Row")
PAGE = 50
# A provisional limit never passes, so it is never red.
_COLOUR = """
    CASE WHEN {t}.due IS NULL THEN 'none' WHEN {t}.due < %(today)s AND NOT {t}.due_provisional THEN 'red'
         WHEN {t}.amber_on <= %(today)s THEN 'amber' ELSE 'green' END"""
# A task that counts hours turns amber, and red, at a moment of its day; the clock of one may stand.
_TASK_COLOUR = """
    CASE WHEN s."left" IS NOT NULL THEN 'stopped' WHEN s.due IS NULL THEN 'none'
         WHEN (s.due < %(today)s OR s.due_at <= %(now)s) AND NOT s.due_provisional THEN 'red'
         WHEN s.amber_on <= %(today)s AND (s.amber_at IS NULL OR s.amber_at <= %(now)s) THEN 'amber'
         ELSE 'green' END"""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and ``after``, behind which the next page begins; None on the last."""

    rows: tuple[Row, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task of a post. ``signed`` is how many of its ``people`` have given a verdict, ``mine`` whether one is mine.

    ``desk`` is the post or, for a task of a taskforce, the taskforce (see `minben.blueprint.taskforces`). ``due_at`` is
    the moment at which a limit in working hours ends; ``left`` what is left of a limit whose clock stands, in days, or
    in seconds of working hours. ``barred`` says that this officer may not do it.
    """

    step_id: UUID
    case_id: UUID
    number: str
    service: str
    version: str
    step: str
    instance: int
    ready_on: date
    received_on: date
    due: date | None
    due_provisional: bool
    colour: Colour
    people: int
    signed: int
    mine: bool
    desk: str
    due_at: datetime | None
    left: int | None
    barred: bool


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list, with the open step that is due first; ``next_post`` is '' where the applicant has to do it."""

    id: UUID
    number: str
    service: str
    agency: str
    version: str
    received_at: datetime
    received_on: date
    state: CaseState
    outcome: str | None
    decided_by: By | None
    decided_on: date | None
    late: bool
    imported: bool
    due: date | None
    due_provisional: bool
    colour: Colour
    next_step: str | None
    next_post: str | None
    parent: str | None
    """The number of the case for which it was begun, where that may be seen too."""


@dataclass(frozen=True, slots=True)
class Day:
    """What came in and what was decided on one legal day."""

    day: date
    received: int
    decided: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The cases of an agency, or of all for a post that supervises, in numbers.

    ``on_time`` and ``late`` are decided cases in which no limit, or some limit, had passed; ``open_by_colour`` counts
    open and decided cases by their nearest limit; ``provisional`` is how many limits of open tasks lie beyond the
    calendar.
    """

    total: int
    by_state: Mapping[str, int]
    by_outcome: Mapping[str, int]
    by_decider: Mapping[str, int]
    by_service: Mapping[str, int]
    open_by_colour: Mapping[Colour, int]
    on_time: int
    late: int
    provisional: int
    days: tuple[Day, ...]


# Desk by desk, so that each is read in the order of its index and no further than the page.
_TASKS = f"""
SELECT s.id, s.case_id, c.number, s.service, c.version, s.step, s.instance, s.ready_on, c.received_on, s.due,
       s.due_provisional, {_TASK_COLOUR}, s.people, g.signed, g.mine, s.post, s.due_at, s."left",
       %(appointment)s = ANY (s.barred)
  FROM unnest(%(desks)s::text[]) d(desk)
 CROSS JOIN LATERAL (
       SELECT s.* FROM cases_step s WHERE s.{{of}} = d.desk AND s.state = 'ready' {{narrowed}}
        ORDER BY s.pressing, s.id LIMIT %(limit)s) s
  JOIN cases_case c ON c.id = s.case_id
 CROSS JOIN LATERAL (
       SELECT count(DISTINCT appointment), coalesce(bool_or(appointment = %(appointment)s), false)
         FROM cases_signature WHERE step_id = s.id AND s.people > 1) g(signed, mine)
 ORDER BY s.pressing, s.id LIMIT %(limit)s"""  # noqa: S608 - fixed words
_TASKS_AFTER = "AND (s.pressing, s.id) > (%(due)s::date, %(id)s::uuid)"
# Said apart, because the index holds nothing else and cannot know it of a desk.
_ESCALATED = "AND s.escalated_to <> ''"
_TASKS_OF_SERVICE = "AND s.service = %(service)s"
# Where the colour stands in the order of the list is said by itself, so that the index skips all before it.
_TASKS_OF_COLOUR: Mapping[Colour, str] = {
    Colour.RED: """
   AND s.pressing <= %(today)s AND NOT s.due_provisional AND (s.due < %(today)s OR s.due_at <= %(now)s)""",
    Colour.AMBER: """
   AND s.pressing >= (
       SELECT least(%(today)s, min(p.due)) FROM cases_step p WHERE p.state = 'ready' AND p.due_provisional)
   AND (s.pressing >= %(today)s OR s.due_provisional) AND s.amber_on <= %(today)s
   AND (s.due_at IS NULL OR s.due_at > %(now)s OR s.due_provisional)
   AND (s.amber_at IS NULL OR s.amber_at <= %(now)s)""",
    Colour.GREEN: """
   AND s.pressing >= %(today)s AND s.amber_on >= %(today)s AND (s.amber_on > %(today)s OR s.amber_at > %(now)s)""",
    Colour.STOPPED: f"""AND s.pressing = '{NO_LIMIT}'::date AND s."left" IS NOT NULL""",
    Colour.NONE: f"""AND s.pressing = '{NO_LIMIT}'::date AND s.due IS NULL AND s."left" IS NULL""",
}
_TASK_COUNTS = f"""
SELECT {_TASK_COLOUR}, count(*) FROM cases_step s
 WHERE s.post = ANY (%(desks)s) AND s.state = 'ready' GROUP BY 1"""  # noqa: S608 - fixed words
_CASES = f"""
SELECT c.id, c.number, c.service, c.agency, c.version, c.received_at, c.received_on, c.state, c.outcome, c.decided_by,
       c.decided_on, c.late, c.imported, c.due, c.due_provisional, {_COLOUR.format(t="c")}, n.step, n.post, p.number
  FROM (SELECT * FROM cases_case c WHERE {{which}} {{after}}
         ORDER BY c.received_at DESC, c.id DESC LIMIT %(limit)s) c
  LEFT JOIN LATERAL (
       SELECT s.step, s.post FROM cases_step s WHERE s.case_id = c.id AND s.state = 'ready'
        ORDER BY s.pressing, s.id LIMIT 1) n ON true
  LEFT JOIN cases_case p ON p.id = c.parent_id
 ORDER BY c.received_at DESC, c.id DESC"""  # noqa: S608 - fixed words
_CASES_AFTER = "AND (c.received_at, c.id) < (%(at)s::timestamptz, %(id)s::uuid)"
_COUNTS = f"""
SELECT c.state, c.outcome, c.decided_by, c.service, CASE WHEN c.state <> 'closed' THEN {_COLOUR.format(t="c")} END,
       CASE WHEN c.state <> 'open' THEN NOT c.late END,
       (SELECT count(*) FROM cases_step s
         WHERE s.state = 'ready' AND s.due_provisional AND (%(supervise)s OR s.agency = %(agency)s)), sum(c.n)::bigint
  FROM cases_tally c WHERE {{which}} GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(c.n) <> 0"""  # noqa: S608 - fixed words
_DAYS = """
SELECT days.day::date, coalesce(sum(c.received), 0)::bigint, coalesce(sum(c.decided), 0)::bigint
  FROM generate_series(%(today)s::date - %(days)s + 1, %(today)s::date, interval '1 day') AS days(day)
  LEFT JOIN cases_tally_day c ON c.day = days.day::date AND {which}
 GROUP BY 1 ORDER BY 1"""
_AGENCY = "c.agency = %(agency)s"
_EVERY = "true"


def tasks(
    officer: Officer,
    *,
    after: str | None = None,
    limit: int = PAGE,
    service: str | None = None,
    colour: str | None = None,
) -> Page[TaskRow]:
    """What lies before the officer's post and its taskforces, the most pressing first.

    Of one service or one colour where it is given.

    Raises ValueError for an ``after`` that no page has named and for what is no colour.
    """
    given: dict[str, Any] = {
        "desks": list(officer.reach.posts),
        "appointment": officer.appointment,
        "service": service,
    }
    narrowed = [_TASKS_OF_SERVICE] if service else []
    if colour:
        narrowed.append(_TASKS_OF_COLOUR[Colour(colour)])
    return _tasks(officer, "post", narrowed, given, after, limit)


def escalated(officer: Officer, *, after: str | None = None, limit: int = PAGE) -> Page[TaskRow]:
    """The tasks of other posts that the officer's post is shown because their limit has passed, the latest first."""
    given = {"desks": list(officer.reach.posts), "appointment": officer.appointment}
    return _tasks(officer, "escalated_to", [_ESCALATED], given, after, limit)


def task_counts(officer: Officer) -> dict[Colour, int]:
    """How many tasks lie before the officer's post, by the colour of their limit."""
    with acting(officer.reach):
        found = rows(
            _TASK_COUNTS,
            {"desks": list(officer.reach.posts), "today": legal_today(), "now": legal_now()},
        )
    return {Colour(colour): count for colour, count in found}


def my_cases(
    subjects: Sequence[UUID], *, services: Sequence[str] = (), after: str | None = None, limit: int = PAGE
) -> Page[CaseRow]:
    """The cases of subjects, of these services where some are named, the newest first, each with its next step."""
    which = "c.subject = ANY (%(subjects)s)"
    if services:
        which += " AND c.service = ANY (%(services)s)"
    reach = Reach(subjects=tuple(subjects), services=tuple(services))
    given = {"subjects": list(subjects), "services": list(services)}
    return _cases(reach, which, given, after, limit)


def cases_among(reach: Reach, ids: Sequence[UUID]) -> tuple[CaseRow, ...]:
    """These cases, as far as the reach shows them, each with its next step."""
    return _cases(reach, "c.id = ANY (%(ids)s)", {"ids": list(ids)}, None, len(ids)).rows


def case_list(reach: Reach, *, after: str | None = None, limit: int = PAGE) -> Page[CaseRow]:
    """The cases of the agency, or all for a post that supervises, the newest first."""
    return _cases(reach, _EVERY if reach.supervise else _AGENCY, {"agency": reach.agency}, after, limit)


def counts(reach: Reach, *, days: int = 14) -> Counts:
    """The cases of the agency, or all for a post that supervises, in numbers; two queries."""
    which = _EVERY if reach.supervise else _AGENCY
    given = {"agency": reach.agency, "supervise": reach.supervise, "today": legal_today(), "days": days}
    with acting(reach):
        found = rows(_COUNTS.format(which=which), given)
        by_day = rows(_DAYS.format(which=which), given)
    state, outcome, decider, service, colour, on_time = (_summed(found, column) for column in range(6))
    return Counts(
        total=sum(state.values()),
        by_state=state,
        by_outcome=outcome,
        by_decider=decider,
        by_service=service,
        open_by_colour={Colour(name): count for name, count in colour.items()},
        on_time=on_time[True],
        late=on_time[False],
        provisional=found[0][6] if found else 0,
        days=tuple(Day(*row) for row in by_day),
    )


def _summed(found: list[tuple[Any, ...]], column: int) -> Counter[Any]:
    """How many cases have each value of one column; those without a value are not counted."""
    summed: Counter[Any] = Counter()
    for row in found:
        if row[column] is not None:
            summed[row[column]] += row[-1]
    return summed


def _tasks(
    officer: Officer, of: str, narrowed: list[str], given: dict[str, Any], after: str | None, limit: int
) -> Page[TaskRow]:
    """Tasks by the column that names the desk, as one statement."""
    given |= {"today": legal_today(), "now": legal_now(), "limit": limit + 1}
    if after is not None:
        given["due"], given["id"] = _cursor(after)
        narrowed = [*narrowed, _TASKS_AFTER]
    with acting(officer.reach):
        found = rows(_TASKS.format(of=of, narrowed=" ".join(narrowed)), given)
    return _page([_task(row) for row in found], limit, lambda row: (row.due or NO_LIMIT, row.step_id))


def _cases(reach: Reach, which: str, given: dict[str, Any], after: str | None, limit: int) -> Page[CaseRow]:
    given |= {"today": legal_today(), "limit": limit + 1}
    where = ""
    if after is not None:
        given["at"], given["id"] = _cursor(after)
        where = _CASES_AFTER
    with acting(reach):
        found = rows(_CASES.format(which=which, after=where), given)
    return _page([_case(row) for row in found], limit, lambda row: (row.received_at.isoformat(), row.id))


def _task(row: tuple[Any, ...]) -> TaskRow:
    columns = list(row)
    columns[11] = Colour(columns[11])
    return TaskRow(*columns)


def _case(row: tuple[Any, ...]) -> CaseRow:
    columns = list(row)
    columns[7] = CaseState(columns[7])
    columns[9] = By(columns[9]) if columns[9] else None
    columns[15] = Colour(columns[15])
    return CaseRow(*columns)


def _page(found: list[Row], limit: int, key: Callable[[Row], tuple[object, UUID]]) -> Page[Row]:
    shown = found[:limit]
    if len(found) <= limit:
        return Page(tuple(shown), None)
    place, row_id = key(shown[-1])
    return Page(tuple(shown), f"{place}~{row_id}")


def _cursor(after: str) -> tuple[str, UUID]:
    """Where a page begins; raises ValueError for what no page has named."""
    place, _, row_id = after.partition("~")
    datetime.fromisoformat(place)
    return place, UUID(row_id)
