"""The types of a model (DMN 1.5, 7.3.2 and 7.3.3): item definitions as written, and as FEEL types.

The FEEL types hold no names any more: what a definition refers to stands in it whole, with its constraints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import FeelError
from ..feel.expression import parse_type
from ..feel.types import (
    ANY,
    SIMPLE_TYPES,
    ConstrainedType,
    ContextType,
    FunctionType,
    ListType,
    NamedType,
    RangeType,
    Type,
    unconstrained,
)
from ..models.boxed import Variable
from ..models.definitions import Constraint, FunctionItem, ItemDefinition
from .reading import Feel, Names, name_of
from .say import about

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .reading import Reading
    from .xml import Tag

_OLDER_NAMES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "any": "Any",
}
"""What files of DMN 1.1 call the types, and some tools to this day."""
MAX_PARTS = 10_000
"""Parts that a type may have once all that it refers to stands in it."""

MAX_CHAIN = 50
"""Types that may refer to one another in a row."""


class ItemTypes:
    """The types that names stand for in one model.

    `prefixes` are those that the file declares, each with what stands before the names of its types in FEEL.
    """

    def __init__(
        self,
        reading: Reading,
        tags: Iterable[Tag],
        imported: Mapping[str, Type],
        prefixes: Mapping[str, str],
    ) -> None:
        self._reading = reading
        self._imported = imported
        self._prefixes = prefixes
        self._tags: dict[str, Tag] = {}
        self._types: dict[str, Type] = {}
        self._sizes: dict[str, int] = {}
        self._open: list[str] = []
        self._feel = Feel(reading, lambda _, type_: type_)
        for tag in tags:
            name = name_of(tag.get("name"))
            if not name:
                reading.problem(tag, "no-name", element=tag.name)
            elif name in self._tags:
                reading.problem(tag, "twice", name=name)
            else:
                self._tags[name] = tag
        self.definitions = tuple(self._definition(tag) for tag in self._tags.values())
        self._written = {definition.name: definition for definition in self.definitions}
        for name in self._written:
            self._named(name, self._tags[name])

    @property
    def types(self) -> Mapping[str, Type]:
        """The types by name, those of imports too."""
        return {**self._imported, **self._types}

    # As written.

    def _definition(self, tag: Tag) -> ItemDefinition:
        components = tuple(self._definition(part) for part in tag.named("itemComponent"))
        names = Names.of((), _names_in(components))
        function = tag.first("functionItem")
        return ItemDefinition(
            **about(self._reading, tag),
            name=name_of(tag.get("name")),
            type_ref=self._plain(tag.words("typeRef")),
            components=components,
            function=None if function is None else self._function_item(function),
            collection=tag.get("isCollection") in ("true", "1"),
            allowed=self._constraint(tag.first("allowedValues"), names),
            constraint=self._constraint(tag.first("typeConstraint"), names),
            language=tag.get("typeLanguage"),
        )

    def _function_item(self, tag: Tag) -> FunctionItem:
        parameters = tuple(self._parameter(part) for part in tag.named("parameters"))
        return FunctionItem(parameters=parameters, result_ref=self._plain(tag.get("outputTypeRef")))

    def _parameter(self, tag: Tag) -> Variable:
        reference = self._plain(tag.get("typeRef"))
        return Variable(**about(self._reading, tag), name=name_of(tag.get("name")), type_ref=reference)

    def _constraint(self, tag: Tag | None, names: Names) -> Constraint | None:
        text = None if tag is None else tag.first("text")
        if tag is None or text is None or not text.text.strip():
            return None
        tests = self._feel.tests(text, names)
        return Constraint(text.text.strip(), tests, tag.get("id"), tag.foreign)

    def _plain(self, reference: str) -> str:
        """A reference without the prefix that DMN 1.1 has: `feel:number`, or `loans:Loan` for an imported type."""
        prefix, colon, name = reference.strip().partition(":")
        return name_of(self._prefixes[prefix] + name if colon and prefix in self._prefixes else reference)

    # As FEEL types.

    def of(self, tag: Tag, reference: str) -> Type | None:
        """The type of a reference; None where there is no reference, or where it leads nowhere: that is a problem."""
        name = self._plain(reference)
        return self._type(name, tag) if name else None

    def resolve(self, tag: Tag, type_: Type) -> Type:
        """A type that was read in FEEL, with the types that its names stand for.

        Constraints are left out: whether a value conforms to a type does not depend on them.
        """
        match type_:
            case NamedType(name):
                return unconstrained(self._type(name, tag) or ANY)
            case ListType(element):
                return ListType(self.resolve(tag, element))
            case RangeType(element):
                return RangeType(self.resolve(tag, element))
            case ContextType(fields):
                return ContextType(tuple((name, self.resolve(tag, inner)) for name, inner in fields))
            case FunctionType(parameters, result):
                types = tuple(self.resolve(tag, parameter) for parameter in parameters)
                return FunctionType(types, self.resolve(tag, result))
            case _:
                return type_

    def _type(self, name: str, tag: Tag) -> Type | None:
        name = _OLDER_NAMES.get(name, name)
        if name in SIMPLE_TYPES:
            return SIMPLE_TYPES[name]
        if name in self._written:
            return self._named(name, tag)
        if name in self._imported:
            return self._imported[name]
        found = self._component(name, tag) or self._generic(name, tag)
        if found is None:
            self._reading.problem(tag, "unknown-type", name=name)
        return found

    def _component(self, name: str, tag: Tag) -> Type | None:
        """The type of a component, referred to by `Loan.amount`."""
        holder, dot, component = name.rpartition(".")
        if not dot or (holder not in self._written and holder not in self._imported):
            return None
        found = self._type(holder, tag)
        while isinstance(found, ConstrainedType | ListType):
            found = found.base if isinstance(found, ConstrainedType) else found.element
        return found.get(component) if isinstance(found, ContextType) else None

    def _generic(self, name: str, tag: Tag) -> Type | None:
        """A type written as FEEL writes it: `list<number>`."""
        try:
            type_ = parse_type(name)
        except FeelError:
            return None
        return None if isinstance(type_, NamedType) else self.resolve(tag, type_)

    def _named(self, name: str, tag: Tag) -> Type:
        if name in self._types:
            return self._types[name]
        if name in self._open:
            way = " → ".join((*self._open[self._open.index(name) :], name))
            self._reading.problem(self._tags[name], "type-cycle", way=way)
            return ANY
        if len(self._open) >= MAX_CHAIN:
            self._reading.problem(tag, "type-too-large", name=name, limit=str(MAX_CHAIN))
            return ANY
        self._open.append(name)
        type_ = self._whole(self._written[name], self._tags[name])
        self._open.pop()
        size = _size(type_, MAX_PARTS)
        if size > MAX_PARTS:
            self._reading.problem(tag, "type-too-large", name=name, limit=str(MAX_PARTS))
            type_ = ANY
        self._types[name] = type_
        return type_

    def _whole(self, definition: ItemDefinition, tag: Tag) -> Type:
        type_ = _constrained(self._element(definition, tag), definition.allowed)
        if definition.collection:
            type_ = ListType(type_)
        return _constrained(type_, definition.constraint)

    def _element(self, definition: ItemDefinition, tag: Tag) -> Type:
        if definition.components:
            parts = zip(definition.components, tag.named("itemComponent"), strict=True)
            return ContextType(tuple((part.name, self._whole(part, inner)) for part, inner in parts))
        if definition.function is not None:
            parameters = definition.function.parameters
            types = tuple(self.of(tag, parameter.type_ref) or ANY for parameter in parameters)
            return FunctionType(types, self.of(tag, definition.function.result_ref) or ANY)
        return self.of(tag, definition.type_ref) or ANY


def _constrained(type_: Type, constraint: Constraint | None) -> Type:
    if constraint is None or constraint.tests is None or not constraint.tests.tests:
        return type_
    return ConstrainedType(type_, constraint.tests)


def _names_in(components: Iterable[ItemDefinition]) -> Iterable[str]:
    for component in components:
        yield component.name
        yield from _names_in(component.components)


def _size(type_: Type, limit: int) -> int:
    """How many parts a type has, counted no further than the limit."""
    pending: list[Type] = [type_]
    count = 0
    while pending and count <= limit:
        count += 1
        match pending.pop():
            case ListType(inner) | RangeType(inner) | ConstrainedType(inner):
                pending.append(inner)
            case ContextType(fields):
                pending.extend(inner for _, inner in fields)
            case FunctionType(parameters, result):
                pending.extend((*parameters, result))
            case _:
                pass
    return count
