"""A limit is extended once, asked before it has passed, by another's leave, and the applicant is told why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from minben import cases
from minben.cases.models import Step
from minben.designer.playing import begin, play
from minben.ledger import acting, acts_of_case, legal_clock

from .conftest import SYSTEM, at
from .test_pauses import step
from .test_played import Real
from .timed import DECISION, INSPECTION, WINDOW, WITH_LAB, apply, changed, do, report

if TYPE_CHECKING:
    from .conftest import District, InPost

EXTEND = (
    "    within: 20 working days\n    counts_from: accept | recheck\n",
    "    within: 20 working days\n    counts_from: accept | recheck\n"
    "    extend:\n      by: 10 working days\n      approves: officer approval/window\n"
    "      law: [{cite: 中华人民共和国行政许可法 第四十二条}]\n",
)
SCENARIO = """allowed:
  given: &firm
    day: 2026-03-02
    applicant: "91511602MA1234567C"
    registers:
      enterprises:
        - {name: 广安好吃餐饮有限公司, kind: company, state: open}
    answers: {premises: 广安区城南街道1号, trade: restaurant, manager: 刘勇}
  when:
    - {officer: approval/window, decides: accept, verdict: accepted}
    - {officer: approval/inspection, decides: inspect, verdict: passed, answers: {findings: 好}}
    - {officer: approval/inspection, decides: inspect, verdict: passed, answers: {findings: 好}}
    - passes: 15 working days
    - {extend: decide, by: approval/decision, reasons: 需与消防部门核对}
    - {officer: approval/window, decides: decide.extension, verdict: allowed}
  then:
    outcome: open
    due: {decide: 2026-04-14}
    notices: [需与消防部门核对, 14 April 2026]
asked-twice:
  given: *firm
  when:
    - {officer: approval/window, decides: accept, verdict: accepted}
    - {officer: approval/inspection, decides: inspect, verdict: passed, answers: {findings: 好}}
    - {officer: approval/inspection, decides: inspect, verdict: passed, answers: {findings: 好}}
    - {extend: decide, by: approval/decision, reasons: 需核对}
    - {officer: approval/window, decides: decide.extension, verdict: not-allowed, reasons: 理由不足}
    - {extend: decide, by: approval/decision, reasons: 还要核对}
  then:
    error: not now
    due: {decide: 2026-03-30}
"""


def ready(district: District) -> tuple[cases.Case, InPost]:
    """A case before its decision, and the officer who has it."""
    case = apply(district, district.enterprise())
    do(district, WINDOW, "accepted")
    do(district, INSPECTION, "passed", findings="好")
    do(district, INSPECTION, "passed", findings="好")
    return case, district.officer(DECISION)


def ask(officer: InPost, reasons: str = "需与消防部门核对") -> None:
    (task,) = cases.tasks(officer).rows
    cases.ask_extension(task.step_id, officer, reasons)


def test_the_head_allows_it_and_the_applicant_is_told_the_new_day_and_why(district: District) -> None:
    timed = changed(district, EXTEND)
    case, officer = ready(timed)
    with legal_clock(lambda: at(date(2026, 3, 30))):
        ask(officer)
        do(timed, WINDOW, "allowed")
    decide = step(case, "decide")
    assert (decide.due, decide.extended, decide.overdue) == (date(2026, 4, 14), 10, False)
    with acting(SYSTEM):
        notice = cases.Notice.objects.filter(case=case).last()
        kinds = [act.kind for act in acts_of_case(case.id)]
    assert notice is not None
    for said in ("需与消防部门核对", "2026年4月14日", "第四十二条"):
        assert said in notice.text["zh"]
    assert "step.ask-extension" in kinds
    with legal_clock(lambda: at(date(2026, 4, 14))):
        assert cases.pass_deadlines() == 0
        do(timed, officer, "granted")


def test_it_is_asked_once_with_reasons_and_before_the_limit_has_passed(district: District) -> None:
    timed = changed(district, EXTEND)
    case, officer = ready(timed)
    with pytest.raises(cases.ReasonsMissing):
        ask(officer, " ")
    with legal_clock(lambda: at(date(2026, 3, 31))), pytest.raises(cases.NotNow, match="passed"):
        ask(officer)
    assert not step(case, "decide").overdue, "what was refused has changed nothing"
    ask(officer)
    with pytest.raises(cases.NotNow, match="once"):
        ask(officer)


def test_what_comes_too_late_is_not_allowed_any_more(district: District) -> None:
    timed = changed(district, EXTEND)
    case, officer = ready(timed)
    ask(officer)
    with legal_clock(lambda: at(date(2026, 3, 31))):
        assert cases.pass_deadlines() == 2, "the decision, and the answer to the request"
        with pytest.raises(cases.NotNow, match="passed"):
            do(timed, WINDOW, "allowed")
    assert step(case, "decide").due == date(2026, 3, 30)


def test_who_asked_does_not_answer(district: District) -> None:
    both = changed(district, EXTEND)
    case, officer = ready(both)
    ask(officer)
    head = both.officer(WINDOW)
    asker = type(head)(head.post, officer.appointment)
    (request,) = cases.tasks(asker).rows
    assert request.barred
    assert not cases.tasks(head).rows[0].barred
    with pytest.raises(cases.KeptApart):
        cases.decide(request.step_id, asker, "allowed")
    view = next(one for one in cases.case_file(case.number, asker).steps if one.id == "decide.extension")
    assert view.barred is not None
    assert not view.for_me
    assert view.title["en"] == "Extension: Decision"


def test_a_request_falls_away_with_its_step(district: District) -> None:
    timed = changed(district, EXTEND)
    case, officer = ready(timed)
    ask(officer)
    task = next(one for one in cases.tasks(officer).rows if one.step == "decide")
    cases.decide(task.step_id, officer, "granted")
    with acting(SYSTEM):
        case.refresh_from_db()
        assert Step.objects.get(case=case, step="decide.extension").state == "void"
    assert case.state == "closed"


def test_an_extension_and_a_pause_add_up(district: District) -> None:
    timed = changed(district, EXTEND, *WITH_LAB)
    case = apply(timed, timed.enterprise())
    do(timed, WINDOW, "accepted")
    with legal_clock(lambda: at(date(2026, 3, 11))):
        do(timed, WINDOW, "done")
        do(timed, INSPECTION, "passed", findings="好")
        do(timed, INSPECTION, "passed", findings="好")
        ask(timed.officer(DECISION))
        do(timed, WINDOW, "allowed")
        assert step(case, "decide").due == date(2026, 4, 23), "30 days from the 11th, 6 April is a holiday"


@pytest.mark.parametrize("name", ["allowed", "asked-twice"])
def test_a_played_extension_and_a_real_one_come_out_the_same(district: District, name: str) -> None:
    scenario = next(one for one in report(district, EXTEND, scenarios=SCENARIO).scenarios if one.name == name)
    timed = changed(district, EXTEND)
    played = begin(timed.blueprint, scenario)
    stopped = play(played, scenario)
    real = Real(timed, scenario)
    problem = real.play()
    assert type(problem) is type(stopped.problem if stopped else None)
    assert [(row.step, row.state, row.due, row.extended, row.verdict) for row in played.steps] == [
        (row.step, row.state, row.due, row.extended, row.verdict) for row in real.rows()
    ]


def test_effects_of_an_extension_verify(district: District) -> None:
    from .test_effects import differences

    timed = changed(district, EXTEND)
    _, officer = ready(timed)
    ask(officer)
    assert differences() == []
    do(timed, WINDOW, "not-allowed", "理由不足")
    assert differences() == []
