"""Ratings: once for a case and once for a visit, never forced, and a bad one is answered within its limits."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction

from minben import cases
from minben.ledger import Reach, acting, effects, legal_clock

from .conftest import ACCOUNT, SYSTEM, at

if TYPE_CHECKING:
    from .conftest import District, Somebody

RATINGS = "government-office/ratings"
SUPERVISION = Reach(supervise=True)


@pytest.fixture
def person(district: District) -> Somebody:
    return district.resident(date(1940, 2, 3))


def granted(district: District, person: Somebody, channel: str = "web") -> cases.Case:
    return cases.submit(
        district.blueprint,
        "old-age-allowance",
        person.subject,
        {"account": ACCOUNT},
        channel=channel,
        actor=person.actor,
    )


def open_ones(person: Somebody, case: cases.Case) -> tuple[cases.MayRate, ...]:
    with acting(person.reach):
        return cases.may_rate(case, person)


def test_a_case_is_rated_once_after_its_outcome(district: District, person: Somebody) -> None:
    case = granted(district, person)
    assert open_ones(person, case) == (cases.MayRate(None),)
    cases.rate(case.id, person, 5, "很快")
    assert open_ones(person, case) == ()
    with pytest.raises(cases.RatedAlready):
        cases.rate(case.id, person, 1)
    with acting(person.reach):
        (rating,) = cases.ratings_of(case.id)
    assert (rating.level, rating.words) == (cases.Level.VERY_SATISFIED, "很快")


def test_an_open_case_is_not_rated_yet(district: District) -> None:
    young = district.resident(date(1960, 5, 1), "陈淑华", order=6)
    case = cases.submit(
        district.blueprint,
        "id-card-replacement",
        young.subject,
        {"reason": "lost"},
        channel="web",
        actor=young.actor,
    )
    assert open_ones(young, case) == ()
    with pytest.raises(cases.NotNow):
        cases.rate(case.id, young, 4)


def test_a_visit_to_the_counter_is_rated_beside_the_case(district: District, person: Somebody) -> None:
    case = granted(district, person, "counter")
    assert set(open_ones(person, case)) == {cases.MayRate(None), cases.MayRate(case.act)}
    cases.rate(case.id, person, 4, visit=case.act)
    cases.rate(case.id, person, 3)
    with pytest.raises(cases.RatedAlready):
        cases.rate(case.id, person, 2, visit=case.act)


@pytest.mark.parametrize("level", [0, 6, -1])
def test_there_are_five_levels(district: District, person: Somebody, level: int) -> None:
    case = granted(district, person)
    with pytest.raises(cases.NotNow):
        cases.rate(case.id, person, level)


def test_only_the_applicant_rates(district: District, person: Somebody) -> None:
    case = granted(district, person)
    other = district.resident(date(1950, 1, 1), "王二", order=4)
    with pytest.raises(cases.NotFound):
        cases.rate(case.id, other, 1)


@pytest.mark.parametrize(("level", "bad"), [(5, False), (3, False), (2, True), (1, True)])
def test_a_bad_rating_lies_before_the_post_within_its_limits(
    district: District, person: Somebody, level: int, bad: bool
) -> None:
    case = granted(district, person)
    cases.rate(case.id, person, level, "等了太久")
    found = cases.bad_ratings(district.officer(RATINGS))
    assert [(one.number, one.words, one.due) for one in found] == (
        [(case.number, "等了太久", date(2026, 3, 3))] if bad else []
    )


def test_it_is_called_back_then_put_right_and_the_person_told(district: District, person: Somebody) -> None:
    case = granted(district, person)
    rating = cases.rate(case.id, person, 1, "等了太久")
    officer = district.officer(RATINGS)
    with pytest.raises(cases.NotNow):
        cases.rectify(rating, officer, "已整改")
    cases.call_back(rating, officer, "本人说窗口排队两小时")
    (waiting,) = cases.bad_ratings(officer)
    assert (waiting.called_back, waiting.due) == (True, date(2026, 3, 9))
    cases.rectify(rating, officer, "已增开窗口")
    assert not cases.bad_ratings(officer)
    with pytest.raises(cases.AlreadyDone):
        cases.rectify(rating, officer, "再次")
    with acting(person.reach):
        (seen,) = cases.ratings_of(case.id)
    assert (seen.result, seen.rectified_on) == ("已增开窗口", date(2026, 3, 2))


def test_another_post_does_not_answer_it(district: District, person: Somebody) -> None:
    rating = cases.rate(granted(district, person).id, person, 1)
    for post in ("civil-affairs/benefits", "approval/window"):
        with pytest.raises(cases.NotFound):
            cases.call_back(rating, district.officer(post), "已回访")


def test_a_bad_rating_is_late_when_its_day_has_passed(district: District, person: Somebody) -> None:
    cases.rate(granted(district, person).id, person, 2)
    with legal_clock(lambda: at(date(2026, 3, 4))):
        (late,) = cases.bad_ratings(district.officer(RATINGS))
        (figure,) = cases.satisfaction(SUPERVISION)
    assert late.colour is cases.Colour.RED
    assert (figure.late, figure.waiting) == (1, 1)


def test_figures_are_a_set_by_agency_and_service(district: District, person: Somebody) -> None:
    from django.test.utils import CaptureQueriesContext

    cases.rate(granted(district, person).id, person, 5)
    other = district.resident(date(1935, 2, 3), order=4)
    cases.rate(granted(district, other).id, other, 1)
    with CaptureQueriesContext(connection) as asked:
        (figure,) = cases.satisfaction(SUPERVISION)
    assert len([one for one in asked if "cases_rating" in one["sql"]]) == 1
    assert (figure.agency, figure.service) == ("civil-affairs", "old-age-allowance")
    assert (figure.levels, figure.total, figure.content) == ({5: 1, 1: 1}, 2, 1)
    assert cases.satisfaction(Reach(agency="civil-affairs")) == (figure,)
    assert cases.satisfaction(Reach(agency="approval")) == ()


def test_who_supervises_sees_levels_and_no_words(district: District, person: Somebody) -> None:
    case = granted(district, person)
    cases.rate(case.id, person, 1, "等了太久")
    with acting(SUPERVISION):
        (seen,) = cases.ratings_of(case.id)
    assert (seen.level, seen.words) == (cases.Level.VERY_DISSATISFIED, "")


def test_the_database_keeps_a_rating_as_it_was_given(district: District, person: Somebody) -> None:
    cases.rate(granted(district, person).id, person, 1)
    for change in ("level = 5", "call_back_due = '2030-01-01'", "post = ''"):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            acting(SYSTEM),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE cases_rating SET {change}")


def test_ratings_and_remarks_stand_as_their_acts_say(district: District, person: Somebody) -> None:
    rating = cases.rate(granted(district, person).id, person, 2, "等了太久")
    cases.call_back(rating, district.officer(RATINGS), "已回访")
    wanted = {"ratings", "remarks to ratings", "questions in cases", "charges of cases"}
    with acting(SYSTEM):
        found = [one for name, compare in effects.registry if name in wanted for one in compare()]
    assert not found
