"""Limits that pass: marked as one set where nothing follows but the colour, case by case where the law says more.

A passed limit is a fact. Where a procedure names it (``STEP.overdue`` as a need) or the law gives a verdict for it, its
case wakes in a transaction of its own; all others are marked together. Provisional limits never pass: they are
reckoned anew as soon as the calendar knows their year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minben import services
from minben.ledger import acting, legal_now, legal_today, write_acts

from . import models
from .carding import give_warnings, red_cards
from .doing import late_act, program
from .faults import AWAY, tell_fault
from .loading import PROGRAM_REACH, lock_if_free, take_up
from .reckoning import reckon_provisional
from .sets import rows, run
from .states import aside
from .terms import terms_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

BATCH = 2000
"""Limits that one transaction marks; it keeps their cases locked."""

_PAST = """
    NOT s.overdue AND NOT s.due_provisional AND s.due <= %(today)s
    AND (s.due < %(today)s OR s.due_at <= %(now)s)"""
_PASSED = f"s.state = 'ready' AND {_PAST}"
_KINDS = f"""
SELECT DISTINCT c.version, s.service, s.step
  FROM cases_step s JOIN cases_case c ON c.id = s.case_id WHERE {_PASSED}"""  # noqa: S608 - fixed words
_OF_KINDS = """
    (c.version, s.service, s.step) IN (
        SELECT * FROM unnest(%(versions)s::text[], %(services)s::text[], %(steps)s::text[]))"""
_LOCK = f"""
SELECT c.id FROM cases_case c WHERE c.id IN (
    SELECT s.case_id FROM cases_step s JOIN cases_case c ON c.id = s.case_id
     WHERE {_PASSED} AND {_OF_KINDS} LIMIT %(batch)s)
   FOR UPDATE SKIP LOCKED"""  # noqa: S608 - fixed words
_MARK = f"""
UPDATE cases_step s SET overdue = true, escalated_to = k.post
  FROM cases_case c, unnest(%(versions)s::text[], %(services)s::text[], %(steps)s::text[], %(posts)s::text[])
       AS k(version, service, step, post)
 WHERE c.id = s.case_id AND c.id = ANY (%(cases)s) AND {_PASSED}
   AND (c.version, s.service, s.step) = (k.version, k.service, k.step) RETURNING s.id"""  # noqa: S608 - fixed words
# Who is shown a late task sees its case.
_LATE = """
UPDATE cases_case c SET late = true, posts = ARRAY(
       SELECT DISTINCT post FROM unnest(c.posts || ARRAY(
              SELECT s.escalated_to FROM cases_step s
               WHERE s.case_id = c.id AND s.state = 'ready' AND s.escalated_to <> '')) AS post ORDER BY post)
 WHERE c.id = ANY (%(cases)s)"""
_WITH_EFFECT = f"""
SELECT DISTINCT s.case_id FROM cases_step s JOIN cases_case c ON c.id = s.case_id
 WHERE {_PASSED} AND {_OF_KINDS}"""  # noqa: S608 - fixed words

# A step that another service does; the limits of what several posts do are those of their tasks.
_BESIDE = f"""
SELECT DISTINCT s.case_id FROM cases_step s
 WHERE s.state = 'under-way' AND {_PAST}
   AND NOT EXISTS (SELECT FROM cases_step p WHERE p.case_id = s.case_id AND p.step = s.step
                      AND p.instance = s.instance AND p.part > 0)"""  # noqa: S608 - fixed words


@dataclass(frozen=True, slots=True, order=True)
class StepKind:
    """A step of a service as one version of the blueprint has it."""

    version: str
    service: str
    step: str

    @property
    def shown_to(self) -> str:
        """The post that is shown the task once its limit has passed; '' where nobody is."""
        service = services.version(self.version).services[self.service]
        step = service.steps.get(self.step)
        return (step.timing.escalate or "") if step else ""

    @property
    def has_effect(self) -> bool:
        """Whether more than the colour follows when its limit has passed."""
        if aside(self.step):
            return False
        service = terms_of(services.version(self.version), self.service).service
        named = {
            name for step in service.steps.values() for alternatives in step.needs for name in alternatives
        }
        meant = {one.name for one in service.materials.values() if one.later == self.step} | {self.step}
        passed = {f"{name}.overdue" for name in meant}
        return service.steps[self.step].overdue is not None or not passed.isdisjoint(named)


def pass_deadlines(today: date | None = None) -> int:
    """Let every limit that has passed by a legal day (today) take effect; returns how many passed.

    Those that have become urgent bring a warning.

    A case that fails is left as it was, and the log names it; it is tried again the next time.
    """
    day = today or legal_today()
    with acting(PROGRAM_REACH):
        reckon_provisional()
        passed = rows(_KINDS, {"today": day, "now": legal_now()})
    found = [StepKind(*row) for row in passed]
    plain = [kind for kind in found if not kind.has_effect]
    weighty = [kind for kind in found if kind.has_effect]
    passed_now = _mark_all(plain, day) + _wake_all(weighty, day)
    give_warnings(day)
    return passed_now


def _mark_all(step_kinds: list[StepKind], today: date) -> int:
    count = 0
    while step_kinds and (marked := _mark_batch(step_kinds, today)):
        count += marked
    return count


def _mark_batch(step_kinds: list[StepKind], today: date) -> int:
    given = _given(step_kinds, today) | {"batch": BATCH}
    with acting(PROGRAM_REACH):
        given["cases"] = [row[0] for row in rows(_LOCK, given)]
        marked = [row[0] for row in rows(_MARK, given)]
        run(_LATE, given)
        late = list(models.Step.objects.filter(id__in=marked))
        acts = write_acts([late_act(row) for row in late])
        models.Card.objects.bulk_create(red_cards(late, today, acts))
    return len(marked)


def _wake_all(step_kinds: list[StepKind], today: date) -> int:
    with acting(PROGRAM_REACH):
        cases = {row[0] for row in rows(_BESIDE, {"today": today, "now": legal_now()})}
        if step_kinds:
            cases |= {row[0] for row in rows(_WITH_EFFECT, _given(step_kinds, today))}
    return sum(_wake(case, today) for case in sorted(cases))


def _wake(case_id: UUID, today: date) -> int:
    try:
        with acting(PROGRAM_REACH):
            case = lock_if_free(case_id)
            if case is None:
                return 0
            work = take_up(case, program(case.agency), today=today)
            passed = work.pass_limits()
            work.wake()
            return passed
    except AWAY:
        raise
    except Exception as error:
        # One case, whatever is wrong with it, must not stop all others.
        tell_fault(case_id, "letting its passed limits take effect", error)
        return 0


def _given(step_kinds: list[StepKind], today: date) -> dict[str, Any]:
    return {
        "today": today,
        "now": legal_now(),
        "versions": [kind.version for kind in step_kinds],
        "services": [kind.service for kind in step_kinds],
        "steps": [kind.step for kind in step_kinds],
        "posts": [kind.shown_to for kind in step_kinds],
    }
