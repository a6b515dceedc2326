"""Reads the `definitions` of a DMN file: what it imports, its types, and its definitions with their requirements."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Protocol

from ..errors import Problem
from ..feel.cursor import MAX_DEPTH
from ..feel.walk import height
from ..models.boxed import FunctionBox, Variable
from ..models.cycles import cycles_in
from ..models.definitions import (
    DecisionDefinition,
    DecisionService,
    Header,
    Import,
    InputData,
    KnowledgeModel,
    KnowledgeSource,
    Reference,
    Requirement,
)
from ..models.model import Model
from ..problems import PlacedProblem
from .boxed import BoxedReader
from .item_types import ItemTypes
from .reading import Feel, Names, Reading, kept, name_of
from .say import about
from .versions import VERSIONS
from .xml import wrong

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..feel.types import Type
    from .xml import Document, Tag

_VALUES = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
_ARTIFACTS = (
    "textAnnotation",
    "association",
    "group",
    "elementCollection",
    "performanceIndicator",
    "organizationUnit",
)
_MEMBERS = frozenset(("itemDefinition", "itemComponent", "column", "output"))
_REQUIRED: Mapping[str, Literal["input", "decision", "knowledge"]] = {
    "requiredInput": "input",
    "requiredDecision": "decision",
    "requiredKnowledge": "knowledge",
}
_LINKS = (
    "supportedObjective",
    "impactedPerformanceIndicator",
    "decisionMaker",
    "decisionOwner",
    "usingProcess",
    "usingTask",
    "owner",
)


class Imports(Protocol):
    """Where imported models come from."""

    def imported(self, tag: Tag, namespace: str) -> tuple[Model | None, Problem | None]:
        """The model of a namespace, or why there is none."""


class DefinitionsReader:
    """One reading of one file."""

    def __init__(self, file: str, document: Document, library: Imports) -> None:
        self._reading = Reading(file)
        self._root = document.root
        self._prefixes = document.prefixes
        self._library = library
        if self._root.name != "definitions" or self._root.namespace not in VERSIONS:
            found = f"{{{self._root.namespace}}}{self._root.name}"
            raise wrong(file, self._root.line, "not-dmn", found=found)
        self._imports = [self._import(tag) for tag in self._root.named("import")]
        named = {known.namespace: f"{known.name}." for known in self._imports if known.name}
        self._types = ItemTypes(
            self._reading,
            self._root.named("itemDefinition"),
            self._imported_types(),
            {prefix: named.get(namespace, "") for prefix, namespace in self._prefixes.items()},
        )
        self._by_id: dict[str, str] = {}
        self._index()
        self._members = Names.of((), self._member_names())
        feel = Feel(self._reading, self._types.resolve)
        self._boxed = BoxedReader(self._reading, self._types, feel)

    def read(self) -> Model:
        """The model, with the problems met in it."""
        model = Model(
            name=name_of(self._root.get("name")),
            namespace=self._root.get("namespace"),
            types=self._types.types,
            inputs=tuple(map(self._input, self._root.named("inputData"))),
            decisions=tuple(map(self._decision, self._root.named("decision"))),
            knowledge=tuple(map(self._knowledge, self._root.named("businessKnowledgeModel"))),
            services=tuple(map(self._service, self._root.named("decisionService"))),
            imports=tuple(self._imports),
            item_definitions=self._types.definitions,
            sources=tuple(map(self._source, self._root.named("knowledgeSource"))),
            header=self._header(),
            artifacts=tuple(map(kept, self._root.named(*_ARTIFACTS))),
            diagrams=next(map(kept, self._root.named("DMNDI")), None),
        )
        self._reading.problems.extend(cycles_in(model))
        self._check_heights(model)
        problems = sorted(self._reading.problems, key=lambda problem: problem.place.line)
        return replace(model, problems=tuple(problems))

    def _header(self) -> Header:
        root = self._root
        said = about(self._reading, root)
        return Header(
            id=said["id"],
            label=said["label"],
            description=said["description"],
            expression_language=root.get("expressionLanguage"),
            type_language=root.get("typeLanguage"),
            exporter=root.get("exporter"),
            exporter_version=root.get("exporterVersion"),
            prefixes=tuple(self._prefixes.items()),
            attributes=said["attributes"],
            extensions=said["extensions"],
        )

    # Imports.

    def _import(self, tag: Tag) -> Import:
        namespace, kind = tag.get("namespace"), tag.get("importType")
        model: Model | None = None
        if kind in VERSIONS:
            model, problem = self._library.imported(tag, namespace)
            if problem is not None:
                self._reading.problem(tag, problem.code, **problem.values)
        else:
            self._reading.warning(tag, "import-kind", kind=kind)
        older = next((prefix for prefix, known in self._prefixes.items() if known == namespace), "")
        return Import(
            **about(self._reading, tag),
            # DMN 1.1 has no name for it but the prefix of its namespace.
            name=name_of(tag.get("name")) if "name" in tag.attributes else older,
            namespace=namespace,
            import_type=kind,
            location=tag.get("locationURI"),
            model=model,
        )

    def _imported_types(self) -> Mapping[str, Type]:
        return {
            f"{known.name}.{name}" if known.name else name: type_
            for known in self._imports
            if known.model is not None
            for name, type_ in known.model.types.items()
        }

    # Names.

    def _index(self) -> None:
        names: set[str] = set()
        for tag in self._root.named(*_VALUES):
            name, id_ = name_of(tag.get("name")), tag.get("id")
            if not name:
                self._reading.problem(tag, "no-name", element=tag.name)
            elif name in names:
                self._reading.problem(tag, "twice", name=name)
            names.add(name)
            if id_ and id_ in self._by_id:
                self._reading.problem(tag, "twice", name=id_)
            self._by_id[id_] = name

    def _member_names(self) -> Iterator[str]:
        """Every name that may follow a dot."""
        for tag in _all_tags(self._root):
            if tag.name in _MEMBERS:
                yield name_of(tag.get("name"))
            elif tag.name == "contextEntry" and (variable := tag.first("variable")) is not None:
                yield name_of(variable.get("name"))
        for known in self._imports:
            if known.model is not None:
                yield from known.model.member_names

    def _referred(self, tag: Tag, href: str) -> str:
        """The name by which a scope knows the element that is referred to; "" where there is none."""
        namespace, _, id_ = href.rpartition("#")
        if namespace in ("", self._root.get("namespace")) and id_ in self._by_id:
            return self._by_id[id_]
        for known in self._imports:
            if namespace == known.namespace:
                if known.model is None:
                    return ""
                for element in known.model.elements.values():
                    if element.id == id_:
                        return f"{known.name}.{element.name}" if known.name else element.name
        self._reading.problem(tag, "unknown-reference", href=href)
        return ""

    def _names(self, requirements: Iterable[Requirement]) -> Names:
        prefixes = tuple(known.name for known in self._imports)
        needs = (requirement.name for requirement in requirements)
        own = (
            name
            for name in needs
            if not name.startswith(tuple(f"{prefix}." for prefix in prefixes if prefix))
        )
        return self._members.inner(*own, *prefixes)

    # Definitions.

    def _input(self, tag: Tag) -> InputData:
        return InputData(
            **about(self._reading, tag), name=name_of(tag.get("name")), variable=self._variable(tag)
        )

    def _variable(self, tag: Tag) -> Variable:
        variable = tag.first("variable")
        if variable is None:
            return Variable(place=self._reading.place(tag), name=name_of(tag.get("name")))
        return self._boxed.variable(variable)

    def _decision(self, tag: Tag) -> DecisionDefinition:
        requirements = self._requirements(tag)
        name = name_of(tag.get("name"))
        return DecisionDefinition(
            **about(self._reading, tag),
            name=name,
            variable=self._variable(tag),
            logic=self._boxed.inside(tag, self._names(requirements), name),
            requirements=requirements,
            question=tag.words("question"),
            allowed_answers=tag.words("allowedAnswers"),
            links=self._links(tag),
        )

    def _knowledge(self, tag: Tag) -> KnowledgeModel:
        requirements = self._requirements(tag)
        name = name_of(tag.get("name"))
        logic = tag.first("encapsulatedLogic")
        function: FunctionBox | None = None
        if logic is not None:
            function = self._boxed.function(logic, self._names(requirements).inner(name), name)
        return KnowledgeModel(
            **about(self._reading, tag),
            name=name,
            variable=self._variable(tag),
            logic=function,
            requirements=requirements,
        )

    def _service(self, tag: Tag) -> DecisionService:
        return DecisionService(
            **about(self._reading, tag),
            name=name_of(tag.get("name")),
            variable=self._variable(tag),
            outputs=self._references(tag, "outputDecision"),
            encapsulated=self._references(tag, "encapsulatedDecision"),
            input_decisions=self._references(tag, "inputDecision"),
            inputs=self._references(tag, "inputData"),
        )

    def _source(self, tag: Tag) -> KnowledgeSource:
        return KnowledgeSource(
            **about(self._reading, tag),
            name=name_of(tag.get("name")),
            requirements=self._requirements(tag),
            type=tag.words("type"),
            location=tag.get("locationURI"),
            links=self._links(tag),
        )

    def _references(self, tag: Tag, kind: str) -> tuple[Reference, ...]:
        return tuple(
            Reference(kind, part.get("href"), self._referred(part, part.get("href")))
            for part in tag.named(kind)
        )

    def _links(self, tag: Tag) -> tuple[Reference, ...]:
        return tuple(Reference(part.name, part.get("href")) for part in tag.named(*_LINKS))

    def _requirements(self, tag: Tag) -> tuple[Requirement, ...]:
        return tuple(self._requirements_in(tag))

    def _requirements_in(self, tag: Tag) -> Iterator[Requirement]:
        for part in tag.named("informationRequirement", "knowledgeRequirement"):
            for needed in part.named(*_REQUIRED):
                href = needed.get("href")
                yield Requirement(
                    **about(self._reading, part),
                    kind=_REQUIRED[needed.name],
                    href=href,
                    required=needed.name,
                    name=self._referred(needed, href),
                )
        for part in tag.named("authorityRequirement"):
            for needed in part.children:
                if needed.get("href"):
                    yield Requirement(
                        **about(self._reading, part),
                        kind="authority",
                        href=needed.get("href"),
                        required=needed.name,
                    )

    def _check_heights(self, model: Model) -> None:
        for name, element in model.elements.items():
            if height(model.tree_of(name)) > MAX_DEPTH:
                problem = Problem("too-deep", {"limit": str(MAX_DEPTH)})
                self._reading.problems.append(PlacedProblem(element.place, problem))


def _all_tags(root: Tag) -> Iterator[Tag]:
    pending = [root]
    while pending:
        tag = pending.pop()
        yield tag
        pending.extend(tag.children)
