"""A bundle on the portal: its guide, filled in like a service, one page that tells how all of it stands."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from facing import CLERK, SHOP, SINCE, SYSTEM, credit_code
from minben import cases, messages as mailed, people
from minben.blueprint.model import SubjectKind
from minben.ledger import Reach, acting, acts_about, legal_today, seal_once
from minben.people import standing_of

if TYPE_CHECKING:
    from datetime import date

    from django.test import Client

    from facing import District

APPLY = "/services/newborn/apply"
CHILD = "李小禾"


def answers(born: date) -> dict[str, dict[str, str]]:
    day = {"born-year": str(born.year), "born-month": str(born.month), "born-day": str(born.day)}
    return {
        "child_name": {"child_name": CHILD},
        "born": day,
        "certified": {"certified": "false"},
        "insure": {"insure": "true"},
        "card": {"card": "false"},
        "sex": {"sex": "female"},
        "place": {"place": "广安区人民医院"},
    }


def fill_in(client: Client) -> str:
    """Answer one question after the other; the page on which one ends."""
    page = client.post(APPLY)["Location"]
    given = answers(legal_today())
    while (name := page.rpartition("/")[2].partition("?")[0]) != "check":
        answer = client.post(page, given[name])
        assert answer.status_code == 302, answer.content.decode()
        page = answer["Location"]
    return page


def send(client: Client, page: str) -> str:
    key = re.search(r'name="key" value="([^"]+)"', client.get(page).content.decode())
    assert key is not None
    return str(client.post(page, {"key": key[1]})["Location"])


@pytest.fixture
def status(district: District) -> str:
    """The page of a bundle that the parent has sent."""
    client = district.client("parent")
    return send(client, fill_in(client))


def test_the_guide_tells_the_services_and_their_order(district: District) -> None:
    text = district.client().get("/bundles/newborn").content.decode()
    assert text.index("First issue of the medical certificate") < text.index("Registration of a birth")
    assert "Begins by itself after:" in text
    assert "Enrol the child in medical insurance too" in text
    assert district.client().get("/bundles/nothing").status_code == 404
    assert "/bundles/newborn" in district.client().get("/").content.decode()


def test_questions_of_services_that_are_not_wanted_are_not_put(district: District) -> None:
    client = district.client("parent")
    client.post(APPLY)
    client.post(f"{APPLY}/questions/certified", {"certified": "true"})
    assert client.get(f"{APPLY}/questions/sex").status_code == 404


def test_it_is_sent_once_and_told_on_one_page(district: District, status: str) -> None:
    client = district.client("parent")
    text = client.get(status).content.decode()
    assert "0 of 3 done" in text
    assert text.index("First issue of the medical certificate") < text.index("Registration of a birth")
    assert "It begins by itself when “First issue of the medical certificate of birth” is done." in text
    listed = client.get("/my/cases").content.decode()
    assert status in listed
    assert "Each by itself" in listed


def test_nobody_else_sees_it(district: District, status: str) -> None:
    assert district.client("elder").get(status).status_code == 404
    assert district.client("elder").get(f"{status}/withdraw").status_code == 404
    assert district.client().get(status).status_code == 302


def test_it_is_withdrawn_after_being_asked(district: District, status: str) -> None:
    client = district.client("parent")
    assert "Registration of a birth" in client.get(f"{status}/withdraw").content.decode()
    assert client.post(f"{status}/withdraw")["Location"] == status
    text = client.get(status).content.decode()
    assert "Withdraw all that is not decided yet" not in text
    assert client.post(f"{status}/withdraw").status_code == 409


def test_what_nothing_on_file_tells_is_said_before_it_is_sent(district: District) -> None:
    client = district.client("parent")
    page = fill_in(client)
    client.post(f"{APPLY}/questions/certified", {"certified": "true"})
    key = re.search(r'name="key" value="([^"]+)"', client.get(page).content.decode())
    assert key is not None
    answer = client.post(page, {"key": key[1]})
    assert answer.status_code == 400
    assert "cannot be told from what is on file" in answer.content.decode()


def test_the_list_costs_the_same_for_many_bundles(district: District, status: str) -> None:
    del status
    client = district.client("parent")
    client.get("/my/cases")
    with CaptureQueriesContext(connection) as one:
        client.get("/my/cases")
    send(client, fill_in(client))
    with CaptureQueriesContext(connection) as many:
        client.get("/my/cases")
    assert len(many) == len(one)


def test_it_is_found_by_its_name_and_by_its_services(district: District) -> None:
    nobody = district.client()
    assert "/bundles/newborn" in nobody.get("/search?q=出生").content.decode()
    assert "/bundles/newborn" in nobody.get("/search/suggestions?q=child").content.decode()
    held = nobody.get("/search?q=食品经营").content.decode()
    assert "/bundles/restaurant" in held
    assert "This service is part of it" in held
    assert "/bundles/" not in nobody.get("/search?q=高龄").content.decode()
    food = district.blueprint.services["food-licence"]
    assert "/bundles/restaurant" in nobody.get(f"/items/{food.item}").content.decode()


def by_mandate(district: District, *services: str) -> Client:
    """The elder's browser, acting for the parent by a mandate for these services."""
    people.give_mandate(
        district.subjects["parent"],
        SubjectKind.RESIDENT,
        district.subjects["elder"],
        name="李建国",
        actor=CLERK,
        services=services,
        since=SINCE,
    )
    client = district.client("elder")
    client.post("/act-as", {"capacity": district.mandate("parent")})
    return client


def test_a_mandate_for_every_service_of_it_holds_it(district: District) -> None:
    client = by_mandate(district, *district.blueprint.bundles["newborn"].parts)
    status = send(client, fill_in(client))
    assert "0 of 3 done" in client.get(status).content.decode()
    assert status in client.get("/my/cases").content.decode()
    assert client.post(f"{status}/withdraw").status_code == 302
    with acting(SYSTEM):
        acts = acts_about(district.subjects["parent"])
    by_holder = {act.kind for act in acts if act.actor.id == str(district.subjects["elder"])}
    assert {"bundle.receive", "bundle.read", "bundle.withdraw"} <= by_holder


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Your mandate is not enough"), ("zh", "您的委托范围不够")]
)
def test_a_mandate_that_lacks_a_service_is_told_which(district: District, language: str, said: str) -> None:
    client = by_mandate(district, "birth-certificate", "birth-registration", "social-card")
    answer = client.get(APPLY, headers={"accept-language": language})
    text = answer.content.decode()
    assert (answer.status_code, said in text) == (403, True)
    missing = district.blueprint.services["residents-medical-enrolment"].title[language]
    assert escape(missing, quote=True) in text
    assert escape(district.blueprint.services["social-card"].title[language]) not in text
    assert client.post(APPLY).status_code == 403


def test_a_limited_mandate_sees_no_bundle_beyond_it(district: District, status: str) -> None:
    client = by_mandate(district, "birth-certificate")
    assert client.get(status).status_code == 404
    with acting(SYSTEM):
        number = cases.Case.objects.get(service="birth-certificate").number
    page = client.get(f"/my/cases/{number}").content.decode()
    assert "A child is born" in page
    assert status not in page


def test_its_cases_lead_back_to_it(district: District, status: str) -> None:
    with acting(SYSTEM):
        number = cases.Case.objects.get(service="birth-certificate").number
    page = district.client("parent").get(f"/my/cases/{number}").content.decode()
    assert f'href="{status}"' in page
    officers = district.client("health-births").get(f"/work/cases/{number}").content.decode()
    assert 'href="/bundles/newborn"' in officers
    assert status.rpartition("/")[2] in officers


def test_what_is_not_possible_is_in_the_mailbox_with_its_reason(district: District, status: str) -> None:
    officer = standing_of(district.accounts["health-births"], district.blueprint, legal_today()).capacities[0]
    assert isinstance(officer, people.Officer)
    (task,) = cases.tasks(officer).rows
    cases.decide(task.step_id, officer, "refused", "没有分娩记录")
    cases.go_on_bundles()
    seal_once()
    mailed.follow_told()
    client = district.client("parent")
    with acting(Reach(subjects=(district.subjects["parent"],))):
        told = [one for one in mailed.mailbox(district.subjects["parent"]).entries if one.told.case is None]
    assert {one.told.service for one in told} == {"birth-registration", "residents-medical-enrolment"}
    page = client.get(f"/my/messages/{told[-1].id}").content.decode()
    assert "which was refused" in page
    assert f'href="{status}"' in page
    assert "which was not granted" in client.get(status).content.decode()


def test_it_is_received_at_the_counter_of_the_agency_that_leads_it(district: District) -> None:
    client = district.client("window-officer")
    form = {"service": "restaurant", "number": credit_code(SHOP[:17]), "consent": "card"}
    page = client.post(client.post("/work/counter", form)["Location"])["Location"]
    given = {"premises": "广安区老街8号", "trade": "restaurant", "manager": "李强"}
    while not page.endswith("/check"):
        name = page.rpartition("/")[2].partition("?")[0]
        promise = {"do": "promise", "agreed": "yes"}
        page = client.post(page, promise if "/materials/" in page else {name: given.get(name, "false")})[
            "Location"
        ]
    send(client, page)
    with acting(SYSTEM):
        bundle = cases.Bundle.objects.get()
        assert (bundle.channel, bundle.subject) == ("counter", district.subjects["restaurant"])
        assert [part.service for part in bundle.parts.all()] == ["food-licence"]
        kinds = {act.kind for act in acts_about(bundle.subject) if act.actor.kind == "officer"}
    assert "bundle.receive" in kinds
    theirs = district.client("parent")
    theirs.post("/act-as", {"capacity": district.mandate("restaurant")})
    assert "0 of 1 done" in theirs.get(f"/my/bundles/{bundle.number}").content.decode()
