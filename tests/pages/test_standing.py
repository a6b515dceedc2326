"""Whom one acts as: shown in the header, chosen for the session, never more than one has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection

from minben import people
from minben.ledger import Reach, acting

if TYPE_CHECKING:
    from facing import District


def kinds() -> list[str]:
    """The acts so far."""
    with acting(Reach(system=True)), connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM ledger_act ORDER BY at, id")
        return [kind for (kind,) in cursor.fetchall()]


def test_the_header_names_whom_one_acts_as(district: District) -> None:
    assert "<strong>李建国</strong>" in district.client("parent").get("/").content.decode()
    assert "Acting" not in district.client().get("/").content.decode()


def test_one_acts_for_somebody_whose_mandate_one_holds(district: District) -> None:
    client = district.client("parent")
    answer = client.post("/act-as", {"capacity": district.mandate("restaurant")})
    assert answer["Location"] == "/"
    assert "<strong>广安区老街小面馆</strong>" in client.get("/").content.decode()


def test_nobody_acts_as_somebody_they_are_not(district: District) -> None:
    client = district.client("elder")
    answer = client.post("/act-as", {"capacity": f"subject:{district.subjects['parent']}"})
    assert answer.status_code == 400
    assert b"Choose who you act as" in answer.content
    assert "<strong>王桂兰</strong>" in client.get("/").content.decode()


def test_a_password_signs_in_and_is_an_act(district: District) -> None:
    client = district.client()
    answer = client.post("/accounts/login/", {"login": "elder", "password": "correct horse battery"})
    assert answer.status_code == 302
    assert kinds()[-1] == "account.sign-in"
    assert "<strong>王桂兰</strong>" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("login", "password"), [("elder", "wrong"), ("nobody", "correct horse battery"), ("", "")]
)
def test_a_wrong_password_says_what_is_wrong_and_not_who_exists(
    district: District, login: str, password: str
) -> None:
    before = len(kinds())
    answer = district.client().post("/accounts/login/", {"login": login, "password": password})
    assert answer.status_code == 200
    assert b"There is a problem" in answer.content
    assert len(kinds()) == before


def test_signing_out_takes_a_form(district: District) -> None:
    client = district.client("elder")
    assert b"Do you want to sign out" in client.get("/accounts/logout/").content
    client.post("/accounts/logout/")
    assert client.get("/my/data").status_code == 302


def test_nobody_opens_an_account_over_the_internet(district: District) -> None:
    assert district.client().get("/accounts/signup/").status_code == 404


def test_personas_are_there_in_the_demonstration_and_nowhere_else(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = district.client()
    assert [client.get("/personas").status_code, client.post("/personas/elder").status_code] == [404, 404]
    monkeypatch.setattr(settings, "MINBEN_PERSONAS", True)
    assert client.get("/personas").status_code == 200
    assert client.post("/personas/nobody").status_code == 404
    assert client.post("/personas/window-officer")["Location"] == "/work/"
    assert kinds()[-1] == "account.sign-in"


def test_changing_a_password_takes_the_old_one(district: District) -> None:
    client = district.client()
    client.post("/accounts/login/", {"login": "elder", "password": "correct horse battery"})
    new = "three words together"
    wrong = client.post(
        "/accounts/password/change/", {"oldpassword": "x", "password1": new, "password2": new}
    )
    assert b"There is a problem" in wrong.content
    right = client.post(
        "/accounts/password/change/",
        {"oldpassword": "correct horse battery", "password1": new, "password2": new},
    )
    assert right.status_code == 302
    assert district.client().post("/accounts/login/", {"login": "elder", "password": new}).status_code == 302


def test_personas_stand_by_kind_and_are_found_by_a_word_without_a_script(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MINBEN_PERSONAS", True)
    text = district.client().get("/personas").content.decode()
    assert [text.index(title) for title in (">Residents<", "<details")] == sorted(
        text.index(title) for title in (">Residents<", "<details")
    )
    assert text.count('action="/personas/') == len(people.personas())
    found = district.client().get("/personas?q=approval+window").content.decode()
    assert 'action="/personas/window-officer"' in found
    assert 'action="/personas/elder"' not in found
    assert "<details" not in found
    assert "Nobody fits" in district.client().get("/personas?q=zzzz").content.decode()
