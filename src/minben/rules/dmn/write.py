"""Writes models as DMN's XML, in the version that most editors open.

    `Model` → parts with ids (`ids`, `write_boxed`, `write_table`) → text (`serial`)

What reading kept is written as it was; reading what was written gives an equal model, and writing that the same text.
A model that comes without ids gets readable ones, one without a diagram is laid out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import Problem
from ..models.boxed import Broken, Markup, all_parts
from ..problems import ModelError, Place, PlacedProblem
from .ids import Ids
from .layout import Shape, diagram_of
from .serial import Part, UnwritableError, namespaces_in, xml_text
from .versions import DC, DI, DIAGRAMS, moved, moved_namespace, namespace_of, version_for
from .write_boxed import BoxedWriter
from .write_types import TypesWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..models.boxed import Element, Variable
    from ..models.definitions import (
        DecisionDefinition,
        DecisionService,
        Import,
        InputData,
        KnowledgeModel,
        KnowledgeSource,
        Reference,
        Requirement,
    )
    from ..models.model import Model

_REQUIREMENTS = {
    "input": ("informationRequirement", "requiredInput"),
    "decision": ("informationRequirement", "requiredDecision"),
    "knowledge": ("knowledgeRequirement", "requiredKnowledge"),
    "authority": ("authorityRequirement", "requiredAuthority"),
}
_ORDER = ("informationRequirement", "knowledgeRequirement", "authorityRequirement")
_LINKS = (
    "supportedObjective",
    "impactedPerformanceIndicator",
    "decisionMaker",
    "decisionOwner",
    "usingProcess",
    "usingTask",
)
_LAST = frozenset(("elementCollection", "performanceIndicator", "organizationUnit"))
"""Kept elements that stand behind the other ones."""
_PREFIXES = {DI: "di", DC: "dc", **dict.fromkeys(DIAGRAMS, "dmndi")}
_URN = "urn:minben:rules:"


def write_dmn(model: Model) -> str:
    """The XML of a model. Raises `ModelError` where it holds what cannot be written: expressions that could not be
    read, control characters."""
    _check_whole(model)
    version = version_for(model)
    root = _DefinitionsWriter(model, version).part()
    try:
        return xml_text(root, _prefixes(model, root, version))
    except UnwritableError as fault:
        problem = Problem("xml-unwritable", {"text": fault.text})
        raise ModelError((PlacedProblem(Place(model.name), problem),)) from None


def _check_whole(model: Model) -> None:
    logic = [decision.logic for decision in model.decisions] + [known.logic for known in model.knowledge]
    broken = [part for whole in logic for part in all_parts(whole) if isinstance(part, Broken)]
    if broken:
        raise ModelError(tuple(problem for part in broken for problem in part.problems))


def _prefixes(model: Model, root: Part, version: str) -> dict[str, str]:
    """The prefixes that a file declares: those it came with, and what else is needed."""
    prefixes = {prefix: moved_namespace(known, version) for prefix, known in model.header.prefixes}
    own = namespace_of(version)
    if own not in prefixes.values():
        prefixes["dmn" if "" in prefixes else ""] = own
    for attributes in (False, True):
        named = {known for prefix, known in prefixes.items() if prefix or not attributes}
        for found in namespaces_in(root, attributes=attributes):
            if found not in named:
                named.add(found)
                wanted = _PREFIXES.get(found, "")
                count = next(
                    number for number in range(1, len(prefixes) + 2) if f"ns{number}" not in prefixes
                )
                prefixes[wanted if wanted and wanted not in prefixes else f"ns{count}"] = found
    return prefixes


class _DefinitionsWriter:
    def __init__(self, model: Model, version: str) -> None:
        self._model = model
        self._version = version
        self._namespace = namespace_of(version)
        self._ids = Ids(model)
        self._types = TypesWriter(model, self._tag, self._ids)
        self._boxed = BoxedWriter(self._tag, self._ids, self._types)
        self._id_of = dict(self._named_ids())
        self._shapes: list[Shape] = []

    def _named_ids(self) -> Iterator[tuple[str, str]]:
        model, ids = self._model, self._ids
        yield from ((data.name, ids.of(data.id, "input", data.name)) for data in model.inputs)
        yield from ((made.name, ids.of(made.id, "decision", made.name)) for made in model.decisions)
        yield from ((known.name, ids.of(known.id, "knowledge", known.name)) for known in model.knowledge)
        yield from ((service.name, ids.of(service.id, "service", service.name)) for service in model.services)
        yield from ((source.name, ids.of(source.id, "source", source.name)) for source in model.sources)

    def _tag(
        self,
        name: str,
        attributes: Iterable[tuple[str, str]] = (),
        children: Iterable[Part | Markup | None] = (),
        text: str = "",
    ) -> Part:
        """An element of DMN."""
        inside = [child for child in children if child is not None]
        return Part(f"{{{self._namespace}}}{name}", tuple(attributes), inside, text)

    def part(self) -> Part:
        """The `definitions` element."""
        model, head = self._model, self._model.header
        attributes = [
            ("id", self._ids.of(head.id, "model", model.name)),
            ("name", model.name or "model"),
            ("label", head.label),
            ("namespace", model.namespace or f"{_URN}{model.name}"),
            ("expressionLanguage", head.expression_language),
            ("typeLanguage", head.type_language),
            ("exporter", head.exporter),
            ("exporterVersion", head.exporter_version),
            *head.attributes,
        ]
        elements = [
            *map(self._input, model.inputs),
            *map(self._decision, model.decisions),
            *map(self._knowledge, model.knowledge),
            *map(self._service, model.services),
            *map(self._source, model.sources),
        ]
        artifacts = [moved(artifact, self._version) for artifact in model.artifacts]
        artifacts.sort(key=lambda artifact: artifact.name.rpartition("}")[2] in _LAST)
        children: list[Part | Markup | None] = [
            *self._boxed.said(head.description, head.extensions),
            *map(self._import, model.imports),
            *self._types.parts(),
            *elements,
            *artifacts,
            self._diagrams(),
        ]
        return self._tag("definitions", attributes, children)

    def _diagrams(self) -> Markup | None:
        if self._model.diagrams is not None:
            return moved(self._model.diagrams, self._version)
        return diagram_of(self._shapes, self._version)

    def _import(self, known: Import) -> Part:
        attributes = [
            ("name", known.name),
            ("namespace", known.namespace),
            ("importType", known.import_type),
            ("locationURI", known.location),
        ]
        return self._tag("import", [*self._boxed.head(known), *attributes], self._boxed.said_of(known))

    # Elements of the requirements graph.

    def _element(self, tag: str, element: Element, name: str, inside: Iterable[Part | None]) -> Part:
        attributes = [
            ("id", self._id_of[name]),
            ("name", name),
            ("label", element.label),
            *element.attributes,
        ]
        return self._tag(tag, attributes, [*self._boxed.said_of(element), *inside])

    def _variable(self, variable: Variable, owner: str) -> Part:
        return self._boxed.variable("variable", variable, owner, "variable")

    def _input(self, data: InputData) -> Part:
        id_ = self._id_of[data.name]
        self._shapes.append(Shape(id_, "input", ()))
        return self._element("inputData", data, data.name, [self._variable(data.variable, id_)])

    def _decision(self, decision: DecisionDefinition) -> Part:
        id_ = self._id_of[decision.name]
        inside = [
            self._words("question", decision.question),
            self._words("allowedAnswers", decision.allowed_answers),
            self._variable(decision.variable, id_),
            *self._requirements(decision.requirements, id_, "decision"),
            *self._links(decision.links, _LINKS),
            None if decision.logic is None else self._boxed.part(decision.logic, f"{id_}_logic"),
        ]
        return self._element("decision", decision, decision.name, inside)

    def _knowledge(self, known: KnowledgeModel) -> Part:
        id_ = self._id_of[known.name]
        logic = known.logic
        inside = [
            self._variable(known.variable, id_),
            None if logic is None else self._boxed.function(logic, f"{id_}_logic", "encapsulatedLogic"),
            *self._requirements(known.requirements, id_, "knowledge"),
        ]
        return self._element("businessKnowledgeModel", known, known.name, inside)

    def _service(self, service: DecisionService) -> Part:
        references = (*service.outputs, *service.encapsulated, *service.input_decisions, *service.inputs)
        inside = [
            self._variable(service.variable, self._id_of[service.name]),
            *(self._reference(reference) for reference in references),
        ]
        return self._element("decisionService", service, service.name, inside)

    def _source(self, source: KnowledgeSource) -> Part:
        inside = [
            *self._requirements(source.requirements, self._id_of[source.name], "source"),
            self._words("type", source.type),
            *self._links(source.links, ("owner",)),
        ]
        part = self._element("knowledgeSource", source, source.name, inside)
        part.attributes = [*part.attributes, ("locationURI", source.location)]
        return part

    def _words(self, tag: str, text: str) -> Part | None:
        return self._tag(tag, text=text) if text else None

    def _links(self, links: Iterable[Reference], order: tuple[str, ...]) -> Iterator[Part]:
        return (self._reference(link) for link in sorted(links, key=lambda link: order.index(link.kind)))

    def _reference(self, reference: Reference) -> Part:
        return self._tag(reference.kind, [("href", self._href(reference.href, reference.name))])

    def _href(self, href: str, name: str) -> str:
        return href or f"#{self._id_of[name]}"

    def _requirements(self, requirements: Iterable[Requirement], owner: str, kind: str) -> Iterator[Part]:
        needs: list[tuple[str, str]] = []
        parts: list[Part] = []
        for need in requirements:
            tag, required = _REQUIREMENTS[need.kind]
            href = self._href(need.href, need.name)
            id_ = self._ids.of(need.id, owner, "needs", need.name or href.rpartition("#")[2])
            needs.append((id_, href.removeprefix("#")))
            attributes = [("id", id_), ("label", need.label), *need.attributes]
            target = self._tag(need.required or required, [("href", href)])
            parts.append(self._tag(tag, attributes, [*self._boxed.said_of(need), target]))
        self._shapes.append(Shape(owner, kind, tuple(needs)))
        return iter(sorted(parts, key=lambda part: _ORDER.index(part.name.rpartition("}")[2])))
