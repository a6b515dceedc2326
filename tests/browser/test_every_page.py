"""Every page in a real browser: accessible, small, without errors, from a telephone to a desk, in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest
from django.urls import URLResolver, get_resolver, resolve

from facing import FOOD

from .further import RATINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from .conftest import Site

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (375, 1280)
NARROWEST = 320
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LARGEST = 150_000
ROLES = [
    "",
    "elder",
    "restaurant",
    "parent",
    "window-officer",
    "first-inspector",
    "benefits-officer",
    "decision-officer",
    "registry-officer",
    RATINGS,
    "supervisor",
]
LANGUAGES = {"zh-CN": "zh-Hans", "en-GB": "en"}

FACES = {"pages", "portal", "workbench", "console"}
NO_PAGES = {
    # lead on to a page, or do something and lead back
    "pages:language", "pages:start", "pages:become",
    "portal:help", "portal:human", "portal:correction-withdraw", "portal:received",
    "workbench:counter-end", "workbench:help-end",
    # files and data
    "portal:file", "portal:case-file", "portal:pdf", "portal:suggestions",
    "workbench:case-file", "workbench:counter-file", "workbench:help-file",
    "portal:issuer", "portal:status-list", "portal:licence-type", "portal:payment-notice",
    # looked at while a form is filled in
    "portal:material", "workbench:counter-material", "workbench:help-material",
}  # fmt: skip
"""What is not opened by its address alone."""

pytestmark = pytest.mark.browser


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands."""
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate(f"() => axe.run(document, {json.dumps(options)})")
    return [
        f"{problem['id']}: {problem['help']}: {node['html'][:160]}"
        for problem in found["violations"]
        for node in problem["nodes"]
    ]


def overflow(page: Page) -> list[str]:
    """Whether one would have to scroll sideways."""
    wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    return [f"{wide} px too wide"] if wide > 0 else []


def looked_at(page: Page, tag: str) -> dict[str, list[str]]:
    """All that is wrong with an open page, by width."""
    found = {}
    if page.evaluate("() => document.documentElement.lang") != tag:
        found["language"] = ["the page does not say that it is in its language"]
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found[f"{width}"] = overflow(page) + violations(page)
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    found[f"{NARROWEST}"] = overflow(page)
    return {width: problems for width, problems in found.items() if problems}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "visitor")
def test_every_page_is_accessible_at_every_width(site: Site, role: str, language: str) -> None:
    context = site.context(role or None, language)
    page, errors, wrong = context.new_page(), [], {}
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
    for address in site.pages(role):
        answer = page.goto(address, wait_until="load")
        page.wait_for_selector("body.js-enabled")
        assert answer is not None
        problems = looked_at(page, LANGUAGES[language])
        if problems or errors or answer.status >= 500:
            wrong[address] = (answer.status, problems, errors.copy())
        errors.clear()
    context.close()
    assert wrong == {}, json.dumps(wrong, indent=1, ensure_ascii=False)


def named(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """The names of all addresses."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from named(entry, f"{entry.namespace}:" if entry.namespace else space)
        elif entry.name:
            yield f"{space}{entry.name}"


def test_every_page_is_walked(site: Site) -> None:
    walked = {
        resolve(unquote(urlsplit(address).path)).view_name
        for role in ROLES
        for address in site.pages(role)
        if address != "/nothing"
    }
    faces = {name for name in named(get_resolver()) if name.split(":")[0] in FACES}
    assert faces - walked == NO_PAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_are_accessible_while_they_are_filled_in_wrongly_and_rightly(site: Site, language: str) -> None:
    wrong = {}
    context = site.context("restaurant", language)
    page = context.new_page()

    def look(name: str) -> None:
        page.wait_for_selector("body.js-enabled")
        problems = looked_at(page, LANGUAGES[language])
        if problems:
            wrong[name] = problems

    page.goto("/services/food-licence/apply")
    page.click("main form button")
    look("question")
    page.fill("#answer-premises", "")
    page.click("main form button")
    look("question with an error")
    page.fill("#answer-premises", FOOD["premises"])
    page.click("main form button")
    look("question with choices")
    page.goto("/services/food-licence/apply/materials/plan")
    look("material")
    page.click("main form button")
    look("material with an error")
    page.goto("/services/food-licence/apply/check")
    look("last look")
    page.click("main form button")
    look("last look with errors")
    site.sign_in(page, "window-officer")
    page.goto("/work/")
    page.click("main .minben-task a")
    page.click("main form button")
    look("verdict with an error")
    context.close()
    assert wrong == {}, json.dumps(wrong, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "visitor")
def test_no_page_is_larger_than_it_may_be_when_first_opened(site: Site, role: str) -> None:
    context = site.context(role or None)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    large = {}
    for address in site.pages(role):
        sizes.clear()
        page.goto(address, wait_until="networkidle")
        if not 0 < sum(sizes) <= LARGEST:
            large[address] = sum(sizes)
    context.close()
    assert large == {}


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/search?q=食品"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(site: Site, path: str) -> None:
    context = site.context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(path)
    page.wait_for_selector("body.js-enabled")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className").startswith("govuk-skip-link")
    wanted = page.evaluate(
        "() => document.querySelectorAll('a[href], button, input:not([type=hidden]), select').length"
    )
    seen, unseen = set(), []
    for _ in range(wanted + 5):
        place, shown, text = page.evaluate(SHOWN)
        if place in seen or place < 0:
            break
        seen.add(place)
        if not shown:
            unseen.append(text)
        page.keyboard.press("Tab")
    context.close()
    assert unseen == []
    assert len(seen) > 8


SHOWN = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const unseen = style.outlineColor.startsWith('rgba') && style.outlineColor.endsWith(', 0)');
  const outlined = style.outlineStyle !== 'none' && !unseen;
  return [[...document.querySelectorAll('*')].indexOf(at) * (at === document.body ? -1 : 1),
          outlined || style.boxShadow !== 'none', at.outerHTML.slice(0, 120)];
}"""
