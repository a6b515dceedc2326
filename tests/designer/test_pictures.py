"""The picture of a procedure is derived from what its steps need, and modellers can read it."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from minben.blueprint import read
from minben.cases import terms_of
from minben.designer.bpmn import DIAGRAM, LINES, MODEL, bpmn
from minben.designer.graph import Edge, Graph, Kind, graph_of
from minben.designer.labels import Labels
from minben.designer.layout import Box, lay_out
from minben.designer.svg import svg

if TYPE_CHECKING:
    from minben.blueprint import Blueprint

SERVICES = ("food-licence", "kinship-certificate", "old-age-allowance")


@pytest.fixture(scope="module")
def blueprint() -> Blueprint:
    return read(Path(__file__).parents[2] / "blueprints" / "guangan")


def graph(blueprint: Blueprint, service: str) -> Graph:
    return graph_of(terms_of(blueprint, service).procedure)


def test_edges_follow_from_needs(blueprint: Blueprint) -> None:
    edges = set(graph(blueprint, "food-licence").edges)
    assert Edge("start", "accept") in edges
    assert Edge("accept-choice", "supplement", ("incomplete",)) in edges
    assert Edge("accept-choice", "inspect", ("accepted",)) in edges
    assert Edge("recheck-choice", "end-not-accepted", ("not-accepted",)) in edges
    assert Edge("inspect", "decide") in edges
    assert Edge("accept-limit", "inspect") in edges
    assert Edge("decide-granted-split", "end-granted") in edges


@pytest.mark.parametrize("service", SERVICES)
def test_every_node_is_reached_and_every_way_ends(blueprint: Blueprint, service: str) -> None:
    drawn = graph(blueprint, service)
    into = {edge.target for edge in drawn.edges}
    out = {edge.source for edge in drawn.edges}
    for node in drawn.nodes.values():
        assert node.id in into or node.kind in (Kind.START, Kind.TIMER)
        assert node.id in out or node.kind in (Kind.END, Kind.TIMER)
    assert {node.step for node in drawn.nodes.values() if node.kind is Kind.STEP} == set(
        blueprint.services[service].steps
    )


@pytest.mark.parametrize("service", SERVICES)
def test_no_boxes_overlap_and_no_line_runs_through_a_box(blueprint: Blueprint, service: str) -> None:
    drawn = graph(blueprint, service)
    layout = lay_out(drawn)
    boxes = {name: box for name, box in layout.boxes.items() if drawn.nodes[name].kind is not Kind.TIMER}
    assert not [pair for pair in combinations(boxes.values(), 2) if overlap(*pair)]
    for edge, points in layout.lines.items():
        others = [box for name, box in boxes.items() if name not in (edge.source, edge.target)]
        host = drawn.nodes[edge.source].step
        for (x, y), (x2, y2) in pairwise(points):
            line = Box(min(x, x2), min(y, y2), abs(x - x2), abs(y - y2))
            assert not [box for box in others if box is not boxes.get(host) and overlap(box, line)], edge


def overlap(one: Box, other: Box) -> bool:
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("service", SERVICES)
def test_svg_says_what_it_shows(blueprint: Blueprint, service: str, lang: str) -> None:
    labels = Labels(blueprint, blueprint.services[service], lang)
    drawn = graph(blueprint, service)
    root = ET.fromstring(svg(drawn, lay_out(drawn), labels))  # noqa: S314 - drawn by ourselves
    space = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{space}title") == labels.service.title[lang]
    said = root.findtext(f"{space}desc") or ""
    assert all(step.title[lang] in said for step in labels.service.steps.values())
    assert root.get("aria-labelledby") == "title desc"


@pytest.mark.parametrize("service", SERVICES)
def test_bpmn_refers_only_to_what_is_there_and_draws_all_of_it(blueprint: Blueprint, service: str) -> None:
    labels = Labels(blueprint, blueprint.services[service], "zh")
    drawn = graph(blueprint, service)
    root = ET.fromstring(bpmn(drawn, labels))  # noqa: S314 - drawn by ourselves
    (process,) = root.findall(f"{{{MODEL}}}process")
    ids = {element.get("id") for element in process} - {"lanes"}
    drawn_too = {
        element.get("id")
        for tag in ("participant", "lane", "collaboration")
        for element in root.iter(f"{{{MODEL}}}{tag}")
    }
    flows = process.findall(f"{{{MODEL}}}sequenceFlow")
    assert {flow.get(end) for flow in flows for end in ("sourceRef", "targetRef")} <= ids
    assert {element.get("attachedToRef") for element in process} - {None} <= ids
    planned = [element.get("bpmnElement") for element in root.iter() if element.get("bpmnElement")]
    assert sorted(map(str, planned)) == sorted(map(str, ids | drawn_too))
    for line in root.iter(f"{{{DIAGRAM}}}BPMNEdge"):
        assert len(line.findall(f"{{{LINES}}}waypoint")) > 1


def test_two_officers_and_the_silence_of_the_law_are_in_it(blueprint: Blueprint) -> None:
    labels = Labels(blueprint, blueprint.services["food-licence"], "en")
    drawn = graph(blueprint, "food-licence")
    text = bpmn(drawn, labels)
    assert '<bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">2<' in text
    assert 'attachedToRef="node-accept" cancelActivity="true"' in text
    assert "5 working days, then deemed: Accepted" in text
