"""Compiles the decisions of a model to one plan over columns, and says of the others why they cannot be.

>>> from datetime import date
>>> from minben.rules import parse
>>> from minben.rules.columns.kinds import Column, Number
>>> from minben.rules.columns.schema import Schema
>>> schema = Schema({"income": Column(Number(2, 0, 10_000_000))})
>>> trees = {"poor": parse("income < 900"), "tax": parse("income / 7", ["income"])}
>>> compiled = compile_columns(trees, schema, on=date(2025, 7, 1))
>>> [output.name for output in compiled.plan.outputs], list(compiled.refused)
(['poor'], ['tax'])
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import Problem
from ..feel.conform import NO_TYPES
from ..feel.temporal import Date as FeelDate
from ..models.decide import COUNTING_DATE
from ..models.model import Model
from ..problems import Place, PlacedProblem, Severity
from . import build
from .abstract import (
    NULL,
    Abstract,
    Elements,
    Entries,
    Known,
    Quotient,
    RefusalError,
    Rows,
    Scalar,
    Scope,
    null_of,
    shaped,
)
from .kinds import Boolean, Column, Context, Kind, ListOf, Number
from .lower import Lowering
from .lower_choice import choose
from .optimise import optimise
from .plan import Field, MakeItems, MakeRecord, Node, Output, Plan, Read, Relation, walk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ..feel import tree
    from ..feel.registry import Clock
    from ..feel.types import Type
    from .schema import Schema


@dataclass(frozen=True, slots=True)
class Compiled:
    """What became of a model: the plan of the decisions that compile, and why the others do not."""

    plan: Plan
    refused: Mapping[str, tuple[PlacedProblem, ...]]


def compile_columns(
    rules: Model | Mapping[str, tree.Node],
    schema: Schema,
    *,
    on: date,
    decisions: Sequence[str] | None = None,
    clock: Clock | None = None,
    named: Mapping[str, Type] = NO_TYPES,
) -> Compiled:
    """Compiles the decisions of a model, or trees by name, which read columns, related rows and one another by name.

    `decisions` are those that are wanted (None: all), in their order. `named` are the types that names in the trees
    stand for; a model brings its own. Nothing is raised for what cannot be compiled.
    """
    if isinstance(rules, Model):
        trees, named = {name: rules.tree_of(name) for name in rules.elements}, rules.types
        needs = {name: _needs(rules, name) for name in rules.elements}
        everything = [decision.name for decision in rules.decisions]
    else:
        trees, needs, everything = dict(rules), {}, list(rules)
    work = _Work(trees, needs, schema, Lowering(on=on, clock=clock, named=named), on)
    wanted = everything if decisions is None else list(decisions)
    outputs: list[Output] = []
    refused: dict[str, tuple[PlacedProblem, ...]] = {}
    for name in wanted:
        try:
            outputs.append(emitted(name, work.value_of(name)))
        except RefusalError as refusal:
            problem = Problem(refusal.code, refusal.values, refusal.span)
            refused[name] = (PlacedProblem(Place(name), problem, Severity.INFO),)
    return Compiled(optimise(Plan(tuple(outputs), work.relations(outputs))), refused)


def _needs(model: Model, name: str) -> frozenset[str]:
    """The names that a definition of a model sees."""
    return frozenset((*model.needs_of(name), COUNTING_DATE))


class _Work(dict[str, Abstract]):
    """The outermost scope: columns, related rows, and decisions, each compiled when it is first read."""

    def __init__(
        self,
        trees: Mapping[str, tree.Node],
        needs: Mapping[str, frozenset[str]],
        schema: Schema,
        lowering: Lowering,
        on: date,
    ) -> None:
        super().__init__()
        self._trees = trees
        self._needs = needs
        self._schema = schema
        self._lowering = lowering
        self._refused: dict[str, RefusalError] = {}
        self._pending: list[str] = []
        self._given: dict[str, Abstract] = {}
        for name, column in schema.columns.items():
            self._given[name] = read(Read("", name, column), column, name)
        for name, related in schema.related.items():
            fields = {
                field: read(Read(name, field, held), held, name) for field, held in related.columns.items()
            }
            self._given[name] = Rows(name, related.most, Entries(fields), build.TRUE)
        # What a tree stands for hides the column of its name; the tree itself may read it.
        self.update({name: value for name, value in self._given.items() if name not in trees})
        self[COUNTING_DATE] = Known(FeelDate(on.year, on.month, on.day))

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._trees

    def __missing__(self, name: str) -> Abstract:
        return self.value_of(name)

    def value_of(self, name: str) -> Abstract:
        """What a name comes to."""
        if name in self._refused:
            raise self._refused[name]
        if name in self._pending:
            raise RefusalError("columns-circular", name=name)
        if dict.__contains__(self, name):
            return self[name]
        if name not in self._trees:
            return NULL
        self._pending.append(name)
        try:
            self[name] = self._lowering.decision(self._trees[name], self._scope(name))
        except RefusalError as refusal:
            self._refused[name] = refusal
            raise
        finally:
            self._pending.pop()
        return self[name]

    def _scope(self, name: str) -> Scope:
        """What the tree of a name sees."""
        needs = self._needs.get(name)
        seen: Mapping[str, Abstract] = self if needs is None else _Seen(self, needs)
        own = {name: self._given[name]} if name in self._given else {}
        return Scope(own, Scope(seen))

    def relations(self, outputs: Sequence[Output]) -> Mapping[str, Relation]:
        """The relations that the outputs read."""
        names = {
            node.source for node in walk(tuple(output.node for output in outputs)) if isinstance(node, Read)
        } | {str(getattr(node, "relation", "")) for node in walk(tuple(output.node for output in outputs))}
        found: dict[str, Relation] = {}
        for name in sorted(names - {""}):
            related = self._schema.related.get(name)
            if related is not None:
                found[name] = Relation(name, tuple(related.columns.items()), related.key, related.own_key)
            else:
                found[name] = Relation(name, nested_columns(self._schema.columns[name]))
        return found


class _Seen(Mapping[str, Abstract]):
    """What a definition of a model sees of all names. What it needs of other models is not compiled."""

    def __init__(self, work: _Work, needs: frozenset[str]) -> None:
        self._work = work
        self._needs = needs

    def __contains__(self, name: object) -> bool:
        if name in self._needs:
            return True
        return any(need.startswith(f"{name}.") for need in self._needs)

    def __getitem__(self, name: str) -> Abstract:
        if name not in self._needs or name not in self._work:
            raise RefusalError("columns-import", name=name)
        return self._work[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._needs)

    def __len__(self) -> int:
        return len(self._needs)


def nested_columns(column: Column) -> tuple[tuple[str, Column], ...]:
    """The columns of the rows in a list column: the fields of its records, or `item`."""
    kind = column.kind
    if isinstance(kind, ListOf) and isinstance(kind.element.kind, Context):
        return kind.element.kind.fields
    return (("item", kind.element),) if isinstance(kind, ListOf) else ()


def read(node: Read | Field, column: Column, name: str) -> Abstract:
    """A column, or a field of one, as a value: contexts and lists taken apart."""
    kind = column.kind
    present = build.is_known(node) if column.nullable else None
    if isinstance(kind, Context):
        fields = {key: read(Field(node, key, inner), inner, "") for key, inner in kind.fields}
        return Entries(fields, present)
    if isinstance(kind, ListOf):
        if not name or not isinstance(node, Read) or node.source:
            # A list inside a record or a related row is not taken apart.
            return Scalar(kind, node)
        element = kind.element
        if isinstance(element.kind, Context):
            inner = {key: read(Read(name, key, held), held, "") for key, held in element.kind.fields}
            missing = None
            if element.nullable:
                missing = build.is_known(Read(name, "", element))
            return Rows(name, kind.most, Entries(inner, missing), build.TRUE, present)
        return Rows(name, kind.most, read(Read(name, "item", element), element, ""), build.TRUE, present)
    return Scalar(kind, node)


# What a decision gives.


def emitted(name: str, value: Abstract) -> Output:
    """The column of the result that a value becomes. Raises `RefusalError` where it is none."""
    node, kind = _plain(value)
    return Output(name, node, kind)


def _plain(value: Abstract) -> tuple[Node, Kind]:
    value = value if isinstance(value, Scalar) else shaped(value)
    match value:
        case Known(None):
            return build.UNKNOWN, Boolean()
        case Scalar(kind, node):
            return node, kind
        case Quotient():
            raise RefusalError("columns-quotient")
        case Entries(fields) if fields:
            return _record(value, fields)
        case Elements(items) if items:
            return _items(value)
        case Elements():
            return _items(Elements(((build.FALSE, Known("")),), value.present))
        case Rows():
            raise RefusalError("columns-rows")
    raise RefusalError("columns-output")


def _record(value: Entries, fields: Mapping[str, Abstract]) -> tuple[Node, Kind]:
    parts = {name: _plain(field) for name, field in fields.items()}
    record: Node = MakeRecord(tuple((name, node) for name, (node, _) in parts.items()))
    kind = Context(tuple((name, Column(of, node.nullable)) for name, (node, of) in parts.items()))
    return build.unless(null_of(value), record), kind


def _items(value: Elements) -> tuple[Node, Kind]:
    """A list as items: its elements brought to one kind."""
    branches = [
        (build.is_known(Read("", f"element {place}", Column(Boolean()))), item)
        for place, (_, item) in enumerate(value.items)
    ]
    joined = choose(branches[1:], value.items[0][1])
    _, kind = _plain(joined)
    items = tuple((guard, _as_kind(item, kind)) for guard, item in value.items)
    nullable = any(node.nullable for _, node in items)
    made: Node = MakeItems(items, kind.plain)
    return build.unless(null_of(value), made), ListOf(Column(kind, nullable), len(items))


def _as_kind(value: Abstract, kind: Kind) -> Node:
    value = shaped(value)
    if value == NULL:
        return build.nothing(kind.plain)
    node, own = _plain(value)
    if isinstance(kind, Number) and isinstance(own, Number):
        return build.multiply(node, build.number(10 ** (kind.scale - own.scale)))
    if isinstance(kind, Context) and isinstance(value, Entries):
        inner = {name: _as_kind(value.fields[name], column.kind) for name, column in kind.fields}
        return build.unless(null_of(value), MakeRecord(tuple(inner.items())))
    if type(own) is not type(kind) or isinstance(own, ListOf):
        raise RefusalError("columns-output")
    return node
