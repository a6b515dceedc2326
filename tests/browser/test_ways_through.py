"""Ways through the pages: with scripts and without, with one click and with two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from facing import ACCOUNT, FOOD
from minben import cases

if TYPE_CHECKING:
    from .conftest import Site

pytestmark = pytest.mark.browser


def test_suggestions_come_while_one_is_typing(site: Site) -> None:
    context = site.context()
    page = context.new_page()
    page.goto("/")
    page.wait_for_function("() => window.htmx !== undefined")
    page.locator("#q").press_sequentially("开饭馆", delay=30)
    page.wait_for_selector("#suggestions a")
    page.click("#suggestions a >> nth=0")
    assert "/items/" in page.url
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_one_finds_applies_and_is_told_the_number(site: Site, scripts: bool) -> None:
    context = site.context("restaurant", java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/")
    page.fill("#q", "开饭馆")
    page.press("#q", "Enter")
    page.click("main .minben-results a >> nth=0")
    page.click("text=Apply now")
    page.click("main form button")
    page.fill("#answer-premises", "")
    page.click("text=Continue")
    assert page.locator(".govuk-error-summary").count() == 1
    assert "Error:" in page.title()
    page.fill("#answer-premises", FOOD["premises"])
    page.click("text=Continue")
    page.check("input[value=restaurant]")
    page.click("text=Continue")
    page.fill("#answer-manager", FOOD["manager"])
    page.click("text=Continue")
    for name in ("plan", "rules"):
        page.wait_for_url(f"**/materials/{name}")
        page.check("#agreed")
        page.click("button:text-is('Promise')")
    page.click("text=Send application >> nth=-1")
    page.wait_for_selector(".govuk-panel--confirmation")
    number = page.inner_text(".govuk-panel__body strong")
    assert number in {row.number for row in cases.my_cases([site.district.subjects["restaurant"]]).rows}
    context.close()


def test_an_error_takes_the_focus_to_its_summary(site: Site) -> None:
    context = site.context("elder")
    page = context.new_page()
    page.goto("/services/old-age-allowance/apply")
    page.click("main form button")
    page.fill("#answer-account", "12")
    page.click("text=Continue")
    page.wait_for_selector(".govuk-error-summary:focus")
    page.click(".govuk-error-summary a")
    assert page.evaluate("() => document.activeElement.id") == "answer-account"
    context.close()


def test_two_clicks_send_once(site: Site) -> None:
    context = site.context("elder")
    page = context.new_page()
    page.goto("/services/old-age-allowance/apply")
    page.click("main form button")
    page.fill("#answer-account", ACCOUNT)
    page.click("text=Continue")
    before = len(cases.my_cases([site.district.subjects["elder"]]).rows)
    page.evaluate("() => { const form = document.querySelector('main form'); form.submit(); form.submit(); }")
    page.wait_for_selector(".govuk-panel--confirmation")
    assert len(cases.my_cases([site.district.subjects["elder"]]).rows) == before + 1
    context.close()


def test_the_language_is_switched_on_the_same_page(site: Site) -> None:
    context = site.context(language="en-GB")
    page = context.new_page()
    page.goto("/search?q=食品")
    page.click("text=中文")
    assert page.url.endswith("/search?q=%E9%A3%9F%E5%93%81")
    assert page.evaluate("() => document.documentElement.lang") == "zh-Hans"
    assert "搜索" in page.title()
    context.close()


def test_a_paper_is_printed_without_what_surrounds_it(site: Site) -> None:
    context = site.context("parent")
    page = context.new_page()
    page.goto("/my/licences")
    page.click("main .minben-card a")
    page.emulate_media(media="print")
    assert page.is_visible(".minben-paper")
    assert not page.is_visible(".minben-header")
    assert not page.is_visible(".minben-footer")
    context.close()
