"""The parts of a model of decisions (DMN 1.5, chapters 6 and 7), as data: inputs, decisions, functions, types.

Requirements say which names an expression may read: nothing else of the model is in its scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .boxed import Boxed, Element, FunctionBox, Markup, Variable

if TYPE_CHECKING:
    from ..feel.tree import UnaryTests
    from ..feel.types import Type
    from .model import Model


@dataclass(frozen=True, slots=True)
class Constraint:
    """Values that a type allows: the tests as written and as understood (None where they are not FEEL)."""

    text: str
    tests: UnaryTests | None
    id: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class FunctionItem:
    """What a type of functions says: the types of the parameters and of the result, as written."""

    parameters: tuple[Variable, ...]
    result_ref: str


@dataclass(frozen=True, kw_only=True)
class ItemDefinition(Element):
    """A type of the model as written: a reference to another, components, or a function.

    `allowed` are the values of one element (of each element of a collection), `constraint` those of the whole.
    """

    name: str
    type_ref: str = ""
    components: tuple[ItemDefinition, ...] = ()
    function: FunctionItem | None = None
    collection: bool = False
    allowed: Constraint | None = None
    constraint: Constraint | None = None
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Requirement(Element):
    """That an element needs another one: `href` as written, `name` the one by which the scope knows it.

    The name of an imported element has the import's name and a dot before it; that of an authority is "". `required`
    is the XML element that refers to it, such as `requiredInput`.
    """

    kind: Literal["input", "decision", "knowledge", "authority"]
    href: str
    required: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference from one element to another: `kind` the XML element's name, `href` as written, the name resolved."""

    kind: str
    href: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class InputData(Element):
    """A fact that is given."""

    name: str
    variable: Variable

    @property
    def type(self) -> Type | None:
        """The type, None where nothing is said."""
        return self.variable.type


@dataclass(frozen=True, kw_only=True)
class DecisionDefinition(Element):
    """A decision: its logic, and what it needs. `links` are references to people, processes and objectives."""

    name: str
    variable: Variable
    logic: Boxed | None
    requirements: tuple[Requirement, ...] = ()
    question: str = ""
    allowed_answers: str = ""
    links: tuple[Reference, ...] = ()

    @property
    def type(self) -> Type | None:
        """The type of the result, None where nothing is said."""
        return self.variable.type

    @property
    def needs(self) -> tuple[str, ...]:
        """The names that its logic may read."""
        return names_needed(self.requirements)


@dataclass(frozen=True, kw_only=True)
class KnowledgeModel(Element):
    """A business knowledge model: a function that decisions share."""

    name: str
    variable: Variable
    logic: FunctionBox | None
    requirements: tuple[Requirement, ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """The names that its logic may read; it may call itself without saying so."""
        return tuple(dict.fromkeys((*names_needed(self.requirements), self.name)))


@dataclass(frozen=True, kw_only=True)
class DecisionService(Element):
    """Decisions offered as a function: its parameters are the input data, then the input decisions."""

    name: str
    variable: Variable
    outputs: tuple[Reference, ...]
    encapsulated: tuple[Reference, ...] = ()
    input_decisions: tuple[Reference, ...] = ()
    inputs: tuple[Reference, ...] = ()


@dataclass(frozen=True, kw_only=True)
class KnowledgeSource(Element):
    """An authority: a law, a policy, a person."""

    name: str
    requirements: tuple[Requirement, ...] = ()
    type: str = ""
    location: str = ""
    links: tuple[Reference, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Import(Element):
    """Another model whose elements this one reads by `name.element`; an empty name makes them its own."""

    name: str
    namespace: str
    import_type: str = ""
    location: str = ""
    model: Model | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of a DMN file says beyond name and namespace; `prefixes` are those it declares for namespaces."""

    id: str = ""
    label: str = ""
    description: str = ""
    expression_language: str = ""
    type_language: str = ""
    exporter: str = ""
    exporter_version: str = ""
    prefixes: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    extensions: tuple[Markup, ...] = ()


Definition = InputData | DecisionDefinition | KnowledgeModel | DecisionService
"""What has a name by which expressions may read it."""


def names_needed(requirements: tuple[Requirement, ...]) -> tuple[str, ...]:
    """The names that requirements bring into scope, each once."""
    return tuple(dict.fromkeys(requirement.name for requirement in requirements if requirement.name))
