"""Clocks that stand while a lawful step is open, and give back every working day that was left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection

from minben import cases
from minben.blueprint.model import StepKind
from minben.cases.models import Case, Notice, Pause, Step
from minben.cases.problems import PauseNotLawful
from minben.designer.playing import begin, play
from minben.ledger import acting, acts_of_case, legal_clock

from .conftest import SYSTEM, TODAY, at
from .test_played import Real
from .timed import DECISION, FILLED, INSPECTION, LAB, WINDOW, WITH_LAB, apply, changed, do, report

if TYPE_CHECKING:
    from .conftest import District

SCENARIO = """tested:
  given: &firm
    day: 2026-03-02
    applicant: "91511602MA1234567C"
    registers:
      enterprises:
        - {name: 广安好吃餐饮有限公司, kind: company, state: open}
    answers: {premises: 广安区城南街道1号, trade: restaurant, manager: 刘勇}
  when:
    - {officer: approval/window, decides: accept, verdict: accepted}
    - until: 2026-03-11
    - {officer: approval/window, decides: test, verdict: done}
    - passes: 1 working day
    - {officer: approval/inspection, decides: inspect, verdict: passed, answers: {findings: 好}}
    - {officer: approval/inspection, decides: inspect, verdict: passed, answers: {findings: 好}}
  then:
    outcome: open
    steps: {decide: ready}
    due: {inspect: 2026-03-25, decide: 2026-04-09}
    notices: [停止计算, 继续计算, 10个工作日, 3 March 2026]
withdrawn-meanwhile:
  given: *firm
  when:
    - {officer: approval/window, decides: accept, verdict: accepted}
    - applicant: withdraws
  then:
    outcome: withdrawn
    steps: {test: void, inspect: void}
"""


def step(case: Case, name: str) -> Step:
    with acting(SYSTEM):
        return Step.objects.filter(case=case, step=name).order_by("-instance")[0]


def test_a_clock_stands_from_the_day_after_and_gives_back_what_was_left(district: District) -> None:
    timed = changed(district, *WITH_LAB)
    firm = timed.enterprise()
    case = apply(timed, firm)
    do(timed, WINDOW, "accepted")
    inspect = step(case, "inspect")
    assert (inspect.due, inspect.left, inspect.overdue) == (None, 10, False)
    with legal_clock(lambda: at(date(2026, 3, 31))):
        assert cases.pass_deadlines() == 1, "only the test itself is late"
        do(timed, WINDOW, "done")
        inspect = step(case, "inspect")
        assert (inspect.due, inspect.left) == (date(2026, 4, 15), None), "10 days after it, 6 April is none"
        do(timed, INSPECTION, "passed", findings="好")
        do(timed, INSPECTION, "passed", findings="好")
        decide = step(case, "decide")
        assert decide.starts_on == TODAY
        assert decide.due == date(2026, 4, 29), (
            "20 working days after the test, though it counts from acceptance"
        )


def test_the_applicant_is_told_in_writing_when_clocks_stop_and_run_again(district: District) -> None:
    timed = changed(district, *WITH_LAB)
    firm = timed.enterprise()
    case = apply(timed, firm)
    do(timed, WINDOW, "accepted")
    with legal_clock(lambda: at(date(2026, 3, 11))):
        do(timed, WINDOW, "done")
    stopped, resumed = cases.case_file(case.number, firm).notices
    assert "From 3 March 2026" in stopped.text["en"]
    assert "10 working days" in stopped.text["en"]
    assert "第四十五条" in stopped.text["zh"]
    assert "25 March 2026" in resumed.text["en"]
    with acting(SYSTEM):
        acts = acts_of_case(case.id)
    assert [act.kind for act in acts if act.kind in ("step.pause", "step.resume")] == [
        "step.pause",
        "step.resume",
    ]


def test_pauses_in_one_another_count_once(district: District) -> None:
    expert = LAB.replace("  test:", "  review:").replace("kind: test", "kind: review")
    timed = changed(
        district,
        (WITH_LAB[0][0], LAB + expert.replace("approval/window", "approval/decision") + WITH_LAB[0][0]),
        (WITH_LAB[1][0], "needs: [inspect | inspect.failed, test, review]"),
    )
    case = apply(timed, timed.enterprise())
    do(timed, WINDOW, "accepted")
    with legal_clock(lambda: at(date(2026, 3, 5))):
        do(timed, WINDOW, "done")
        assert step(case, "inspect").left == 10, "the other pause goes on"
        with acting(SYSTEM):
            assert "still stands" in Notice.objects.filter(case=case).order_by("at").last().text["en"]  # type: ignore[union-attr]
    with legal_clock(lambda: at(date(2026, 3, 10))):
        do(timed, DECISION, "done")
        assert step(case, "inspect").due == date(2026, 3, 24)


def test_a_pause_across_the_year_is_reckoned_when_the_year_is_loaded(district: District) -> None:
    timed = changed(district, *WITH_LAB)
    firm = timed.enterprise()
    with legal_clock(lambda: at(date(2026, 12, 28))):
        case = apply(timed, firm)
        do(timed, WINDOW, "accepted")
    with legal_clock(lambda: at(date(2027, 1, 11))):
        do(timed, WINDOW, "done")
        inspect = step(case, "inspect")
        assert inspect.due_provisional
        changed(district, *WITH_LAB, years="2004-2027")
        cases.pass_deadlines()
        inspect = step(case, "inspect")
        assert (inspect.due, inspect.due_provisional) == (date(2027, 1, 25), False)


def test_what_a_statute_does_not_allow_to_pause_is_refused_when_it_runs_too(district: District) -> None:
    found = report(district, *WITH_LAB, scenarios=SCENARIO)
    assert found.blueprint is not None
    service = found.blueprint.services["food-licence"]
    unlawful = replace(service.steps["test"], kind=StepKind.EXAMINE)
    steps = {name: unlawful if name == "test" else one for name, one in service.steps.items()}
    services = {**found.blueprint.services, "food-licence": replace(service, steps=steps)}
    blueprint = replace(found.blueprint, services=services, version="unlawful")
    played = begin(blueprint, next(one for one in found.scenarios if one.name == "tested"))
    played.apply(FILLED)
    with pytest.raises(PauseNotLawful, match="第四十五条"):
        played.decide("accept", WINDOW, "accepted")


@pytest.mark.parametrize("name", ["tested", "withdrawn-meanwhile"])
def test_a_played_pause_and_a_real_one_come_out_the_same(district: District, name: str) -> None:
    found = report(district, *WITH_LAB, scenarios=SCENARIO)
    timed = changed(district, *WITH_LAB)
    scenario = next(one for one in found.scenarios if one.name == name)
    played = begin(timed.blueprint, scenario)
    assert play(played, scenario) is None
    real = Real(timed, scenario)
    assert real.play() is None
    assert [(row.step, row.state, row.due, row.left) for row in played.steps] == [
        (row.step, row.state, row.due, row.left) for row in real.rows()
    ]
    with acting(SYSTEM):
        assert not Pause.objects.filter(ends_on=None).exists()


def test_pauses_are_seen_with_their_case_only_and_end_once(district: District) -> None:
    timed = changed(district, *WITH_LAB)
    firm, other = timed.enterprise(), timed.enterprise(serial="87654321")
    apply(timed, firm)
    do(timed, WINDOW, "accepted")
    with acting(firm.reach):
        assert Pause.objects.count() == 1
    with acting(other.reach):
        assert Pause.objects.count() == 0
    with legal_clock(lambda: at(date(2026, 3, 11))):
        do(timed, WINDOW, "done")
    with (
        pytest.raises(DatabaseError, match="only ends, and once"),
        acting(SYSTEM),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE cases_pause SET ends_on = ends_on + 1")
