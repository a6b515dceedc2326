"""Writes the types of a model: its item definitions, and the references to types from everywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..feel.types import (
    DATE_AND_TIME,
    DAYS_AND_TIME,
    YEARS_AND_MONTHS,
    ConstrainedType,
    ContextType,
    ListType,
    SimpleType,
    Type,
)
from ..feel.write import source_of
from ..models.definitions import Constraint, ItemDefinition
from ..problems import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..models.definitions import FunctionItem
    from ..models.model import Model
    from .ids import Ids
    from .serial import Part
    from .write_boxed import MakeTag

_WRITTEN = {
    DATE_AND_TIME: "dateTime",
    DAYS_AND_TIME: "dayTimeDuration",
    YEARS_AND_MONTHS: "yearMonthDuration",
}
"""What editors call some of the types."""


class TypesWriter:
    """Knows what the types of a model are called. Compound types without a name get one, and a definition."""

    def __init__(self, model: Model, tag: MakeTag, ids: Ids) -> None:
        self._model = model
        self._tag = tag
        self._ids = ids
        self._names = {type_: name for name, type_ in reversed([*model.types.items()]) if "." not in name}
        self._made: list[ItemDefinition] = []

    def reference(self, type_: Type | None, written: str) -> str:
        """The text by which a type is referred to: as it was written, if it was."""
        return written or ("" if type_ is None else self._name(type_))

    def _name(self, type_: Type) -> str:
        if isinstance(type_, SimpleType):
            return _WRITTEN.get(type_, type_.name)
        if type_ in self._names:
            return self._names[type_]
        if isinstance(type_, ListType | ContextType | ConstrainedType):
            return self._define(type_)
        return str(type_)

    def _define(self, type_: ListType | ContextType | ConstrainedType) -> str:
        kind = {ListType: "list", ContextType: "record", ConstrainedType: "choice"}[type(type_)]
        taken = {*self._model.types, *(made.name for made in self._made)}
        name = next(name for number in range(1, len(taken) + 2) if (name := f"{kind}_{number}") not in taken)
        self._names[type_] = name
        self._made.append(self._definition(name, type_))
        return name

    def _definition(self, name: str, type_: Type) -> ItemDefinition:
        place = Place(self._model.name)
        match type_:
            case ListType(element):
                return ItemDefinition(place=place, name=name, type_ref=self._name(element), collection=True)
            case ContextType(fields):
                parts = tuple(self._component(field, inner) for field, inner in fields)
                return ItemDefinition(place=place, name=name, components=parts)
            case ConstrainedType(base, tests):
                allowed = Constraint(source_of(tests), tests)
                return ItemDefinition(place=place, name=name, type_ref=self._name(base), allowed=allowed)
            case _:
                return ItemDefinition(place=place, name=name, type_ref=self._name(type_))

    def _component(self, name: str, type_: Type) -> ItemDefinition:
        return ItemDefinition(place=Place(self._model.name), name=name, type_ref=self._name(type_))

    def parts(self) -> Iterator[Part]:
        """The definitions of the model, then those that were made; to be asked for when all else is written."""
        for item in (*self._model.item_definitions, *self._made):
            yield self._item("itemDefinition", item, "type")

    def _item(self, tag: str, item: ItemDefinition, owner: str) -> Part:
        id_ = self._ids.of(item.id, owner, item.name)
        attributes = [
            ("id", id_),
            ("name", item.name),
            ("label", item.label),
            ("isCollection", "true" if item.collection else ""),
            ("typeLanguage", item.language),
            *item.attributes,
        ]
        inside = [
            self._tag("description", text=item.description) if item.description else None,
            self._tag("extensionElements", children=item.extensions) if item.extensions else None,
            self._tag("typeRef", text=item.type_ref) if item.type_ref else None,
            self._constraint("allowedValues", item.allowed, id_),
            self._constraint("typeConstraint", item.constraint, id_),
            *(self._item("itemComponent", part, id_) for part in item.components),
            None if item.function is None else self._function(item.function, id_),
        ]
        return self._tag(tag, attributes, inside)

    def _constraint(self, tag: str, constraint: Constraint | None, owner: str) -> Part | None:
        if constraint is None:
            return None
        attributes = [("id", self._ids.of(constraint.id, owner, tag)), *constraint.attributes]
        return self._tag(tag, attributes, [self._tag("text", text=constraint.text)])

    def _function(self, function: FunctionItem, owner: str) -> Part:
        parameters = (
            self._tag(
                "parameters",
                [
                    ("id", self._ids.of(parameter.id, owner, parameter.name)),
                    ("name", parameter.name),
                    ("label", parameter.label),
                    ("typeRef", parameter.type_ref),
                    *parameter.attributes,
                ],
            )
            for parameter in function.parameters
        )
        return self._tag("functionItem", [("outputTypeRef", function.result_ref)], parameters)
