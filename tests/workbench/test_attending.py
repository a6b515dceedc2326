"""At the counter with somebody who agreed, and helping with a draft that was shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from facing import ACCOUNT, SYSTEM, check_digit, give_kin, identifier
from minben import cases
from minben.ledger import acting, acts_about

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from facing import District

APPLY = "/services/old-age-allowance/apply"
COUNTER = "/work/counter"


def came(district: District, client: Client, **changed: str) -> str:
    """The elder is at the counter; the address that the officer is led to."""
    sent = {
        "service": "old-age-allowance",
        "number": identifier(district, "elder"),
        "consent": "card",
        **changed,
    }
    return str(client.post(COUNTER, sent)["Location"])


def key(client: Client, page: str) -> dict[str, str]:
    found = re.search(r'name="key" value="([^"]+)"', client.get(page).content.decode())
    assert found is not None
    return {"key": found[1]}


def acts(district: District) -> list[tuple[str, str]]:
    with acting(SYSTEM):
        return [(act.kind, act.actor.kind) for act in acts_about(district.subjects["elder"], limit=200)]


def test_an_officer_fills_in_with_somebody_who_came_and_the_case_says_so(district: District) -> None:
    client = district.client("window-officer")
    page = came(district, client)
    assert "Begin" in client.get(page).content.decode()
    assert client.post(page)["Location"] == f"{page}/questions/account"
    assert client.post(f"{page}/questions/account", {"account": ACCOUNT})["Location"] == f"{page}/check"
    assert client.post(f"{page}/check", key(client, f"{page}/check"))["Location"] == COUNTER
    assert "Tell the person this number" in client.get(COUNTER).content.decode()
    (row,) = cases.my_cases([district.subjects["elder"]]).rows
    elder = district.client("elder")
    text = elder.get(f"/my/cases/{row.number}").content.decode()
    assert "Applied at the counter" in text
    assert district.blueprint.posts["approval/window"].title["en"] in text
    seen = elder.get("/my/data").content.decode()
    assert "An officer fills in with consent" in seen
    assert client.get(page).status_code == 404


def test_the_counter_goes_on_with_what_the_person_began_at_home(district: District) -> None:
    elder = district.client("elder")
    elder.post(APPLY)
    elder.post(f"{APPLY}/questions/account", {"account": ACCOUNT})
    client = district.client("window-officer")
    page = came(district, client)
    text = client.get(page).content.decode()
    assert "This application has been begun" in text
    assert f"{page}/check" in text
    assert ACCOUNT in client.get(f"{page}/check").content.decode()


def test_what_was_begun_at_the_counter_goes_on_at_home(district: District) -> None:
    client = district.client("window-officer")
    page = came(district, client)
    client.post(page)
    client.post(f"{page}/questions/account", {"account": ACCOUNT})
    assert client.post(f"{page}/end")["Location"] == COUNTER
    assert client.get(f"{page}/check").status_code == 404
    assert ACCOUNT in district.client("elder").get(f"{APPLY}/check").content.decode()


def test_what_the_officer_is_shown_is_what_their_agency_may_read(district: District) -> None:
    client = district.client("window-officer")
    text = client.get(came(district, client)).content.decode()
    assert "What your agency may not read" in text
    assert "王桂兰" not in text
    assert ("record.read", "officer") not in acts(district)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"number": ""}, "Enter the number"),
        ({"number": "512925194103031238"}, "Nobody is known by this number"),
        ({"consent": ""}, "Say how the person agreed"),
        ({"consent": "code"}, "Say how the person agreed"),
        ({"service": "food-handling"}, "Choose a service"),
    ],
)
def test_what_is_missing_at_the_counter_is_told(
    district: District, changed: dict[str, str], says: str
) -> None:
    sent = {"service": "old-age-allowance", "number": "1", "consent": "card", **changed}
    answer = district.client("window-officer").post(COUNTER, sent)
    text = answer.content.decode()
    assert answer.status_code == 400
    assert says in text
    assert "512925194103031238" not in text


def test_nobody_without_the_power_has_a_counter(district: District) -> None:
    for persona in ("benefits-officer", "elder", "supervisor"):
        for page in (COUNTER, "/work/help"):
            assert district.client(persona).get(page).status_code == 403


def test_a_helper_goes_on_with_a_draft_by_its_code_and_hands_it_back(district: District) -> None:
    elder = district.client("elder")
    elder.post(APPLY)
    elder.post(f"{APPLY}/help", key(elder, f"{APPLY}/check") | {"help": "ask"})
    code = re.search(r'minben-code">([^<]+)<', elder.get(f"{APPLY}/check").content.decode())
    assert code is not None
    client = district.client("window-officer")
    page = client.post("/work/help", {"code": f" {code[1].lower()} "})["Location"]
    assert client.post(page).status_code == 404
    assert client.post(f"{page}/questions/account", {"account": ACCOUNT})["Location"] == f"{page}/check"
    text = client.get(f"{page}/check").content.decode()
    assert "Hand back to the person" in text
    assert "Send application" not in text
    assert client.post(f"{page}/check").status_code == 405
    assert client.post(f"{page}/end")["Location"] == "/work/help"
    assert client.get(f"{page}/check").status_code == 404
    own = elder.get(f"{APPLY}/check").content.decode()
    assert ACCOUNT in own
    assert "handed this back" in own
    assert elder.post(f"{APPLY}/check", key(elder, f"{APPLY}/check"))["Location"] == f"{APPLY}/received"


def test_a_wrong_code_says_no_more_than_that(district: District) -> None:
    answer = district.client("window-officer").post("/work/help", {"code": "ABCD2345"})
    assert answer.status_code == 400
    assert b"no such code" in answer.content


def at_the_counter(district: District, client: Client, answer: str) -> tuple[str, HttpResponse]:
    """The parent is at the counter of an agency that may not read the register of relatives, and says with whom."""
    page = came(district, client, service="kinship-certificate", number=identifier(district, "parent"))
    client.post(page)
    return page, client.post(f"{page}/questions/relative", {"relative": answer})  # type: ignore[return-value]


def test_what_the_officer_may_not_read_is_named_with_what_it_would_take(district: District) -> None:
    give_kin(district, "parent", "李小明", "child")
    client = district.client("window-officer")
    page = came(district, client, service="kinship-certificate", number=identifier(district, "parent"))
    text = client.get(page).content.decode()
    assert "No agreement in force lets Administrative Approval Bureau read this" in text
    assert text.count("What your agency may not read") == 1
    assert "李小明" not in text


def test_the_person_is_asked_instead_and_the_agency_of_the_service_checks_what_they_say(
    district: District,
) -> None:
    relative = give_kin(district, "parent", "李小明", "child")
    client = district.client("window-officer")
    page, refused = at_the_counter(district, client, check_digit("51292519800101999"))
    assert refused.status_code == 400
    assert "The register does not say so" in refused.content.decode()
    assert "李小明" not in refused.content.decode()
    form = client.get(f"{page}/questions/relative").content.decode()
    assert "what they say is checked against: Kinship" in form
    assert "李小明" not in form
    assert client.post(f"{page}/questions/relative", {"relative": relative})["Location"] == f"{page}/check"
    assert client.post(f"{page}/check", key(client, f"{page}/check"))["Location"] == COUNTER
    (row,) = cases.my_cases([district.subjects["parent"]]).rows
    assert row.outcome == "granted"
    with acting(SYSTEM):
        reads = [
            act for act in acts_about(district.subjects["parent"], limit=200) if act.kind == "record.read"
        ]
    assert "kinship-certificate/receipt" in {act.power for act in reads}
    assert all(act.actor.agency == "public-security" for act in reads)
