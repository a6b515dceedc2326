"""A bundle on the portal: its guide, filled in like a service, one page that tells how all of it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minben.ledger import legal_today

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
