"""A case that is played through in memory, with given facts, by the procedure that real cases follow.

`Played` receives it, lets people do things with it and days pass. What follows is found by `moves`, `work` and
`procedure`, as for real cases; only the book is another: no database, no ledger, and what registers hold is given.
What cannot be done raises the same `CaseProblem`, and leaves the case as it was.
"""

from __future__ import annotations

from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, UUID, uuid5
from zoneinfo import ZoneInfo

from minben.blueprint import desks
from minben.blueprint.calendar import DueAt, Unit
from minben.blueprint.model import Doer, Giving
from minben.files import Kept
from minben.ledger import Actor, ActorKind, RecordRef, commit_values, legal_clock, now, uuid7
from minben.registers import BadValue, FieldProblems, Record, parse_fact, readable_fields, schema

from . import apart, extending, models, moves, subcases, telling
from .answers import Question, check, questions
from .carding import YELLOW, card, is_urgent
from .competence import locate
from .doing import fill, is_late, program
from .facts import Facts
from .materials import checked_answers, wanted
from .numbers import numbered
from .problems import AlreadyDone, AnswerProblems, CannotBegin, NotFound, NotNow, NotYourTask
from .procedure import Standing, standings
from .reading import fetched
from .righting import correctable_read, righted
from .rounds import latest_of, standing_rows
from .rows import Rows
from .sofar import SoFar, circumstances, facts_of, progress_of, settled_by
from .states import CaseState, StepState
from .terms import terms_of
from .work import At, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from minben.blueprint.calendar import Calendar, Limit
    from minben.blueprint.model import Blueprint, Material, Outcome, Read, Register, Service
    from minben.ledger import Act

    from .doing import Doing, Ending, Entry
    from .facts import Fetched
    from .materials import Wanted
    from .models_timing import Pause
    from .models_words import Charge
    from .terms import Terms

    Text = Mapping[str, str]

CODE = "2222222222222222"
"""The verification code of every played case; real ones are drawn by chance."""


class BadGiven(ValueError):  # noqa: N818 - said of what is given
    """Facts that are given but that no register could hold: ``problems`` by their path of keys and positions."""

    def __init__(self, problems: Mapping[tuple[str | int, ...], Text]) -> None:
        super().__init__(
            "; ".join(f"{'.'.join(map(str, path))}: {text['en']}" for path, text in problems.items())
        )
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Given:
    """What a played case starts from.

    ``applicant`` is the identifier of who applies, ``registers`` what registers hold, entries as texts by field: those
    about the applicant may leave the subject's field out, and no field must be there. ``day`` is the day of receipt.
    """

    day: date
    applicant: str
    registers: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    channel: str = "web"


@dataclass(frozen=True, slots=True)
class Written:
    """An entry of a register that the case has written."""

    register: str
    values: Mapping[str, object]
    valid_from: date


@dataclass(frozen=True, slots=True)
class Ended:
    """An entry of a register that the case has taken back, and the day from which it holds no longer."""

    register: str
    key: str
    on: date


@dataclass(slots=True)
class _Kept:
    """All that an event may change."""

    case: models.Case
    today: date
    at: time = time.min
    steps: list[models.Step] = field(default_factory=list)
    grounds: dict[UUID, models.Ground] = field(default_factory=dict)
    answers: list[tuple[UUID | None, Mapping[str, object]]] = field(default_factory=list)
    signatures: list[models.Signature] = field(default_factory=list)
    notices: list[models.Notice] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    cards: list[models.Card] = field(default_factory=list)
    records: dict[str, list[Record]] = field(default_factory=dict)

    @property
    def latest(self) -> dict[str, models.Step]:
        return latest_of(self.steps)[0]

    @property
    def parts(self) -> dict[str, list[models.Step]]:
        """The tasks of steps that several posts do."""
        return latest_of(self.steps)[1]

    def values(self) -> dict[str, object]:
        """All that was answered, later answers over earlier ones."""
        return {name: value for _, given in self.answers for name, value in given.items()}


@dataclass(frozen=True, slots=True)
class PlayedKin:
    """See `book.Kin`: a case that would begin is not played; whoever tries it says how it ends (`Played.end_service`).

    That its questions are answered as its service wants it is checked all the same, with ``facts`` of that service.
    """

    facts: Callable[[Terms], Facts]

    def begin(
        self,
        parent: Work,
        row: models.Step,
        answers: Mapping[str, object],
        because: UUID,  # noqa: ARG002 - no ledger keeps it
    ) -> None:
        step = parent.terms.service.steps[row.step]
        terms = terms_of(parent.terms.blueprint, step.service)
        try:
            checked_answers(terms, terms.service.asks, (), answers, self.facts(terms), parent.book.files)
        except AnswerProblems as bad:
            raise CannotBegin(step.id, step.service, bad.problems) from bad

    def child(self, row: models.Step) -> None:
        """None is played."""

    def parent(self, case: models.Case) -> None:
        """The case that is tried out is the outermost."""


@dataclass(frozen=True, slots=True)
class PlayedBook:
    """See `book.Book`: kept in memory, and rows are their own record."""

    blueprint: Blueprint
    kept: _Kept

    def calendar(self) -> Calendar:
        return self.blueprint.calendar

    def act(self, act: Act, act_id: UUID | None = None) -> UUID:  # noqa: ARG002 - no ledger keeps it
        return act_id or uuid7()

    def finish(self, row: models.Step, doing: Doing, act: UUID) -> None:
        if row.state not in (StepState.READY, StepState.UNDER_WAY):
            raise AlreadyDone
        fill(row, doing, act)

    def mark_late(self, row: models.Step) -> None:
        pass

    def hand_cards(self, cards: Sequence[models.Card]) -> None:
        self.kept.cards.extend(cards)

    def mark_undone(self, row: models.Step) -> None:
        pass

    def end_record(self, ending: Ending) -> None:
        held = self.kept.records.get(ending.register.id, [])
        left = [one for one in held if one.key != ending.key]
        if len(left) < len(held):
            self.kept.ended.append(Ended(ending.register.id, ending.key, ending.on))
            held[:] = left

    def mark_void(self, rows: Sequence[models.Step]) -> None:
        pass

    def ground(self, row: models.Step) -> models.Ground:
        return self.kept.grounds[row.id]

    def keep_ground(self, ground: models.Ground, fields: Iterable[str]) -> None:  # noqa: ARG002 - kept whole
        self.kept.grounds[ground.step_id] = ground

    def keep_answers(
        self,
        case: models.Case,  # noqa: ARG002 - there is only this one
        row: models.Step | None,
        values: Mapping[str, object],
        act: UUID,  # noqa: ARG002 - no ledger keeps it
    ) -> RecordRef:
        self.kept.answers.append((row.id if row else None, dict(values)))
        return RecordRef(uuid7(), commit_values("").digest.hex())

    def files(self, ids: Iterable[UUID]) -> Mapping[UUID, Kept]:
        there = {example_file(material): material for material in self._materials()}
        return {file: _example(self.kept.case, there[file], file) for file in ids if file in there}

    def _materials(self) -> Iterable[Material]:
        return self.blueprint.services[self.kept.case.service].materials.values()

    def signatures(self, row: models.Step) -> list[models.Signature]:
        return [signature for signature in self.kept.signatures if signature.step_id == row.id]

    def pauses(self, case: models.Case) -> list[Pause]:  # noqa: ARG002 - there is only this one
        return list(self.kept.pauses)

    def pause(self, pause: Pause) -> None:
        self.kept.pauses.append(pause)

    def end_pause(self, pause: Pause) -> None:
        pass

    def keep_clocks(self, rows: Sequence[models.Step]) -> None:
        pass

    def doers(self, case: models.Case, steps: Collection[str]) -> set[UUID]:  # noqa: ARG002 - only this one
        rows = {row.id: row for row in self.kept.steps if row.step in steps}
        signed = {one.appointment for one in self.kept.signatures if one.step_id in rows}
        return {row.officer for row in rows.values() if row.officer is not None} | signed

    def sign(self, signature: models.Signature) -> None:
        self.kept.signatures.append(signature)

    def charge(self, charge: Charge) -> None:
        self.kept.charges.append(charge)

    def give_record(self, entry: Entry) -> None:
        register = entry.register
        values = schema(entry.blueprint, register).parse(entry.values)
        held = self.kept.records.setdefault(register.id, [])
        about = values[register.subject]
        others = [one for one in held if one.key != values[register.key]]
        if register.single and any(one.values.get(register.subject) == about for one in others):
            raise FieldProblems(register.id, {register.key: _SECOND})
        self.kept.written.append(Written(register.id, values, entry.valid_from))
        held[:] = [*others, _record(register, values, entry.valid_from)]

    def close(
        self,
        case: models.Case,  # noqa: ARG002 - there is only this one
        steps: Sequence[models.Step],
        grounds: Sequence[models.Ground],
        notices: Sequence[models.Notice],
    ) -> None:
        self.kept.steps.extend(steps)
        self.kept.grounds.update({ground.step_id: ground for ground in grounds})
        self.kept.notices.extend(notices)


class Played:
    """A case as it is played; made before it is received."""

    def __init__(self, blueprint: Blueprint, service: str, given: Given) -> None:
        """Take the given facts in. Raises `BadGiven`."""
        self.terms: Terms = terms_of(blueprint, service)
        self._applicant, records = _taken_in(self.terms, given)
        self._kept = _Kept(_case(self.terms, given, _subject(self._applicant)), given.day, records=records)

    @property
    def case(self) -> models.Case:
        """The case, an instance that no database holds."""
        return self._kept.case

    @property
    def today(self) -> date:
        """The legal day."""
        return self._kept.today

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
    def tasks(self) -> list[models.Step]:
        """What waits for people."""
        return [row for row in self._kept.steps if row.state == StepState.READY]

    @property
    def beside(self) -> list[models.Step]:
        """The steps that wait for the case of another service; `end_service` says what it comes to."""
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
        return standings(self.terms.procedure, progress_of(self.terms, self.case, self._so_far()))

    def signed(self, row: models.Step) -> int:
        """How many officers have given a verdict in a task of several."""
        return len({one.appointment for one in self._kept.signatures if one.step_id == row.id})

    def reads(self) -> list[Fetched]:
        """What the service reads about the applicant."""
        return self._facts().fetch(self.terms.service.reads)

    def questions(self, step: str = "", answers: Mapping[str, object] | None = None) -> tuple[Question, ...]:
        """What the application, or a step, asks as things stand with the answers so far."""
        asks = self.terms.service.steps[step].asks if step else self.terms.service.asks
        facts = self._facts()
        check(self.terms, asks, answers or {}, facts)
        return questions(self.terms, asks, facts, answers)

    def materials(self, step: str = "", answers: Mapping[str, object] | None = None) -> tuple[Wanted, ...]:
        """What the application, or a step, wants to be handed in as things stand."""
        service, facts = self.terms.service, self._facts()
        check(self.terms, {} if step else service.asks, answers or {}, facts)
        names = service.steps[step].brings if step else service.materials
        return tuple(wanted(self.terms, facts, names, self.today))

    def apply(self, answers: Mapping[str, object]) -> None:
        """Receive the application. Raises `AnswerProblems` and whatever the rules end in."""
        with self._event():
            service, book = self.terms.service, PlayedBook(self.terms.blueprint, self._kept)
            values = checked_answers(
                self.terms, service.asks, service.materials, answers, self._facts(), book.files
            )
            kept = book.keep_answers(self.case, None, values, self.case.act)
            work = self._work(self._person())
            locate(work)
            self.terms = work.terms
            work.note_promises(values, kept, self.case.act)
            work.wake()

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
        with self._event():
            mine = desks(self.terms.blueprint, post, self.today)
            row = self._task(step, mine)
            if row.post not in mine:
                raise NotYourTask(row.post)
            work = self._take_up(officer)
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
        with self._event():
            mine = desks(self.terms.blueprint, post, self.today)
            row = self._task(step, mine)
            if row.post not in mine:
                raise NotYourTask(row.post)
            work = self._take_up(officer)
            extending.ask(work, moves.must_be_ready(work, row), appointment, reasons)

    def supplement(self, step: str, answers: Mapping[str, object]) -> None:
        """Do a step of the applicant. Raises what `minben.cases.supplement` raises."""
        with self._event():
            row = self._task(step)
            if row.post:
                raise NotYourTask(row.post)
            work = self._take_up(self._person())
            row = moves.must_be_ready(work, row)
            _finish(work, row, moves.by_applicant(work, row, answers))

    def pay(self) -> None:
        """Pay the fee that is due. Raises `NotNow` where none is."""
        with self._event():
            work = self._take_up(self._person())
            row = moves.must_be_due(work)
            _finish(work, row, moves.by_payment(work, row))

    def end_service(
        self,
        step: str,
        outcome: Outcome,
        registers: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
    ) -> None:
        """Let the case of the service that does a step end so, with what it has written into ``registers``.

        Raises `NotFound`, `NotNow`, and `AnswerProblems` by field for what no register could hold.
        """
        with self._event():
            row = self._task(step)
            by = self.terms.service.steps[step].by if step in self.terms.service.steps else None
            if by is not Doer.SERVICE or row.state != StepState.UNDER_WAY:
                raise NotNow(zh="该环节没有正在办理的办件", en="No case is under way for this step")
            problems: dict[tuple[str | int, ...], Text] = {}
            written = _held(self.terms.blueprint, registers or {}, self._applicant, self.today, problems)
            if problems:
                raise AnswerProblems({".".join(map(str, path)): text for path, text in problems.items()})
            for register, entries in written.items():
                self._kept.records.setdefault(register, []).extend(entries)
            work = self._take_up(program(self.case.agency))
            terms = terms_of(self.terms.blueprint, self.terms.service.steps[step].service)
            number = numbered(terms.blueprint.division, self.today, 2)
            subcases.end(work, work.rows.current(row), outcome, telling.ended_as(terms, number, outcome))

    def withdraw(self) -> None:
        """Take the application back. Raises `NotNow`."""
        with self._event():
            moves.withdraw(self._take_up(self._person()))

    def appeal(self, reasons: str) -> None:
        """Appeal against an adverse outcome. Raises `NotNow` and `ReasonsMissing`."""
        with self._event():
            moves.appeal(self._take_up(self._person()), reasons)

    def ask_for_human(self) -> None:
        """Ask for people instead of rules. Raises `NotNow`."""
        with self._event():
            moves.ask_for_human(self._take_up(self._person()))

    def correct(self, read: str, fields: Mapping[str, object]) -> None:
        """Let the owner of a register correct what a read shows; rules of waiting tasks then look again.

        Raises `NotFound` where the read cannot be corrected or shows nothing, and `AnswerProblems` by field.
        """
        with self._event():
            wanted_read = correctable_read(self.terms, read)
            values = righted(self.terms, wanted_read, fields)
            (shown,) = self._fetch([wanted_read])
            if not shown.records:
                raise NotFound
            held = self._kept.records[wanted_read.register]
            held[:] = [
                replace(one, values={**one.values, **values}) if one.id == shown.records[0].id else one
                for one in held
            ]
            work = self._take_up(program(self.case.agency))
            if work.reconsider():
                work.wake()

    def hold(self, registers: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
        """Let registers hold other entries about the applicant than those given; rules of waiting tasks look again.

        What the case has written stays. Raises `AnswerProblems` by field for what no register could hold.
        """
        with self._event():
            problems: dict[tuple[str | int, ...], Text] = {}
            held = _held(self.terms.blueprint, registers, self._applicant, self.today, problems)
            if problems:
                raise AnswerProblems({".".join(map(str, path)): text for path, text in problems.items()})
            for register in registers:
                key = self.terms.blueprint.registers[register].key
                own = {one.values[key] for one in self._kept.written if one.register == register}
                kept = [one for one in self._kept.records.get(register, []) if one.key in own]
                self._kept.records[register] = [*kept, *held.get(register, [])]
            work = self._take_up(program(self.case.agency))
            if work.reconsider():
                work.wake()

    def pass_to(self, day: date) -> None:
        """Let the days pass up to a day; limits that pass on the way take effect on the day after their last."""
        while self._kept.today < day:
            self._kept.today, self._kept.at = self.today + timedelta(days=1), time.min
            self._pass_limits()

    def let_pass(self, limit: Limit) -> None:
        """Let as much time pass as a limit takes from now: to its last day, or to its minute."""
        calendar = self.terms.blueprint.calendar
        if limit.unit is not Unit.WORKING_HOURS:
            self.pass_to(calendar.due(self.today, limit).day)
            return
        ends = calendar.reckon_hours(self._moment, timedelta(hours=limit.count))
        if isinstance(ends, DueAt):
            self.pass_to(ends.at.date())
            self._kept.at = ends.at.time()
            self._pass_limits()

    @property
    def _moment(self) -> datetime:
        return datetime.combine(self.today, self._kept.at, ZoneInfo(self.terms.blueprint.timezone))

    def _pass_limits(self) -> None:
        with legal_clock(lambda: self._moment):
            late = any(is_late(row, self.today) for row in self.tasks)
            warned = {one.step_id for one in self._kept.cards}
            self._kept.cards.extend(
                card(row, YELLOW, self.today, uuid7())
                for row in self.tasks
                if row.id not in warned and is_urgent(row, self.today)
            )
        if late:
            with self._event():
                work = self._work(program(self.case.agency))
                work.pass_limits()
                work.wake()

    @contextmanager
    def _event(self) -> Iterator[None]:
        before = deepcopy(self._kept)
        moment = self._moment
        try:
            with legal_clock(lambda: moment):
                yield
        except Exception:
            self._kept = before
            raise

    def _task(self, step: str, mine: Sequence[str] = ()) -> models.Step:
        row = self._kept.latest.get(step)
        if row is None:
            raise NotFound
        return next((part for part in self._kept.parts.get(step, ()) if part.post in mine), row)

    def _take_up(self, actor: Actor) -> Work:
        return moves.as_the_law_has_it(self._work, program(self.case.agency), actor)

    def _work(self, actor: Actor) -> Work:
        at = At(next(iter(self.terms.service.steps.values())))
        book, latest = PlayedBook(self.terms.blueprint, self._kept), self._kept.latest
        rows = Rows(self.case, self.terms, book, self.today, self.today, latest, self._kept.parts)
        progress, kin = progress_of(self.terms, self.case, self._so_far()), PlayedKin(self._before)
        return Work(rows, progress, self._facts(), actor, at, kin)

    def _so_far(self) -> SoFar:
        kept = self._kept
        standing = standing_rows(kept.case, self.terms.procedure, kept.latest)
        settled = settled_by(standing, kept.grounds.values())
        return SoFar(kept.latest, kept.parts, kept.values(), settled)

    def _facts(self) -> Facts:
        about = circumstances(self.case, self.today, self._applicant)
        return facts_of(self.terms, self.case, about, self._so_far(), self._fetch)

    def _before(self, terms: Terms) -> Facts:
        """What there is to know about the applicant before a case of another service."""
        about = circumstances(self.case, self.today, self._applicant)
        return Facts(terms, about, known={}, settled={}, fetch=partial(self._fetch_for, terms))

    def _fetch(self, reads: Iterable[Read]) -> list[Fetched]:
        return self._fetch_for(self.terms, reads)

    def _fetch_for(self, terms: Terms, reads: Iterable[Read]) -> list[Fetched]:
        return [
            fetched(terms, read, self._readable(terms.service, read.register), self.today) for read in reads
        ]

    def _readable(self, service: Service, register_id: str) -> list[Record] | None:
        """The entries about the applicant, with the fields that the agency may read; None where it may read none."""
        register = self.terms.blueprint.registers[register_id]
        allowed = readable_fields(
            self.terms.blueprint, register, agency=service.agency, purpose=service.id, on=self.today
        )
        if not allowed:
            return None
        return [
            _record(register, {n: v for n, v in one.values.items() if n in allowed}, one.valid_from, one.id)
            for one in self._kept.records.get(register_id, [])
            if one.values.get(register.subject) == self._applicant and one.valid_from <= self.today
        ]

    def _person(self) -> Actor:
        return Actor(kind=ActorKind.RESIDENT, id=str(self.case.subject))


_SECOND: Text = {
    "zh": "该服务对象在此库已有一条记录，只能有一条",
    "en": "There is an entry about this subject already, and there can be only one",
}
_NO_IDENTITY: Text = {"zh": "没有确认此类对象身份的基础库", "en": "No register identifies such subjects"}


def given_materials(service: Service, ways: Mapping[str, Giving]) -> dict[str, object]:
    """Materials as somebody would give them in these ways, to be sent with the answers."""
    return {
        name: {
            "kind": str(way),
            "files": [str(example_file(service.materials[name]))] if way is Giving.FILE else [],
            "agreed": way is Giving.COMMITMENT,
        }
        for name, way in ways.items()
    }


def example_file(material: Material) -> UUID:
    """The file that stands for a material in every played case; there are no bytes behind it."""
    return uuid5(NAMESPACE_OID, f"file of {material.name}")


def _example(case: models.Case, material: Material, file: UUID) -> Kept:
    return Kept(
        id=file,
        subject=case.subject,
        purpose=case.service,
        holder=None,
        name=f"{material.name}.{material.accepts[0]}",
        type=material.accepts[0],
        size=1,
        stored_at=case.received_at,
        erased=False,
    )


def _finish(work: Work, row: models.Step, doing: Doing) -> None:
    act = uuid7()
    work.book.finish(row, doing, act)
    moves.follow(work, row, doing, act)


def _subject(identifier: str) -> UUID:
    return uuid5(NAMESPACE_OID, identifier)


def _case(terms: Terms, given: Given, subject: UUID) -> models.Case:
    return models.Case(
        number=numbered(terms.blueprint.division, given.day, 1),
        service=terms.service.id,
        agency=terms.service.agency,
        subject=subject,
        version=terms.blueprint.version,
        channel=given.channel,
        received_at=now(),
        received_on=given.day,
        state=CaseState.OPEN,
        code=CODE,
        act=uuid7(),
    )


def _taken_in(terms: Terms, given: Given) -> tuple[str, dict[str, list[Record]]]:
    """The applicant's identifier and the records, as registers would hold them. Raises `BadGiven`."""
    blueprint = terms.blueprint
    problems: dict[tuple[str | int, ...], Text] = {}
    applicant = ""
    try:
        applicant = str(parse_fact(blueprint, _identity(terms), given.applicant))
    except BadValue as bad:
        problems["applicant",] = bad.text
    records = _held(blueprint, given.registers, applicant, date.min, problems)
    if problems:
        raise BadGiven(problems)
    return applicant, records


def _held(
    blueprint: Blueprint,
    registers: Mapping[str, Sequence[Mapping[str, str]]],
    applicant: str,
    since: date,
    problems: dict[tuple[str | int, ...], Text],
) -> dict[str, list[Record]]:
    """Entries as registers would hold them; values that none could hold go into ``problems``."""
    records: dict[str, list[Record]] = {}
    for register_id, entries in registers.items():
        register = blueprint.registers[register_id]
        for position, entry in enumerate(entries):
            values: dict[str, object] = {register.subject: applicant}
            for name, value in entry.items():
                try:
                    values[name] = parse_fact(blueprint, register.fields[name].fact, value)
                except BadValue as bad:
                    problems["registers", register_id, position, name] = bad.text
            records.setdefault(register_id, []).append(_record(register, values, since))
    return records


def _identity(terms: Terms) -> str:
    """The fact by which the service's subjects are known."""
    kind = terms.service.subject_kind
    for register in terms.blueprint.registers.values():
        if register.identifies and register.subject_kind is kind:
            return register.fields[register.subject].fact
    raise BadGiven({("applicant",): _NO_IDENTITY})


def _record(
    register: Register, values: Mapping[str, object], valid_from: date, record_id: UUID | None = None
) -> Record:
    identifier = str(values.get(register.subject, ""))
    return Record(
        id=record_id or uuid7(),
        register=register.id,
        key=str(values.get(register.key, "")),
        subject=_subject(identifier),
        values=values,
        valid_from=valid_from,
        until=None,
        recorded_at=now(),
        commitment=b"",
        provenance={},
        act=uuid7(),
    )
