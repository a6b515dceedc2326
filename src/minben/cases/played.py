"""A case that is played through in memory, with given facts, by the procedure that real cases follow.

`Played` receives it, lets people do things with it and days pass. What follows is found by `moves`, `work` and
`procedure`, as for real cases; only the book is another (`played_book`): no database, no ledger, and what registers
hold is given (`played_given`). Steps that other services do begin cases that are played as well (`played_family`).
What cannot be done raises the same `CaseProblem`, and leaves all of them as they were.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

from minben.blueprint import desks
from minben.blueprint.calendar import DueAt, Unit
from minben.blueprint.model import Doer
from minben.ledger import Actor, ActorKind, uuid7

from . import apart, extending, models, moves, subcases, telling
from .answers import Question, check, questions
from .carding import YELLOW, card, is_urgent
from .doing import is_late, program
from .materials import checked_answers, wanted
from .played_book import Ended, Memory, PlayedBook, Written
from .played_family import Family, begun_by, end_as_said, new_case
from .played_given import (
    BadGiven,
    Given,
    example_file,
    example_of,
    given_materials,
    held,
    subject_of,
    taken_in,
)
from .problems import AnswerProblems, NotFound, NotNow, NotYourTask
from .procedure import Standing, standings
from .righting import correctable_read, righted
from .sofar import progress_of
from .states import StepState
from .terms import terms_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from minben.blueprint.calendar import Limit
    from minben.blueprint.model import Blueprint, Outcome
    from minben.registers import Record

    from .doing import Doing
    from .facts import Facts, Fetched
    from .materials import Wanted
    from .models_words import Charge
    from .played_book import CaseSoFar
    from .played_given import Entries
    from .terms import Terms
    from .work import Work

__all__ = [
    "BadGiven",
    "Ended",
    "Given",
    "Played",
    "PlayedBook",
    "Written",
    "example_file",
    "example_of",
    "given_materials",
]


class Played:
    """A case as it is played; made before it is received."""

    def __init__(self, blueprint: Blueprint, service: str, given: Given) -> None:
        """Take the given facts in. Raises `BadGiven`."""
        terms = terms_of(blueprint, service)
        applicant, records = taken_in(terms, given)
        case = new_case(terms, subject_of(applicant), given.day, given.position, given.channel)
        self._family = Family(blueprint, applicant, given.position, Memory(given.day, records=records))
        self._family.add(case)
        self._id = case.id

    def of_step(self, *steps: str) -> Played:
        """The case that a step has begun, and one of its steps, and so on; this one where none is named.

        Raises `NotFound` where no case has been begun.
        """
        if not steps:
            return self
        row = self.latest(steps[0])
        found = begun_by(self._family.memory, row) if row else None
        if found is None:
            raise NotFound
        return self._beside(found.case).of_step(*steps[1:])

    @property
    def begun(self) -> Sequence[Played]:
        """The cases that its steps have begun, the earliest first."""
        found = self._family.memory.cases.values()
        return [self._beside(one.case) for one in found if one.case.parent_id == self._id]

    def _beside(self, case: models.Case) -> Played:
        other = object.__new__(Played)
        other._family, other._id = self._family, case.id
        return other

    @property
    def _kept(self) -> CaseSoFar:
        return self._family.memory.cases[self._id]

    @property
    def terms(self) -> Terms:
        """Its service, as its agency handles it."""
        return self._family.terms(self.case)

    @property
    def case(self) -> models.Case:
        """The case, an instance that no database holds."""
        return self._kept.case

    @property
    def today(self) -> date:
        """The legal day."""
        return self._family.memory.today

    @property
    def steps(self) -> Sequence[models.Step]:
        """Every step that was ready once, in that order; a reopened step stands twice."""
        return self._kept.steps

    @property
    def notices(self) -> Sequence[models.Notice]:
        """What the applicant was told."""
        return self._kept.notices

    @property
    def charges(self) -> Sequence[Charge]:
        """What the applicant had to pay."""
        return self._kept.charges

    @property
    def cards(self) -> Sequence[models.Card]:
        """The cards that its tasks have brought."""
        return self._kept.cards

    @property
    def written(self) -> Sequence[Written]:
        """The entries that the case has written."""
        return self._kept.written

    @property
    def ended(self) -> Sequence[Ended]:
        """The entries that the case has taken back."""
        return self._kept.ended

    @property
    def records(self) -> Mapping[str, Sequence[Record]]:
        """What registers hold by now."""
        return self._family.memory.records

    @property
    def tasks(self) -> list[models.Step]:
        """What waits for people."""
        return [row for row in self._kept.steps if row.state == StepState.READY]

    @property
    def beside(self) -> list[models.Step]:
        """The steps that wait for the case of another service, which is among `begun`; `end_service` says its end."""
        steps = self.terms.service.steps
        open_ = [row for row in self._kept.steps if row.state == StepState.UNDER_WAY]
        return [row for row in open_ if row.step in steps and steps[row.step].service]

    def latest(self, step: str) -> models.Step | None:
        """The step in its latest instance, None where it was never ready."""
        return self._kept.latest.get(step)

    def ground(self, row: models.Step) -> models.Ground:
        """What a step stands on: facts, explanation, reasons."""
        return self._kept.grounds[row.id]

    def standings(self) -> dict[str, Standing]:
        """Where every step of the procedure stands."""
        return standings(
            self.terms.procedure, progress_of(self.terms, self.case, self._family.so_far(self._kept))
        )

    def signed(self, row: models.Step) -> int:
        """How many officers have given a verdict in a task of several."""
        return len({one.appointment for one in self._kept.signatures if one.step_id == row.id})

    def reads(self) -> list[Fetched]:
        """What the service reads about the applicant."""
        return self._family.facts(self._id).fetch(self.terms.service.reads)

    def questions(self, step: str = "", answers: Mapping[str, object] | None = None) -> tuple[Question, ...]:
        """What the application, or a step, asks as things stand with the answers so far."""
        asks = self.terms.service.steps[step].asks if step else self.terms.service.asks
        facts = self._family.facts(self._id)
        check(self.terms, asks, answers or {}, facts)
        return questions(self.terms, asks, facts, answers)

    def materials(self, step: str = "", answers: Mapping[str, object] | None = None) -> tuple[Wanted, ...]:
        """What the application, or a step, wants to be handed in as things stand."""
        service, facts = self.terms.service, self._family.facts(self._id)
        check(self.terms, {} if step else service.asks, answers or {}, facts)
        names = service.steps[step].brings if step else service.materials
        return tuple(wanted(self.terms, facts, names, self.today))

    def apply(self, answers: Mapping[str, object]) -> None:
        """Receive the application. Raises `AnswerProblems` and whatever the rules end in."""
        with self._family.event():
            service, facts = self.terms.service, self._family.facts(self._id)
            look = PlayedBook(self._family.blueprint, self._family.memory, self._kept).files
            values = checked_answers(self.terms, service.asks, service.materials, answers, facts, look)
            self._family.receive(self.case, values, self._person())

    def decide(
        self,
        step: str,
        post: str,
        verdict: str,
        reasons: str = "",
        answers: Mapping[str, object] | None = None,
        *,
        who: str = "",
    ) -> None:
        """Give the verdict of an officer in a post; ``who`` tells officers of one post apart.

        Raises what `minben.cases.decide` raises.
        """
        appointment = uuid5(NAMESPACE_OID, f"{post}/{who}")
        agency = post.partition("/")[0]
        officer = Actor(kind=ActorKind.OFFICER, id=str(appointment), post=post, agency=agency)
        with self._family.event():
            mine = desks(self._family.blueprint, post, self.today)
            row = self._task(step, mine)
            if row.post not in mine:
                raise NotYourTask(row.post)
            work = self._family.take_up(self._id, officer)
            row = moves.must_be_ready(work, row)
            apart.must_be_free(work, row, {appointment})
            doing = moves.by_officer(work, row, verdict, reasons, answers or {})
            if row.people > 1:
                agreed = moves.sign(work, row, appointment, doing)
                if agreed is None:
                    return
                doing = agreed
            _finish(work, row, doing)

    def ask_extension(self, step: str, post: str, reasons: str, *, who: str = "") -> None:
        """Ask that the limit of a task be extended. Raises what `minben.cases.ask_extension` raises."""
        appointment = uuid5(NAMESPACE_OID, f"{post}/{who}")
        officer = Actor(kind=ActorKind.OFFICER, id=str(appointment), post=post, agency=post.partition("/")[0])
        with self._family.event():
            mine = desks(self._family.blueprint, post, self.today)
            row = self._task(step, mine)
            if row.post not in mine:
                raise NotYourTask(row.post)
            work = self._family.take_up(self._id, officer)
            extending.ask(work, moves.must_be_ready(work, row), appointment, reasons)

    def supplement(self, step: str, answers: Mapping[str, object]) -> None:
        """Do a step of the applicant. Raises what `minben.cases.supplement` raises."""
        with self._family.event():
            row = self._task(step)
            if row.post:
                raise NotYourTask(row.post)
            work = self._family.take_up(self._id, self._person())
            row = moves.must_be_ready(work, row)
            _finish(work, row, moves.by_applicant(work, row, answers))

    def pay(self) -> None:
        """Pay the fee that is due. Raises `NotNow` where none is."""
        with self._family.event():
            work = self._family.take_up(self._id, self._person())
            row = moves.must_be_due(work)
            _finish(work, row, moves.by_payment(work, row))

    def end_service(self, step: str, outcome: Outcome, registers: Entries | None = None) -> None:
        """Say what the case of the service that does a step comes to, and what it has written into ``registers``.

        Where it has come to that by itself nothing happens. Raises `NotFound`, `NotNow` where no case is under way or
        it has come to something else, and `AnswerProblems` by field for what no register could hold.
        """
        with self._family.event():
            row = self._task(step)
            of_service = (
                step in self.terms.service.steps and self.terms.service.steps[step].by is Doer.SERVICE
            )
            begun = begun_by(self._family.memory, row) if of_service else None
            if begun is not None and begun.case.outcome == outcome:
                return
            if begun is None or begun.case.outcome is not None or row.state != StepState.UNDER_WAY:
                raise NotNow(zh="该环节没有正在办理的办件", en="No case is under way for this step")
            for register, entries in self._given(registers or {}).items():
                self._family.memory.records.setdefault(register, []).extend(entries)
            work = self._family.take_up(self._id, program(self.case.agency))
            end_as_said(begun, outcome, self.today)
            reasons = telling.ended_as(self._family.terms(begun.case), begun.case.number, outcome)
            subcases.end(work, work.rows.current(row), outcome, reasons)

    def withdraw(self) -> None:
        """Take the application back. Raises `NotNow`."""
        with self._family.event():
            moves.withdraw(self._family.take_up(self._id, self._person()))

    def appeal(self, reasons: str) -> None:
        """Appeal against an adverse outcome. Raises `NotNow` and `ReasonsMissing`."""
        with self._family.event():
            moves.appeal(self._family.take_up(self._id, self._person()), reasons)

    def ask_for_human(self) -> None:
        """Ask for people instead of rules. Raises `NotNow`."""
        with self._family.event():
            moves.ask_for_human(self._family.take_up(self._id, self._person()))

    def correct(self, read: str, fields: Mapping[str, object]) -> None:
        """Let the owner of a register correct what a read shows; rules of waiting tasks then look again.

        Raises `NotFound` where the read cannot be corrected or shows nothing, and `AnswerProblems` by field.
        """
        with self._family.event():
            wanted_read = correctable_read(self.terms, read)
            values = righted(self.terms, wanted_read, fields)
            (shown,) = self._family.fetch(self.terms, [wanted_read])
            if not shown.records:
                raise NotFound
            there = self._family.memory.records[wanted_read.register]
            there[:] = [
                replace(one, values={**one.values, **values}) if one.id == shown.records[0].id else one
                for one in there
            ]
            self._look_again()

    def hold(self, registers: Entries) -> None:
        """Let registers hold other entries about the applicant than those given; rules of waiting tasks look again.

        What cases have written stays. Raises `AnswerProblems` by field for what no register could hold.
        """
        with self._family.event():
            records, given = self._family.memory.records, self._given(registers)
            for register in registers:
                key = self._family.blueprint.registers[register].key
                written = (one for kept in self._family.memory.cases.values() for one in kept.written)
                own = {one.values[key] for one in written if one.register == register}
                kept = [one for one in records.get(register, []) if one.key in own]
                records[register] = [*kept, *given.get(register, [])]
            self._look_again()

    def learn(self, records: Mapping[str, Sequence[Record]]) -> None:
        """Let registers hold this from now on, as another case has left it; rules of waiting tasks look again.

        As for real cases, they do so only where a register has changed that the service reads.
        """
        with self._family.event():
            before, after = self._family.memory.records, {name: list(some) for name, some in records.items()}
            self._family.memory.records = after
            self._look_again(
                {name for name in {*before, *after} if before.get(name, []) != after.get(name, [])}
            )

    def pass_to(self, day: date) -> None:
        """Let the days pass up to a day; limits that pass on the way take effect on the day after their last."""
        while self._family.memory.today < day:
            self._family.memory.today, self._family.memory.at = self.today + timedelta(days=1), time.min
            self._pass_limits()

    def let_pass(self, limit: Limit) -> None:
        """Let as much time pass as a limit takes from now: to its last day, or to its minute."""
        self.come_to(self.end_of(limit))

    def end_of(self, limit: Limit) -> datetime:
        """When a limit ends that begins now: with the beginning of its last day, or at its minute."""
        calendar, zone = self._family.blueprint.calendar, self._family.moment.tzinfo
        if limit.unit is not Unit.WORKING_HOURS:
            return datetime.combine(calendar.due(self.today, limit).day, time.min, zone)
        ends = calendar.reckon_hours(self._family.moment, timedelta(hours=limit.count))
        return ends.at if isinstance(ends, DueAt) else self._family.moment

    def come_to(self, moment: datetime) -> None:
        """Let time pass up to a moment of the jurisdiction's clock."""
        self.pass_to(moment.date())
        if moment > self._family.moment:
            self._family.memory.at = moment.time()
            self._pass_limits()

    def _pass_limits(self) -> None:
        """As `deadlines.pass_deadlines`: limits that have passed first, then warnings of what is near its limit."""
        for case_id in list(self._family.memory.cases):
            with self._family.event():
                kept = self._family.memory.cases[case_id]
                if any(is_late(row, self.today) for row in kept.steps):
                    work = self._family.work(case_id, program(kept.case.agency))
                    work.pass_limits()
                    work.wake()
        with self._family.event():
            for kept in self._family.memory.cases.values():
                self._warn(kept)

    def _warn(self, kept: CaseSoFar) -> None:
        warned = {one.step_id for one in kept.cards if one.colour == YELLOW}
        kept.cards.extend(
            card(row, YELLOW, self.today, uuid7())
            for row in kept.steps
            if row.id not in warned and is_urgent(row, self.today)
        )

    def _look_again(self, changed: Collection[str] | None = None) -> None:
        """Let rules of waiting tasks look again, in every case whose service reads what has ``changed`` (anything)."""
        for case_id in list(self._family.memory.cases):
            kept = self._family.memory.cases[case_id]
            reads = {one.register for one in self._family.terms(kept.case).service.reads.values()}
            waits = any(row.state == StepState.READY for row in kept.steps)
            if waits and (changed is None or not reads.isdisjoint(changed)):
                work = self._family.take_up(case_id, program(kept.case.agency))
                if work.reconsider():
                    work.wake()

    def _given(self, registers: Entries) -> dict[str, list[Record]]:
        """Entries as registers would hold them from today on. Raises `AnswerProblems` by field."""
        try:
            return held(self._family.blueprint, registers, self._family.applicant, self.today)
        except BadGiven as bad:
            problems = {".".join(map(str, path)): text for path, text in bad.problems.items()}
            raise AnswerProblems(problems) from bad

    def _task(self, step: str, mine: Sequence[str] = ()) -> models.Step:
        row = self._kept.latest.get(step)
        if row is None:
            raise NotFound
        return next((part for part in self._kept.parts.get(step, ()) if part.post in mine), row)

    def facts_before(self, terms: Terms) -> Facts:
        """What there is to know about the applicant before a case of a service."""
        return self._family.facts_before(terms, self.case)

    def _person(self) -> Actor:
        return Actor(kind=ActorKind.RESIDENT, id=str(self.case.subject))


def _finish(work: Work, row: models.Step, doing: Doing) -> None:
    act = uuid7()
    work.book.finish(row, doing, act)
    moves.follow(work, row, doing, act)
