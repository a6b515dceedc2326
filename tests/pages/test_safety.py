"""What makes the pages safe: policies in headers, no inline code, forms from here only, limits, no way out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client

from minben.people.limits import Limit

if TYPE_CHECKING:
    from facing import District


def test_the_policies_stand_in_the_headers(district: District) -> None:
    answer = district.client().get("/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/search?q=食品", "/accounts/login/", "/personas", "/nothing-here"])
def test_no_page_holds_inline_code_or_styles(
    district: District, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(settings, "MINBEN_PERSONAS", True)
    text = district.client().get(path).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)


def test_a_form_from_elsewhere_is_refused_in_words(district: District) -> None:
    client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost", headers={"accept-language": "en"})
    assert district.blueprint
    answer = client.post("/language", {"language": "en"})
    assert answer.status_code == 403
    assert b"This form has expired" in answer.content


def test_cookies_are_for_us_alone(district: District) -> None:
    client = district.client()
    client.post("/accounts/login/", {"login": "elder", "password": "correct horse battery"})
    client.post("/language", {"language": "en"})
    for name in ("sessionid", "csrftoken", "django_language"):
        cookie = client.cookies.get(name)
        if cookie is not None:
            assert cookie["secure"], name
            assert cookie["samesite"] == "Lax", name
    assert client.cookies["sessionid"]["httponly"]


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_no_form_leads_to_another_site(district: District, wanted: str) -> None:
    assert district.client().post("/language", {"language": "en", "next": wanted})["Location"] == "/"


def test_asking_too_often_is_answered_with_when_to_come_back(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Limit, "allows", lambda _self, _who: False)
    answer = district.client().get("/search?q=x")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"
