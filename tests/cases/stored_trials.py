"""The case of a trial in the database as well, moved by the same moves through the room's public functions."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from minben import cases, people
from minben.blueprint import desks
from minben.blueprint.model import SubjectKind
from minben.cases import models
from minben.ledger import Act, acting, acts_of_case, legal_clock, seal_once, write_act

from . import handed
from .conftest import LOADER, SYSTEM, District, InPost, Somebody, put_in_force
from .inventing import OTHER, SERVICE, Kind
from .trials import OUTERMOST, REFUSALS, ZONE, appointment, seen, worked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from uuid import UUID

    from minben.blueprint.model import Blueprint, Giving

    from .trials import Begun, Move, Seen, Trial


NUMBER = re.compile(r"\d{6}-\d{6}-\d{5}")


def agent_of(account: people.Account, blueprint: Blueprint, day: date) -> people.Person:
    """Somebody who has one mandate, acting by it."""
    found = people.standing_of(account, blueprint, day).capacities
    return next(one for one in found if isinstance(one, people.Person) and one.mandate is not None)


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
            self.agent, self.stranger = self._let(SERVICE), self._let(OTHER + "-elsewhere")
            self.case = cases.submit(
                self.blueprint,
                SERVICE,
                self.person.subject,
                {**trial.answers, **self._materials(trial.ways)},
                channel="web",
                actor=self.person.actor,
            )

    def _let(self, service: str) -> people.Account:
        """Somebody who may act for the person in this service."""
        holder = uuid4()
        account = people.create_account(f"agent-{holder.hex}", "代理人", actor=LOADER)
        people.link(account, holder, SubjectKind.RESIDENT, actor=LOADER)
        kind = SubjectKind.RESIDENT
        people.give_mandate(self.person.subject, kind, holder, name="-", actor=LOADER, services=[service])
        return account

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

    def case_of(self, begun: Begun = OUTERMOST) -> models.Case:
        """The case that a step has begun."""
        if begun == OUTERMOST:
            return self.case
        step, instance = begun
        with acting(SYSTEM):
            return models.Case.objects.get(
                parent=self.case.id, parent_step__step=step, parent_step__instance=instance
            )

    def family(self) -> set[Begun]:
        """All its cases."""
        with acting(SYSTEM):
            found = models.Case.objects.filter(parent=self.case.id).select_related("parent_step")
            inner = {(one.parent_step.step, one.parent_step.instance) for one in found if one.parent_step}
        return {OUTERMOST, *inner}

    def rows(self, begun: Begun = OUTERMOST) -> tuple[Seen, ...]:
        """The rows of a case, by step, instance and part."""
        case = self.case_of(begun)
        with acting(SYSTEM):
            return tuple(sorted(map(seen, models.Step.objects.filter(case=case)), key=lambda row: row.key))

    def looked(self, begun: Begun = OUTERMOST) -> tuple[object, ...]:
        """What a case has come to."""
        with acting(SYSTEM):
            case = models.Case.objects.get(id=self.case_of(begun).id)
            return (
                case.state,
                case.outcome,
                case.decided_by,
                case.decided_on,
                case.due,
                case.late,
                case.rounds,
                case.agency,
            )

    def notices(self, begun: Begun = OUTERMOST) -> Counter[str]:
        """What the applicant was told, without the numbers of cases."""
        case = self.case_of(begun)
        with acting(SYSTEM):
            texts = models.Notice.objects.filter(case=case).values_list("text", flat=True)
            return Counter(NUMBER.sub("NUMBER", text["zh"]) for text in texts)

    def cards(self, begun: Begun = OUTERMOST) -> Counter[tuple[str, str]]:
        """The cards of its tasks, by step and colour."""
        case = self.case_of(begun)
        with acting(SYSTEM):
            found = models.Card.objects.filter(case=case)
            return Counter(found.values_list("step__step", "colour"))

    def acts(self, begun: Begun = OUTERMOST) -> Counter[str]:
        """What was done in a case, by kind."""
        case = self.case_of(begun)
        with acting(SYSTEM):
            return Counter(act.kind for act in acts_of_case(case.id))

    def charges(self) -> list[tuple[Decimal, str]]:
        """What had to be paid, the earliest first, and how that stands."""
        with acting(SYSTEM):
            rows = models.Charge.objects.filter(case=self.case).select_related("step").order_by("at", "id")
            states = {"ready": "due", "done": "paid", "void": "void"}
            return [(row.amount, states[row.step.state]) for row in rows]

    def officer(self, post: str, who: UUID) -> InPost:
        """An officer in a post, at the desks of the day."""
        return InPost(self.blueprint.posts[post], who, desks(self.blueprint, post, self.at.date()))

    def _to(self, moment: datetime) -> None:
        self.at = moment
        with legal_clock(lambda: self.at):
            cases.pass_deadlines()

    def _person(self, move: Move) -> Somebody | people.Person:
        """Who does what the applicant may do; a mandate opens the one service and none of the cases beside it."""
        if move.who == "":
            return self.person
        with legal_clock(lambda: self.at):
            agent = agent_of(self.agent, self.blueprint, self.at.date())
            stranger = agent_of(self.stranger, self.blueprint, self.at.date())
            case = self.case_of(move.case)
            for nobody in (stranger, *(() if move.case == OUTERMOST else (agent,))):
                for refused in (
                    lambda who=nobody: cases.withdraw(case.id, who),
                    lambda who=nobody: cases.appeal(case.id, who, "-"),
                    lambda who=nobody: cases.case_file(case.number, who),
                ):
                    with pytest.raises(cases.NotFound):
                        refused()
        return agent if move.case == OUTERMOST else self.person

    def _make(self, move: Move) -> None:
        match move.kind:
            case Kind.VERDICT:
                officer = self.officer(move.post, appointment(move.post, move.who))
                row = self._task(move.step, officer.desks, move.case)
                cases.decide(row.id, officer, move.verdict, move.reasons, move.answers)
            case Kind.EXTENSION:
                officer = self.officer(move.post, appointment(move.post, move.who))
                cases.ask_extension(self._task(move.step, officer.desks).id, officer, move.reasons)
            case Kind.APPLICANT:
                given = {**move.answers, **self._materials(move.materials)}
                cases.supplement(self._task(move.step, ("",)).id, self._person(move), given)
            case Kind.WITHDRAW:
                cases.withdraw(self.case_of(move.case).id, self._person(move))
            case Kind.APPEAL:
                cases.appeal(self.case.id, self._person(move), move.reasons)
            case Kind.HUMAN:
                cases.ask_for_human(self.case.id, self._person(move))
            case Kind.PAY:
                self._pay()
            case Kind.CORRECTION:
                self._correct({"good": "true" if move.good else "false"})

    def _pay(self) -> None:
        """Pay what was charged last; money that nobody waits for any more is not taken."""
        with acting(SYSTEM):
            charge = cases.charge_of(self.case.id)
            taken = charge is not None and cases.paid(charge.id, self.person.actor, self._seen())
            if not taken:
                raise cases.NotNow(zh="-", en="-")

    def _seen(self) -> UUID:
        act = Act(
            kind="payment.paid", actor=self.person.actor, purpose=SERVICE, subjects=(self.person.subject,)
        )
        return write_act(act)

    def _task(self, step: str, sitting: tuple[str, ...], begun: Begun = OUTERMOST) -> models.Step:
        case = self.case_of(begun)
        with acting(SYSTEM):
            rows = list(models.Step.objects.filter(case=case, step=step).order_by("-instance", "part"))
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
