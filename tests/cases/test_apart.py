"""A hearing is asked for, announced long enough before, and not presided over by who examined the application."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from minben import cases, people
from minben.ledger import legal_clock

from .conftest import LOADER, InPost, at
from .test_pauses import step
from .timed import DECIDE, DECISION, INSPECTION, WINDOW, apply, changed, do

if TYPE_CHECKING:
    from .conftest import District

HEARING = (
    (
        DECIDE,
        """  ask_hearing:
    kind: tell
    title: {zh: 要求听证, en: Asking for a hearing}
    needs: [inspect.failed]
    by: applicant
    within: 5 working days
    law: [{cite: 中华人民共和国行政许可法 第四十七条}]
  hear:
    kind: hearing
    title: {zh: 听证, en: Hearing}
    needs: [ask_hearing]
    by: officer approval/inspection
    verdicts:
      for: {zh: 听证意见支持申请人, en: The hearing speaks for the applicant}
      against: {zh: 听证意见不支持申请人, en: The hearing speaks against the applicant}
    within: 20 working days
    counts_from: ask_hearing
    at_least: 7 working days
    not_by: [inspect]
    pauses: [decide]
    law: [{cite: 中华人民共和国行政许可法 第四十七条}]
"""
        + DECIDE,
    ),
    ("needs: [inspect | inspect.failed]", "needs: [inspect | ask_hearing.overdue | hear | hear.against]"),
)


def until_the_hearing(district: District) -> tuple[cases.Case, InPost]:
    """A case whose applicant asked for a hearing, and an officer who inspected."""
    firm, inspector = district.enterprise(), district.officer(INSPECTION)
    case = apply(district, firm)
    do(district, WINDOW, "accepted")
    do(district, inspector, "failed", "无消毒设施", findings="无消毒设施")
    do(district, INSPECTION, "failed", "无消毒设施", findings="无消毒设施")
    cases.supplement(step(case, "ask_hearing").id, firm, {})
    return case, inspector


def test_whoever_examined_does_not_preside_and_sees_why(district: District) -> None:
    timed = changed(district, *HEARING)
    case, inspector = until_the_hearing(timed)
    (task,) = cases.tasks(inspector).rows
    assert task.barred
    view = next(one for one in cases.case_file(case.number, inspector).steps if one.id == "hear")
    assert view.barred is not None
    assert (
        view.barred["en"] == "You took part in “Inspection on site”; by law somebody else has to do this step"
    )
    assert (view.for_me, view.verdicts) == (False, ())
    with legal_clock(lambda: at(date(2026, 3, 20))):
        with pytest.raises(cases.KeptApart, match="somebody else"):
            do(timed, inspector, "against", "同意核查结论")
        do(timed, INSPECTION, "against", "同意核查结论")
        do(timed, DECISION, "refused", "不具备条件")


def test_a_second_post_does_not_make_a_second_person(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    timed = changed(district, *HEARING)
    case, inspector = until_the_hearing(timed)
    other = timed.officer(INSPECTION)
    one_person = frozenset({inspector.appointment, other.appointment})
    for module in ("deciding", "files"):
        monkeypatch.setattr(f"minben.cases.{module}.held_with", lambda _: one_person)
    view = next(one for one in cases.case_file(case.number, other).steps if one.id == "hear")
    assert view.barred is not None
    with legal_clock(lambda: at(date(2026, 3, 20))), pytest.raises(cases.KeptApart):
        do(timed, other, "against", "同意核查结论")


def test_all_posts_of_an_account_are_one_person(district: District) -> None:
    account = people.create_account("lin", "林", actor=LOADER)
    held = [
        people.appoint(account, post, since=date(2026, 1, 1), actor=LOADER).id
        for post in (INSPECTION, DECISION)
    ]
    assert people.held_with(held[0]) == frozenset(held)


def test_it_is_announced_long_enough_before(district: District) -> None:
    timed = changed(district, *HEARING)
    case, _ = until_the_hearing(timed)
    with legal_clock(lambda: at(date(2026, 3, 10))), pytest.raises(cases.NotNow, match="11 March 2026"):
        do(timed, INSPECTION, "for")
    assert step(case, "hear").state == "ready"
    with legal_clock(lambda: at(date(2026, 3, 11))):
        do(timed, INSPECTION, "for")
    assert step(case, "decide").due == date(2026, 4, 9), "the time of the hearing is not counted"


def test_nobody_asks_and_the_case_goes_on(district: District) -> None:
    timed = changed(district, *HEARING)
    firm = timed.enterprise()
    case = apply(timed, firm)
    do(timed, WINDOW, "accepted")
    for _ in range(2):
        do(timed, INSPECTION, "failed", "无消毒设施", findings="无消毒设施")
    with legal_clock(lambda: at(date(2026, 3, 10))):
        cases.pass_deadlines()
        assert step(case, "decide").state == "ready"
