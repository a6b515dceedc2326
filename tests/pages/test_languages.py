"""The reader's language: chosen, asked for by the browser, or the jurisdiction's first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError
from django.test import Client
from hypothesis import given, strategies as st

from minben.pages.languages import asked_by_browser, first_of_jurisdiction

if TYPE_CHECKING:
    from facing import District


@pytest.mark.parametrize(
    ("accept", "tag"),
    [
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("en-GB,en;q=0.8", "en"),
        ("fr,en;q=0.5,zh;q=0.4", "en"),
        ("fr", "zh-Hans"),
        ("", "zh-Hans"),
    ],
)
def test_the_page_says_which_language_it_is_in(district: District, accept: str, tag: str) -> None:
    answer = district.client(language=accept).get("/")
    assert f'<html lang="{tag}"' in answer.content.decode()
    assert answer["Content-Language"] == tag
    assert {"Accept-Language", "Cookie"} <= set(answer["Vary"].split(", "))


def test_a_chosen_language_stays_and_leads_back_to_the_same_page(district: District) -> None:
    client = district.client(language="zh-CN")
    answer = client.post("/language", {"language": "en", "next": "/search?q=食品"})
    assert answer["Location"] == "/search?q=%E9%A3%9F%E5%93%81"
    assert b'<html lang="en"' in client.get("/").content
    client.post("/language", {"language": "xx"})
    assert b'<html lang="en"' in client.get("/").content


def test_the_name_of_an_item_stays_in_its_own_language(district: District) -> None:
    text = district.client(language="en").get("/kinds/5").content.decode()
    assert 'lang="zh">' in text


def test_errors_speak_the_reader_s_language(district: District) -> None:
    assert "找不到" in district.client(language="zh-CN").get("/nothing").content.decode()
    assert "cannot find" in district.client(language="en").get("/nothing").content.decode()


def test_our_own_mistake_is_told_without_the_database(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("minben.services.by_agency", fail)
    client = Client(raise_request_exception=False, SERVER_NAME="localhost", headers={"accept-language": "en"})
    answer = client.get("/")
    assert district.blueprint
    assert answer.status_code == 500
    assert b"on our side" in answer.content


def test_there_is_a_language_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr("minben.services.in_force", away)
    assert first_of_jurisdiction() == "zh-hans"


@given(st.text())
def test_no_header_breaks_the_choice_of_language(header: str) -> None:
    assert asked_by_browser(header) in {None, "zh-hans", "en"}


def test_the_header_offers_what_the_blueprint_speaks(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = district.client().get("/").content.decode()
    assert 'value="zh-hans"' in both
    english = replace(district.blueprint, languages=("en",))
    monkeypatch.setattr("minben.pages.frame.services.in_force", lambda: english)
    page = district.client().get("/").content.decode()
    assert 'value="en"' in page
    assert 'value="zh-hans"' not in page
