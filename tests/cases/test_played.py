"""A case that is played in memory comes out as the same case does in the database, event by event."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from minben import cases
from minben.blueprint import (
    ApplicantEventForm,
    CorrectionEventForm,
    DateEventForm,
    DaysEventForm,
    ExtensionEventForm,
    OfficerEventForm,
    Scenario,
    ServiceEventForm,
    Wish,
    examine,
    examine_files,
)
from minben.blueprint.calendar import DueAt, Limit, Unit
from minben.blueprint.model import Outcome
from minben.cases.models import Case as CaseRow, Notice, Step
from minben.designer.playing import begin, play
from minben.designer.testing import misses
from minben.ledger import acting, legal_clock

from . import handed
from .conftest import SYSTEM, VILLAGE, InPost, Somebody, resident_number
from .test_waking import wake

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint
    from minben.cases import Case

    from .conftest import District

GUANGAN = Path(__file__).parents[2] / "blueprints" / "guangan"
ON = date(2026, 3, 2)
KIN = "services/severe-disability-care-subsidy/scenarios/kin.yaml"
SCENARIOS = examine(GUANGAN, on=ON).scenarios
ALSO = {
    "population": {
        "sex": "female",
        "name": "-",
        "birth_date": "1965-03-20",
        "division": VILLAGE,
        "living": "true",
    },
    "enterprises": {
        "name": "-",
        "kind": "company",
        "state": "open",
        "industry": "catering",
        "division": VILLAGE,
        "address": "-",
        "representative": resident_number(date(1980, 5, 1), 10),
        "founded": "2025-01-06",
    },
    "licences": {"code": "2345678923456789", "statement": "-"},
    "disability-cards": {"code": "2345678923456789", "kind": "disability-card", "issued": "2020-01-01"},
}
"""What a register requires and the scenarios leave out."""


def of_families() -> tuple[Scenario, ...]:
    """Scenarios in which something happens in the case that a step has begun."""
    files = {
        str(path.relative_to(GUANGAN)): path.read_bytes() for path in GUANGAN.rglob("*") if path.is_file()
    }
    files[KIN] = Path(__file__).with_name("kin_scenarios.yaml").read_bytes()
    found = examine_files(files, on=ON)
    assert not [problem for problem in found.errors if problem.place.file == KIN]
    return tuple(one for one in found.scenarios if one.file == KIN)


FAMILIES = of_families()


@pytest.mark.parametrize("scenario", FAMILIES, ids=lambda one: one.name)
def test_what_is_expected_of_a_family_of_cases_comes(guangan: Blueprint, scenario: Scenario) -> None:
    assert not misses(guangan, scenario)


@pytest.mark.parametrize("scenario", [*SCENARIOS, *FAMILIES], ids=lambda one: f"{one.service}-{one.name}")
def test_a_played_case_and_a_real_one_come_out_the_same(district: District, scenario: Scenario) -> None:
    played = begin(district.blueprint, scenario)
    stopped = play(played, scenario)
    if scenario.says.given.answers and not played.steps:
        with pytest.raises(cases.AnswerProblems):
            Real(district, scenario)
        return
    real = Real(district, scenario)
    problem = real.play()
    expected = stopped.problem if stopped else None
    # What lies before another post is not there at all for whom row security does not show it.
    hidden = isinstance(problem, cases.NotFound) and isinstance(expected, cases.NotYourTask)
    assert hidden or type(problem) is type(expected)
    assert real.state() == {
        "outcome": played.case.outcome,
        "decided_by": played.case.decided_by,
        "state": played.case.state,
        "due": played.case.due,
        "late": played.case.late,
        "steps": [
            (row.step, row.instance, row.state, row.verdict, row.due, row.overdue, row.done_on, row.by_kind)
            for row in played.steps
        ],
        "notices": [said(notice, played.case) for notice in played.notices],
    }


class Real:
    """A scenario in the database."""

    def __init__(self, district: District, scenario: Scenario) -> None:
        self.district, self.scenario = district, scenario
        given = scenario.says.given
        self.moment = datetime.combine(given.day, time.min, ZoneInfo(district.blueprint.timezone))
        service = district.blueprint.services[scenario.service]
        identifying = "population" if service.subject_kind == "resident" else "enterprises"
        for register_id, entries in {identifying: ({},), **given.registers}.items():
            register = district.blueprint.registers[register_id]
            for entry in entries:
                values = {register.subject: given.applicant, **ALSO.get(register_id, {}), **entry}
                subject = district.write(register_id, **values)
        subject = subject if given.registers else uuid4()
        self.person = Somebody(subject, given.applicant)
        with legal_clock(lambda: self.moment):
            self.case = cases.submit(
                district.blueprint,
                scenario.service,
                subject,
                {**given.answers, **handed.given(self.person, service, given.materials)},
                channel=given.channel,
                actor=self.person.actor,
            )

    def play(self) -> cases.CaseProblem | None:
        for event in self.scenario.says.when:
            try:
                self._do(event)
            except cases.CaseProblem as problem:
                return problem
        return None

    def rows(self) -> list[Step]:
        """Its steps, in the order in which they were ready."""
        with acting(SYSTEM):
            return list(Step.objects.filter(case=self.case).order_by("ready_at", "id"))

    def state(self) -> dict[str, object]:
        with acting(SYSTEM):
            self.case.refresh_from_db()
            rows = Step.objects.filter(case=self.case).order_by("ready_at", "id")
            notices = Notice.objects.filter(case=self.case).order_by("at", "id")
            return {
                "outcome": self.case.outcome,
                "decided_by": self.case.decided_by,
                "state": self.case.state,
                "due": self.case.due,
                "late": self.case.late,
                "steps": [
                    (
                        row.step,
                        row.instance,
                        row.state,
                        row.verdict,
                        row.due,
                        row.overdue,
                        row.done_on,
                        row.by_kind,
                    )
                    for row in rows
                ],
                "notices": [said(notice, self.case) for notice in notices],
            }

    def _do(self, event: object) -> None:
        match event:
            case DaysEventForm():
                self._pass_to(self._end_of(event.passes))
            case DateEventForm():
                self._pass_to(datetime.combine(event.until, time.min, self.moment.tzinfo))
            case _:
                with legal_clock(lambda: self.moment):
                    self._act(event)

    def _act(self, event: object) -> None:
        match event:
            case (
                OfficerEventForm(case=str(step))
                | ExtensionEventForm(case=str(step))
                | ApplicantEventForm(case=str(step))
                | ServiceEventForm(case=str(step))
            ):
                with acting(SYSTEM):
                    began = CaseRow.objects.get(parent=self.case.id, parent_step__step=step)
                inner = copy(self)
                inner.case = began
                inner._act(replace(event, case=None))
            case OfficerEventForm():
                officer = self.district.officer(event.officer)
                task = self._latest(event.decides, officer.desks)
                cases.decide(task.id, officer, event.verdict, event.reasons or "", event.answers)
            case ExtensionEventForm():
                officer = InPost(self.district.blueprint.posts[event.by], uuid4())
                cases.ask_extension(self._latest(event.extend).id, officer, event.reasons or "")
            case ApplicantEventForm(applicant=Wish.WITHDRAWS):
                cases.withdraw(self.case.id, self.person)
            case ApplicantEventForm(applicant=Wish.APPEALS):
                cases.appeal(self.case.id, self.person, event.reasons or "")
            case ApplicantEventForm(applicant=Wish.ASKS_FOR_A_HUMAN):
                cases.ask_for_human(self.case.id, self.person)
            case ApplicantEventForm(applicant=Wish.PAYS):
                with acting(SYSTEM):
                    charge = cases.charge_of(self.case.id)
                assert charge is not None
                assert cases.paid(charge.id, self.person.actor, self.case.act)
            case CorrectionEventForm():
                self._correct(event)
            case ServiceEventForm():
                self._end_service(event)
            case ApplicantEventForm():
                with acting(SYSTEM):
                    waiting = Step.objects.filter(case=self.case, state="ready", post="")
                    task = waiting.get(step=event.step) if event.step else waiting.get()
                service = self.district.blueprint.services[self.scenario.service]
                materials = handed.given(self.person, service, event.materials)
                cases.supplement(task.id, self.person, {**event.answers, **materials})
            case _:
                pytest.fail(f"an event that nobody plays: {event}")

    def _end_service(self, event: ServiceEventForm) -> None:
        """Let the officers of the case that does a step bring it to this outcome."""
        with acting(SYSTEM):
            child = CaseRow.objects.get(parent=self.case.id, parent_step__step=event.service)
        service = self.district.blueprint.services[child.service]
        results = service.outcomes.get(Outcome(event.outcome), ())
        wanted = dict(result.partition(".")[::2] for result in results)
        while child.outcome is None:
            with acting(SYSTEM):
                row = Step.objects.filter(case=child, state="ready").exclude(post="").first()
            assert row is not None
            step = service.steps[row.step]
            facts = (self.district.blueprint.facts[ask.fact] for ask in step.asks.values())
            answers = dict(zip(step.asks, (fact.choices[0].value for fact in facts), strict=True))
            verdict = wanted.get(row.step) or step.verdicts[0].id
            cases.decide(row.id, self.district.officer(row.post), verdict, "-", answers)
            with acting(SYSTEM):
                child.refresh_from_db()
        assert child.outcome == event.outcome

    def _correct(self, event: CorrectionEventForm) -> None:
        """Ask for it and let the register's owner accept it; the case hears of it once it is sealed."""
        draft = cases.prepare(self.scenario.service, self.person.subject, self.person.actor)
        shown = next(one for one in draft.reads if one.read.name == event.corrects).records[0]
        with acting(self.person.reach):
            wrong = cases.correctable(
                self.scenario.service, event.corrects, shown.id, self.person.subject, self.person.actor
            )
        asked = cases.ask_correction(wrong, event.fields, "-", self.person)
        cases.decide_correction(asked.number, self.district.officer(asked.post), "accepted")
        wake()

    def _end_of(self, limit: Limit) -> datetime:
        calendar = self.district.blueprint.calendar
        if limit.unit is not Unit.WORKING_HOURS:
            return datetime.combine(calendar.due(self.moment.date(), limit).day, time.min, self.moment.tzinfo)
        ends = calendar.reckon_hours(self.moment, timedelta(hours=limit.count))
        assert isinstance(ends, DueAt)
        return ends.at

    def _pass_to(self, moment: datetime) -> None:
        while self.moment < moment:
            midnight = datetime.combine(self.moment + timedelta(days=1), time.min, self.moment.tzinfo)
            self.moment = min(midnight, moment)
            with legal_clock(lambda: self.moment):
                cases.pass_deadlines()

    def _latest(self, step: str, desks: tuple[str, ...] = ()) -> Step:
        """The step, or the task in it that lies on one of these desks."""
        with acting(SYSTEM):
            rows = list(Step.objects.filter(case=self.case, step=step).order_by("-instance", "part"))
        if not rows:
            raise cases.NotFound
        latest = [row for row in rows if row.instance == rows[0].instance]
        return next((row for row in latest if row.post in desks), latest[0])


def said(notice: Notice, case: Case) -> dict[str, str]:
    """A notice without the number of its case, which the database counts."""
    return {lang: text.replace(case.number, "NUMBER") for lang, text in notice.text.items()}
