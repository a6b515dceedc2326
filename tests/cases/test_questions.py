"""Questions within a case: from either side, answered once, seen by both and by nobody else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction

from minben import cases
from minben.ledger import Reach, acting, acts_of_case

from .conftest import SYSTEM
from .test_fees import apply, charge

if TYPE_CHECKING:
    from .conftest import District, Somebody

REGISTRY = "public-security/registry"


@pytest.fixture
def person(district: District) -> Somebody:
    return district.resident(date(1960, 5, 1), "陈淑华")


@pytest.fixture
def case(district: District, person: Somebody) -> cases.Case:
    return apply(district, person)


def test_the_applicant_asks_and_an_officer_answers(
    district: District, person: Somebody, case: cases.Case
) -> None:
    officer = district.officer(REGISTRY)
    question = cases.ask_agency(case.id, person, "  要带照片吗？ ")
    (waiting,) = cases.to_answer(officer)
    assert (waiting.id, waiting.number, waiting.text) == (question, case.number, "要带照片吗？")
    with acting(officer.reach):
        assert cases.unanswered_by_officers([case.id]) == {case.id: 1}
    cases.answer_applicant(question, officer, "不用，窗口现场拍照")
    assert not cases.to_answer(officer)
    with acting(person.reach):
        (seen,) = cases.questions_of(case.id, officer=False)
        assert cases.unanswered_by_officers([case.id]) == {}
    assert (seen.answer, seen.answer_post, seen.mine) == ("不用，窗口现场拍照", REGISTRY, False)


def test_an_officer_asks_and_the_applicant_answers(
    district: District, person: Somebody, case: cases.Case
) -> None:
    officer = district.officer(REGISTRY)
    question = cases.ask_applicant(case.id, officer, "何时丢失？")
    with acting(person.reach):
        assert cases.unanswered_by_applicant([case.id]) == {case.id: 1}
        (seen,) = cases.questions_of(case.id, officer=False)
    assert seen.mine
    cases.answer_agency(question, person, "上周")
    with acting(officer.reach):
        (seen,) = cases.questions_of(case.id, officer=True)
    assert (seen.answer, seen.mine) == ("上周", False)


def test_an_answer_is_given_once(district: District, person: Somebody, case: cases.Case) -> None:
    officer = district.officer(REGISTRY)
    question = cases.ask_agency(case.id, person, "要带照片吗？")
    cases.answer_applicant(question, officer, "不用")
    with pytest.raises(cases.AnsweredAlready):
        cases.answer_applicant(question, officer, "要")


def test_nobody_answers_their_own_side(district: District, person: Somebody, case: cases.Case) -> None:
    officer = district.officer(REGISTRY)
    mine = cases.ask_agency(case.id, person, "要带照片吗？")
    theirs = cases.ask_applicant(case.id, officer, "何时丢失？")
    with pytest.raises(cases.NotFound):
        cases.answer_agency(mine, person, "不用")
    with pytest.raises(cases.NotFound):
        cases.answer_applicant(theirs, officer, "上周")


def test_who_has_no_part_in_the_case_asks_and_sees_nothing(
    district: District, person: Somebody, case: cases.Case
) -> None:
    cases.ask_agency(case.id, person, "要带照片吗？")
    stranger = district.resident(date(1950, 1, 1), "王二", order=4)
    elsewhere = district.officer("approval/window")
    with pytest.raises(cases.NotFound):
        cases.ask_agency(case.id, stranger, "?")
    with pytest.raises(cases.NotFound):
        cases.ask_applicant(case.id, elsewhere, "?")
    assert not cases.to_answer(elsewhere)
    for reach in (stranger.reach, elsewhere.reach, Reach(supervise=True)):
        with acting(reach):
            assert not cases.questions_of(case.id, officer=True)


@pytest.mark.parametrize("words", ["", "  \n", "字" * 2001])
def test_without_words_or_with_too_many_nothing_is_asked(
    district: District, person: Somebody, case: cases.Case, words: str
) -> None:
    with pytest.raises(cases.NoWords):
        cases.ask_agency(case.id, person, words)


def test_no_clock_stops_for_a_question(district: District, person: Somebody, case: cases.Case) -> None:
    with acting(SYSTEM):
        before = cases.Case.objects.get(id=case.id)
    cases.ask_applicant(case.id, district.officer(REGISTRY), "何时丢失？")
    with acting(SYSTEM):
        after = cases.Case.objects.get(id=case.id)
    assert (before.due, before.state) == (after.due, after.state)
    assert charge(person, case).state is cases.ChargeState.DUE


def test_words_are_in_no_act_and_asking_is_one(
    district: District, person: Somebody, case: cases.Case
) -> None:
    question = cases.ask_agency(case.id, person, "我的脚扭伤了可以代办吗？")
    cases.answer_applicant(question, district.officer(REGISTRY), "可以委托家人")
    with acting(SYSTEM):
        kinds = [act.kind for act in acts_of_case(case.id)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT string_agg(convert_from(body, 'UTF8'), '') FROM ledger_act")
            (bodies,) = cursor.fetchone() or ("",)
    assert kinds.count("case.ask") == kinds.count("case.answer") == 1
    assert "扭伤" not in bodies
    assert "委托家人" not in bodies


def test_the_database_lets_nobody_change_what_was_asked(
    district: District, person: Somebody, case: cases.Case
) -> None:
    cases.ask_agency(case.id, person, "要带照片吗？")
    with pytest.raises(DatabaseError), transaction.atomic(), acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_casequestion SET text = 'x'")


def test_counting_is_one_query_for_a_page_of_cases(
    district: District, person: Somebody, case: cases.Case
) -> None:
    from django.test.utils import CaptureQueriesContext

    for words in ("一", "二", "三"):
        cases.ask_agency(case.id, person, words)
    with acting(person.reach), CaptureQueriesContext(connection) as asked:
        assert cases.unanswered_by_officers([case.id]) == {case.id: 3}
    assert len(asked) == 1
