"""A model of decisions (DMN 1.5, chapters 6 and 7): its definitions, found by name, and what they come to.

`read_model` makes one of DMN, CSV or XLSX files; `Model.decide` runs it over the facts of a case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from ..feel.evaluate import compile_node
from ..feel.run import BUDGET
from ..feel.tree import Name
from ..feel.types import names_in
from ..feel.walk import walk
from .boxed import LiteralExpression, all_parts, names_inside
from .decide import Outcome, call, decide, serve
from .definitions import (
    DecisionDefinition,
    DecisionService,
    Definition,
    Header,
    Import,
    InputData,
    ItemDefinition,
    KnowledgeModel,
    KnowledgeSource,
)
from .lower import NOWHERE, decision_tree, fitted, knowledge_tree, service_order, service_tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ..feel.registry import Clock
    from ..feel.run import Code
    from ..feel.tree import Node
    from ..feel.types import Type
    from ..problems import Place, PlacedProblem
    from .boxed import Markup


@dataclass(frozen=True, kw_only=True)
class Model:
    """A model of decisions.

    `types` are the types it defines by name, those of imports as `import.name`. `artifacts` (notes, groups, people)
    and the `diagrams` mean nothing to the rules and are kept for writing. `problems` is what lenient reading left.
    """

    name: str
    namespace: str = ""
    types: Mapping[str, Type] = field(default_factory=dict)
    inputs: tuple[InputData, ...] = ()
    decisions: tuple[DecisionDefinition, ...] = ()
    knowledge: tuple[KnowledgeModel, ...] = ()
    services: tuple[DecisionService, ...] = ()
    imports: tuple[Import, ...] = ()
    item_definitions: tuple[ItemDefinition, ...] = ()
    sources: tuple[KnowledgeSource, ...] = ()
    header: Header = field(default_factory=Header)
    artifacts: tuple[Markup, ...] = ()
    diagrams: Markup | None = None
    problems: tuple[PlacedProblem, ...] = field(default=(), compare=False)

    @cached_property
    def elements(self) -> Mapping[str, Definition]:
        """Everything that has a value, by name."""
        elements: list[Definition] = [*self.inputs, *self.decisions, *self.knowledge, *self.services]
        return {element.name: element for element in elements}

    @cached_property
    def member_names(self) -> frozenset[str]:
        """The names of its definitions, and those inside its types and contexts: what a model that imports it may say
        after a dot."""
        logic = [decision.logic for decision in self.decisions] + [model.logic for model in self.knowledge]
        inside = (name for whole in logic for part in all_parts(whole) for name in names_inside(part))
        return names_in(self.types) | frozenset(self.elements) | frozenset(inside)

    def decision(self, name: str) -> DecisionDefinition:
        """The decision of a name. Raises `KeyError`."""
        element = self.elements[name]
        if not isinstance(element, DecisionDefinition):
            raise KeyError(name)
        return element

    def service(self, name: str) -> DecisionService:
        """The decision service of a name. Raises `KeyError`."""
        element = self.elements[name]
        if not isinstance(element, DecisionService):
            raise KeyError(name)
        return element

    def function(self, name: str) -> KnowledgeModel:
        """The business knowledge model of a name. Raises `KeyError`."""
        element = self.elements[name]
        if not isinstance(element, KnowledgeModel):
            raise KeyError(name)
        return element

    def imported(self, name: str) -> Model:
        """The model that is imported under a name. Raises `UndefinedError` where there is none."""
        for known in self.imports:
            if known.name == name and known.model is not None:
                return known.model
        raise UndefinedError("unknown-name", name=name)

    def split(self, name: str) -> tuple[str, str]:
        """A needed name as that of the import, "" for this model's own, and that of the element."""
        for known in self.imports:
            if known.name and name.startswith(f"{known.name}."):
                return known.name, name.removeprefix(f"{known.name}.")
        return "", name

    def needs_of(self, name: str) -> tuple[str, ...]:
        """The names that the logic of an element may read; that of a service is its decisions'."""
        element = self.elements[name]
        if isinstance(element, InputData):
            return ()
        if isinstance(element, DecisionService):
            inside = service_order(self, element)
            needed = (need for decision in inside.values() for need in decision.needs)
            own = {*inside, *(reference.name for reference in (*element.inputs, *element.input_decisions))}
            hidden = own | {data.name for data in self.inputs}
            return tuple(dict.fromkeys(need for need in needed if need not in hidden))
        return element.needs

    def tree_of(self, name: str) -> Node:
        """What has this name as a FEEL tree, brought to its type; it reads inputs, decisions and functions by name.

        An input is the fact itself. Raises `KeyError` for a name that the model does not have.
        """
        element = self.elements[name]
        match element:
            case InputData():
                return fitted(Name(name, span=NOWHERE), element.type)
            case DecisionDefinition():
                return decision_tree(element)
            case KnowledgeModel():
                return knowledge_tree(element)
            case DecisionService():
                return service_tree(self, element)

    def code_of(self, name: str) -> Code:
        """The tree of a name, ready to run."""
        if name not in self._codes:
            self._codes[name] = compile_node(self.tree_of(name))
        return self._codes[name]

    @cached_property
    def _codes(self) -> dict[str, Code]:
        return {}

    @cached_property
    def places(self) -> Mapping[int, Place]:
        """Where the spans in FEEL stand, by the identity of the span: the expression that each is in."""
        logic = [decision.logic for decision in self.decisions] + [model.logic for model in self.knowledge]
        places = {
            id(node.span): part.place
            for whole in logic
            for part in all_parts(whole)
            if isinstance(part, LiteralExpression)
            for node in walk(part.tree)
        }
        for known in self.imports:
            places |= known.model.places if known.model is not None else {}
        return places

    def decide(
        self,
        facts: Mapping[str, object],
        *,
        on: date,
        decisions: Sequence[str] | None = None,
        clock: Clock | None = None,
        budget: int = BUDGET,
    ) -> Outcome:
        """What the decisions come to with these facts on the date that counts; all where none are named.

        Facts of an imported model stand in a context by the name of the import, or beside the others. Raises
        `KeyError` for a decision that the model does not have, and nothing for what the facts are.
        """
        return decide(self, facts, on=on, decisions=decisions, clock=clock, budget=budget)

    def serve(
        self,
        service: str,
        facts: Mapping[str, object],
        *,
        on: date,
        clock: Clock | None = None,
        budget: int = BUDGET,
    ) -> Outcome:
        """What a decision service comes to: its output decisions, from the facts alone.

        A fact takes the place of each of its input decisions. Raises `KeyError` for a service that the model does not
        have.
        """
        return serve(self, service, facts, on=on, clock=clock, budget=budget)

    def call(
        self,
        function: str,
        facts: Mapping[str, object],
        *,
        on: date,
        clock: Clock | None = None,
        budget: int = BUDGET,
    ) -> Outcome:
        """What the function of a business knowledge model comes to with these arguments by name.

        Raises `KeyError` for a function that the model does not have.
        """
        return call(self, function, facts, on=on, clock=clock, budget=budget)
