"""Steps (`sql_steps`) as named parts of a query, and what related rows come to joined to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

from . import sql_parts as parts
from .kinds import Integer, Number
from .plan import Aggregate, Node, Read, walk
from .sql_related import ROW, Join, Related, Source, correlated, grouped, nested
from .sql_steps import OWN, Gathered, Steps
from .sql_write import Held, Writer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .plan import Output, Relation
    from .sql_dialects import Dialect
    from .sql_parts import Sql


@dataclass(slots=True)
class Query:
    """A query in the making: its named parts so far."""

    dialect: Dialect
    relations: Mapping[str, Relation]
    tables: Mapping[str, str]
    """The tables of the relations."""
    parts: list[tuple[Sql, exp.Select, bool]] = field(default_factory=list)
    """Name, select, and whether its rows must be kept, since two places read them."""

    def add(self, name: str, select: exp.Select, *, kept: bool = False) -> str:
        """Adds a part and tells its name, which is another where one is taken."""
        taken = {known.name for known, _, _ in self.parts}
        own, count = name, 1
        while own in taken:
            count += 1
            own = f"{name}_{count}"
        self.parts.append((parts.identifier(own), select, kept))
        return own


@dataclass(frozen=True, slots=True)
class _Column:
    """A node as a column of a step: its name, and of a number its exponent and width."""

    name: str
    exponent: int = 0
    width: int = 0

    def held(self, table: str) -> Held:
        return Held(parts.column(self.name, table), self.exponent, self.width)


class Chain:
    """The steps over the rows of one table, each a part of the query but the last, which `finish` gives."""

    def __init__(self, query: Query, steps: Steps, table: str, *, source: str = OWN) -> None:
        self._query = query
        self._steps = steps
        self._table = table
        self._source_name = source
        self._word = f"{source}_step" if source else "step"
        self._columns: dict[Node, _Column] = {}
        self._taken = {ROW} | {node.name for node in walk(tuple(steps.roots)) if isinstance(node, Read)}
        self._outputs: dict[Node, Output] = {}
        self._kept: tuple[str, ...] = ()

    def finish(self, outputs: Mapping[Node, Output], kept: tuple[str, ...]) -> Source:
        """Adds all steps but the last to the query and tells what the last selects from."""
        self._outputs = dict(outputs)
        self._kept = kept
        self._taken |= set(kept)
        name = ""
        for step in range(1, self._steps.last):
            name = self._add(step, name)
        return self._source(self._steps.last, name)

    def _add(self, step: int, before: str) -> str:
        source = self._source(step, before)
        passed = self._steps.passed(step)
        names = list(dict.fromkeys((*self._kept, *passed.names)))
        selected: list[Sql] = [parts.column(name, source.prefix) for name in names]
        for node in passed.nodes:
            if self._steps.held.get(node) == step:
                selected.append(parts.alias(self._hold(node, source.writer), self._columns[node].name))
            else:
                held = source.writer.held[node]
                column = self._columns.get(node) or _Column(self._name(node), held.exponent, held.width)
                self._columns[node] = column
                selected.append(parts.alias(held.sql.copy(), column.name))
        numbered = self._grouped_after(step)
        if numbered:
            row_number = exp.Window(this=parts.call("ROW_NUMBER"))
            selected.append(parts.alias(row_number, ROW))
        select = exp.Select(expressions=selected or [parts.alias(parts.whole(1), "one")])
        source.into(select)
        fence = self._query.dialect.fence
        if fence is not None and not numbered:
            select.set("offset", exp.Offset(expression=parts.whole(fence)))
        return self._query.add(f"{self._word}_{step}", select, kept=numbered)

    def _grouped_after(self, step: int) -> bool:
        """Whether the next step groups related rows by the rows of this one."""
        return any(
            at == step + 1 and self._is_correlated(node) and self._query.relations[node.relation].key
            for node, at in self._steps.joined.items()
            if isinstance(node, Gathered)
        )

    def _is_correlated(self, node: Gathered) -> bool:
        return bool(self._steps.own_parts(node))

    # What a step selects from.

    def _source(self, step: int, before: str) -> Source:
        gathered = [
            node for node, at in self._steps.joined.items() if at == step and isinstance(node, Gathered)
        ]
        table: exp.Expression = (
            exp.Table(this=parts.identifier(before)) if before else parts.table(self._table)
        )
        prefix = (before or self._table.rpartition(".")[2]) if gathered else ""
        held = {node: column.held(prefix) for node, column in self._columns.items()}
        writer = Writer(self._query.dialect, {self._source_name: prefix}, held)
        joins = tuple(self._joins(gathered, writer, prefix, before))
        for join in joins:
            held.update(join.held)
        return Source(table, prefix, joins, Writer(self._query.dialect, {self._source_name: prefix}, held))

    def _joins(self, gathered: list[Gathered], writer: Writer, prefix: str, before: str) -> list[Join]:
        by_relation: dict[tuple[str, bool], list[Gathered]] = {}
        for node in gathered:
            keyed = bool(self._query.relations[node.relation].key)
            group = (node.relation, keyed and self._is_correlated(node))
            by_relation.setdefault(group, []).append(node)
        joins = []
        for (name, by_row), nodes in by_relation.items():
            own = dict.fromkeys(part for node in nodes for part in self._steps.own_parts(node))
            related = Related(self._query, self._query.relations[name], nodes, tuple(own), writer, prefix)
            if not related.relation.key:
                joins.append(nested(related))
            elif by_row:
                joins.append(correlated(related, before))
            else:
                joins.append(grouped(related, self._inner(related)))
        return joins

    def _inner(self, related: Related) -> Source:
        """The steps over the related rows themselves, for what is the same whichever row they belong to."""
        relation, query = related.relation, self._query
        steps = Steps([part for node in related.nodes for part in node.inner], query.relations, relation.name)
        chain = Chain(query, steps, query.tables.get(relation.name, relation.name), source=relation.name)
        return chain.finish({}, (relation.key,))

    # Nodes as columns.

    def _hold(self, node: Node, writer: Writer) -> Sql:
        """What stands for a node in the step that selects it."""
        name = self._name(node)
        if not isinstance(node.type, Integer):
            self._columns[node] = _Column(name)
            return writer.value(node)
        exponent = writer.exponents.of(node)
        if exponent is None:
            output = self._outputs.get(node)
            decimals = self._query.dialect.decimals and output is not None
            exponent = output.kind.scale if decimals and output and isinstance(output.kind, Number) else 0
        figure = writer.number(node, exponent)
        self._columns[node] = _Column(name, exponent, figure.width)
        return figure.sql

    def _name(self, node: Node) -> str:
        output = self._outputs.get(node)
        word = output.name if output is not None else word_for(node)
        name, count = word, 1
        while name in self._taken:
            count += 1
            name = f"{word}_{count}"
        self._taken.add(name)
        return name


def word_for(node: Node) -> str:
    """What a column that holds a node may be called."""
    if isinstance(node, Aggregate):
        return f"{node.operation}_{node.value.name}" if isinstance(node.value, Read) else node.operation
    return "number" if isinstance(node.type, Integer) else type(node).__name__.lower()
