"""What is written opens in dmn-js, of which most editors of DMN are made: the real one, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from minben.rules import read_table
from minben.rules.dmn.read import read_dmn
from minben.rules.dmn.write import write_dmn
from minben.rules.models.load import model_of_tables
from minben.rules.sheets.csv_file import csv_of

from .models import KIT, sheet
from .test_write import is_later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

DIST = Path(__file__).parents[3] / "node_modules" / "dmn-js" / "dist"
STYLES = ("diagram-js", "dmn-js-shared", "dmn-js-drd", "dmn-js-decision-table", "dmn-js-literal-expression")
OPEN = """async (xml) => {
    window.viewer?.destroy();
    window.viewer = new DmnJS({container: '#canvas', height: 700, width: 1200});
    const {warnings} = await window.viewer.importXML(xml);
    return {
        warnings: warnings.map((warning) => warning.message),
        views: window.viewer.getViews().map((view) => ({type: view.type, id: view.element.id})),
    };
}"""
SHOW = """async (id) => {
    const view = window.viewer.getViews().find((known) => known.element.id === id);
    const {warnings} = await window.viewer.open(view);
    return warnings.map((warning) => warning.message);
}"""

ALLOWANCE = csv_of(
    [
        ["U", "年龄", "居住地", "=> 金额", "from", "until", "# law"],
        ["type", "number: >= 0", 'string: "城镇", "农村"', "number: 0, 50, 100", "", "", ""],
        ["1", "[80..90)", '"城镇"', "50", "2025-01-01", "", "第三十三条"],
        ["2", ">= 90", "-", "100", "2025-01-01", "", "第三十三条"],
        ["otherwise", "", "", "0", "", "", "too young"],
    ]
)
DUE = "U,allowance,=> due\ntype,number,boolean\n1,> 0,true\n2,<= 0,false\n"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that has dmn-js loaded."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_content("<!doctype html><meta charset=utf-8><body><div id=canvas></div>")
    for style in STYLES:
        page.add_style_tag(path=DIST / "assets" / f"{style}.css")
    page.add_script_tag(path=DIST / "dmn-modeler.production.min.js")
    yield page
    page.close()


def opened(page: Page, xml: str) -> dict[str, Any]:
    """What dmn-js makes of a file."""
    found: dict[str, Any] = page.evaluate(OPEN, xml)
    return found


def own() -> str:
    tables = [
        sheet("allowance", read_table(ALLOWANCE, "allowance.csv")),
        sheet("due", read_table(DUE, "due.csv")),
    ]
    return write_dmn(model_of_tables("高龄津贴", tables))


def test_a_model_of_tables_opens_without_a_warning(page: Page) -> None:
    found = opened(page, own())
    assert found["warnings"] == []
    assert [view["type"] for view in found["views"]] == ["drd", "decisionTable", "decisionTable"]


def test_the_diagram_shows_decisions_facts_and_what_needs_what(page: Page) -> None:
    opened(page, own())
    page.wait_for_selector(".djs-shape")
    shapes = page.locator(".djs-shape").evaluate_all("all => all.map(one => one.dataset.elementId)")
    assert sorted(shapes) == ["decision_allowance", "decision_due", "input_ju_zhu_di", "input_nian_ling"]
    assert page.locator(".djs-connection").count() == 3


def test_the_table_shows_its_rules(page: Page) -> None:
    opened(page, own())
    assert page.evaluate(SHOW, "decision_allowance") == []
    page.wait_for_selector(".tjs-table tbody tr")
    rows = page.locator(".tjs-table tbody tr:has(td.rule-index)")
    assert rows.count() == 2
    assert "[80..90)" in rows.nth(0).inner_text()
    assert '"城镇"' in rows.nth(0).inner_text()
    assert "100" in rows.nth(1).inner_text()
    assert page.locator("th.input-cell").count() == 2


# Its diagram draws a decision of another file, which no editor has at hand.
FAR = {"0086-import"}
FILES = [file for file in sorted(KIT.rglob("*.dmn")) if file.stem not in FAR]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_model_of_the_kit_opens_without_a_warning(page: Page, file: Path) -> None:
    text = write_dmn(read_dmn(file))
    if is_later(text):
        pytest.skip("it needs what dmn-js does not know")
    found = opened(page, text)
    assert found["warnings"] == []
    for view in found["views"][1:]:
        assert page.evaluate(SHOW, view["id"]) == []
