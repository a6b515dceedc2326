"""Forms without script: lists, choices, divisions and conditions, sent back and forth."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from asking import ANSWERS, VILLAGE, asking
from facing import settle

if TYPE_CHECKING:
    from django.test import Client

APPLY = "/services/old-age-allowance/apply"
LIST = f"{APPLY}/questions/carers"


@pytest.fixture
def client(request: pytest.FixtureRequest) -> Client:
    """The elder's browser, with a draft that has its account."""
    for needed in ("paper", "database"):
        request.getfixturevalue(needed)
    district = settle(asking())
    client = district.client("elder")
    client.post(APPLY)
    client.post(f"{APPLY}/questions/account", {"account": ANSWERS["account"]})
    return client


def form(client: Client, page: str) -> dict[str, str]:
    """What the inputs of a question's page hold before anybody types."""
    return inputs(client.get(page).content.decode())


def inputs(text: str) -> dict[str, str]:
    """The hidden inputs of the form inside the page's content."""
    main = text[text.index("<main") :]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main))


def first(**answers: str) -> dict[str, str]:
    """What is typed into the first entry of the list."""
    typed = {
        "carers-1-carer": "李小明",
        "carers-1-born-year": "1970",
        "carers-1-born-month": "1",
        "carers-1-born-day": "2",
        "carers-1-has_pay": "false",
    }
    return typed | {f"carers-1-{name}": value for name, value in answers.items()}


def test_a_list_starts_with_one_empty_entry_in_a_fieldset_with_a_legend(client: Client) -> None:
    text = client.get(LIST).content.decode()
    assert text.count("<legend") >= 3
    assert 'name="carers-1-carer"' in text
    assert 'value="carers:add"' in text
    assert 'value="carers:1"' not in text
    assert "carers-1-wage" not in text


def test_entries_are_added_and_removed_without_complaint_and_keep_what_was_typed(client: Client) -> None:
    more = client.post(LIST, form(client, LIST) | first() | {"reshape": "carers:add"})
    assert more.status_code == 200
    text = more.content.decode()
    assert 'value="李小明"' in text
    assert 'name="carers-2-carer"' in text
    assert "govuk-error-summary" not in text
    sent = inputs(text) | first() | {"carers-2-carer": "张玲", "reshape": "carers:1"}
    fewer = client.post(LIST, sent).content.decode()
    assert 'value="张玲"' in fewer
    assert "李小明" not in fewer
    assert 'name="carers-2-carer"' not in fewer


def test_no_more_entries_than_allowed_are_offered(client: Client) -> None:
    sent = form(client, LIST) | first()
    for count in (2, 3):
        text = client.post(LIST, sent | {"reshape": "carers:add"}).content.decode()
        sent = inputs(text) | first() | {f"carers-{count}-carer": "张玲"}
    assert 'value="carers:add"' not in text


def test_a_question_that_an_answer_brings_up_is_shown_first_and_asked_then(client: Client) -> None:
    shown = client.post(LIST, form(client, LIST) | first(has_pay="true"))
    assert shown.status_code == 200
    text = shown.content.decode()
    assert 'name="carers-1-wage"' in text
    assert "govuk-error-summary" not in text
    wrong = client.post(LIST, inputs(text) | first(has_pay="true"))
    assert wrong.status_code == 400
    assert 'href="#answer-carers-1-wage"' in wrong.content.decode()
    right = client.post(LIST, inputs(text) | first(has_pay="true", wage="800"))
    assert right["Location"] == f"{APPLY}/questions/aids"


def test_the_summary_leads_to_the_first_wrong_field_of_an_entry(client: Client) -> None:
    text = client.post(
        LIST, form(client, LIST) | first(**{"born-year": "2126", "carer": ""})
    ).content.decode()
    links = re.findall(r'<li><a href="#([^"]+)"', text)
    assert links == ["answer-carers-1-carer", "answer-carers-1-born"]
    assert all(f'id="{target}"' in text for target in links)


def test_several_choices_are_ticked_and_none_may_be(client: Client) -> None:
    client.post(LIST, form(client, LIST) | first())
    page = f"{APPLY}/questions/aids"
    assert 'type="checkbox"' in client.get(page).content.decode()
    wrong = client.post(page, {"aids-shown": "1", "aids": ["stick", "hearing", "wheelchair"]})
    assert wrong.status_code == 400
    assert wrong.content.decode().count("checked") == 3
    assert client.post(page, {"aids-shown": "1"})["Location"] == f"{APPLY}/questions/visits"


def test_a_division_is_picked_level_by_level(client: Client) -> None:
    client.post(LIST, form(client, LIST) | first())
    page = f"{APPLY}/questions/home"
    text = client.get(page).content.decode()
    # The register knows where the elder is registered: both levels are filled in.
    assert text.count("<select") == 2
    assert text.count(" selected>") == 2
    town = next(
        code for code, unit in asking().divisions.items() if unit.level == 4 and code[:9] != VILLAGE[:9]
    )
    other = client.post(page, inputs(text) | {"home-0": town, "home-1": VILLAGE})
    assert other.status_code == 200
    assert "govuk-error-summary" not in other.content.decode()
    left = client.post(page, inputs(other.content.decode()) | {"home-0": town, "home-1": ""})
    assert left.status_code == 400
    assert 'href="#answer-home-2"' in left.content.decode()
    village = next(code for code, unit in asking().divisions.items() if unit.parent == town)
    done = client.post(page, inputs(left.content.decode()) | {"home-0": town, "home-1": village})
    assert done["Location"] == f"{APPLY}/questions/mobile"


def test_keys_and_purposes_suit_what_is_typed(client: Client) -> None:
    client.post(LIST, form(client, LIST) | first())
    texts = {
        name: client.get(f"{APPLY}/questions/{name}").content.decode()
        for name in ("mobile", "mail", "visits", "account")
    }
    assert 'type="tel"' in texts["mobile"]
    assert 'autocomplete="tel"' in texts["mobile"]
    assert 'autocomplete="email"' in texts["mail"]
    assert 'type="time"' in texts["visits"]
    assert 'value="09:00"' in texts["visits"]
    assert 'inputmode="numeric"' in texts["account"]


@pytest.mark.parametrize(
    "sent",
    [
        {"carers-count": "99999999"},
        {"carers-count": "-1", "reshape": "carers:x"},
        {"carers-count": "²", "reshape": "other:add"},
        {"carers-count": "1", "carers-1-born-year": "\x00", "reshape": "carers:0"},
        {"reshape": "carers:add"},
    ],
)
def test_a_form_that_we_did_not_make_breaks_nothing(client: Client, sent: dict[str, str]) -> None:
    assert client.post(LIST, sent).status_code in (200, 400)


def test_everything_is_seen_once_more_and_arrives(client: Client) -> None:
    client.post(LIST, form(client, LIST) | first())
    plain = {"visits": "09:00", "mobile": "13800001234", "mail": ""}
    client.post(f"{APPLY}/questions/aids", {"aids-shown": "1", "aids": ["stick", "hearing"]})
    home = inputs(client.get(f"{APPLY}/questions/home").content.decode())
    client.post(f"{APPLY}/questions/home", home | {"home-0": VILLAGE[:9] + "000", "home-1": VILLAGE})
    for name, value in plain.items():
        client.post(f"{APPLY}/questions/{name}", {name: value})
    text = client.get(f"{APPLY}/check").content.decode()
    assert "1. Name of the carer: 李小明; Carer&#x27;s date of birth: 2 January 1970; Paid for it: No" in text
    assert "Stick; Hearing aid" in text
    key = re.search(r'name="key" value="([^"]+)"', text)
    assert key is not None
    assert client.post(f"{APPLY}/check", {"key": key[1]})["Location"] == f"{APPLY}/received"
    number = client.session["received:old-age-allowance"]
    page = client.get(f"/my/cases/{number}").content.decode()
    assert "1. Name of the carer: 李小明" in page
