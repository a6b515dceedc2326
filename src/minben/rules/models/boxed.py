"""Boxed expressions (DMN 1.5, 7.3 and 10.2): the logic of a decision as it is drawn, text and tree side by side.

Reading makes them, `lower` turns them into FEEL trees, writing gives them back as they were: what a person wrote is
kept beside what it means.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..feel.tree import Node
    from ..feel.types import Type
    from ..problems import Place, PlacedProblem
    from ..tables.table import Table


@dataclass(frozen=True, slots=True)
class Markup:
    """XML that means nothing to the rules and is kept as it is; names as `{namespace}name`."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Markup, ...] = ()
    text: str = ""
    tail: str = ""


@dataclass(frozen=True, kw_only=True)
class Element:
    """What every part of a model may carry: where it stands, its id, and what is said about it.

    `attributes` and `extensions` are those of other makers' namespaces.
    """

    place: Place = field(compare=False)
    id: str = ""
    label: str = ""
    description: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    extensions: tuple[Markup, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Variable(Element):
    """A name for a value, and its type: `type_ref` as written, `type` as it was understood, None if nothing is said."""

    name: str
    type: Type | None = None
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class BoxedExpression(Element):
    """What every boxed expression may say: the type of its value."""

    type: Type | None = None
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class LiteralExpression(BoxedExpression):
    """An expression written as FEEL. An empty text is null."""

    text: str
    tree: Node
    language: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """What XML says of a column beyond `tables.Input` and `tables.Output`: as written, for writing back.

    `allowed` is the text of the input or output values, `name` that of an output ("" where it has none), `default`
    the text of an output's default entry; `expression` is the id of an input's expression.
    """

    id: str = ""
    label: str = ""
    name: str = ""
    type_ref: str = ""
    allowed: str = ""
    default: str = ""
    expression: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What XML says of a rule beyond `tables.Rule`: its ids, those of its entries, and its description."""

    id: str = ""
    label: str = ""
    description: str = ""
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TableBox(BoxedExpression):
    """A decision table.

    `columns` are those of the inputs, then of the outputs, and `lines` those of the rules, in the order of the table;
    both are empty for a table that does not come from XML. `annotations` are the headings of the annotation columns.
    """

    table: Table
    columns: tuple[Column, ...] = ()
    lines: tuple[Line, ...] = ()
    annotations: tuple[str, ...] = ()
    output_label: str = ""
    orientation: str = ""


@dataclass(frozen=True, kw_only=True)
class Binding:
    """An argument of an invocation: the parameter, and the expression of its value."""

    parameter: Variable
    value: Boxed | None


@dataclass(frozen=True, kw_only=True)
class InvocationBox(BoxedExpression):
    """A call of a function with arguments by name."""

    function: Boxed
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, kw_only=True)
class ContextEntry(Element):
    """An entry of a context. The one without a variable, the last, is the result of the context."""

    variable: Variable | None
    value: Boxed | None


@dataclass(frozen=True, kw_only=True)
class ContextBox(BoxedExpression):
    """Entries by name, each of which may read those before it."""

    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True, kw_only=True)
class ListBox(BoxedExpression):
    """A list of expressions."""

    items: tuple[Boxed, ...]


@dataclass(frozen=True, kw_only=True)
class Row(Element):
    """A row of a relation."""

    cells: tuple[Boxed, ...]


@dataclass(frozen=True, kw_only=True)
class RelationBox(BoxedExpression):
    """A list of contexts that all have the same entries."""

    columns: tuple[Variable, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A part of an expression that XML wraps once more, which has a type of its own there."""

    value: Boxed | None
    id: str = ""
    type: Type | None = None
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class ConditionalBox(BoxedExpression):
    """If, then, else. A condition that is not boolean makes the whole null."""

    condition: Branch
    consequence: Branch
    alternative: Branch


@dataclass(frozen=True, kw_only=True)
class FilterBox(BoxedExpression):
    """The items for which the match is true. A match that is not boolean makes the whole null."""

    source: Branch
    match: Branch


@dataclass(frozen=True, kw_only=True)
class IteratorBox(BoxedExpression):
    """`for`, `some` or `every` (the kind) `variable` in source. For the last two, a body that is not boolean makes the
    whole null."""

    kind: Literal["for", "some", "every"]
    variable: str
    source: Branch
    body: Branch


@dataclass(frozen=True, kw_only=True)
class FunctionBox(BoxedExpression):
    """A function. Its kind is FEEL, Java or PMML; only the first is ever run."""

    parameters: tuple[Variable, ...]
    body: Boxed | None
    kind: str = "FEEL"


@dataclass(frozen=True, kw_only=True)
class Broken(BoxedExpression):
    """An expression that could not be read, and why; its value is null. Only lenient reading leaves any."""

    problems: tuple[PlacedProblem, ...]


Boxed = (
    LiteralExpression
    | TableBox
    | InvocationBox
    | ContextBox
    | ListBox
    | RelationBox
    | ConditionalBox
    | FilterBox
    | IteratorBox
    | FunctionBox
    | Broken
)
"""Any boxed expression."""


def parts_of(boxed: Boxed) -> Iterator[Boxed]:
    """The expressions directly inside one, in their order."""
    match boxed:
        case InvocationBox(function=function, bindings=bindings):
            inside: Iterable[Boxed | None] = (function, *(binding.value for binding in bindings))
        case ContextBox(entries=entries):
            inside = (entry.value for entry in entries)
        case ListBox(items=items):
            inside = items
        case RelationBox(rows=rows):
            inside = (cell for row in rows for cell in row.cells)
        case ConditionalBox(condition=condition, consequence=consequence, alternative=alternative):
            inside = (condition.value, consequence.value, alternative.value)
        case FilterBox(source=source, match=condition):
            inside = (source.value, condition.value)
        case IteratorBox(source=source, body=body):
            inside = (source.value, body.value)
        case FunctionBox(body=result):
            inside = (result,)
        case LiteralExpression() | TableBox() | Broken():
            inside = ()
    return (part for part in inside if part is not None)


def all_parts(boxed: Boxed | None) -> Iterator[Boxed]:
    """An expression and everything inside it."""
    if boxed is not None:
        yield boxed
        for part in parts_of(boxed):
            yield from all_parts(part)


def names_inside(boxed: Boxed) -> Iterator[str]:
    """The names of the entries that the value of an expression has, as far as the expression shows them."""
    match boxed:
        case ContextBox(entries=entries):
            yield from (entry.variable.name for entry in entries if entry.variable is not None)
        case RelationBox(columns=columns):
            yield from (column.name for column in columns)
        case TableBox(table=table):
            yield from (output.name for output in table.outputs)
        case _:
            pass
