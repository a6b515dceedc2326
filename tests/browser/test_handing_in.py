"""Handing files in by a browser: chosen, sent, refused by name, removed, and seen again in the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from facing import FOOD

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from .conftest import Site

pytestmark = pytest.mark.browser

PLAN = "/services/food-licence/apply/materials/plan"
DOCUMENT = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder with a document, and with a page that calls itself a picture."""
    (tmp_path / "平面图.pdf").write_bytes(DOCUMENT)
    (tmp_path / "picture.png").write_bytes(b"<!DOCTYPE html><script>alert(1)</script>")
    return tmp_path


def questions_answered(page: Page) -> None:
    """Begin anew and come to the first material."""
    page.goto("/services/food-licence/apply")
    page.locator("main form button").first.click()
    page.fill("#answer-premises", FOOD["premises"])
    page.click("text=Continue")
    page.check("input[value=restaurant]")
    page.click("text=Continue")
    page.fill("#answer-manager", FOOD["manager"])
    with page.expect_navigation():
        page.click("text=Continue")
    assert page.url.endswith(PLAN)


def send(page: Page, *files: Path) -> None:
    page.set_input_files("input[type=file]", [str(file) for file in files])
    with page.expect_navigation():
        page.click("main button:text-is('Hand in')")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_chosen_sent_and_seen_in_the_case(site: Site, papers: Path, scripts: bool) -> None:
    context = site.context("restaurant", java_script_enabled=scripts)
    page = context.new_page()
    questions_answered(page)
    send(page, papers / "平面图.pdf", papers / "picture.png")
    assert "“picture.png”" in page.inner_text(".govuk-error-summary")
    assert page.get_attribute("input[type=file]", "aria-invalid") == "true"
    assert page.locator(".minben-files a").all_inner_texts() == ["平面图.pdf"]
    page.click("main button:text-is('Continue')")
    page.check("#agreed")
    page.click("main button:text-is('Promise')")
    assert "平面图.pdf" in page.inner_text("main")
    page.click("main button:text-is('Send application')")
    page.click("text=Go to my case")
    with page.expect_download() as coming:
        page.click("main a[download]")
    assert coming.value.suggested_filename == "平面图.pdf"
    assert coming.value.path().read_bytes() == DOCUMENT
    context.close()


def test_a_file_is_removed_before_anything_is_sent(site: Site, papers: Path) -> None:
    context = site.context("restaurant")
    page = context.new_page()
    questions_answered(page)
    send(page, papers / "平面图.pdf")
    with page.expect_navigation():
        page.click(".minben-files button")
    assert page.locator(".minben-files").count() == 0
    assert page.locator("main button:text-is('Continue')").count() == 0
    context.close()


def test_a_promise_that_was_not_ticked_is_told_at_its_box(site: Site) -> None:
    context = site.context("restaurant")
    page = context.new_page()
    questions_answered(page)
    with page.expect_navigation():
        page.click("main button:text-is('Promise')")
    page.click(".govuk-error-summary a")
    assert page.evaluate("() => document.activeElement.id") == "agreed"
    assert page.get_attribute("input[type=file]", "aria-invalid") is None
    context.close()
