"""Writes boxed expressions as DMN's XML, the counterpart of `boxed`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ..models.boxed import (
    Branch,
    ConditionalBox,
    ContextBox,
    FilterBox,
    FunctionBox,
    InvocationBox,
    IteratorBox,
    ListBox,
    LiteralExpression,
    RelationBox,
    TableBox,
)
from .write_table import table_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..models.boxed import Boxed, BoxedExpression, Element, Markup, Variable
    from .ids import Ids
    from .serial import Part
    from .write_types import TypesWriter


class MakeTag(Protocol):
    """Makes an element of DMN; children that are None are left out."""

    def __call__(
        self,
        name: str,
        attributes: Iterable[tuple[str, str]] = (),
        children: Iterable[Part | Markup | None] = (),
        text: str = "",
    ) -> Part: ...


class BoxedWriter:
    """Writes the boxed expressions of one model. `way` is the id of an expression that has none of its own."""

    def __init__(self, tag: MakeTag, ids: Ids, types: TypesWriter) -> None:
        self.tag = tag
        self.ids = ids
        self.types = types

    # What every element says.

    def head(self, element: Element, *way: str | int) -> list[tuple[str, str]]:
        """Id, where a way to one is given, label and the attributes of other makers."""
        id_ = self.ids.of(element.id, *way) if way else element.id
        return [("id", id_), ("label", element.label), *element.attributes]

    def said_of(self, element: Element) -> list[Part | Markup | None]:
        """What stands first inside an element."""
        return self.said(element.description, element.extensions)

    def said(self, description: str, extensions: Sequence[Markup]) -> list[Part | Markup | None]:
        """A description and what other makers add."""
        return [
            self.tag("description", text=description) if description else None,
            self.tag("extensionElements", children=extensions) if extensions else None,
        ]

    def variable(self, tag: str, variable: Variable, *way: str | int) -> Part:
        """A variable, parameter or column."""
        attributes = [
            *self.head(variable, *way),
            ("name", variable.name),
            ("typeRef", self.types.reference(variable.type, variable.type_ref)),
        ]
        return self.tag(tag, attributes, self.said_of(variable))

    # Expressions.

    def part(self, boxed: Boxed, way: str) -> Part:
        """The element of an expression."""
        match boxed:
            case LiteralExpression():
                return self._literal(boxed, way)
            case TableBox():
                return table_part(self, boxed, way)
            case InvocationBox():
                return self._invocation(boxed, way)
            case ContextBox():
                return self._context(boxed, way)
            case ListBox():
                items = [self.part(item, f"{way}_{number}") for number, item in enumerate(boxed.items, 1)]
                return self._expression("list", boxed, way, items)
            case RelationBox():
                return self._relation(boxed, way)
            case ConditionalBox():
                return self._conditional(boxed, way)
            case FilterBox():
                return self._filter(boxed, way)
            case IteratorBox():
                return self._iterator(boxed, way)
            case FunctionBox():
                return self.function(boxed, way, "functionDefinition")
            case _:
                raise AssertionError(boxed)

    def maybe(self, boxed: Boxed | None, way: str) -> Part | None:
        """The element of an expression that may be missing."""
        return None if boxed is None else self.part(boxed, way)

    def _expression(
        self,
        tag: str,
        boxed: BoxedExpression,
        way: str,
        inside: Iterable[Part | None],
        *attributes: tuple[str, str],
    ) -> Part:
        said = [*self.head(boxed, way), ("typeRef", self.types.reference(boxed.type, boxed.type_ref))]
        return self.tag(tag, [*said, *attributes], [*self.said_of(boxed), *inside])

    def _literal(self, boxed: LiteralExpression, way: str) -> Part:
        text = self.tag("text", text=boxed.text)
        return self._expression(
            "literalExpression", boxed, way, [text], ("expressionLanguage", boxed.language)
        )

    def _invocation(self, boxed: InvocationBox, way: str) -> Part:
        bindings = (
            self.tag(
                "binding",
                children=[
                    self.variable("parameter", binding.parameter, way, "parameter", number),
                    self.maybe(binding.value, f"{way}_argument_{number}"),
                ],
            )
            for number, binding in enumerate(boxed.bindings, 1)
        )
        called = self.part(boxed.function, f"{way}_function")
        return self._expression("invocation", boxed, way, [called, *bindings])

    def _context(self, boxed: ContextBox, way: str) -> Part:
        entries: list[Part] = []
        for number, entry in enumerate(boxed.entries, 1):
            name = f"{way}_entry_{number}"
            variable = entry.variable
            inside = [
                *self.said_of(entry),
                None if variable is None else self.variable("variable", variable, name, "variable"),
                self.maybe(entry.value, f"{name}_value"),
            ]
            entries.append(self.tag("contextEntry", self.head(entry, name), inside))
        return self._expression("context", boxed, way, entries)

    def _relation(self, boxed: RelationBox, way: str) -> Part:
        columns = [
            self.variable("column", column, way, "column", number)
            for number, column in enumerate(boxed.columns, 1)
        ]
        rows: list[Part] = []
        for number, row in enumerate(boxed.rows, 1):
            name = f"{way}_row_{number}"
            cells = [self.part(cell, f"{name}_{column}") for column, cell in enumerate(row.cells, 1)]
            rows.append(self.tag("row", self.head(row, name), [*self.said_of(row), *cells]))
        return self._expression("relation", boxed, way, [*columns, *rows])

    def _branch(self, tag: str, branch: Branch, way: str) -> Part:
        attributes = [
            ("id", self.ids.of(branch.id, way, tag)),
            ("typeRef", self.types.reference(branch.type, branch.type_ref)),
        ]
        return self.tag(tag, attributes, [self.maybe(branch.value, f"{way}_{tag}_value")])

    def _conditional(self, boxed: ConditionalBox, way: str) -> Part:
        inside = [
            self._branch("if", boxed.condition, way),
            self._branch("then", boxed.consequence, way),
            self._branch("else", boxed.alternative, way),
        ]
        return self._expression("conditional", boxed, way, inside)

    def _filter(self, boxed: FilterBox, way: str) -> Part:
        inside = [self._branch("in", boxed.source, way), self._branch("match", boxed.match, way)]
        return self._expression("filter", boxed, way, inside)

    def _iterator(self, boxed: IteratorBox, way: str) -> Part:
        body = "return" if boxed.kind == "for" else "satisfies"
        inside = [self._branch("in", boxed.source, way), self._branch(body, boxed.body, way)]
        return self._expression(boxed.kind, boxed, way, inside, ("iteratorVariable", boxed.variable))

    def function(self, boxed: FunctionBox, way: str, tag: str) -> Part:
        """A function definition, or the logic of a business knowledge model."""
        parameters = [
            self.variable("formalParameter", parameter, way, "parameter", number)
            for number, parameter in enumerate(boxed.parameters, 1)
        ]
        body = self.maybe(boxed.body, f"{way}_body")
        kind = ("kind", "" if boxed.kind == "FEEL" else boxed.kind)
        return self._expression(tag, boxed, way, [*parameters, body], kind)
