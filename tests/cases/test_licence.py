"""The food licence: two inspectors, completion, acceptance by law, decision and delivery."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from minben import cases
from minben.ledger import acting, acts_of_case, legal_clock
from minben.registers import read_subject

from .conftest import SYSTEM, TODAY, at

if TYPE_CHECKING:
    from .conftest import District, InPost, Somebody

WINDOW, INSPECTION, DECISION = "approval/window", "approval/inspection", "approval/decision"
PROMISED = {name: {"kind": "commitment", "agreed": True} for name in ("plan", "rules")}
FILLED: dict[str, Any] = {
    "premises": "广安区城南街道8号",
    "trade": "restaurant",
    "manager": "李强",
    **PROMISED,
}


def apply(district: District, firm: Somebody) -> cases.Case:
    return cases.submit(
        district.blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor
    )


def do(district: District, post: str | InPost, verdict: str, reasons: str = "", **answers: str) -> cases.Case:
    officer = district.officer(post) if isinstance(post, str) else post
    (task,) = cases.tasks(officer).rows
    return cases.decide(task.step_id, officer, verdict, reasons, answers)


def test_the_whole_way_to_a_licence(district: District) -> None:
    firm = district.enterprise()
    case = apply(district, firm)
    assert [(row.next_step, row.due) for row in cases.my_cases([firm.subject]).rows] == [
        ("accept", date(2026, 3, 9))
    ]
    do(district, WINDOW, "accepted")
    do(district, INSPECTION, "passed", findings="布局合理")
    assert cases.tasks(district.officer(INSPECTION)).rows[0].signed == 1
    do(district, INSPECTION, "passed", findings="设备齐全")
    case = do(district, DECISION, "granted")
    assert (case.state, case.outcome, case.decided_by) == ("closed", "granted", "officer")
    with acting(SYSTEM):
        (licence,) = read_subject(district.blueprint.registers["licences"], firm.subject)
    assert licence.values["number"] == f"JY{case.number}"
    assert licence.values["code"] == case.code
    assert licence.values["premises"] == FILLED["premises"]
    assert licence.values["statement"] == "广安好吃餐饮有限公司；热食类食品制售"
    assert licence.values["expires"] == "2031-03-02"


def test_an_inspection_takes_two_different_officers(district: District) -> None:
    firm = district.enterprise()
    apply(district, firm)
    do(district, WINDOW, "accepted")
    one = district.officer(INSPECTION)
    do(district, one, "passed", findings="好")
    with pytest.raises(cases.NotNow):
        do(district, one, "passed", findings="好")
    assert cases.tasks(one).rows[0].mine
    assert cases.tasks(district.officer(DECISION)).rows == ()


def test_inspectors_who_differ_leave_the_step_open_until_they_agree(district: District) -> None:
    firm = district.enterprise()
    case = apply(district, firm)
    do(district, WINDOW, "accepted")
    one, other = district.officer(INSPECTION), district.officer(INSPECTION)
    do(district, one, "passed", findings="好")
    do(district, other, "failed", "油烟排放不合格", findings="油烟")
    inspect = next(step for step in cases.case_file(case.number, one).steps if step.id == "inspect")
    assert inspect.signed == (one.appointment, other.appointment)
    assert inspect.verdict is None
    do(district, one, "failed", "复看后同意", findings="油烟")
    inspect = next(step for step in cases.case_file(case.number, one).steps if step.id == "inspect")
    assert inspect.verdict is not None
    assert inspect.verdict.id == "failed"
    assert inspect.ground is not None
    assert inspect.ground.reasons == "油烟排放不合格\n复看后同意"
    case = do(district, DECISION, "refused", "现场核查不合格")
    assert case.outcome == "refused"


def test_incomplete_is_told_completed_and_checked_again(district: District) -> None:
    firm = district.enterprise()
    case = apply(district, firm)
    do(district, WINDOW, "incomplete", "经营场所请写明门牌号")
    file = cases.case_file(case.number, firm)
    assert "经营场所请写明门牌号" in file.notices[0].text["en"]
    task = next(step for step in file.steps if step.for_me)
    assert [question.ask.name for question in task.questions] == ["premises_completed"]
    assert task.row is not None
    with pytest.raises(cases.AnswerProblems):
        cases.supplement(task.row.id, firm, {})
    with legal_clock(lambda: at(date(2026, 3, 10))):
        cases.supplement(task.row.id, firm, {"premises_completed": "广安区城南街道8号附2号"})
        with pytest.raises(cases.AlreadyDone):
            cases.supplement(task.row.id, firm, {"premises_completed": "别处"})
        do(district, WINDOW, "accepted")
        do(district, INSPECTION, "passed", findings="好")
        do(district, INSPECTION, "passed", findings="好")
        (task_row,) = cases.tasks(district.officer(DECISION)).rows
        assert task_row.due == date(2026, 4, 8), (
            "20 working days from the second acceptance, 6 April is a holiday"
        )
        do(district, DECISION, "granted")
    with acting(SYSTEM):
        (licence,) = read_subject(
            district.blueprint.registers["licences"], firm.subject, on=date(2026, 3, 10)
        )
    assert licence.values["premises"] == "广安区城南街道8号附2号"


def test_silence_is_acceptance_from_the_day_of_receipt(district: District) -> None:
    firm = district.enterprise()
    case = apply(district, firm)
    assert cases.pass_deadlines(date(2026, 3, 9)) == 0, "the last day has not passed"
    later = date(2026, 3, 10)
    with legal_clock(lambda: at(later)):
        assert cases.pass_deadlines(later) == 1
        assert cases.pass_deadlines(later) == 0
        file = cases.case_file(case.number, firm)
        accept, inspect = file.steps[0].row, file.steps[1].row
    assert accept is not None
    assert (accept.verdict, accept.by_kind, accept.done_on, accept.overdue) == (
        "accepted",
        "law",
        TODAY,
        True,
    )
    assert inspect is not None
    assert inspect.step == "inspect"
    assert inspect.due == date(2026, 3, 24)
    assert file.case.late
    with acting(SYSTEM):
        kinds = [(act.kind, act.actor.kind, act.basis) for act in acts_of_case(case.id)]
    assert ("step.do", "system", ("中华人民共和国行政许可法 第三十二条",)) in kinds


def test_an_officer_who_comes_after_silence_has_accepted_cannot_refuse_to(district: District) -> None:
    firm = district.enterprise()
    case = apply(district, firm)
    with legal_clock(lambda: at(date(2026, 3, 10))):
        with pytest.raises(cases.AlreadyDone):
            do(district, WINDOW, "not-accepted", "材料不符")
        assert cases.pass_deadlines() == 1
        accept = cases.case_file(case.number, firm).steps[0].row
    assert accept is not None
    assert (accept.verdict, accept.by_kind) == ("accepted", "law")


def test_a_verdict_after_its_limit_is_late_whoever_looks_first(district: District) -> None:
    firm = district.enterprise()
    apply(district, firm)
    do(district, WINDOW, "accepted")
    with legal_clock(lambda: at(date(2026, 3, 17))):
        do(district, INSPECTION, "passed", findings="好")
        case = do(district, INSPECTION, "passed", findings="好")
        assert case.late
        assert cases.pass_deadlines() == 0
    with acting(SYSTEM):
        late = [act for act in acts_of_case(case.id) if act.kind == "step.overdue"]
    assert [(act.actor.kind, act.power) for act in late] == [("system", "food-licence/inspect")]


def test_a_limit_without_consequence_only_turns_red(district: District) -> None:
    firm = district.enterprise()
    apply(district, firm)
    do(district, WINDOW, "accepted")
    with legal_clock(lambda: at(date(2026, 3, 17))):
        late = date(2026, 3, 17)
        assert cases.pass_deadlines(late) == 1
        (task,) = cases.tasks(district.officer(INSPECTION)).rows
        assert task.colour is cases.Colour.RED
        (row,) = cases.my_cases([firm.subject]).rows
        assert row.late
        assert row.state == "open"


def test_a_task_turns_amber_before_it_is_late(district: District) -> None:
    firm = district.enterprise()
    apply(district, firm)
    for day, colour in ((5, "green"), (6, "amber"), (9, "amber"), (10, "red")):
        with legal_clock(lambda day=day: at(date(2026, 3, day))):  # type: ignore[misc]
            (task,) = cases.tasks(district.officer(WINDOW)).rows
            assert (day, task.colour) == (day, colour)


def test_an_imported_case_counts_from_its_receipt_and_says_what_it_is(district: District) -> None:
    firm = district.enterprise()
    case = cases.import_case(
        district.blueprint,
        "food-licence",
        firm.subject,
        FILLED,
        received_on=date(2026, 2, 10),
        channel="window",
        actor=firm.actor,
    )
    assert case.due is not None
    assert case.due < TODAY
    assert case.imported
    with acting(SYSTEM):
        first, *_ = acts_of_case(case.id)
    assert first.kind == "case.import"
    with pytest.raises(cases.NotNow):
        cases.import_case(
            district.blueprint,
            "food-licence",
            firm.subject,
            FILLED,
            received_on=date(2026, 3, 3),
            channel="window",
            actor=firm.actor,
        )


def test_a_withdrawn_application_leaves_no_task(district: District) -> None:
    firm = district.enterprise()
    case = apply(district, firm)
    case = cases.withdraw(case.id, firm)
    assert (case.state, case.outcome) == ("closed", "withdrawn")
    assert cases.tasks(district.officer(WINDOW)).rows == ()
    with pytest.raises(cases.NotNow):
        cases.withdraw(case.id, firm)


def test_only_the_post_of_a_task_decides_it(district: District) -> None:
    firm = district.enterprise()
    apply(district, firm)
    (task,) = cases.tasks(district.officer(WINDOW)).rows
    with pytest.raises(cases.NotYourTask):
        cases.decide(task.step_id, district.officer(DECISION), "accepted")
    with pytest.raises(cases.NotFound):
        cases.decide(task.step_id, district.officer("civil-affairs/benefits"), "accepted")
    with pytest.raises(cases.UnknownVerdict):
        cases.decide(task.step_id, district.officer(WINDOW), "maybe")
