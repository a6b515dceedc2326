"""What related rows come to, joined to the rows that they belong to.

Rows of another table are grouped by their key once and joined; looking into the table for every row would take many
times as long. Only where what is asked of them depends on the row that is decided is each row joined with its own and
grouped by its number. The elements of a list column stand beside their row already.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from . import sql_parts as parts
from .abstract import RefusalError
from .kinds import Integer, Text
from .plan import Aggregate, Constant, Node, Read, range_of
from .sql_alone import OF_NONE, alone
from .sql_dialects import NestedRows
from .sql_write import Held, Writer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .plan import Relation
    from .sql_chain import Query
    from .sql_parts import Sql
    from .sql_steps import Gathered

ROW = "row_place"
"""The number of a row within the query, by which what its related rows come to finds back to it."""
_OWN = "own_row"


@dataclass(frozen=True, slots=True)
class Related:
    """Nodes of one relation, to be joined to a step whose rows `outer` reads under the name `prefix`."""

    query: Query
    relation: Relation
    nodes: Sequence[Gathered]
    own: Sequence[Node]
    """What they read of the row that is decided."""
    outer: Writer
    prefix: str


@dataclass(frozen=True, slots=True)
class Join:
    """What is joined, and how the nodes are read from it."""

    sql: exp.Join
    held: Mapping[Node, Held]


@dataclass(frozen=True, slots=True)
class Source:
    """What a step selects from, and the writer of what it selects."""

    table: exp.Expression
    prefix: str
    joins: Sequence[Join]
    writer: Writer

    def into(self, select: exp.Select) -> exp.Select:
        """The select, with its FROM."""
        select.from_(self.table, copy=False)
        for join in self.joins:
            select.append("joins", join.sql)
        return select


def grouped(related: Related, source: Source) -> tuple[exp.Select, Mapping[Node, Held]]:
    """The related rows, which the source has, grouped by their key; and how their aggregates are read there."""
    made = _Gathering(related, source.writer)
    key = parts.column(related.relation.key)
    select = exp.Select(expressions=[key, *made.selected])
    source.into(select).group_by(key.copy(), copy=False)
    return select, made.columns("")


def joined(related: Related, name: str, columns: Mapping[Node, Held]) -> Join:
    """A part of the query that has a row for each key, joined to the row that is decided.

    `columns` are nodes that the part has as columns. A row without related rows has what the nodes come to then.
    """
    relation = related.relation
    key = parts.column(relation.key, name)
    held: dict[Node, Held] = {}
    without = Writer(related.query.dialect, {}, {})
    for node, column in columns.items():
        sql = parts.column(column.sql.name, name)
        nothing = alone(node)
        if not isinstance(nothing, Constant) or nothing.value is not None:
            value = without.comparable(nothing, column.exponent)
            unmatched = [(parts.is_null(key.copy()), value)]
            sql = parts.case(unmatched, sql) if node.nullable else parts.coalesce(sql, value)
        held[node] = Held(sql, column.exponent, column.width)
    on = parts.compare("=", key, parts.column(relation.own_key, related.prefix))
    return Join(_left(exp.Table(this=parts.identifier(name)), on), held)


def correlated(related: Related, before: str) -> Join:
    """Each row of the step before joined with its related rows, and grouped by its number."""
    relation, query = related.relation, related.query
    if not query.dialect.numbers_rows:
        raise RefusalError("columns-sql-by-row", database=query.dialect.title, name=relation.name)
    inner = parts.identifier(relation.name)
    table = query.table(relation.name)
    table.set("alias", exp.TableAlias(this=inner))
    tables = {"": before, relation.name: relation.name}
    made = _Gathering(related, Writer(query.dialect, tables, related.outer.held))
    row = parts.column(ROW, before)
    select = exp.Select(expressions=[row, *made.selected])
    select.from_(exp.Table(this=parts.identifier(before)), copy=False)
    keys = parts.compare(
        "=", parts.column(relation.key, relation.name), parts.column(relation.own_key, before)
    )
    select.append("joins", exp.Join(this=table, on=keys))
    select.group_by(row.copy(), copy=False)
    name = query.add(f"{relation.name}_of_{before}", select)
    on = parts.compare("=", parts.column(ROW, name), row.copy())
    return Join(_left(exp.Table(this=parts.identifier(name)), on), made.or_none(name))


def nested(related: Related) -> Join:
    """The elements of a list column, gathered beside their row."""
    relation, dialect = related.relation, related.query.dialect
    lone = [name for name, _ in relation.held] == ["item"]
    ordinal = any(not isinstance(node, Aggregate) for node in related.nodes)
    column = parts.column(relation.name, related.prefix)
    rows = dialect.nested_rows(NestedRows(column, relation.name, lone, ordinal))
    own, held = _own_row(related)
    made = _Gathering(related, Writer(dialect, {relation.name: relation.name}, held))
    select = exp.Select(expressions=made.selected).from_(rows, copy=False)
    if own is not None:
        select.append("joins", own)
    name = f"{relation.name}_in_row"
    lateral = exp.Lateral(this=exp.Subquery(this=select), alias=exp.TableAlias(this=parts.identifier(name)))
    return Join(_left(lateral, parts.truth(True)), made.columns(name))


def _own_row(related: Related) -> tuple[exp.Join | None, Mapping[Node, Held]]:
    """What the row that is decided gives to the work on its elements, as columns beside them.

    An aggregate over columns of the query around it alone would be taken for one of that query.
    """
    selected: list[Sql] = []
    held: dict[Node, Held] = {}
    for number, node in enumerate(related.own, 1):
        name = f"own_{number}"
        column = parts.column(name, _OWN)
        if isinstance(node.type, Integer):
            exponent = related.outer.exponents.common(node)
            figure = related.outer.number(node, exponent)
            held[node] = Held(column, exponent, figure.width)
            selected.append(parts.alias(figure.sql, name))
        else:
            held[node] = Held(column)
            selected.append(parts.alias(related.outer.value(node), name))
    if not selected:
        return None, held
    lateral = exp.Lateral(
        this=exp.Subquery(this=exp.Select(expressions=selected)),
        alias=exp.TableAlias(this=parts.identifier(_OWN)),
    )
    return exp.Join(this=lateral, kind="CROSS"), held


def _left(what: exp.Expression, on: Sql) -> exp.Join:
    return exp.Join(this=what, side="LEFT", on=on)


def _known(sql: Sql, node: Node) -> Sql:
    """An aggregate that is never null, not even of no rows."""
    nothing = OF_NONE.get(node.operation) if isinstance(node, Aggregate) else None
    if nothing is None:
        return sql
    return parts.coalesce(sql, parts.truth(False) if nothing is False else parts.whole(0))


class _Gathering:
    """Aggregates over rows as selected columns."""

    def __init__(self, related: Related, inner: Writer) -> None:
        self._related = related
        self._dialect = related.query.dialect
        self._inner = inner
        self._columns: dict[Node, tuple[str, int, int]] = {}
        self.selected: list[Sql] = []
        for node in related.nodes:
            self._add(node)

    def columns(self, table: str) -> Mapping[Node, Held]:
        """How the nodes are read from a table that has a row for what they are made of."""
        return {
            node: Held(parts.column(name, table), exponent, width)
            for node, (name, exponent, width) in self._columns.items()
        }

    def or_none(self, table: str) -> Mapping[Node, Held]:
        """How they are read from a table that has no row where there are no related rows."""
        return {node: replace(held, sql=_known(held.sql, node)) for node, held in self.columns(table).items()}

    def _add(self, node: Gathered) -> None:
        if not isinstance(node, Aggregate):
            self._pick(node)
            return
        exponent = 0 if node.value is None else self._inner.exponents.common(node.value)
        sql, width = self._aggregate(node, exponent)
        if node.where is not None:
            sql = exp.Filter(this=sql, expression=exp.Where(this=self._inner.true(node.where)))
        if node.value is not None:
            sql = _known(sql, node)
        word = f"{node.operation}_{node.value.name}" if isinstance(node.value, Read) else node.operation
        self._select(node, sql, word, exponent, width)

    def _select(self, node: Node, sql: Sql, word: str, exponent: int, width: int) -> None:
        taken = {name for name, _, _ in self._columns.values()} | {self._related.relation.key, ROW}
        name, count = word, 1
        while name in taken:
            count += 1
            name = f"{word}_{count}"
        self._columns[node] = (name, exponent, width)
        self.selected.append(parts.alias(sql, name))

    def _aggregate(self, node: Aggregate, exponent: int) -> tuple[Sql, int]:
        value, dialect = node.value, self._dialect
        if value is None:
            return exp.Count(this=exp.Star()), dialect.width_of(0, 2**62)
        if node.operation == "any":
            return dialect.any_of(self._inner.true(value)), 0
        if node.operation == "sum":
            return dialect.summed(self._inner.number(value, exponent).sql, range_of(node))
        make = exp.Min if node.operation == "minimum" else exp.Max
        if isinstance(value.type, Integer):
            figure = self._inner.number(value, exponent)
            return make(this=figure.sql), figure.width
        sql = self._inner.value(value)
        return make(this=dialect.ordered(sql) if isinstance(value.type, Text) else sql), 0

    def _pick(self, node: Gathered) -> None:
        """One of the rows by its place, which only the elements of a list have."""
        if isinstance(node, Aggregate) or self._related.relation.key:
            raise RefusalError("columns-sql-order", name=self._related.relation.name)
        place = parts.column("ordinality", self._related.relation.name)
        exponent = self._inner.exponents.common(node.value)
        if isinstance(node.value.type, Integer):
            figure = self._inner.number(node.value, exponent)
            sql, width = figure.sql, figure.width
        else:
            sql, width = self._inner.value(node.value), 0
        where = None if node.where is None else self._inner.true(node.where)
        picked = self._dialect.picked(sql, place, where, node.position)
        self._select(node, picked, "picked", exponent, width)
