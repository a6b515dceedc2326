"""The derived picture of a procedure as BPMN 2.0 XML with its diagram, for modellers such as Camunda's."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from minben.blueprint.calendar import Unit
from minben.blueprint.model import Doer

from .graph import Kind
from .lanes import lanes_of
from .layout import Box, lay_out
from .svg import label_place, measured

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint.calendar import Limit
    from minben.blueprint.model import Step

    from .graph import Edge, Graph, Node
    from .labels import Labels
    from .lanes import Lanes
    from .layout import Layout

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
GRAPHICS = "http://www.omg.org/spec/DD/20100524/DC"
LINES = "http://www.omg.org/spec/DD/20100524/DI"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_TARGET = "https://minben.example/services"
_PREFIXES = {"bpmn": MODEL, "bpmndi": DIAGRAM, "dc": GRAPHICS, "di": LINES, "xsi": INSTANCE}
_TASKS = {
    Doer.RULE: "businessRuleTask",
    Doer.OFFICER: "userTask",
    Doer.APPLICANT: "userTask",
    Doer.SERVICE: "callActivity",
}
_TAGS = {
    Kind.START: "startEvent",
    Kind.END: "endEvent",
    Kind.CHOICE: "exclusiveGateway",
    Kind.SPLIT: "parallelGateway",
    Kind.JOIN: "parallelGateway",
    Kind.TIMER: "boundaryEvent",
}
_ALL, _POOL, _PROCESS = "all", "pool", "process"
_FORMAL = {f"{{{INSTANCE}}}type": "bpmn:tFormalExpression"}
_HEAD = 30
_LABEL_WIDTH, _LABEL_HEIGHT = 160, 14


def bpmn(graph: Graph, labels: Labels) -> str:
    """The picture as a document. It is a picture: the procedure itself runs by what its steps need."""
    for prefix, space in _PREFIXES.items():
        ET.register_namespace(prefix, space)
    lanes = lanes_of(graph, labels)
    layout = lay_out(graph, lanes.of)
    flows = {edge: f"flow-{number}" for number, edge in enumerate(graph.edges)}
    root = ET.Element(_in(MODEL, "definitions"), {"id": "definitions", "targetNamespace": _TARGET})
    _add_pool(root, labels)
    process = ET.SubElement(
        root, _in(MODEL, "process"), {"id": _PROCESS, "name": _title(labels), "isExecutable": "false"}
    )
    _add_lanes(process, graph, lanes)
    for node in graph.nodes.values():
        _add_node(process, node, flows, labels)
    for edge, flow in flows.items():
        attributes = {"id": flow, "sourceRef": _id(edge.source), "targetRef": _id(edge.target)}
        ET.SubElement(process, _in(MODEL, "sequenceFlow"), attributes | _named(graph, edge, labels))
    _draw(root, graph, layout, flows, labels)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _title(labels: Labels) -> str:
    return labels.service.title[labels.lang]


def _add_pool(root: ET.Element, labels: Labels) -> None:
    pool = {"id": _POOL, "name": _title(labels), "processRef": _PROCESS}
    ET.SubElement(
        ET.SubElement(root, _in(MODEL, "collaboration"), {"id": _ALL}), _in(MODEL, "participant"), pool
    )


def _add_lanes(process: ET.Element, graph: Graph, lanes: Lanes) -> None:
    every = ET.SubElement(process, _in(MODEL, "laneSet"), {"id": "lanes"})
    for place, title in enumerate(lanes.titles):
        lane = ET.SubElement(every, _in(MODEL, "lane"), {"id": f"lane-{place}", "name": title})
        for node in graph.nodes:
            if lanes.of[node] == place:
                ET.SubElement(lane, _in(MODEL, "flowNodeRef")).text = _id(node)


def _draw(root: ET.Element, graph: Graph, layout: Layout, flows: Mapping[Edge, str], labels: Labels) -> None:
    """The diagram: where the pool, its lanes, the nodes and the lines stand."""
    diagram = ET.SubElement(root, _in(DIAGRAM, "BPMNDiagram"), {"id": "diagram"})
    plane = ET.SubElement(diagram, _in(DIAGRAM, "BPMNPlane"), {"id": "plane", "bpmnElement": _ALL})
    first = layout.lanes[0]
    height = sum(lane.height for lane in layout.lanes)
    _shape(plane, _POOL, Box(first.x - _HEAD, first.y, first.width + _HEAD, height), {"isHorizontal": "true"})
    for place, lane in enumerate(layout.lanes):
        _shape(plane, f"lane-{place}", lane, {"isHorizontal": "true"})
    for node in graph.nodes.values():
        marker = {"isMarkerVisible": "true"} if node.kind is Kind.CHOICE else {}
        shape = _shape(plane, _id(node.id), layout.boxes[node.id], marker)
        if node.kind is Kind.TIMER:
            words, box = labels.clock(labels.service.steps[node.step]), layout.boxes[node.id]
            _label(shape, box.x - 6 - _label_width(words), box.middle + 3, words)
    for edge, flow in flows.items():
        line = {"id": f"line-{flow}", "bpmnElement": flow}
        drawn = ET.SubElement(plane, _in(DIAGRAM, "BPMNEdge"), line)
        for x, y in layout.lines[edge]:
            ET.SubElement(drawn, _in(LINES, "waypoint"), {"x": str(x), "y": str(y)})
        if edge.verdicts:
            x, y = label_place(layout.lines[edge])
            _label(drawn, x, y - _LABEL_HEIGHT, _named(graph, edge, labels)["name"])


def _shape(plane: ET.Element, element: str, box: Box, more: Mapping[str, str]) -> ET.Element:
    shape = {"id": f"shape-{element}", "bpmnElement": element, **more}
    drawn = ET.SubElement(plane, _in(DIAGRAM, "BPMNShape"), shape)
    _bounds(drawn, box)
    return drawn


def _label(drawn: ET.Element, x: int, y: int, words: str) -> None:
    _bounds(ET.SubElement(drawn, _in(DIAGRAM, "BPMNLabel")), Box(x, y, _label_width(words), _LABEL_HEIGHT))


def _label_width(words: str) -> int:
    return min(_LABEL_WIDTH, int(max(measured(line) for line in words.split("\n"))) + 8)


def _bounds(element: ET.Element, box: Box) -> None:
    place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    ET.SubElement(element, _in(GRAPHICS, "Bounds"), {key: str(value) for key, value in place.items()})


def _add_node(process: ET.Element, node: Node, flows: dict[Edge, str], labels: Labels) -> None:
    step = labels.service.steps.get(node.step)
    tag = _TASKS[step.by] if node.kind is Kind.STEP and step else _TAGS[node.kind]
    attributes = {"id": _id(node.id)} | _name(node, step, labels)
    if node.kind is Kind.TIMER:
        taken = step is not None and step.overdue is not None
        attributes |= {"attachedToRef": _id(node.step), "cancelActivity": "true" if taken else "false"}
    element = ET.SubElement(process, _in(MODEL, tag), attributes)
    if node.kind is Kind.STEP and step:
        said = [labels.doer(step), *labels.clocks(step), *labels.conditions(step)]
        said += [*labels.gives(step), *(law.cite for law in step.law)]
        ET.SubElement(element, _in(MODEL, "documentation")).text = "\n".join(line for line in said if line)
    for edge, flow in flows.items():
        if edge.target == node.id:
            ET.SubElement(element, _in(MODEL, "incoming")).text = flow
    for edge, flow in flows.items():
        if edge.source == node.id:
            ET.SubElement(element, _in(MODEL, "outgoing")).text = flow
    if node.kind is Kind.TIMER and step:
        _add_timer(element, node, step)
    elif node.kind is Kind.STEP and step:
        _add_loop(element, step, labels)


def _add_timer(element: ET.Element, node: Node, step: Step) -> None:
    timer = ET.SubElement(element, _in(MODEL, "timerEventDefinition"), {"id": f"{_id(node.id)}-timer"})
    if step.limit:
        ET.SubElement(timer, _in(MODEL, "timeDuration"), _FORMAL).text = _duration(step.limit)
    elif step.timing.until:
        ET.SubElement(timer, _in(MODEL, "timeDate"), _FORMAL).text = step.timing.until


def _add_loop(element: ET.Element, step: Step, labels: Labels) -> None:
    """The mark of what is done again, or by several people side by side. BPMN lets a step bear only one of them."""
    leader = step if step.repeat else labels.leader(step)
    if leader and leader.repeat:
        again = ET.SubElement(
            element,
            _in(MODEL, "standardLoopCharacteristics"),
            {"testBefore": "false", "loopMaximum": str(leader.repeat.at_most)},
        )
        ET.SubElement(again, _in(MODEL, "loopCondition"), _FORMAL).text = f"not({leader.repeat.until})"
    elif (several := step.people * max(1, len(step.posts))) > 1:
        beside = ET.SubElement(element, _in(MODEL, "multiInstanceLoopCharacteristics"))
        ET.SubElement(beside, _in(MODEL, "loopCardinality"), _FORMAL).text = str(several)


def _duration(limit: Limit) -> str:
    """As ISO 8601 has it, which knows no working time."""
    return f"PT{limit.count}H" if limit.unit is Unit.WORKING_HOURS else f"P{limit.count}D"


def _name(node: Node, step: Step | None, labels: Labels) -> dict[str, str]:
    match node.kind:
        case Kind.START:
            return {"name": labels.start}
        case Kind.END:
            return {"name": labels.end(node.name)}
        case Kind.STEP if step:
            return {"name": f"{step.title[labels.lang]}\n{labels.doer(step)}"}
        case Kind.TIMER if step:
            return {"name": labels.clock(step)}
        case _:
            return {}


def _named(graph: Graph, edge: Edge, labels: Labels) -> dict[str, str]:
    if not edge.verdicts:
        return {}
    step = labels.service.steps[graph.nodes[edge.source].step]
    return {"name": " / ".join(labels.verdict(step, verdict) for verdict in edge.verdicts)}


def _id(name: str) -> str:
    return f"node-{name}"


def _in(space: str, tag: str) -> str:
    return f"{{{space}}}{tag}"
