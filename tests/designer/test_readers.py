"""What is drawn as BPMN opens in somebody else's readers: bpmn-moddle under node, bpmn-js in a real browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from minben.blueprint import read
from minben.cases import terms_of
from minben.designer.bpmn import bpmn
from minben.designer.graph import graph_of
from minben.designer.labels import Labels

from .procedures import everything

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from minben.blueprint import Blueprint

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "node_modules"
BPMN_JS = MODULES / "bpmn-js" / "dist"
NODE = shutil.which("node")
READ = """
import { BpmnModdle } from 'bpmn-moddle';
let text = '';
process.stdin.setEncoding('utf8');
for await (const piece of process.stdin) text += piece;
const moddle = new BpmnModdle(), found = {};
for (const [name, xml] of Object.entries(JSON.parse(text))) {
  const { rootElement, warnings, references } = await moddle.fromXML(xml);
  found[name] = {
    type: rootElement.$type,
    warnings: warnings.map((warning) => warning.message),
    loose: references.filter((one) => !one.element).length,
  };
}
console.log(JSON.stringify(found));
"""
OPEN = """async (xml) => {
    window.viewer?.destroy();
    window.viewer = new BpmnJS({container: '#canvas', height: 700, width: 1200});
    const {warnings} = await window.viewer.importXML(xml);
    const shown = window.viewer.get('elementRegistry').filter((one) => one.type !== 'label');
    return {
        warnings: warnings.map((warning) => warning.message),
        types: shown.map((one) => one.type),
        timers: shown.filter((one) => one.type === 'bpmn:BoundaryEvent').map((one) => one.businessObject.name),
        lanes: shown.filter((one) => one.type === 'bpmn:Lane').map((one) => one.businessObject.name),
    };
}"""


@pytest.fixture(scope="module")
def blueprint() -> Blueprint:
    return read(ROOT / "blueprints" / "guangan")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that has bpmn-js loaded."""
    if not BPMN_JS.exists():
        pytest.skip("bpmn-js is not installed: npm ci")
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_content("<!doctype html><meta charset=utf-8><body><div id=canvas></div>")
    for style in ("diagram-js", "bpmn-js"):
        page.add_style_tag(path=BPMN_JS / "assets" / f"{style}.css")
    page.add_script_tag(path=BPMN_JS / "bpmn-viewer.production.min.js")
    yield page
    page.close()


def drawn(blueprint: Blueprint, service: str, lang: str = "zh") -> str:
    graph = graph_of(terms_of(blueprint, service).procedure)
    return bpmn(graph, Labels(blueprint, blueprint.services[service], lang))


def test_every_service_is_read_by_bpmn_moddle_without_a_warning(blueprint: Blueprint) -> None:
    if NODE is None or not (MODULES / "bpmn-moddle").exists():
        pytest.skip("bpmn-moddle is not installed: npm ci")
    files = {name: drawn(blueprint, name) for name in blueprint.services}
    files["everything"] = drawn(everything(blueprint), "food-licence")
    command = [NODE, "--input-type=module", "--eval", READ]
    told = subprocess.run(
        command, input=json.dumps(files), cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    sound = {"type": "bpmn:Definitions", "warnings": [], "loose": 0}
    assert json.loads(told.stdout) == dict.fromkeys(files, sound)


@pytest.mark.browser
def test_every_service_opens_in_bpmn_js_without_a_warning(page: Page, blueprint: Blueprint) -> None:
    for name in blueprint.services:
        assert page.evaluate(OPEN, drawn(blueprint, name))["warnings"] == [], name


@pytest.mark.browser
def test_lanes_limits_loops_and_joint_reviews_are_seen(page: Page, blueprint: Blueprint) -> None:
    found: dict[str, Any] = page.evaluate(OPEN, drawn(everything(blueprint), "food-licence", "en"))
    assert found["warnings"] == []
    assert found["lanes"][:2] == ["applicant", "Approval bureau: reception"]
    assert 'until today + duration("P30D")' in found["timers"]
    assert "20 working days\nstands during: Joint review" in found["timers"]
    assert {"bpmn:Participant", "bpmn:BoundaryEvent", "bpmn:BusinessRuleTask"} <= set(found["types"])
    for mark in ("loop", "parallel"):
        assert page.locator(f"[data-marker={mark}]").count() > 0, mark
