"""The types of what a model's expressions may read: facts, decisions as declared or as they come out, functions."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ..feel.infer import Inference, infer
from ..feel.tree import FunctionDefinition
from ..feel.types import ANY, DATE, ContextType, FunctionType
from ..models.definitions import DecisionDefinition, DecisionService, KnowledgeModel
from ..models.lower import in_order, service_type
from .witness import COUNTING_DATE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..feel.types import Type
    from ..models.model import Model


class ModelTypes:
    """The types in a model. Decisions are inferred each after those that it needs."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.inferred: dict[str, Inference] = {}
        """Decisions and business knowledge models by name, with what was found in each."""
        self._types: dict[str, Type] = {data.name: data.type or ANY for data in model.inputs}
        self._types.update((known.name, _knowledge_type(known)) for known in model.knowledge)
        self._types.update((service.name, _service_type(service)) for service in model.services)
        self._infer_all()

    def _infer_all(self) -> None:
        decisions = {decision.name: decision for decision in self._model.decisions}
        self._types.update((decision.name, decision.type or ANY) for decision in self._model.decisions)
        for known in self._model.knowledge:
            self._infer(known)
        for decision in in_order(list(decisions), decisions).values():
            self._infer(decision)

    def _infer(self, element: DecisionDefinition | KnowledgeModel) -> None:
        found = infer(self._model.tree_of(element.name), self.scope(element.name))
        self.inferred[element.name] = found
        declared = element.type if isinstance(element, DecisionDefinition) else None
        if declared is None and found.type is not None:
            self._types[element.name] = found.type

    def scope(self, name: str) -> dict[str, Type]:
        """The names that the logic of an element may read."""
        types: dict[str, Type] = {COUNTING_DATE: DATE}
        for needed in self._model.needs_of(name):
            prefix, own = self._model.split(needed)
            known = self._imports.get(prefix) if prefix else None
            type_ = known.get(own) if known is not None else self._types.get(own)
            if prefix:
                beside = types.get(prefix)
                fields = dict(beside.fields) if isinstance(beside, ContextType) else {}
                types[prefix] = ContextType.of({**fields, own: type_ or ANY})
            else:
                types[own] = type_ or self._from_nameless(own)
        return types

    def get(self, name: str) -> Type:
        """The type of anything in the model."""
        return self._types.get(name, ANY)

    @cached_property
    def _imports(self) -> Mapping[str, ModelTypes]:
        return {
            known.name: ModelTypes(known.model) for known in self._model.imports if known.model is not None
        }

    def _from_nameless(self, name: str) -> Type:
        """The type of what an import without a name makes the model's own."""
        return self._imports[""].get(name) if "" in self._imports else ANY


def _knowledge_type(known: KnowledgeModel) -> Type:
    """The type of a function before its body is looked at: it may call itself."""
    return ANY if known.logic is None else FunctionType((ANY,) * len(known.logic.parameters), ANY)


def _service_type(service: DecisionService) -> Type:
    count = len(service.inputs) + len(service.input_decisions)
    return FunctionType((ANY,) * count, service_type(service) or ANY)


def parameters_of(model: Model, name: str) -> tuple[str, ...] | None:
    """The names of the parameters of a function, None for what is none."""
    tree = (
        model.tree_of(name)
        if isinstance(model.elements.get(name), KnowledgeModel | DecisionService)
        else None
    )
    return (
        tuple(parameter.name for parameter in tree.parameters)
        if isinstance(tree, FunctionDefinition)
        else None
    )
