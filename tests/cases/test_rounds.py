"""Repetition in rounds, taking back what was given, and appeal."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st

from minben import cases
from minben.blueprint.model import Doer, Outcome, Place, Repeat, Step
from minben.cases import models
from minben.cases.procedure import Judgement, Procedure, Progress, Standing, fixpoint, standings
from minben.ledger import acting, acts_of_case, legal_clock
from minben.registers import read_subject

from .conftest import SYSTEM, District, at, put_in_force
from .licensing import FILLED, with_licence
from .test_at_once import together
from .test_effects import differences
from .test_licence import DECISION, INSPECTION, WINDOW, do
from .test_procedure import a_service, a_step, verdicts

if TYPE_CHECKING:
    from .conftest import Somebody

RECTIFY = """  rectify:
    kind: supplement
    title: {zh: 整改, en: Putting it right}
    needs: [accept | recheck]
    by: applicant
    asks:
      mended:
        fact: findings
        why: {zh: 已经整改的内容, en: What has been put right}
  inspect:
    repeat: {until: 'inspect = "passed"', at_most: 3, with: [rectify]}
"""
APPEAL = """appeal:
  by: officer approval/inspection
  within: 60 calendar days
  decides: 30 calendar days
  law: [{cite: 食品经营许可和备案管理办法, unchecked: true}]
"""
UNDO = """    undo:
      - end: licences
        key: '"JY" + case.number'
      - notice: {zh: "许可证JY{case.number}已收回。", en: "The licence JY{case.number} is taken back."}
"""


def here(district: District, *changes: tuple[str, str]) -> District:
    blueprint = with_licence(district.blueprint, *changes)
    put_in_force(blueprint)
    return District(blueprint)


def apply(district: District, firm: Somebody) -> cases.Case:
    return cases.submit(
        district.blueprint, "food-licence", firm.subject, FILLED, channel="web", actor=firm.actor
    )


def rows_of(case: cases.Case, *steps: str) -> list[tuple[str, int, int, str, str | None]]:
    with acting(SYSTEM):
        found = models.Step.objects.filter(case=case, step__in=steps).order_by("ready_at", "id")
        return [(row.step, row.instance, row.round, row.state, row.verdict) for row in found]


def mend(firm: Somebody, case: cases.Case, what: str = "已整改") -> None:
    file = cases.case_file(case.number, firm)
    view = next(view for view in file.steps if view.id == "rectify" and view.for_me)
    assert view.row is not None
    cases.supplement(view.row.id, firm, {"mended": what})


def inspected(district: District, verdict: str) -> None:
    for _ in range(2):
        do(district, INSPECTION, verdict, "" if verdict == "passed" else "油烟", findings="看过")


# Repetition.


REPEATED = (
    ("  inspect:\n", RECTIFY),
    (
        "    needs: [accept | recheck]\n    by: officer approval/inspection",
        "    needs: [rectify]\n    by: officer approval/inspection",
    ),
)


def test_an_inspection_that_fails_is_done_again_with_what_goes_before_it(district: District) -> None:
    now = here(district, *REPEATED)
    firm = now.enterprise()
    case = apply(now, firm)
    do(now, WINDOW, "accepted")
    mend(firm, case)
    inspected(now, "failed")
    assert cases.tasks(now.officer(DECISION)).rows == ()
    assert cases.tasks(now.officer(INSPECTION)).rows == ()
    file = cases.case_file(case.number, firm)
    assert [view.standing for view in file.steps if view.id == "inspect"] == ["done", "waiting"]
    assert [notice.text["zh"].partition("需要")[2] for notice in file.notices] == ["补充：油烟"]
    mend(firm, case, "再次整改")
    (task,) = cases.tasks(now.officer(INSPECTION)).rows
    assert (task.step, task.instance) == ("inspect", 2)
    inspected(now, "passed")
    assert rows_of(case, "rectify", "inspect") == [
        ("rectify", 1, 1, "done", "done"),
        ("inspect", 1, 1, "done", "failed"),
        ("rectify", 2, 2, "done", "done"),
        ("inspect", 2, 2, "done", "passed"),
    ]
    case = do(now, DECISION, "granted")
    assert case.outcome == "granted"
    assert differences() == []


def test_it_is_done_no_more_often_than_the_service_says_and_goes_on_with_the_last(district: District) -> None:
    now = here(district, *REPEATED)
    firm = now.enterprise()
    case = apply(now, firm)
    do(now, WINDOW, "accepted")
    for _ in range(3):
        mend(firm, case)
        inspected(now, "failed")
    assert [row[2] for row in rows_of(case, "inspect")] == [1, 2, 3]
    assert [row.step for row in cases.tasks(now.officer(DECISION)).rows] == ["decide"]


def test_two_who_finish_a_round_at_once_begin_one_more(district: District) -> None:
    now = here(district, *REPEATED, ("    people: 2\n", "    people: 2\n"))
    firm = now.enterprise()
    case = apply(now, firm)
    do(now, WINDOW, "accepted")
    mend(firm, case)
    officers = [now.officer(INSPECTION) for _ in range(4)]
    (task,) = cases.tasks(officers[0]).rows
    together(4, lambda n: cases.decide(task.step_id, officers[n], "failed", "油烟", {"findings": "看过"}))
    assert [row[:4] for row in rows_of(case, "rectify", "inspect")] == [
        ("rectify", 1, 1, "done"),
        ("inspect", 1, 1, "done"),
        ("rectify", 2, 2, "ready"),
    ]
    with acting(SYSTEM):
        assert models.Case.objects.get(id=case.id).rounds == {"inspect": 2}


def looping(at_most: int) -> Procedure:
    """Prepare, then try, again and again; then two that follow, one of them by what was answered in the trial."""
    place = Place("service.yaml", 1)
    steps: list[Step] = [
        a_step("prepare", [("person",)], by=Doer.APPLICANT),
        a_step(
            "trial",
            [("prepare",)],
            by=Doer.OFFICER,
            post="a/b",
            verdicts=verdicts(2),
            repeat=Repeat("true", at_most, ("prepare",), place),
        ),
        a_step("after", [("trial.v0", "trial.v1")], by=Doer.OFFICER, post="a/b", verdicts=verdicts(2)),
        a_step("beside", [("person",)], by=Doer.OFFICER, post="a/b"),
    ]
    return Procedure(a_service(steps, {Outcome.GRANTED: ("after",), Outcome.REFUSED: ("after.v1",)}), {})


@given(st.integers(2, 5), st.integers(1, 9), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_rounds_are_counted_and_followers_never_begin_before_the_last(
    at_most: int, wanted: int, dice: object
) -> None:
    procedure = looping(at_most)
    done: Counter[str] = Counter()

    def do_(step: Step, _: Progress) -> Judgement:
        return Judgement.PEOPLE

    progress = fixpoint(procedure, Progress(), do_)
    last = False
    while progress.outcome is None:
        assert ("after" in progress.tasks or "after" in progress.done) <= last
        now = standings(procedure, progress)
        assert (now["after"] is not Standing.WAITING) <= last
        task = dice.choice(sorted(progress.tasks))  # type: ignore[attr-defined]
        done[task] += 1
        progress = progress.with_done(task, procedure.service.steps[task].verdicts[0].id)
        if task == "trial":
            last = done[task] >= min(wanted, at_most)
            progress = progress if last else progress.again(procedure, "trial")
        progress = fixpoint(procedure, progress, do_)
    assert done["trial"] == done["prepare"] == min(wanted, at_most)
    assert done["after"] == 1
    assert done["beside"] <= 1


# Taking back.


def granted_early(district: District) -> District:
    """The licence is given before the decision, so that a refusal has something to take back."""
    return here(
        district,
        (
            "    kind: deliver\n    title: {zh: 制证并送达, en: Issue and delivery}\n    needs: [decide]\n",
            "    kind: deliver\n    title: {zh: 制证并送达, en: Issue and delivery}\n    needs: [accept | recheck]\n",
        ),
        (
            "    law: [{cite: 中华人民共和国行政许可法 第四十四条}",
            UNDO + "    law: [{cite: 中华人民共和国行政许可法 第四十四条}",
        ),
        ("unpublished:", APPEAL + "unpublished:"),
    )


def licences(district: District, firm: Somebody) -> list[str]:
    with acting(SYSTEM):
        return [one.key for one in read_subject(district.blueprint.registers["licences"], firm.subject)]


def kinds_of(case: cases.Case) -> Counter[str]:
    with acting(SYSTEM):
        return Counter(act.kind for act in acts_of_case(case.id))


def refused(now: District, firm: Somebody) -> tuple[cases.Case, object]:
    case = apply(now, firm)
    do(now, WINDOW, "accepted")
    assert licences(now, firm) == [f"JY{case.number}"]
    inspected(now, "failed")
    officer = now.officer(DECISION)
    return do(now, officer, "refused", "现场核查不合格"), officer


def test_a_refusal_takes_back_what_was_given_before_it_once(district: District) -> None:
    now = granted_early(district)
    firm = now.enterprise()
    case, _ = refused(now, firm)
    assert case.outcome == "refused"
    assert licences(now, firm) == []
    assert kinds_of(case)["step.undo"] == 1
    with acting(SYSTEM):
        told = [notice.text["zh"] for notice in models.Notice.objects.filter(case=case).order_by("at", "id")]
    assert [text for text in told if "已收回" in text] == [f"许可证JY{case.number}已收回。"]
    assert differences() == []


def test_withdrawing_takes_back_and_granting_does_not(district: District) -> None:
    now = granted_early(district)
    firm = now.enterprise()
    case = apply(now, firm)
    do(now, WINDOW, "accepted")
    cases.withdraw(case.id, firm)
    assert licences(now, firm) == []
    other = now.enterprise("另一家", serial="22345678")
    case = apply(now, other)
    do(now, WINDOW, "accepted")
    inspected(now, "passed")
    do(now, DECISION, "granted")
    assert licences(now, other) == [f"JY{case.number}"]
    assert kinds_of(case)["step.undo"] == 0


def test_what_is_noted_as_taken_back_is_noted_once_and_nothing_else_of_a_done_step_changes(
    district: District,
) -> None:
    from django.db import DatabaseError

    now = granted_early(district)
    case, _ = refused(now, now.enterprise())
    with acting(SYSTEM):
        row = models.Step.objects.get(case=case, step="issue")
    for change in ({"undone": row.act}, {"verdict": "other"}, {"undone": None}):
        with pytest.raises(DatabaseError), acting(SYSTEM):
            models.Step.objects.filter(id=row.id).update(**change)


# Appeal.


def test_another_officer_opens_the_decision_again_and_it_is_made_anew(district: District) -> None:
    now = granted_early(district)
    firm = now.enterprise()
    case, _ = refused(now, firm)
    with acting(SYSTEM):
        last = models.Notice.objects.filter(case=case).order_by("-at", "-id")
        assert any("2026年5月1日前（含当日）向本机关申诉" in notice.text["zh"] for notice in last)
    cases.appeal(case.id, firm, "已装油烟净化设备")
    appeal = now.officer(INSPECTION)
    (task,) = cases.tasks(appeal).rows
    assert (task.step, task.due) == ("appeal", date(2026, 4, 1))
    view = next(view for view in cases.case_file(case.number, appeal).steps if view.id == "appeal")
    assert view.ground is not None
    assert "已装油烟净化设备" in view.ground.explanation[0]["zh"]
    case = cases.decide(task.step_id, appeal, "reopened")
    assert (case.state, case.outcome) == ("open", None)
    # What the refusal had taken back is given again, for its needs are met again.
    assert licences(now, firm) == [f"JY{case.number}"]
    case = do(now, DECISION, "granted")
    assert (case.outcome, case.state) == ("granted", "closed")
    assert licences(now, firm) == [f"JY{case.number}"]
    assert differences() == []


def test_nobody_decides_the_appeal_against_their_own_decision(district: District) -> None:
    now = here(district, ("unpublished:", APPEAL.replace("approval/inspection", DECISION) + "unpublished:"))
    firm = now.enterprise()
    case = apply(now, firm)
    do(now, WINDOW, "accepted")
    inspected(now, "failed")
    officer = now.officer(DECISION)
    case = do(now, officer, "refused", "现场核查不合格")
    cases.appeal(case.id, firm, "不服")
    (task,) = cases.tasks(officer).rows
    with pytest.raises(cases.KeptApart):
        cases.decide(task.step_id, officer, "upheld", "维持")
    other = now.officer(DECISION)
    with pytest.raises(cases.ReasonsMissing):
        cases.decide(task.step_id, other, "upheld")
    case = cases.decide(task.step_id, other, "upheld", "核查属实")
    assert (case.outcome, case.state) == ("refused", "closed")
    with pytest.raises(cases.NotNow):
        cases.appeal(case.id, firm, "仍不服")
    assert differences() == []


def test_an_appeal_needs_reasons_an_adverse_outcome_and_comes_in_time(district: District) -> None:
    now = granted_early(district)
    firm = now.enterprise()
    case = apply(now, firm)
    with pytest.raises(cases.NotNow):
        cases.appeal(case.id, firm, "不服")
    do(now, WINDOW, "accepted")
    inspected(now, "failed")
    do(now, DECISION, "refused", "不合格")
    with pytest.raises(cases.ReasonsMissing):
        cases.appeal(case.id, firm, "  ")
    stranger = now.enterprise("另一家", serial="22345678")
    with pytest.raises(cases.NotFound):
        cases.appeal(case.id, stranger, "不服")
    with legal_clock(lambda: at(date(2026, 5, 2))), pytest.raises(cases.NotNow, match="2026-05-01"):
        cases.appeal(case.id, firm, "不服")
    with legal_clock(lambda: at(date(2026, 5, 1))):
        cases.appeal(case.id, firm, "不服")


def test_the_same_appeal_sent_at_once_is_one(district: District) -> None:
    now = granted_early(district)
    firm = now.enterprise()
    case, _ = refused(now, firm)
    results = together(4, lambda _: cases.appeal(case.id, firm, "不服"))
    assert Counter(type(result).__name__ for result in results) == {"Case": 1, "NotNow": 3}
    assert [row[0] for row in rows_of(case, "appeal")] == ["appeal"]
