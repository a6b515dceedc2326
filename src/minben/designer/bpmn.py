"""The derived picture of a procedure as BPMN 2.0 XML with its diagram, for modellers such as Camunda's."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from minben.blueprint.calendar import Unit
from minben.blueprint.model import Doer

from .graph import Kind

if TYPE_CHECKING:
    from minben.blueprint.calendar import Limit
    from minben.blueprint.model import Step

    from .graph import Edge, Graph, Node
    from .labels import Labels
    from .layout import Layout

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
GRAPHICS = "http://www.omg.org/spec/DD/20100524/DC"
LINES = "http://www.omg.org/spec/DD/20100524/DI"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_TARGET = "https://minben.example/services"
_PREFIXES = {"bpmn": MODEL, "bpmndi": DIAGRAM, "dc": GRAPHICS, "di": LINES, "xsi": INSTANCE}
_TASKS = {Doer.RULE: "businessRuleTask", Doer.OFFICER: "userTask", Doer.APPLICANT: "userTask"}
_TAGS = {
    Kind.START: "startEvent",
    Kind.END: "endEvent",
    Kind.CHOICE: "exclusiveGateway",
    Kind.SPLIT: "parallelGateway",
    Kind.JOIN: "parallelGateway",
    Kind.TIMER: "boundaryEvent",
}


def bpmn(graph: Graph, layout: Layout, labels: Labels) -> str:
    """The picture as a document. It is a picture: the procedure itself runs by what its steps need."""
    for prefix, space in _PREFIXES.items():
        ET.register_namespace(prefix, space)
    root = ET.Element(_in(MODEL, "definitions"), {"id": "definitions", "targetNamespace": _TARGET})
    process_id = f"process-{labels.service.id}"
    process = ET.SubElement(
        root,
        _in(MODEL, "process"),
        {"id": process_id, "name": labels.service.title[labels.lang], "isExecutable": "false"},
    )
    flows = {edge: f"flow-{number}" for number, edge in enumerate(graph.edges)}
    for node in graph.nodes.values():
        _add_node(process, node, flows, labels)
    for edge, flow in flows.items():
        attributes = {"id": flow, "sourceRef": _id(edge.source), "targetRef": _id(edge.target)}
        ET.SubElement(process, _in(MODEL, "sequenceFlow"), attributes | _named(graph, edge, labels))
    diagram = ET.SubElement(root, _in(DIAGRAM, "BPMNDiagram"), {"id": "diagram"})
    plane = ET.SubElement(diagram, _in(DIAGRAM, "BPMNPlane"), {"id": "plane", "bpmnElement": process_id})
    for node in graph.nodes.values():
        box = layout.boxes[node.id]
        shape = {"id": f"shape-{node.id}", "bpmnElement": _id(node.id)}
        drawn = ET.SubElement(plane, _in(DIAGRAM, "BPMNShape"), shape)
        place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
        ET.SubElement(drawn, _in(GRAPHICS, "Bounds"), {key: str(value) for key, value in place.items()})
    for edge, flow in flows.items():
        line = {"id": f"line-{flow}", "bpmnElement": flow}
        drawn = ET.SubElement(plane, _in(DIAGRAM, "BPMNEdge"), line)
        for x, y in layout.lines[edge]:
            ET.SubElement(drawn, _in(LINES, "waypoint"), {"x": str(x), "y": str(y)})
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add_node(process: ET.Element, node: Node, flows: dict[Edge, str], labels: Labels) -> None:
    step = labels.service.steps.get(node.step)
    tag = _TASKS[step.by] if node.kind is Kind.STEP and step else _TAGS[node.kind]
    attributes = {"id": _id(node.id)} | _name(node, step, labels)
    if node.kind is Kind.TIMER:
        taken = step is not None and step.overdue is not None
        attributes |= {"attachedToRef": _id(node.step), "cancelActivity": "true" if taken else "false"}
    element = ET.SubElement(process, _in(MODEL, tag), attributes)
    if node.kind is Kind.STEP and step:
        said = [labels.doer(step), labels.limit(step), labels.repeats(step)]
        said += [*labels.gives(step), *(law.cite for law in step.law)]
        ET.SubElement(element, _in(MODEL, "documentation")).text = "\n".join(line for line in said if line)
    for edge, flow in flows.items():
        if edge.target == node.id:
            ET.SubElement(element, _in(MODEL, "incoming")).text = flow
    for edge, flow in flows.items():
        if edge.source == node.id:
            ET.SubElement(element, _in(MODEL, "outgoing")).text = flow
    if node.kind is Kind.TIMER and step and step.limit:
        timer = ET.SubElement(element, _in(MODEL, "timerEventDefinition"), {"id": f"{_id(node.id)}-timer"})
        kind = {_in(INSTANCE, "type"): "bpmn:tFormalExpression"}
        ET.SubElement(timer, _in(MODEL, "timeDuration"), kind).text = _duration(step.limit)
    if node.kind is Kind.STEP and step and step.repeat:
        again = {"loopMaximum": str(step.repeat.at_most)}
        ET.SubElement(element, _in(MODEL, "standardLoopCharacteristics"), again)
    elif node.kind is Kind.STEP and step and max(step.people, len(step.posts)) > 1:
        several = ET.SubElement(element, _in(MODEL, "multiInstanceLoopCharacteristics"))
        kind = {_in(INSTANCE, "type"): "bpmn:tFormalExpression"}
        ET.SubElement(several, _in(MODEL, "loopCardinality"), kind).text = str(
            step.people * max(1, len(step.posts))
        )


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
        case Kind.TIMER if step and step.limit:
            return {"name": labels.long(step.limit)}
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
