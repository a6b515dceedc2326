"""The derived picture of a procedure as SVG: for people, so it has a title, a description and words in every box."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import east_asian_width
from xml.etree import ElementTree as ET

from .graph import Kind
from .layout import EARLY, GAP, STEP_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minben.blueprint.model import Step

    from .graph import Edge, Graph, Node
    from .labels import Labels
    from .layout import Box, Layout, Point

_FONT = '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "Noto Sans", sans-serif'
_STYLE = (
    f"text {{ font-family: {_FONT}; font-size: 13px; fill: #1a1a1a }}"
    " .step { fill: #fff; stroke: #1a4a7a; stroke-width: 2 } .rule { fill: #e8f1fa }"
    " .mark { fill: #fff; stroke: #1a4a7a; stroke-width: 2 } .name { font-weight: bold }"
    " .line { fill: none; stroke: #444; stroke-width: 1.5 } .small { font-size: 12px; fill: #333 }"
    " .label { font-size: 12px; fill: #1a4a7a; paint-order: stroke; stroke: #fff; stroke-width: 4px }"
)
_WIDE = "WF"
_SIGNS = {Kind.CHOICE: "×", Kind.SPLIT: "+", Kind.JOIN: "+", Kind.TIMER: "◷"}
_LINE = 17


def svg(graph: Graph, layout: Layout, labels: Labels) -> str:
    """The picture as a document of its own."""
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {layout.width} {layout.height}",
            "width": str(layout.width),
            "height": str(layout.height),
            "role": "img",
            "aria-labelledby": "title desc",
            "lang": labels.lang,
        },
    )
    ET.SubElement(root, "title", id="title").text = labels.service.title[labels.lang]
    ET.SubElement(root, "desc", id="desc").text = "\n".join(_described(graph, labels))
    ET.SubElement(root, "style").text = _STYLE
    defs = ET.SubElement(root, "defs")
    marker = {"id": "tip", "viewBox": "0 0 8 8", "refX": "8", "refY": "4", "markerWidth": "8"}
    tip = ET.SubElement(defs, "marker", {**marker, "markerHeight": "8", "orient": "auto"})
    ET.SubElement(tip, "path", d="M0 0 L8 4 L0 8 z", fill="#444")
    ET.SubElement(root, "rect", width="100%", height="100%", fill="#fff")
    for edge in graph.edges:
        _draw_edge(root, edge, layout.lines[edge])
    for node in graph.nodes.values():
        _draw_node(root, node, layout.boxes[node.id], labels)
    for edge in graph.edges:
        if edge.verdicts:
            _draw_label(root, graph, edge, layout.lines[edge], labels)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _described(graph: Graph, labels: Labels) -> Iterator[str]:
    for node in graph.nodes.values():
        if node.kind is Kind.STEP:
            step = labels.service.steps[node.step]
            needs = "; ".join(labels.need(names) for names in step.needs)
            parts = [
                step.title[labels.lang],
                labels.doer(step),
                *labels.clocks(step),
                *labels.conditions(step),
            ]
            yield " · ".join([*parts, f"← {needs}"] if needs else parts)


def _draw_edge(root: ET.Element, edge: Edge, points: tuple[Point, ...]) -> None:
    d = "M" + " L".join(f"{x} {y}" for x, y in points)
    ET.SubElement(
        root, "path", {"class": "line", "d": d, "marker-end": "url(#tip)", "data-from": edge.source}
    )


def _draw_label(
    root: ET.Element, graph: Graph, edge: Edge, points: tuple[Point, ...], labels: Labels
) -> None:
    step = labels.service.steps[graph.nodes[edge.source].step]
    x, y = label_place(points)
    text = ET.SubElement(root, "text", {"class": "label", "x": str(x), "y": str(y)})
    text.text = " / ".join(labels.verdict(step, verdict) for verdict in edge.verdicts)


def label_place(points: tuple[Point, ...]) -> Point:
    """Where the words of a line begin: above it, behind its first turn, or at once where it goes straight on."""
    if len(points) == 2:
        return points[1][0] - GAP + EARLY + 6, points[0][1] - 6
    if points[1][0] - points[0][0] > GAP:
        return points[0][0] + GAP - EARLY, points[0][1] - 6
    return points[2][0] + 6, points[2][1] - 6


def _draw_node(root: ET.Element, node: Node, box: Box, labels: Labels) -> None:
    group = ET.SubElement(root, "g", {"id": f"n-{node.id}"})
    x, y = box.x + box.width // 2, box.y + box.height // 2
    match node.kind:
        case Kind.STEP:
            _draw_step(group, node, box, labels)
        case Kind.START | Kind.END:
            width = "2" if node.kind is Kind.START else "4"
            shape = {"class": "mark", "cx": str(x), "cy": str(y), "r": str(box.width // 2)}
            ET.SubElement(group, "circle", {**shape, "style": f"stroke-width: {width}"})
            name = labels.start if node.kind is Kind.START else labels.end(node.name)
            for number, line in enumerate(_end_lines(name)):
                below = box.y + box.height + 16 + number * _LINE
                _words(group, line, x, below, "small" if number else "name")
        case Kind.TIMER:
            ET.SubElement(group, "circle", {"class": "mark", "cx": str(x), "cy": str(y), "r": "14"})
            _words(group, _SIGNS[node.kind], x, y + 5, "")
        case _:
            half = box.width // 2
            d = f"M{x} {y - half} L{x + half} {y} L{x} {y + half} L{x - half} {y} z"
            ET.SubElement(group, "path", {"class": "mark", "d": d})
            _words(group, _SIGNS[node.kind], x, y + 5, "name")


def _end_lines(name: str) -> list[str]:
    return [line for part in name.split("\n") for line in wrapped(part, 150)]


def _draw_step(group: ET.Element, node: Node, box: Box, labels: Labels) -> None:
    step = labels.service.steps[node.step]
    place = {"x": str(box.x), "y": str(box.y), "width": str(box.width), "height": str(box.height)}
    ET.SubElement(group, "rect", {"class": f"step {step.by}", "rx": "8", **place})
    lines = [(line, "name") for line in wrapped(step.title[labels.lang], box.width - 16)[:2]]
    lines += [(line, "small") for line in _cut(labels.doer(step), box.width - 16, 3)]
    for said in (*labels.clocks(step), *labels.conditions(step)):
        lines += [(line, "small") for line in _cut(said, box.width - 16, 2)]
    marks = _marks(step, labels)
    room = STEP_HEIGHT // _LINE - bool(marks)
    if len(lines) > room:
        lines = [*lines[: room - 1], ("…", "small")]
    if marks:
        _words(group, marks, box.x + box.width // 2, box.y + box.height - 5, "name")
    height = box.height - (_LINE if marks else 0)
    top = box.y + (height - _LINE * len(lines)) // 2 + 13
    for number, (line, kind) in enumerate(lines):
        _words(group, line, box.x + box.width // 2, top + number * _LINE, kind)


def _cut(text: str, width: int, most: int) -> list[str]:
    lines = wrapped(text, width)
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]}…"]


def _marks(step: Step, labels: Labels) -> str:
    """The signs of a step that is done again, by several side by side, or costs money."""
    charging = labels.service.charging
    signs = {
        "↻": step.repeat or labels.leader(step),
        "|||": max(step.people, len(step.posts)) > 1,
        "¤": charging and charging.step == step.id,
    }
    return "  ".join(sign for sign, holds in signs.items() if holds)


def _words(group: ET.Element, words: str, x: int, y: int, kind: str) -> None:
    text = ET.SubElement(group, "text", {"class": kind, "x": str(x), "y": str(y), "text-anchor": "middle"})
    text.text = words


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines that fit a width in pixels; Chinese breaks anywhere, other words at spaces.

    >>> wrapped("受理后现场核查", 56), wrapped("Check of entitlement", 90)
    (['受理后现', '场核查'], ['Check of', 'entitlement'])
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and measured(line + piece.rstrip()) > width:
            lines.append(line.strip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.strip()] if line.strip() else lines


def _pieces(text: str) -> Iterator[str]:
    word = ""
    for char in text:
        if east_asian_width(char) in _WIDE:
            yield from ([word] if word else [])
            yield char
            word = ""
        else:
            word += char
            if char == " ":
                yield word
                word = ""
    if word:
        yield word


def measured(text: str) -> float:
    """About how wide a text is, in pixels."""
    return sum(13 if east_asian_width(char) in _WIDE else 7 for char in text)
