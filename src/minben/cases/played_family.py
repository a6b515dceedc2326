"""Cases that are played together in memory: one, and those that its steps have begun; and how each is taken up.

As in the database, what happens to one of them and what follows for the others is one event: it is kept whole or not at
all.
"""

from __future__ import annotations

from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from minben.ledger import legal_clock, now, uuid7
from minben.registers import readable_fields

from . import models, moves
from .competence import locate
from .doing import program
from .facts import Facts
from .materials import checked_answers
from .numbers import numbered
from .played_book import CaseSoFar, PlayedBook
from .played_given import record
from .problems import AnswerProblems, CannotBegin
from .reading import fetched
from .rounds import standing_rows
from .rows import Rows
from .sofar import SoFar, circumstances, facts_of, progress_of, settled_by
from .states import CaseState, StepState
from .terms import terms_at, terms_of
from .work import At, Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from uuid import UUID

    from minben.blueprint.model import Blueprint, Outcome, Read, Service
    from minben.ledger import Actor
    from minben.registers import Record

    from .facts import Fetched
    from .played_book import Memory
    from .terms import Terms

CODE = "2222222222222222"
"""The verification code of every played case; real ones are drawn by chance."""
_BEGUN = 1000
"""So far are the running numbers of cases that steps begin from those of cases that are played side by side."""


@dataclass(slots=True)
class Family:
    """A case and those that its steps have begun, about one ``applicant``, in one ``memory``.

    ``serial`` is the running number of the outermost.
    """

    blueprint: Blueprint
    applicant: str
    serial: int
    memory: Memory

    @property
    def moment(self) -> datetime:
        """The moment of the jurisdiction's clock."""
        return datetime.combine(self.memory.today, self.memory.at, ZoneInfo(self.blueprint.timezone))

    @contextmanager
    def event(self) -> Iterator[None]:
        """Something happens at the moment of the clock; where it fails nothing has happened."""
        before = deepcopy(self.memory)
        moment = self.moment
        try:
            with legal_clock(lambda: moment):
                yield
        except Exception:
            self.memory = before
            raise

    def add(self, case: models.Case) -> CaseSoFar:
        """Take a new case in."""
        self.memory.cases[case.id] = CaseSoFar(case)
        return self.memory.cases[case.id]

    def receive(self, case: models.Case, values: Mapping[str, object], actor: Actor) -> None:
        """Receive a new case with its answers, and let its rules run; as `receiving.receive` does."""
        kept = self.memory.cases[case.id]
        reference = PlayedBook(self.blueprint, self.memory, kept).keep_answers(case, None, values, case.act)
        work = self.work(case.id, actor)
        locate(work)
        work.note_promises(values, reference, case.act)
        work.wake()

    def take_up(self, case_id: UUID, actor: Actor) -> Work:
        """A case ready for what ``actor`` does, as it stands by law."""
        keeper = program(self.memory.cases[case_id].case.agency)
        return moves.as_the_law_has_it(partial(self.work, case_id), keeper, actor)

    def work(self, case_id: UUID, actor: Actor) -> Work:
        """A case as it was left."""
        kept, today = self.memory.cases[case_id], self.memory.today
        terms = self.terms(kept.case)
        book = PlayedBook(self.blueprint, self.memory, kept)
        rows = Rows(kept.case, terms, book, today, today, kept.latest, kept.parts)
        at = At(next(iter(terms.service.steps.values())))
        progress = progress_of(terms, kept.case, self.so_far(kept))
        return Work(rows, progress, self.facts(case_id), actor, at, PlayedKin(self))

    def terms(self, case: models.Case) -> Terms:
        """The service of a case as its agency handles it."""
        return terms_at(self.blueprint, case.service, case.agency)

    def so_far(self, kept: CaseSoFar) -> SoFar:
        """How far a case has come."""
        standing = standing_rows(kept.case, self.terms(kept.case).procedure, kept.latest)
        settled = settled_by(standing, kept.grounds.values())
        return SoFar(kept.latest, kept.parts, kept.values(), settled)

    def facts(self, case_id: UUID) -> Facts:
        """The facts of a case as it stands."""
        kept = self.memory.cases[case_id]
        terms = self.terms(kept.case)
        about = circumstances(kept.case, self.memory.today, self.applicant)
        return facts_of(terms, kept.case, about, self.so_far(kept), partial(self.fetch, terms))

    def facts_before(self, terms: Terms, case: models.Case) -> Facts:
        """What there is to know about the applicant before a case of a service."""
        about = circumstances(case, self.memory.today, self.applicant)
        return Facts(terms, about, known={}, settled={}, fetch=partial(self.fetch, terms))

    def fetch(self, terms: Terms, reads: Iterable[Read]) -> list[Fetched]:
        """What registers hold, as the agency of a service may read it."""
        today = self.memory.today
        return [fetched(terms, read, self._readable(terms.service, read.register), today) for read in reads]

    def _readable(self, service: Service, register_id: str) -> list[Record] | None:
        """The entries about the applicant, with the fields that the agency may read; None where it may read none."""
        register = self.blueprint.registers[register_id]
        today = self.memory.today
        allowed = readable_fields(
            self.blueprint, register, agency=service.agency, purpose=service.id, on=today
        )
        if not allowed:
            return None
        return [
            record(register, {n: v for n, v in one.values.items() if n in allowed}, one.valid_from, one.id)
            for one in self.memory.records.get(register_id, [])
            if one.values.get(register.subject) == self.applicant and one.valid_from <= today
        ]


@dataclass(frozen=True, slots=True)
class PlayedKin:
    """See `book.Kin`: cases of the same family."""

    family: Family

    def begin(
        self,
        parent: Work,
        row: models.Step,
        answers: Mapping[str, object],
        because: UUID,  # noqa: ARG002 - no ledger keeps it
    ) -> None:
        # A case begun just now for another step may have ended the parent, and this step with it.
        if row.state != StepState.UNDER_WAY:
            return
        family, step = self.family, parent.terms.service.steps[row.step]
        terms = terms_of(family.blueprint, step.service)
        serial = family.serial + _BEGUN * len(family.memory.cases)
        case = new_case(terms, parent.case.subject, family.memory.today, serial, parent.case.channel)
        case.parent, case.parent_step = parent.case, row
        facts = family.facts_before(terms, case)
        try:
            values = checked_answers(terms, terms.service.asks, (), answers, facts, parent.book.files)
        except AnswerProblems as bad:
            raise CannotBegin(step.id, step.service, bad.problems) from bad
        family.add(case)
        family.receive(case, values, program(parent.case.agency))

    def child(self, row: models.Step) -> Work | None:
        kept = begun_by(self.family.memory, row)
        if kept is None or kept.case.outcome is not None:
            return None
        work = self.family.take_up(kept.case.id, program(kept.case.agency))
        return work if kept.case.outcome is None else None

    def parent(self, case: models.Case) -> Work | None:
        kept = self.family.memory.cases.get(case.parent_id) if case.parent_id else None
        return self.family.take_up(kept.case.id, program(kept.case.agency)) if kept else None


def begun_by(memory: Memory, row: models.Step) -> CaseSoFar | None:
    """The case that a step has begun."""
    return next((one for one in memory.cases.values() if one.case.parent_step_id == row.id), None)


def end_as_said(kept: CaseSoFar, outcome: Outcome, today: date) -> None:
    """Let a case have an outcome because somebody says so; whatever was open in it is void."""
    kept.case.outcome, kept.case.state, kept.case.decided_on = outcome, CaseState.CLOSED, today
    kept.case.due = kept.case.amber_on = None
    for row in kept.steps:
        if row.state in (StepState.READY, StepState.UNDER_WAY):
            row.state = StepState.VOID


def new_case(terms: Terms, subject: UUID, day: date, serial: int, channel: str) -> models.Case:
    """The row of a case that is played, received on a day as the so-and-so-many-th."""
    return models.Case(
        number=numbered(terms.blueprint.division, day, serial),
        service=terms.service.id,
        agency=terms.service.agency,
        subject=subject,
        version=terms.blueprint.version,
        channel=channel,
        received_at=now(),
        received_on=day,
        state=CaseState.OPEN,
        code=CODE,
        act=uuid7(),
    )
