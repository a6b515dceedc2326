"""Applying: shown what is known, asked one thing after the other, sent once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from facing import ACCOUNT, CLERK, FOOD, SINCE, apply, give_kin
from minben import cases, people
from minben.blueprint.model import SubjectKind

if TYPE_CHECKING:
    from django.test import Client

    from facing import District

APPLY = "/services/old-age-allowance/apply"


def begun(district: District) -> Client:
    """The elder's browser, at the first question."""
    client = district.client("elder")
    assert client.post(APPLY)["Location"] == f"{APPLY}/questions/account"
    return client


def sent(client: Client, page: str = f"{APPLY}/check") -> dict[str, str]:
    """What the form of the last look sends."""
    key = re.search(r'name="key" value="([^"]+)"', client.get(page).content.decode())
    assert key is not None
    return {"key": key[1]}


def restaurant(district: District) -> Client:
    """A browser that acts for the restaurant."""
    client = district.client("parent")
    client.post("/act-as", {"capacity": district.mandate("restaurant")})
    return client


def test_what_is_known_is_shown_with_its_source_before_anything_is_asked(district: District) -> None:
    text = district.client("elder").get(APPLY).content.decode()
    assert text.index("What we already know") < text.index("What we will ask you")
    assert "王桂兰" in text
    assert "kept by Public Security" in text


def test_a_wrong_answer_is_told_at_its_question_with_a_summary(district: District) -> None:
    answer = begun(district).post(f"{APPLY}/questions/account", {"account": "123"})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert 'data-module="govuk-error-summary"' in text
    assert 'href="#answer-account"' in text
    assert 'id="answer-account"' in text
    assert 'value="123"' in text


def test_an_answer_leads_to_the_last_look_and_can_be_changed_there(district: District) -> None:
    client = begun(district)
    assert client.post(f"{APPLY}/questions/account", {"account": ACCOUNT})["Location"] == f"{APPLY}/check"
    text = client.get(f"{APPLY}/check").content.decode()
    assert ACCOUNT in text
    assert f"{APPLY}/questions/account?check=1" in text


def test_sending_twice_makes_one_case(district: District) -> None:
    client = begun(district)
    client.post(f"{APPLY}/questions/account", {"account": ACCOUNT})
    form = sent(client)
    for _ in range(2):
        assert client.post(f"{APPLY}/check", form)["Location"] == f"{APPLY}/received"
    assert len(cases.my_cases([district.subjects["elder"]]).rows) == 1
    text = client.get(f"{APPLY}/received").content.decode()
    assert "Application received" in text
    assert "Granted" in text


def test_a_page_from_before_a_new_beginning_is_not_sent(district: District) -> None:
    client = begun(district)
    client.post(f"{APPLY}/questions/account", {"account": ACCOUNT})
    form = sent(client)
    client.post(APPLY)
    answer = client.post(f"{APPLY}/check", form)
    assert answer.status_code == 400
    assert b"began anew" in answer.content
    assert cases.my_cases([district.subjects["elder"]]).rows == ()


def test_what_is_missing_at_the_last_look_is_told_and_nothing_is_sent(district: District) -> None:
    client = begun(district)
    answer = client.post(f"{APPLY}/check", sent(client))
    assert answer.status_code == 400
    assert b'href="#answer-account"' in answer.content


def test_without_a_beginning_every_page_leads_to_it(district: District) -> None:
    client = district.client("elder")
    for page in ("check", "questions/account"):
        assert client.get(f"{APPLY}/{page}")["Location"] == APPLY


def test_answers_wait_in_no_session(district: District) -> None:
    client = begun(district)
    client.post(f"{APPLY}/questions/account", {"account": ACCOUNT})
    assert dict(client.session).keys() <= {"_auth_user_id", "_auth_user_backend", "_auth_user_hash"}


def test_what_was_begun_in_one_browser_goes_on_in_another(district: District) -> None:
    client = begun(district)
    client.post(f"{APPLY}/questions/account", {"account": ACCOUNT})
    other = district.client("elder")
    for page in ("/", "/my/cases"):
        text = other.get(page).content.decode()
        assert "Begun and not sent yet" in text
        assert f'href="{APPLY}"' in text
    assert f'href="{APPLY}/check"' in other.get(APPLY).content.decode()
    assert other.post(f"{APPLY}/check", sent(other))["Location"] == f"{APPLY}/received"
    assert "Begun and not sent yet" not in client.get("/my/cases").content.decode()


def test_a_draft_is_discarded_after_being_asked(district: District) -> None:
    client = begun(district)
    assert b"Do you want to discard" in client.get(f"{APPLY}/discard").content
    assert client.post(f"{APPLY}/discard")["Location"] == "/my/cases"
    assert client.get(f"{APPLY}/discard")["Location"] == "/my/cases"
    assert "Begun and not sent yet" not in client.get("/my/cases").content.decode()


def test_the_code_for_a_helper_is_shown_and_ended(district: District) -> None:
    client = begun(district)
    key = sent(client)
    assert client.post(f"{APPLY}/help", key | {"help": "ask"})["Location"] == f"{APPLY}/check"
    assert b"minben-code" in client.get(f"{APPLY}/check").content
    client.post(f"{APPLY}/help", key | {"help": "end"})
    assert b"minben-code" not in client.get(f"{APPLY}/check").content


def test_a_holder_s_draft_is_the_giver_s_and_within_the_services_of_the_mandate(district: District) -> None:
    begun(district)
    people.give_mandate(
        district.subjects["elder"],
        SubjectKind.RESIDENT,
        district.subjects["parent"],
        name="王桂兰",
        actor=CLERK,
        basis=("中华人民共和国民法典 第一百六十一条",),
        services=("kinship-certificate",),
        since=SINCE,
    )
    holder = district.client("parent")
    holder.post("/act-as", {"capacity": district.mandate("elder")})
    assert "Begun and not sent yet" not in holder.get("/my/cases").content.decode()
    holder.post("/services/kinship-certificate/apply")
    assert "/services/kinship-certificate/apply" in holder.get("/my/cases").content.decode()
    own = district.client("elder").get("/my/cases").content.decode()
    assert "/services/kinship-certificate/apply" in own
    assert APPLY in own


def test_one_asks_questions_one_after_the_other_with_a_way_back(district: District) -> None:
    client = restaurant(district)
    page = "/services/food-licence/apply"
    assert client.post(page)["Location"] == f"{page}/questions/premises"
    for name, following in (
        ("premises", "questions/trade"),
        ("trade", "questions/manager"),
        ("manager", "materials/plan"),
    ):
        answer = client.post(f"{page}/questions/{name}", {name: FOOD[name]})
        assert answer["Location"] == f"{page}/{following}"
    for name, following in (("plan", "materials/rules"), ("rules", "check")):
        answer = client.post(f"{page}/materials/{name}", {"do": "promise", "agreed": "yes"})
        assert answer["Location"] == f"{page}/{following}"
    assert f'href="{page}/questions/premises"' in client.get(f"{page}/questions/trade").content.decode()
    client.post(f"{page}/check", sent(client, f"{page}/check"))
    text = client.get(f"{page}/received").content.decode()
    assert "In progress" in text
    assert "Acceptance" in text


def test_choices_come_from_what_registers_hold(district: District) -> None:
    number = give_kin(district, "parent", "李小明", "child")
    client = district.client("parent")
    client.post("/services/kinship-certificate/apply")
    text = client.get("/services/kinship-certificate/apply/questions/relative").content.decode()
    assert "李小明" in text
    assert f'value="{number}"' in text


@pytest.mark.parametrize("persona", ["elder", "parent"])
def test_a_person_does_not_apply_for_what_is_for_enterprises(district: District, persona: str) -> None:
    answer = district.client(persona).get("/services/food-licence/apply")
    assert answer.status_code == 403
    assert b"for enterprises" in answer.content


def test_an_application_that_was_begun_for_somebody_else_is_not_continued(district: District) -> None:
    client = restaurant(district)
    client.post("/services/food-licence/apply")
    client.post("/act-as", {"capacity": f"subject:{district.subjects['parent']}"})
    assert client.get("/services/food-licence/apply/questions/premises").status_code == 302


def test_the_number_that_confirms_is_the_case_s(district: District) -> None:
    case = apply(district, "elder", "old-age-allowance", {"account": ACCOUNT})
    assert case.number in district.client("elder").get("/my/cases").content.decode()
