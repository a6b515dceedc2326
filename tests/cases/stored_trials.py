"""The case of a trial in the database as well, moved by the same moves through the room's public functions."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from minben import cases
from minben.blueprint import desks
from minben.cases import models
from minben.ledger import acting, acts_of_case, legal_clock, seal_once

from . import handed
from .conftest import LOADER, SYSTEM, District, InPost, Somebody, put_in_force
from .inventing import SERVICE, Kind
from .trials import REFUSALS, ZONE, appointment, seen, worked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from minben.blueprint.model import Giving

    from .trials import Move, Seen, Trial


class Stored:
    """A case like that of a trial, received on the same day from somebody of whom the same is known."""

    def __init__(self, trial: Trial, identifier: str) -> None:
        self.trial, self.blueprint = trial, trial.blueprint
        self.at = trial.history[0].at
        self.problem: type[Exception] | None = None
        district = District(self.blueprint)
        with legal_clock(lambda: self.at):
            put_in_force(self.blueprint)
            self.values = {"id": identifier, **trial.person.record}
            self.person = Somebody(district.write("people", **self.values), identifier)
            self.case = cases.submit(
                self.blueprint,
                SERVICE,
                self.person.subject,
                {**trial.answers, **self._materials(trial.ways)},
                channel="web",
                actor=self.person.actor,
            )

    def make(self, move: Move) -> None:
        """Make the move that the trial made, at its time; `problem` is what was answered."""
        self.problem = None
        try:
            if move.kind is Kind.DAY:
                self._to(datetime.combine(self.at.date() + timedelta(days=1), time.min, ZONE))
            elif move.kind is Kind.HOURS:
                self._to(worked(self.blueprint, self.at, 60 * move.hours))
            else:
                with legal_clock(lambda: self.at):
                    self._make(move)
        except REFUSALS as refused:
            self.problem = type(refused)

    def rows(self) -> tuple[Seen, ...]:
        """Its rows, by step, instance and part."""
        with acting(SYSTEM):
            return tuple(
                sorted(map(seen, models.Step.objects.filter(case=self.case)), key=lambda row: row.key)
            )

    def looked(self) -> tuple[object, ...]:
        """What the case has come to."""
        with acting(SYSTEM):
            case = models.Case.objects.get(id=self.case.id)
            return (
                case.state,
                case.outcome,
                case.decided_by,
                case.decided_on,
                case.due,
                case.late,
                case.rounds,
            )

    def notices(self) -> Counter[str]:
        """What the applicant was told, without the numbers of case and person."""
        with acting(SYSTEM):
            texts = models.Notice.objects.filter(case=self.case).values_list("text", flat=True)
            return Counter(text["zh"].replace(self.case.number, "NUMBER") for text in texts)

    def cards(self) -> Counter[tuple[str, str]]:
        """The cards of its tasks, by step and colour."""
        with acting(SYSTEM):
            found = models.Card.objects.filter(case=self.case)
            return Counter(found.values_list("step__step", "colour"))

    def acts(self) -> Counter[str]:
        """What was done in it, by kind."""
        with acting(SYSTEM):
            return Counter(act.kind for act in acts_of_case(self.case.id))

    def officer(self, post: str, who: UUID) -> InPost:
        """An officer in a post, at the desks of the day."""
        return InPost(self.blueprint.posts[post], who, desks(self.blueprint, post, self.at.date()))

    def _to(self, moment: datetime) -> None:
        self.at = moment
        with legal_clock(lambda: self.at):
            cases.pass_deadlines()

    def _make(self, move: Move) -> None:
        match move.kind:
            case Kind.VERDICT:
                officer = self.officer(move.post, appointment(move.post, move.who))
                row = self._task(move.step, officer.desks)
                cases.decide(row.id, officer, move.verdict, move.reasons, move.answers)
            case Kind.EXTENSION:
                officer = self.officer(move.post, appointment(move.post, move.who))
                cases.ask_extension(self._task(move.step, officer.desks).id, officer, move.reasons)
            case Kind.APPLICANT:
                given = {**move.answers, **self._materials(move.materials)}
                cases.supplement(self._task(move.step, ("",)).id, self.person, given)
            case Kind.WITHDRAW:
                cases.withdraw(self.case.id, self.person)
            case Kind.APPEAL:
                cases.appeal(self.case.id, self.person, move.reasons)
            case Kind.HUMAN:
                cases.ask_for_human(self.case.id, self.person)
            case Kind.CORRECTION:
                self._correct({"good": "true" if move.good else "false"})

    def _task(self, step: str, sitting: tuple[str, ...]) -> models.Step:
        with acting(SYSTEM):
            rows = list(models.Step.objects.filter(case=self.case, step=step).order_by("-instance", "part"))
        latest = [row for row in rows if row.instance == rows[0].instance]
        return next((row for row in latest if row.post in sitting), latest[0])

    def _materials(self, ways: Mapping[str, Giving]) -> dict[str, object]:
        return handed.given(self.person, self.blueprint.services[SERVICE], ways)

    def _correct(self, fields: Mapping[str, str]) -> None:
        """The register says something else from today on; then whoever follows the sequence wakes the case."""
        from minben.registers import write_record

        self.values |= fields
        with acting(SYSTEM):
            write_record(
                self.blueprint.registers["people"],
                self.values,
                blueprint=self.blueprint,
                actor=LOADER,
                purpose="test",
                valid_from=max(self.at.date(), date(2020, 1, 2)),
            )
        while seal_once().acts:
            pass
        while cases.wake_on_records():
            pass
