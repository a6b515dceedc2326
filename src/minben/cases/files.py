"""One case on one screen: what was read, asked and decided, and why; and who did it.

The applicant sees their own case. An officer sees a case of their agency, or one that has or had a task of their post;
a post that supervises other agencies sees how a case went and no values. Whoever looks at the case of another, an
officer or the holder of a mandate, does so by acts: one for the case, one for each register whose facts are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from minben import services
from minben.blueprint.model import Doer
from minben.ledger import Act, ActorKind, RecordRef, acting, acts_of_case, legal_now, legal_today, write_acts
from minben.people import held_with

from . import kinds, models
from .answers import check, questions
from .apart import why_not
from .appealing import appeal_until
from .asides import aside_title, aside_verdicts
from .bundles_around import bundle_of
from .extending import may_ask
from .loading import PROGRAM_REACH, answers_of, take_up, terms_of_case
from .problems import NotFound
from .procedure import Standing, standings
from .relatives import Relative, children_of, parent_of
from .rounds import latest_of, stands
from .sofar import SoFar, progress_of
from .states import APPEAL, Colour, StepState, aside, extension_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from minben.blueprint.model import Blueprint, Service, Step, Verdict
    from minben.ledger import Actor, ActView, Reach

    from .answers import Question
    from .bundles_around import AroundBundle

    Text = Mapping[str, str]


class Viewer(Protocol):
    """Whoever looks at a case, a person or an officer."""

    @property
    def reach(self) -> Reach:
        """What they may see."""

    @property
    def actor(self) -> Actor:
        """Who the acts name."""


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of a case. ``row`` is None for one that was never ready, ``ground`` for who may not see values.

    ``step`` is None where people look again at a rule's decision. ``signed`` are the appointments that have given a
    verdict in a step of several officers. ``for_me`` says that the viewer can do it now, with one of ``verdicts`` and
    answers to ``questions``; ``barred`` why the law wants somebody else of their post. ``may_extend`` says that they
    can ask that its limit be extended. ``child`` is the case of another service that does it.
    """

    id: str
    title: Text
    standing: Standing
    step: Step | None
    row: models.Step | None
    colour: Colour
    ground: models.Ground | None
    verdict: Verdict | None
    answers: Mapping[str, object]
    signed: tuple[UUID, ...]
    for_me: bool
    verdicts: tuple[Verdict, ...]
    questions: tuple[Question, ...]
    barred: Text | None = None
    may_extend: bool = False
    child: Relative | None = None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with everything that its viewer may see; ``blueprint`` is that of its receipt.

    ``answers`` is None where the viewer sees no values. ``may_withdraw``, ``may_ask_for_human`` and ``appeal_until``
    (the last day on which they can appeal, None where they cannot) speak of the viewer. ``parent`` is the case that
    began this one, ``bundle`` the bundle that it was received in.
    """

    case: models.Case
    blueprint: Blueprint
    service: Service
    steps: tuple[StepView, ...]
    answers: Mapping[str, object] | None
    notices: tuple[models.Notice, ...]
    acts: tuple[ActView, ...]
    may_withdraw: bool
    may_ask_for_human: bool
    appeal_until: date | None
    parent: Relative | None = None
    bundle: AroundBundle | None = None


def case_file(number: str, viewer: Viewer) -> CaseFile:
    """The case of this number as the viewer may see it. Raises `NotFound` also where it is not theirs to see."""
    with acting(viewer.reach):
        seen = _seen(number, viewer)
        seen.write_look()
        return seen.file()


def case_file_again(file: CaseFile, viewer: Viewer) -> CaseFile:
    """The same case as it stands by now, for a viewer whose look at ``file`` has been written in this transaction.

    Only what is shown beyond it is one more act. Raises `NotFound` where it is not theirs to see any more.
    """
    with acting(viewer.reach):
        seen = _seen(file.case.number, viewer)
        seen.write_reads(_read_in(step.ground for step in file.steps if step.ground is not None))
        return seen.file()


def questions_again(
    file: CaseFile, view: StepView, viewer: Viewer, given: Mapping[str, object]
) -> tuple[Question, ...]:
    """What a step that is the viewer's to do asks, given the answers so far: one may bring up the next question."""
    if view.step is None or not view.for_me:
        return ()
    with acting(PROGRAM_REACH):
        work = take_up(file.case, viewer.actor)
        work.at.step = view.step
        check(work.terms, view.step.asks, given, work.facts)
        return questions(work.terms, view.step.asks, work.facts, given)


def _seen(number: str, viewer: Viewer) -> _Seen:
    case = models.Case.objects.filter(number=number).first()
    if case is None:
        raise NotFound
    return _Seen(case, viewer)


class _Seen:
    """What the reach that holds shows of a case; each table is read once."""

    def __init__(self, case: models.Case, viewer: Viewer) -> None:
        self.case = case
        self.viewer = viewer
        self.terms = terms_of_case(case)
        self.today = legal_today()
        self.own = case.subject in viewer.reach.subjects
        self.rows = list(models.Step.objects.filter(case=case).order_by("ready_at", "id"))
        self.grounds = {ground.step_id: ground for ground in models.Ground.objects.filter(case=case)}
        self.given = list(models.Answers.objects.filter(case=case).order_by("given_at", "id"))
        self.signed: dict[UUID, list[UUID]] = {}
        for signature in models.Signature.objects.filter(case=case).order_by("at", "id"):
            self.signed.setdefault(signature.step_id, []).append(signature.appointment)

    @property
    def sees_values(self) -> bool:
        """The answers of the application are there for all who may see values, and for nobody else."""
        return bool(self.given)

    @property
    def _looks_at_oneself(self) -> bool:
        return self.viewer.actor.id == str(self.case.subject)

    def write_look(self) -> None:
        """Looking at somebody else's case is an act, and one more for each register whose facts are shown."""
        if not self._looks_at_oneself:
            write_acts([self._act(kinds.READ, "", ())])
            self.write_reads({})

    def write_reads(self, before: Mapping[str, set[UUID]]) -> None:
        """An act for each register that shows somebody else's facts which were not shown ``before``."""
        if self._looks_at_oneself:
            return
        read = _read_in(self.grounds.values())
        new = [
            self._act(kinds.READ_RECORD, register, records - before.get(register, set()))
            for register, records in sorted(read.items())
            if register not in before or records - before[register]
        ]
        if new:
            write_acts(new)

    def file(self) -> CaseFile:
        """The case as it is seen."""
        case, service = self.case, self.terms.service
        notices = models.Notice.objects.filter(case=case).order_by("at", "id")
        return CaseFile(
            case=case,
            blueprint=self.terms.blueprint,
            service=service,
            steps=tuple(self._steps()),
            answers=answers_of(case) if self.sees_values else None,
            notices=tuple(notices),
            acts=self._acts(),
            may_withdraw=self.own and case.outcome is None,
            may_ask_for_human=self.own
            and not case.human
            and service.human is not None
            and (case.outcome is None or case.decided_by == "rule"),
            appeal_until=self._appeal_until() if self.own else None,
            parent=parent_of(case),
            bundle=bundle_of(case),
        )

    def _appeal_until(self) -> date | None:
        """The last day on which the applicant can appeal, while it has not passed."""
        calendar = services.in_force().calendar
        until = appeal_until(self.terms.service, self.case, calendar, self._latest.get(APPEAL))
        return until if until is not None and self.today <= until else None

    def _acts(self) -> tuple[ActView, ...]:
        """Whoever may see the case may see all that was done in it, whichever agency it was that did it."""
        with acting(PROGRAM_REACH):
            return tuple(acts_of_case(self.case.id))

    def _act(self, kind: str, register: str, records: Iterable[UUID]) -> Act:
        actor = self.viewer.actor
        return Act(
            kind=kind,
            actor=actor,
            purpose=self.case.service,
            power=actor.post or "",
            basis=tuple(citation.cite for citation in self.terms.service.law),
            subjects=(self.case.subject,),
            case=self.case.id,
            register=register,
            records=tuple(RecordRef(record) for record in sorted(records)),
        )

    def _steps(self) -> Iterable[StepView]:
        latest, parts = latest_of(sorted(self.rows, key=lambda row: row.instance))
        so_far = SoFar(latest, parts, dict.fromkeys(self._answered()), {})
        now = standings(self.terms.procedure, progress_of(self.terms, self.case, so_far))
        for row in self.rows:
            yield self._view(row, self.terms.service.steps.get(row.step))
        for name, standing in now.items():
            former = latest.get(name)
            if former is None or (
                standing is Standing.WAITING and not stands(self.case, self.terms.procedure, former)
            ):
                yield self._never_ready(self.terms.service.steps[name], standing)

    def _answered(self) -> set[str]:
        if self.sees_values:
            return {name for row in self.given for name in row.values or {}}
        # Without the values, take it that every question of a done step was answered.
        done = [row.step for row in self.rows if row.state == StepState.DONE and not aside(row.step)]
        steps = self.terms.service.steps
        return {*self.terms.service.asks, *(name for step in done for name in steps[step].asks)}

    def _view(self, row: models.Step, step: Step | None) -> StepView:
        verdicts = step.verdicts if step else aside_verdicts(row.step)
        mine = row.state == StepState.READY and self._is_mine(row)
        barred = why_not(self.terms, row, self._appointments) if mine else None
        for_me = mine and barred is None
        return StepView(
            id=row.step,
            title=step.title if step else aside_title(self.terms.service, row.step),
            standing=Standing.READY if row.state == StepState.UNDER_WAY else Standing(row.state),
            step=step,
            row=row,
            colour=colour(row, self.today),
            ground=self.grounds.get(row.id),
            verdict=next((verdict for verdict in verdicts if verdict.id == row.verdict), None),
            answers=self._answers(row),
            signed=tuple(dict.fromkeys(self.signed.get(row.id, ()))),
            for_me=for_me,
            verdicts=verdicts if for_me else (),
            questions=self._questions(step) if for_me and step is not None and step.asks else (),
            barred=barred,
            may_extend=bool(mine and row.post)
            and may_ask(step, row, self._latest.get(extension_of(row.step))),
            child=self._children.get(row.id) if step is not None and step.by is Doer.SERVICE else None,
        )

    @cached_property
    def _children(self) -> Mapping[UUID, Relative]:
        """The cases of its steps; asked only where another service does one."""
        return children_of(self.case)

    @property
    def _latest(self) -> dict[str, models.Step]:
        return {row.step: row for row in self.rows}

    @cached_property
    def _appointments(self) -> frozenset[UUID]:
        """By which the viewer holds or held posts; asked only where somebody may not do a task."""
        actor = self.viewer.actor
        barred = any(row.barred for row in self.rows if row.state == StepState.READY)
        return held_with(UUID(actor.id)) if barred and actor.kind is ActorKind.OFFICER else frozenset()

    def _answers(self, row: models.Step) -> dict[str, object]:
        answers: dict[str, object] = {}
        for one in self.given:
            if one.step_id == row.id:
                answers.update(one.values or {})
        return answers

    def _is_mine(self, row: models.Step) -> bool:
        return row.post in self.viewer.reach.posts if row.post else self.own

    def _questions(self, step: Step) -> tuple[Question, ...]:
        with acting(PROGRAM_REACH):
            work = take_up(self.case, self.viewer.actor)
            work.at.step = step
            return questions(self.terms, step.asks, work.facts)

    def _never_ready(self, step: Step, standing: Standing) -> StepView:
        return StepView(
            id=step.id,
            title=step.title,
            standing=standing,
            step=step,
            row=None,
            colour=Colour.NONE,
            ground=None,
            verdict=None,
            answers={},
            signed=(),
            for_me=False,
            verdicts=(),
            questions=(),
        )


def colour(row: models.Step, today: date) -> Colour:
    """How the limit of a step stands on a day, as lists compute it in SQL; a provisional one is never red."""
    if row.state not in (StepState.READY, StepState.UNDER_WAY):
        return Colour.NONE
    if row.left is not None:
        return Colour.STOPPED
    if row.due is None:
        return Colour.NONE
    now = legal_now()
    passed = row.due < today or (row.due_at is not None and row.due_at <= now)
    if passed and not row.due_provisional:
        return Colour.RED
    near = (
        row.amber_on is not None and row.amber_on <= today and (row.amber_at is None or row.amber_at <= now)
    )
    return Colour.AMBER if near else Colour.GREEN


def _read_in(grounds: Iterable[models.Ground]) -> dict[str, set[UUID]]:
    """The records that these grounds show, by register."""
    read: dict[str, set[UUID]] = {}
    for ground in grounds:
        for register, records in _records(ground):
            read.setdefault(register, set()).update(records)
    return read


def _records(ground: models.Ground) -> Iterable[tuple[str, set[UUID]]]:
    for read in filter(itemgetter("allowed"), ground.reads):
        yield read["register"], {UUID(record) for record in read["records"]}
