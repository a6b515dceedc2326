"""Saying that a register is wrong: the link, the form, the list, and the officer who decides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from facing import ACCOUNT, apply
from minben import cases, messages
from minben.ledger import Reach, seal_once

if TYPE_CHECKING:
    from django.test import Client

    from facing import District

READS = "/services/old-age-allowance/correct"
RIGHT = {
    "birth_date-year": "1942",
    "birth_date-month": "3",
    "birth_date-day": "3",
    "reasons": "与出生证明不符",
}


def page_of(client: Client) -> str:
    """The page on which the elder can say that the household registration is wrong."""
    found = re.search(rf'href="({READS}/person/[^"]+)"', client.get(READS).content.decode())
    assert found is not None
    return found[1]


def sent(client: Client) -> str:
    """The number of a correction that the elder asked for."""
    where = client.post(page_of(client), RIGHT)["Location"]
    return where.rpartition("/")[2]


def registry(district: District) -> Client:
    """The browser of an officer of the household registry."""
    persona = next(
        one.id for one in district.blueprint.personas.values() if one.post == "public-security/registry"
    )
    return district.client(persona)


def test_what_is_read_stands_with_its_source_its_day_and_a_link(district: District) -> None:
    for page in ("/services/old-age-allowance/apply", READS):
        text = district.client("elder").get(page).content.decode()
        assert re.search(r"From “Population”, kept by [^,]+, as of \d+ \w+ \d{4}", text)
        assert text.count("ask for a correction") == 1


def test_the_form_says_what_the_register_says_and_who_decides_in_which_time(district: District) -> None:
    client = district.client("elder")
    text = client.get(page_of(client)).content.decode()
    assert "The register says: 王桂兰." in text
    assert "10 working days" in text
    assert "第四十六条" in text
    assert 'name="id"' not in text


@pytest.mark.parametrize(
    ("changed", "target"),
    [
        ({"reasons": ""}, "reasons"),
        ({"birth_date-month": "13"}, "answer-birth_date"),
        ({"birth_date-year": "1941"}, "answer-name"),
    ],
)
def test_what_is_missing_is_told_at_its_place(
    district: District, changed: dict[str, str], target: str
) -> None:
    client = district.client("elder")
    answer = client.post(page_of(client), RIGHT | changed)
    text = answer.content.decode()
    assert answer.status_code == 400
    assert f'href="#{target}"' in text
    assert f'id="{target}"' in text
    reach = Reach(subjects=(district.subjects["elder"],))
    assert cases.my_corrections(district.subjects["elder"], reach) == []


def test_it_is_sent_seen_and_decided(district: District) -> None:
    client = district.client("elder")
    number = sent(client)
    assert "Being looked into" in client.get("/my/corrections").content.decode()
    assert "3 March 1942" in client.get(f"/my/corrections/{number}").content.decode()
    officer = registry(district)
    assert number in officer.get("/work/corrections").content.decode()
    text = officer.get(f"/work/corrections/{number}").content.decode()
    assert "The register says now" in text
    page = f"/work/corrections/{number}"
    assert b'href="#verdict-1"' in officer.post(page, {}).content
    assert b'href="#reasons"' in officer.post(page, {"verdict": "refused"}).content
    assert officer.post(page, {"verdict": "accepted", "reasons": "已核对"})["Location"] == "/work/corrections"
    assert officer.post(page, {"verdict": "accepted"}).status_code == 409
    seen = client.get(f"/my/corrections/{number}").content.decode()
    assert "Corrected" in seen
    assert "已核对" in seen
    assert "3 March 1942" in client.get(READS).content.decode()


def test_a_second_one_is_told_to_wait_and_the_first_can_be_withdrawn(district: District) -> None:
    client = district.client("elder")
    number = sent(client)
    again = client.post(page_of(client), RIGHT)
    assert again.status_code == 400
    assert b"being looked into already" in again.content
    client.post(f"/my/corrections/{number}/withdraw")
    assert "Withdrawn" in client.get(f"/my/corrections/{number}").content.decode()


def test_nobody_else_sees_it(district: District) -> None:
    number = sent(district.client("elder"))
    assert district.client("parent").get(f"/my/corrections/{number}").status_code == 404
    assert district.client("parent").post(f"/my/corrections/{number}/withdraw").status_code == 404
    assert district.client("benefits-officer").get(f"/work/corrections/{number}").status_code == 404
    assert district.client("benefits-officer").post(f"/work/corrections/{number}").status_code == 404
    assert district.client().get(f"/my/corrections/{number}").status_code == 302


def test_another_person_s_entry_cannot_be_corrected(district: District) -> None:
    page = page_of(district.client("elder"))
    assert district.client("parent").get(page).status_code == 404
    assert district.client("parent").post(page, RIGHT).status_code == 404


def test_the_page_of_a_case_says_that_a_correction_is_open(district: District) -> None:
    case = apply(district, "parent", "old-age-allowance", {"account": ACCOUNT})
    client = district.client("parent")
    assert (
        "Something that was read about you is wrong"
        in client.get(f"/my/cases/{case.number}").content.decode()
    )
    number = sent(client)
    assert number in client.get(f"/my/cases/{case.number}").content.decode()
    desk = district.client("benefits-officer").get(f"/work/cases/{case.number}").content.decode()
    assert f"(correction {number})" in desk
    assert "1942" not in desk


def test_the_mailbox_tells_what_became_of_it_and_leads_there(district: District) -> None:
    elder, number = district.client("elder"), sent(district.client("elder"))
    registry(district).post(f"/work/corrections/{number}", {"verdict": "refused", "reasons": "证据不足"})
    seal_once()
    messages.follow_told()
    box = elder.get("/my/messages").content.decode()
    assert "Not corrected: " in box
    entry = re.search(r'href="(/my/messages/[0-9a-f-]{36})"', box)
    assert entry is not None
    text = elder.get(entry[1]).content.decode()
    assert "证据不足" in text
    assert f'href="/my/corrections/{number}"' in text
