"""My cases: how each stands, what can be done, and that they are mine alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from facing import ACCOUNT, FOOD, apply, as_officer, play, step_of
from minben import cases
from minben.ledger import Actor, ActorKind, legal_today

if TYPE_CHECKING:
    from django.test import Client

    from facing import District
    from minben.cases import Case


def restaurant(district: District) -> Client:
    """A browser that acts for the restaurant."""
    client = district.client("parent")
    client.post("/act-as", {"capacity": district.mandate("restaurant")})
    return client


def refused(district: District) -> Case:
    """An application that an officer has not accepted."""
    window = as_officer(district, "window-officer")
    case = apply(district, "restaurant", "food-licence", FOOD)
    return cases.decide(step_of(district, case, window), window, "not-accepted", "不属于本机关受理范围。")


def test_a_case_shows_its_next_step_with_its_last_day(district: District) -> None:
    apply(district, "restaurant", "food-licence", FOOD)
    text = restaurant(district).get("/my/cases").content.decode()
    assert "Next: Acceptance – Approval bureau: reception" in text
    assert "Due " in text


def test_a_step_that_only_some_cases_need_is_told_so(district: District) -> None:
    case = apply(district, "restaurant", "food-licence", FOOD)
    text = restaurant(district).get(f"/my/cases/{case.number}").content.decode()
    steps = dict(re.findall(r'timeline__title">([^<]+)</h3>\s*<p[^>]*>([^<]+)</p>', text))
    assert steps["Completion by the applicant"] == "Only if it is needed"
    assert steps["Acceptance after completion"] == "Only if it is needed"
    assert steps["Inspection on site"] == "Comes later"


def test_a_refusal_shows_reasons_and_remedies(district: District) -> None:
    case = refused(district)
    text = restaurant(district).get(f"/my/cases/{case.number}").content.decode()
    assert "不属于本机关受理范围。" in text
    assert "administrative reconsideration within 60 days" in text
    assert "Not accepted" in text


def test_what_a_rule_has_decided_is_explained_and_a_human_can_be_asked(district: District) -> None:
    case = apply(district, "elder", "old-age-allowance", {"account": ACCOUNT})
    client = district.client("elder")
    text = client.get(f"/my/cases/{case.number}").content.decode()
    assert "Why: the rule step by step" in text
    assert "Done by a rule" in text
    assert "allowance.csv" not in text
    assert client.post(f"/my/cases/{case.number}/human")["Location"] == f"/my/cases/{case.number}"
    again = client.post(f"/my/cases/{case.number}/human")
    assert again.status_code == 409
    assert b"asked for a human already" in again.content


def test_an_application_is_withdrawn_after_being_asked(district: District) -> None:
    case = apply(district, "restaurant", "food-licence", FOOD)
    client = restaurant(district)
    assert b"Do you want to withdraw" in client.get(f"/my/cases/{case.number}/withdraw").content
    client.post(f"/my/cases/{case.number}/withdraw")
    text = client.get(f"/my/cases/{case.number}").content.decode()
    assert "has been withdrawn" in text
    assert client.post(f"/my/cases/{case.number}/withdraw").status_code == 409


def test_a_completion_is_asked_for_and_given(district: District) -> None:
    window = as_officer(district, "window-officer")
    case = apply(district, "restaurant", "food-licence", FOOD)
    cases.decide(step_of(district, case, window), window, "incomplete", "请补正到门牌号。")
    client, page = restaurant(district), f"/my/cases/{case.number}/complete/supplement"
    assert "Now it is your turn" in client.get(f"/my/cases/{case.number}").content.decode()
    wrong = client.post(page, {"premises_completed": ""})
    assert wrong.status_code == 400
    assert b'href="#answer-premises_completed"' in wrong.content
    assert client.post(page, {"premises_completed": "广安区建安中路128号1栋"}).status_code == 302
    assert client.get(page).status_code == 409


@pytest.mark.parametrize("persona", ["elder", "parent"])
def test_nobody_sees_somebody_else_s_case(district: District, persona: str) -> None:
    own = "elder" if persona == "parent" else "restaurant"
    service, answers = (
        ("old-age-allowance", {"account": ACCOUNT}) if own == "elder" else ("food-licence", FOOD)
    )
    case = apply(district, own, service, answers)
    client = district.client(persona)
    for path in ("", "/withdraw"):
        assert client.get(f"/my/cases/{case.number}{path}").status_code == 404
    assert client.post(f"/my/cases/{case.number}/human").status_code == 404


def test_looking_at_my_own_case_is_no_act(district: District) -> None:
    case = apply(district, "elder", "old-age-allowance", {"account": ACCOUNT})
    client = district.client("elder")
    before = client.get("/my/data").content.decode().count("minben-results__title")
    client.get(f"/my/cases/{case.number}")
    assert client.get("/my/data").content.decode().count("minben-results__title") == before


@pytest.mark.parametrize("after", ["x", "~", "2026-01-01~x"])
def test_a_nonsense_place_in_the_list_is_not_found(district: District, after: str) -> None:
    assert district.client("elder").get("/my/cases", {"after": after}).status_code == 404


@pytest.mark.parametrize("page", ["/my/cases", "/my/data", "/my/licences"])
def test_a_list_takes_the_same_queries_however_long_it_is(district: District, page: str) -> None:
    client = restaurant(district)
    client.get(page)
    counts = []
    for more in (1, 12):
        for _ in range(more):
            apply(district, "restaurant", "food-licence", FOOD)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_page_of_a_case_takes_few_queries(district: District) -> None:
    play(district)
    client = restaurant(district)
    numbers = [row.number for row in cases.my_cases([district.subjects["restaurant"]]).rows]
    client.get(f"/my/cases/{numbers[0]}")
    counts = []
    for number in numbers:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/my/cases/{number}")
        counts.append(len(queries))
    assert max(counts) <= 44


def test_a_case_from_elsewhere_says_so_and_no_word_that_only_they_know_there(district: District) -> None:
    case = cases.import_case(
        district.blueprint,
        "old-age-allowance",
        district.subjects["elder"],
        {"account": ACCOUNT},
        received_on=legal_today(),
        channel="folio",
        actor=Actor(ActorKind.SYSTEM, "test"),
    )
    page = district.client("elder").get(f"/my/cases/{case.number}").content.decode()
    assert "Brought in from elsewhere" in page
    assert "folio" not in page
