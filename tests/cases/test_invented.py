"""Any service at all, and anything that may happen to it: no case breaks the law, no clock loses a minute.

Blueprints and events are made up (`inventing`), a case is played (`trials`), and after every event everything is held
to sentences that are worked out anew from what was seen, not with the program's own words. Some cases are also run in
the database, where the person's pages must show what is.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, assume, given, settings

from minben import cases
from minben.blueprint.calendar import Unit
from minben.blueprint.model import Doer, Giving, Outcome, StepKind
from minben.cases import models
from minben.cases.played import PlayedBook
from minben.cases.procedure import favourable, followers
from minben.cases.states import aside
from minben.environment import Environment
from minben.ledger import acting, legal_clock, public_keys, seal_once, verify_ledger

from .conftest import SYSTEM
from .inventing import (
    ALL_POSTS,
    FEE,
    FILE,
    LAW,
    PAUSING,
    SERVICE,
    Event,
    Kind,
    Person,
    Story,
    report,
    said,
    stories,
    verdicts,
)
from .stored_trials import NUMBER, Stored
from .trials import OUTERMOST, REASONS, Trial, appointment, minutes_of_work, seen, works

if TYPE_CHECKING:
    from uuid import UUID

    import pytest

    from minben.blueprint.model import Blueprint, Step
    from minben.ledger import Act
    from minben.node.postgres import Endpoint

    from .inventing import Form
    from .trials import Begun, Key, Moment, Observed, Seen

ADVERSE = ("refused", "not accepted")
ACCEPTED_IN = 5
"""Working days in which the strict law wants an answer to an application."""
INSPECTORS = 2
"""Officers whom the law wants for a check of substance."""


class Watch:
    """What was seen of a case so far, told as questions; its history is all it knows."""

    def __init__(self, trial: Observed) -> None:
        self.trial = trial
        self.service = trial.service
        self.history = trial.history
        self.now = self.history[-1]
        self.before = self.history[-2] if len(self.history) > 1 else None

    @property
    def new(self) -> list[Seen]:
        """The rows that the latest event brought."""
        known = self.before.by_key if self.before else {}
        return [row for row in self.now.rows if row.key not in known]

    def step(self, row: Seen) -> Step | None:
        """The step of a row; None beside the procedure."""
        return self.service.steps.get(row.step)

    def opened(self, key: Key) -> Moment:
        """When a row was there first."""
        return next(moment for moment in self.history if key in moment.by_key)

    def ended(self, key: Key) -> Moment | None:
        """When a row was first seen done or void."""
        seen = (moment for moment in self.history if key in moment.by_key)
        return next((moment for moment in seen if not moment.by_key[key].is_open), None)

    def stands(self, row: Seen) -> bool:
        """Whether what a row says still counts: it was not taken back, and no later round or instance is there."""
        later = any(one.step == row.step and one.key[1] > row.key[1] for one in self.now.rows)
        return not row.undone and not later


# What has to be so, each a sentence.


def one_outcome_and_people_refuse(watch: Watch) -> None:
    """A case has one outcome at most; only reopening takes it back; rules, silence and applicants refuse nobody."""
    now, before = watch.now, watch.before
    assert (now.outcome is None) == (now.state == "open")
    if now.outcome in ADVERSE:
        assert now.decided_by == "officer", (now.outcome, now.decided_by)
    if before and before.outcome is not None and now.outcome != before.outcome:
        looked_again = [
            row for row in now.rows if row.step in ("human", "appeal") and row.verdict == "reopened"
        ]
        assert any(before.by_key[row.key].is_open for row in looked_again)


def what_is_done_stays_done(watch: Watch) -> None:
    """A row that is done or void never changes, but that it may be noted once that what it gave was taken back."""
    for row in watch.before.rows if watch.before else ():
        now = watch.now.by_key[row.key]
        if not row.is_open:
            frozen = (row.state, row.verdict, row.by, row.done_on, row.due, row.overdue)
            assert frozen == (now.state, now.verdict, now.by, now.done_on, now.due, now.overdue)
            assert now.undone >= row.undone


def a_step_runs_once(watch: Watch) -> None:
    """A step runs once in a round, in as many rounds as the service allows; more only when reopened or undone."""
    whole = [row for row in watch.now.rows if row.key[2] == 0 and not aside(row.step)]
    assert all(count == 1 for count in Counter(row.key for row in watch.now.rows).values())
    runs = Counter(
        (row.step, row.round, row.opening) for row in whole if row.state == "done" and not row.undone
    )
    again = [run for run, count in runs.items() if count > 1]
    assert not again, again
    for row in whole:
        step = watch.service.steps[row.step]
        loops = [
            one.repeat
            for one in watch.service.steps.values()
            if one.repeat and step.id in (one.id, *one.repeat.steps)
        ]
        assert 1 <= row.round <= max((loop.at_most for loop in loops), default=1)
    for name in watch.service.steps:
        rows = [
            row
            for row in whole
            if row.step == name and row.state == "done" and not row.undone and row.round == 1
        ]
        if len(rows) > 1:
            # Only the decision that was reopened is done twice without its giving having been taken back.
            assert any(
                row.step in ("human", "appeal") and row.verdict == "reopened" for row in watch.now.rows
            )


def one_task_at_a_time(watch: Watch) -> None:
    """Of a step one instance is open at most, and of each post one task in it; a step under way has open tasks."""
    open_rows = [row for row in watch.now.rows if row.is_open]
    assert all(count == 1 for count in Counter((row.step, row.key[2]) for row in open_rows).values())
    for row in open_rows:
        parts = [one for one in open_rows if one.step == row.step and one.key[2]]
        beside = is_beside(watch, row)
        assert (row.state == "under-way") == (beside or bool(parts and row.key[2] == 0))
        assert not (beside and parts)


def is_beside(watch: Watch, row: Seen) -> bool:
    """Whether another service does the step of a row."""
    step = watch.step(row)
    return step is not None and step.by is Doer.SERVICE


def nothing_starts_before_its_needs(watch: Watch) -> None:
    """What a step needs was there when it began: each of its needs by one of its alternatives."""
    opening = max((row.opening for row in watch.before.rows), default=0) if watch.before else 0
    for row in watch.new:
        step = watch.step(row)
        if step is None or row.opening > opening:
            continue
        for alternatives in step.needs:
            assert any(_is_there(watch, name) for name in alternatives), (row.step, alternatives)


def nothing_waits_that_could_begin(watch: Watch) -> None:
    """While there is no outcome, a step whose needs are all there has begun."""
    if watch.now.outcome is not None:
        return
    for step in watch.service.steps.values():
        begun = [row for row in watch.now.rows if row.step == step.id and not row.undone]
        if not begun and all(any(_is_there(watch, name) for name in names) for names in step.needs):
            assert any(name.endswith(("given", "promised")) for names in step.needs for name in names), (
                step.id
            )


def _is_there(watch: Watch, name: str) -> bool:
    head, _, what = name.partition(".")
    if head in watch.service.materials:
        later = [row for row in watch.now.rows if row.step == f"{head}_later"]
        if what == "given":
            return not any(row.is_open for row in later)
        if what == "overdue":
            return any(row.overdue for row in later)
        return True
    step = watch.service.steps.get(head)
    if step is None:
        asked = [one for one in watch.service.steps.values() if head in one.asks]
        return not asked or any(
            row.step == one.id and row.state == "done" for one in asked for row in watch.now.rows
        )
    rows = [
        row
        for row in watch.now.rows
        if row.step == head and watch.stands(row) and not _went_round(watch, row)
    ]
    if what == "overdue":
        return any(row.overdue for row in rows)
    whole = [row for row in rows if row.key[2] == 0]
    return any(row.state == "done" and row.verdict == (what or favourable(step)) for row in whole)


def no_clock_loses_or_gains(watch: Watch) -> None:
    """The last day, or minute, of every task is what counting one by one from the events gives; and it passes then."""
    for row in watch.now.rows:
        step = watch.step(row)
        if step is None or step.limit is None or not row.is_open:
            continue
        if step.limit.unit is Unit.WORKING_HOURS:
            _check_minutes(watch, step, row)
        else:
            _check_days(watch, step, row)


def _stops(watch: Watch, step: Step) -> list[tuple[datetime, datetime | None]]:
    """From when to when the clock of a step stands."""
    stopping = {one.id for one in watch.service.steps.values() if step.id in one.timing.pauses}
    rows = [
        row for row in watch.now.rows if row.step in stopping and row.key[2] == 0 and _was_open(watch, row)
    ]
    ends = {row.key: watch.ended(row.key) for row in rows}
    return [(watch.opened(row.key).at, end.at if (end := ends[row.key]) else None) for row in rows]


def _was_open(watch: Watch, row: Seen) -> bool:
    """Whether a row lay before people, be it for no time: what a rule did, or what fell away at once, did not."""
    first = watch.opened(row.key).by_key[row.key]
    return first.is_open or first.by in ("officer", "applicant", "law")


def _limit(watch: Watch, step: Step, row: Seen) -> int:
    assert step.limit is not None
    assert step.timing.extend is not None or not row.extended
    allowed = [
        one
        for one in watch.now.rows
        if one.step == f"{step.id}.extension"
        and one.verdict == "allowed"
        and watch.history.index(watch.opened(one.key)) >= watch.history.index(watch.opened(row.key))
    ]
    if row.key[2] == 0 and not step.posts:
        assert len(allowed) <= 1, "a limit is extended once"
    by = step.timing.extend.by.count if step.timing.extend and allowed else 0
    assert row.extended == by
    return step.limit.count + by


def _first_day(watch: Watch, step: Step, row: Seen) -> date:
    """The day from which the limit counts, by what had been seen when the task came."""
    came = watch.opened(row.key)
    for start in step.counts_from:
        if start == "receipt":
            return watch.trial.history[0].at.date()
        head, _, verdict = start.partition(".")
        if start == "ready" or head not in watch.service.steps:
            return came.at.date()
        wanted = verdict or favourable(watch.service.steps[head])
        done = [one for one in came.rows if one.step == head and one.key[2] == 0]
        if done and done[-1].state == "done" and done[-1].verdict == wanted and not done[-1].undone:
            return _day_done(watch, done[-1])
    return came.at.date()


def _day_done(watch: Watch, row: Seen) -> date:
    """When a step was done; what the law does by silence counts from the day on which its clock began."""
    step = watch.service.steps[row.step]
    end = watch.ended(row.key)
    assert end is not None
    return _first_day(watch, step, row) if row.by == "law" else end.at.date()


def _check_days(watch: Watch, step: Step, row: Seen) -> None:
    assert step.limit is not None
    start, today = _first_day(watch, step, row), watch.now.at.date()
    stops = [(since.date(), until.date() if until else date.max) for since, until in _stops(watch, step)]
    calendar = watch.trial.blueprint.calendar
    count, day, used, passed = _limit(watch, step, row), start, 0, False
    due: date | None = None
    stops_for_good = [since for since, until in stops if until == date.max]
    while due is None:
        stands = any(since <= day < until for since, until in stops)
        if used >= count and not stands:
            due = day
        elif stands and any(since <= day for since in stops_for_good):
            break
        else:
            day += timedelta(days=1)
            counts = step.limit.unit is Unit.CALENDAR_DAYS or calendar.is_working(day)
            used += counts and not any(since < day <= until for since, until in stops)
    passed = due is not None and due < today
    if row.overdue:
        _check_passed(watch, row, passed=passed)
        return
    _check_not_passed(
        watch, row, passed=passed, late_at_once=due is not None and due < watch.opened(row.key).at.date()
    )
    assert (row.due, row.left) == (due, None if due else max(0, count - used)), (row, due, count - used)
    if row.due is not None:
        days = [start + timedelta(days=number) for number in range(1, (row.due - start).days + 1)]
        counted = [day for day in days if step.limit.unit is Unit.CALENDAR_DAYS or calendar.is_working(day)]
        stood = [day for day in counted if any(since < day <= until for since, until in stops)]
        elapsed = [day for day in counted if day <= today and day not in stood]
        left = [day for day in counted if day > today and day not in stood]
        # A clock that starts to stand on its last day keeps nothing that was not used by then.
        assert len(elapsed) + len(left) == count, (row, elapsed, left, stood)


def _check_passed(watch: Watch, row: Seen, *, passed: bool) -> None:
    """A limit is marked as passed on the day on which it passes, and stays so whatever stops its clock afterwards."""
    already = (
        watch.before is not None and row.key in watch.before.by_key and watch.before.by_key[row.key].overdue
    )
    assert passed or already, row


def _check_not_passed(watch: Watch, row: Seen, *, passed: bool, late_at_once: bool) -> None:
    """What is under way passes by the tasks of its posts; what comes late already is marked at the next look."""
    looked = [moment for moment in watch.history if row.key in moment.by_key and moment.problem is None][1:]
    with_posts = row.state == "under-way" and not is_beside(watch, row)
    assert not passed or with_posts or (late_at_once and not looked), row


def _check_minutes(watch: Watch, step: Step, row: Seen) -> None:
    start, now = watch.opened(row.key).at, watch.now.at
    stops = _stops(watch, step)
    count, minute, used = 60 * _limit(watch, step, row), start, 0
    due: datetime | None = None
    while due is None:
        stands = any(since <= minute and (until is None or minute < until) for since, until in stops)
        if used == count and not stands:
            due = minute
        elif stands and any(since <= minute and until is None for since, until in stops):
            break
        else:
            used += works(watch.trial.blueprint, minute) and not stands
            minute += timedelta(minutes=1)
    passed = due is not None and due <= now
    if row.overdue:
        _check_passed(watch, row, passed=passed)
        return
    _check_not_passed(watch, row, passed=passed, late_at_once=False)
    left = None if due else 60 * (count - used)
    assert (row.due_at, row.left) == (due, left), (row, due, left)
    if row.due_at is not None:
        worked = minutes_of_work(watch.trial.blueprint, start, row.due_at)
        stood = [
            minute
            for minute in worked
            if any(since <= minute and (until is None or minute < until) for since, until in stops)
        ]
        elapsed = sum(minute < now for minute in worked) - sum(minute < now for minute in stood)
        to_come = sum(minute >= now for minute in worked) - sum(minute >= now for minute in stood)
        assert elapsed + to_come == count


def silence_has_its_effect(watch: Watch) -> None:
    """Where the law gives a verdict when a limit has passed, no task is left open after it."""
    for row in watch.now.rows:
        step = watch.step(row)
        if step is not None and step.overdue is not None:
            assert not (row.state == "ready" and row.overdue), row
        if row.by == "law" and row.key[2] == 0 and step is not None and not step.posts:
            assert step.overdue == row.verdict
            assert row.overdue
            assert row.done_on == _first_day(watch, step, row)


def the_case_can_go_on_or_has_ended(watch: Watch) -> None:
    """An open case lies before somebody who can do something; a closed one before nobody."""
    open_rows = [
        row for row in watch.now.rows if row.state == "ready" or (row.is_open and is_beside(watch, row))
    ]
    if watch.now.state != "closed":
        assert open_rows, watch.now
    else:
        assert not any(row.is_open for row in watch.now.rows if row.step not in ("human", "appeal"))
    for row in open_rows:
        step = watch.step(row)
        assert row.post or (step is not None and step.by in (Doer.APPLICANT, Doer.SERVICE))


def what_was_given_is_taken_back(watch: Watch) -> None:
    """When a case ends otherwise than granted, all that can be taken back is, save what follows from the end itself."""
    played = watch.trial.played
    rows = [row for row in watch.now.rows if row.key[2] == 0 and not aside(row.step)]
    cause: set[str] = set()
    if watch.now.outcome is not None:
        results = watch.service.outcomes.get(Outcome(watch.now.outcome), ())
        heads = {result.partition(".")[0] for result in results}
        cause = set(heads)
        for head in heads:
            cause |= followers(played.terms.procedure, head)
    held = Counter(str(one.values["id"]).rpartition("-")[2] for one in played.written)
    held.subtract(str(one.key).rpartition("-")[2] for one in played.ended)
    for name, step in watch.service.steps.items():
        if not step.undo:
            continue
        gave = [
            row
            for row in rows
            if row.step == name and row.state == "done" and row.verdict == favourable(step)
        ]
        gave = [row for row in gave if not _went_round(watch, row)]
        if watch.now.outcome not in (None, "granted") and name not in cause:
            assert all(row.undone for row in gave), name
        assert held[name] == sum(not row.undone for row in gave), (name, held)
        assert set(held.values()) <= {0, 1}


def _went_round(watch: Watch, row: Seen) -> bool:
    """Whether a later round of a repeated step followed; only the last gives anything."""
    return any(one.step == row.step and one.round > row.round for one in watch.now.rows) or _repeats(
        watch, row
    )


def _repeats(watch: Watch, row: Seen) -> bool:
    step = watch.service.steps[row.step]
    loops = [one.id for one in watch.service.steps.values() if one.repeat and row.step in one.repeat.steps]
    return bool(step.repeat or loops) and watch.trial.played.case.rounds.get(step.id, 1) > row.round


def several_officers_are_different_people(watch: Watch) -> None:
    """A step of several officers is done when as many different ones said so; each counts with what they said last."""
    for row in watch.now.rows:
        if (
            row.people == 1
            or row.by != "officer"
            or (watch.service.steps[row.step].posts and row.key[2] == 0)
        ):
            continue
        latest = {(one.post, one.who): one.verdict for one in watch.trial.signed if one.key == row.key}
        assert sum(verdict == row.verdict for verdict in latest.values()) >= row.people


def who_is_kept_apart_stays_apart(watch: Watch) -> None:
    """No officer has a hand in two steps that are kept apart, whichever of them came first."""
    by_step: dict[str, set[tuple[str, str]]] = {}
    for one in watch.trial.signed:
        by_step.setdefault(one.key[0], set()).add((one.post, one.who))
    for step in watch.service.steps.values():
        for other in step.not_by:
            both = by_step.get(step.id, set()) & by_step.get(other, set())
            assert not both, (step.id, other, both)


def a_refusal_says_why_and_what_can_be_done(watch: Watch) -> None:
    """Who is refused is told the reasons and every remedy of the law, in each language, in that moment."""
    before = watch.before
    if watch.now.outcome not in ADVERSE or (before and before.outcome == watch.now.outcome):
        return
    told = watch.trial.played.notices[before.told if before else 0 :]
    remedies = [remedy for pack in watch.trial.blueprint.statutes for remedy in pack.remedies]
    assert remedies
    for lang in ("zh", "en"):
        texts = [notice.text[lang] for notice in told]
        full = [text for text in texts if all(remedy.text[lang] in text for remedy in remedies)]
        assert full, texts
        assert any(REASONS in text for text in full), full


def pauses_are_told(watch: Watch) -> None:
    """Whoever waits is told in writing when a clock stops, and when it runs again while there is no outcome."""
    told = watch.now.told - (watch.before.told if watch.before else 0)
    stopping = [
        row for row in watch.new if row.key[2] == 0 and (step := watch.step(row)) and step.timing.pauses
    ]
    stopping = [row for row in stopping if row.is_open]
    assert told >= len(stopping)


def an_acceptance_comes_in_five_days_or_is_deemed(watch: Watch) -> None:
    """Where a law wants it: nobody waits longer than five working days for an answer; silence accepts as of receipt."""
    if watch.trial.blueprint.items[watch.service.item].type != "2":
        return
    calendar, day, used = watch.trial.blueprint.calendar, watch.trial.history[0].at.date(), 0
    while used < ACCEPTED_IN:
        day += timedelta(days=1)
        used += calendar.is_working(day)
    first = [row for row in watch.now.rows if row.key == ("accept", 1, 0)]
    assert first
    for row in first:
        if watch.now.at.date() > day:
            assert not row.is_open
        if row.by == "law":
            assert (row.verdict, row.done_on) == ("accepted", watch.trial.history[0].at.date())


def what_is_missing_is_told_once(watch: Watch) -> None:
    """An applicant is asked to complete once at most, until a decision is opened again."""
    asked = Counter(
        row.opening
        for row in watch.now.rows
        if (step := watch.step(row))
        and step.kind is StepKind.SUPPLEMENT
        and row.round == 1
        and not row.undone
    )
    assert all(count == 1 for count in asked.values())


def a_check_of_substance_takes_two(watch: Watch) -> None:
    """The law says that two officers look; whatever the row says of itself."""
    for row in watch.now.rows:
        step = watch.step(row)
        if step is None or step.kind is not StepKind.INSPECT or row.by != "officer" or row.state != "done":
            continue
        if step.posts and row.key[2] == 0:
            continue
        latest = {(one.post, one.who): one.verdict for one in watch.trial.signed if one.key == row.key}
        assert sum(verdict == row.verdict for verdict in latest.values()) >= INSPECTORS


def only_what_the_law_names_stops_a_clock(watch: Watch) -> None:
    """A clock stands, or was stopped, by a hearing, a test, an appraisal or a review, and by nothing else."""
    for row in watch.now.rows:
        step = watch.step(row)
        if row.is_open and row.left is not None:
            assert any(until is None for _, until in _stops(watch, watch.service.steps[row.step])), row
        if step is not None and step.timing.pauses:
            assert step.kind in PAUSING


def a_fee_is_charged_once_and_paid_by_the_person(watch: Watch) -> None:
    """Whoever has to pay is told what, once for each time they are asked; nobody else does that step for them."""
    charges = watch.trial.played.charges
    rows = {row.id: row for row in watch.trial.played.steps}
    assert all(one.amount == FEE for one in charges)
    assert len({one.step_id for one in charges}) == len(charges)
    charged = {(rows[one.step_id].step, rows[one.step_id].instance) for one in charges if one.step_id in rows}
    for row in watch.now.rows:
        step = watch.step(row)
        if step is None or step.kind is not StepKind.COLLECT:
            continue
        assert row.by in (None, "applicant", "rule")
        assert (row.key[:2] in charged) == (row.by != "rule")
        if row in watch.new and isinstance(watch.trial, Trial):
            assert (row.by == "rule") == watch.trial.good, "nobody pays who need not, and whoever owes does"


def a_case_stays_with_the_agency_of_its_receipt(watch: Watch) -> None:
    """The competent agency is found once, and all tasks of its posts are its own."""
    case = watch.trial.played.case
    if watch.service.id == SERVICE and watch.service.agencies:
        assert case.agency == ("branch" if watch.trial.good_at_first else "bureau")
    for row in watch.now.rows:
        head, _, _ = row.post.partition("/")
        if watch.service.id == SERVICE and row.post and not row.post.startswith("taskforce"):
            assert head == case.agency


SENTENCES = (
    an_acceptance_comes_in_five_days_or_is_deemed,
    what_is_missing_is_told_once,
    a_check_of_substance_takes_two,
    only_what_the_law_names_stops_a_clock,
    a_fee_is_charged_once_and_paid_by_the_person,
    a_case_stays_with_the_agency_of_its_receipt,
    one_outcome_and_people_refuse,
    what_is_done_stays_done,
    a_step_runs_once,
    one_task_at_a_time,
    nothing_starts_before_its_needs,
    nothing_waits_that_could_begin,
    no_clock_loses_or_gains,
    silence_has_its_effect,
    the_case_can_go_on_or_has_ended,
    what_was_given_is_taken_back,
    several_officers_are_different_people,
    who_is_kept_apart_stays_apart,
    a_refusal_says_why_and_what_can_be_done,
    pauses_are_told,
)


def hold(trial: Trial, since: int) -> None:
    """Hold the case to every sentence, as it was after each event from this one on."""
    for case in trial.family.values():
        everything = case.history
        try:
            for end in range(max(0, since - case.since), len(everything)):
                case.history = everything[: end + 1]
                for sentence in SENTENCES:
                    sentence(Watch(case))
        finally:
            case.history = everything
    a_family_holds_together(trial)


def a_family_holds_together(trial: Trial) -> None:
    """A step that another service does has one case, which is open while it waits; its outcome is the verdict."""
    beside = [row for row in trial.now.rows if trial.service.steps.get(row.step) in by_services(trial)]
    begun = {row.key[:2] for row in beside if row.state != "void" or row.key[:2] in trial.inner}
    assert begun == set(trial.inner)
    for row in beside:
        if row.key[:2] not in trial.inner:
            continue
        case = trial.inner[row.key[:2]]
        if row.state == "under-way":
            assert case.now.outcome is None
        elif row.state == "void":
            assert case.now.outcome is not None
        else:
            said = case.now.outcome
            known = [verdict.id for verdict in trial.service.steps[row.step].verdicts]
            meant = {"granted": known[0]}.get(str(said), str(said).replace(" ", "-"))
            assert said is not None
            assert row.verdict == (meant if meant in known else known[-1])
            assert row.by == "service"


def by_services(trial: Trial) -> list[Step]:
    """The steps of the outermost case that another service does."""
    return [step for step in trial.service.steps.values() if step.by is Doer.SERVICE]


def received(blueprint: Blueprint, person: Person, way: Giving) -> Trial:
    """A case of the only service, just received; materials are given in this way where it is offered."""
    service = blueprint.services[SERVICE]
    ways = {}
    for name, material in service.materials.items():
        offered = {Giving.FILE: True, Giving.COMMITMENT: material.commitment, Giving.LATER: material.later}
        ways[name] = way if offered.get(way) else Giving.FILE
    return Trial(blueprint, person, ways)


def run(trial: Trial, events: list[Event]) -> None:
    """Let everything happen, then let people finish what they have before them."""
    hold(trial, 0)
    for event in events:
        at = len(trial.history)
        trial.do(event)
        hold(trial, at)
    finish(trial)


def finish(trial: Trial) -> None:
    """People do what lies before them, day by day, until the case is closed: it never stands still for good."""
    for number in range(120):
        ready = trial.tasks()
        if trial.now.state == "closed" and not ready:
            return
        begun, row = ready[number % len(ready)]
        # Each time somebody else, so that nobody is kept apart from a task for good.
        verdict = trial.verdict(row, number, 0, begun) if row.post else None
        move = replace(verdict, who=f"{number}") if verdict else trial.supplement(row)
        trial.make(move)
        hold(trial, len(trial.history) - 1)
        if number % 4 == 3:
            trial.do(Event(Kind.DAY, 0, 0, 0))
            hold(trial, len(trial.history) - 1)
    raise AssertionError(trial.now)


CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
PROFILE = settings.get_profile("deep")
DEEP = settings.default is PROFILE
"""Whether dice are thrown anew and many times; see CONTRIBUTING."""
QUICK = settings(
    max_examples=PROFILE.max_examples if DEEP else 60,
    deadline=None,
    derandomize=not DEEP,
    database=None,
    suppress_health_check=CHECKS,
)
STORED = settings(QUICK, max_examples=QUICK.max_examples // 5, phases=[Phase.generate])


@QUICK
@given(stories())
def test_whatever_happens_to_a_case_every_sentence_holds(story: Story) -> None:
    found = report(story.service)
    assert found.blueprint is not None
    assert not found.errors, [str(problem) for problem in found.errors]
    run(received(found.blueprint, story.person, story.way), story.events)


@QUICK
@given(stories(torn=True))
def test_a_service_is_refused_with_its_place_or_its_cases_are_sound(story: Story) -> None:
    found = report(story.service)
    for problem in found.errors:
        assert problem.place.file == FILE
        assert problem.place.line >= 1
        assert problem.text("zh")
        assert problem.text("en")
    if found.errors or found.blueprint is None:
        return
    run(received(found.blueprint, story.person, story.way), story.events)


# In the database.


def compare(trial: Trial, stored: Stored, acts: Counter[str]) -> None:
    """The case in the database has come to the same as the one in memory, and shows the person what is."""
    assert stored.problem is trial.now.problem
    assert stored.family() == set(trial.family)
    done: Counter[str] = Counter()
    for begun, one in trial.family.items():
        case = one.played.case
        assert stored.rows(begun) == tuple(sorted(one.now.rows, key=lambda row: row.key))
        decided = (case.outcome, case.decided_by, case.decided_on)
        looked = (case.state, *decided, case.due, case.late, case.rounds, case.agency)
        assert stored.looked(begun) == looked
        told = Counter(NUMBER.sub("NUMBER", notice.text["zh"]) for notice in one.played.notices)
        assert stored.notices(begun) == told
        steps = {row.id: row.step for row in one.played.steps}
        cards = Counter((steps[card.step_id], card.colour) for card in one.played.cards)
        assert stored.cards(begun) == cards
        done += stored.acts(begun)
        the_person_sees_what_is(one, stored, begun)
    assert {kind: done[kind] for kind in acts} == dict(acts)
    money_is_what_it_is(trial, stored)
    officers_find_their_tasks(stored)


def money_is_what_it_is(trial: Trial, stored: Stored) -> None:
    """What was charged is charged in the database, and goes back where the service says so of the outcome."""
    rows = {row.id: row for row in trial.played.steps}
    states = {"ready": "due", "done": "paid", "void": "void"}
    charges = [(one.amount, states[rows[one.step_id].state]) for one in trial.played.charges]
    assert stored.charges() == charges
    charging, outcome = trial.service.charging, trial.now.outcome
    back = charging is not None and outcome in [str(one) for one in charging.refunds]
    with acting(SYSTEM):
        assert cases.refund_due(stored.case.id) == back
        shown = cases.charge_of(stored.case.id)
    assert (shown and (shown.amount, str(shown.state))) == (charges[-1] if charges else None)


def the_person_sees_what_is(trial: Observed, stored: Stored, begun: Begun) -> None:
    """The page of a case and the list of the person's cases show its rows, its acts and its notices, all of them."""
    now, case = trial.now, stored.case_of(begun)
    with legal_clock(lambda: stored.at):
        file = cases.case_file(case.number, stored.person)
        page = cases.my_cases([stored.person.subject]).rows
    (listed,) = (row for row in page if row.number == case.number)
    assert len(page) == len(stored.family())
    assert listed.parent == (None if begun == OUTERMOST else stored.case.number)
    shown = sorted((seen(view.row) for view in file.steps if view.row), key=lambda row: row.key)
    assert tuple(shown) == stored.rows(begun)
    assert (file.case.state, file.case.outcome) == (now.state, now.outcome)
    assert (listed.state, listed.outcome, listed.late) == (now.state, now.outcome, file.case.late)
    assert len(file.notices) == now.told
    assert Counter(act.kind for act in file.acts) == stored.acts(begun)
    waiting = {row.step for row in now.rows if row.state == "ready"}
    assert (listed.next_step in waiting) if waiting else listed.next_step is None
    for view in file.steps:
        own = view.row is not None and view.row.state == "ready" and view.row.post == ""
        assert view.for_me == own
        _is_shown_as_it_is(view, now, stored)
    never = {view.id for view in file.steps if view.row is None and view.standing == "ready"}
    assert not never


def _is_shown_as_it_is(view: cases.StepView, now: Moment, stored: Stored) -> None:
    """Of a step the colour is that of its limit, and its case, where another service does it, is that case."""
    row = view.row
    if row is None:
        return
    late = row.due is not None and (
        row.due < now.at.date() or (row.due_at is not None and row.due_at <= now.at)
    )
    open_ = row.state in ("ready", "under-way")
    assert (view.colour is cases.Colour.RED) == (open_ and late and row.left is None)
    assert (view.colour is cases.Colour.STOPPED) == (open_ and row.left is not None)
    assert (view.colour is cases.Colour.NONE) == (not open_ or (row.due is None and row.left is None))
    if view.child is not None:
        case = stored.case_of((row.step, row.instance))
        with acting(SYSTEM):
            case.refresh_from_db()
        assert (view.child.number, view.child.outcome, view.child.due) == (
            case.number,
            case.outcome,
            case.due,
        )


def officers_find_their_tasks(stored: Stored) -> None:
    """What lies before a post is what its officers find, and nothing else of this family."""
    found: set[UUID] = set()
    family = {stored.case_of(begun).id for begun in stored.family()}
    with legal_clock(lambda: stored.at):
        for post in ALL_POSTS:
            page = cases.tasks(stored.officer(post, appointment(post, "甲")), limit=500).rows
            found |= {task.step_id for task in page if task.case_id in family}
    with acting(SYSTEM):
        ready = models.Step.objects.filter(case__in=family, state="ready").exclude(post="")
        assert found == set(ready.values_list("id", flat=True))


def test_a_case_comes_out_the_same_in_the_database_and_the_person_sees_what_is(
    database: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    del database
    noted: Counter[str] = Counter()
    write = PlayedBook.act

    def note(book: PlayedBook, act: Act, act_id: UUID | None = None) -> UUID:
        noted[act.kind] += 1
        return write(book, act, act_id)

    monkeypatch.setattr(PlayedBook, "act", note)
    numbers = itertools.count(1)

    @settings(STORED)
    @given(stories())
    def both(story: Story) -> None:
        noted.clear()
        found = report(story.service)
        assume(found.blueprint is not None and not found.errors)
        assert found.blueprint is not None
        trial = received(found.blueprint, story.person, story.way)
        stored = Stored(trial, f"P-{next(numbers)}")
        compare(trial, stored, noted)
        for event in story.events:
            kept = noted.copy()
            move = trial.do(event)
            if move is None:
                continue
            if trial.now.problem is not None:
                noted.clear()
                noted.update(kept)
            stored.make(move)
            compare(trial, stored, noted)

    both()
    while seal_once().acts:
        pass
    checked = verify_ledger(public_keys(Environment.read().home), effects=True)
    assert [finding.line("en") for finding in checked.findings.kept] == []


# What dice have found once.


def a_service(steps: Form) -> Form:
    """A service of an officer's decision and of these steps before it."""
    begun = {"title": said("环节"), "kind": "examine", "needs": ["person"], "law": LAW}
    made = {name: begun | form for name, form in steps.items()}
    results = [*made["m0"]["verdicts"], *(["overdue"] if "within" in made["m0"] else [])]
    ends = " | ".join(f"m0.{result}" for result in results)
    decide = begun | {"kind": "decide", "needs": [ends], "by": "officer bureau/one"}
    made["decide"] = decide | {"verdicts": verdicts("granted", "refused")}
    whole = {
        "item": "I1",
        "title": said("试验"),
        "summary": said("试验"),
        "for": "resident",
        "agency": "bureau",
    }
    reads = {"person": {"from": "people where id = applicant", "title": said("人")}}
    outcomes = {"granted": ["decide"], "refused": ["decide.refused"]}
    return whole | {"law": LAW, "reads": reads, "steps": made, "outcomes": outcomes}


def begun(service: Form) -> Trial:
    """Its case, received from somebody."""
    found = report(service)
    assert found.blueprint is not None
    assert not found.errors, [str(problem) for problem in found.errors]
    return received(found.blueprint, Person(good=True, until=None), Giving.FILE)


def test_the_limit_of_a_step_of_several_posts_stands_with_the_clocks_of_its_tasks() -> None:
    both = {"by": "officers bureau/one, bureau/two", "verdicts": verdicts("yes", "no")}
    clock = {"kind": "review", "within": "3 working days", **both}
    stop = {"kind": "test", "by": "officer bureau/head", "within": "5 working days", "pauses": ["m0"]}
    trial = begun(a_service({"m0": clock, "m1": stop}))
    assert {(row.due, row.left) for row in trial.now.rows if row.step == "m0"} == {(None, 3)}
    run(trial, [Event(Kind.DAY, 0, 0, 0), Event(Kind.VERDICT, 2, 0, 0), Event(Kind.DAY, 0, 0, 0)])


def test_a_passed_limit_of_one_of_several_posts_is_a_fact_for_later_events_too() -> None:
    both = {"by": "officers bureau/one, bureau/two", "verdicts": verdicts("yes", "no")}
    clock = {"kind": "review", "within": "1 working days", **both}
    late = {"by": "officer bureau/head", "needs": ["m0.overdue", "m1"]}
    trial = begun(a_service({"m0": clock, "m1": {"by": "officer bureau/head"}, "m2": late}))
    for _ in range(2):
        trial.do(Event(Kind.DAY, 0, 0, 0))
    first = next(row for row in trial.now.rows if row.step == "m1")
    trial.make(trial.verdict(first, 0, 0))
    assert [row.state for row in trial.now.rows if row.step == "m2"] == ["ready"]
    hold(trial, 0)


def test_officers_are_kept_apart_whichever_of_two_steps_they_did_first() -> None:
    first = {"by": "officer bureau/one", "verdicts": verdicts("yes", "no"), "not_by": ["decide"]}
    trial = begun(a_service({"m0": first}))
    trial.make(trial.verdict(trial.now.rows[0], 0, 0))
    decide = next(row for row in trial.now.rows if row.step == "decide")
    trial.make(trial.verdict(decide, 0, 0))
    assert trial.now.problem is cases.KeptApart
    trial.make(trial.verdict(decide, 1, 0))
    assert trial.now.outcome == "granted"
