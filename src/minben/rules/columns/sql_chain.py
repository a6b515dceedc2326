"""Steps (`sql_steps`) as named parts of a query, and what related rows come to joined to them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from . import sql_parts as parts
from .kinds import Integer, Number
from .plan import Aggregate, Multiply, Node, Read, walk
from .sql_alone import in_group
from .sql_exponents import zeros_of
from .sql_related import ROW, Join, Related, Source, correlated, grouped, joined, nested
from .sql_steps import OWN, Gathered, Steps
from .sql_write import Held, Writer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .plan import Output, Plan, Relation
    from .sql_dialects import Dialect
    from .sql_parts import Sql


@dataclass(slots=True)
class Query:
    """A query in the making: its named parts so far."""

    dialect: Dialect
    plan: Plan
    tables: Mapping[str, str]
    """The tables of the relations."""
    parts: list[tuple[Sql, exp.Select, bool]] = field(default_factory=list)
    """Name, select, and whether its rows must be kept, since two places read them."""

    def table(self, relation: str) -> exp.Table:
        """The table of a relation."""
        return parts.table(self.tables.get(relation, relation))

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

    def __init__(self, query: Query, steps: Steps, table: exp.Table, *, source: str = OWN) -> None:
        self._query = query
        self._steps = steps
        self._table = table
        self._source_name = source
        self._word = f"{source}_step" if source else "step"
        self._given: Mapping[Node, Held] = {}
        self._columns: dict[Node, _Column] = {}
        self._scale = max(map(_scale_of, walk(tuple(steps.roots))), default=0)
        self._taken = {ROW} | {node.name for node in walk(tuple(steps.roots)) if isinstance(node, Read)}
        self._outputs: dict[Node, Output] = {}
        self._kept: tuple[str, ...] = ()

    def finish(
        self, outputs: Mapping[Node, Output], kept: tuple[str, ...], given: Mapping[Node, Held] | None = None
    ) -> Source:
        """Adds all steps but the last to the query and tells what the last selects from.

        `given` are nodes that the table has as columns.
        """
        self._outputs = dict(outputs)
        self._given = given or {}
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
            at == step + 1 and not self._steps.group_of(node) and self._relation(node).key
            for node, at in self._steps.joined.items()
        )

    def _relation(self, joined: Node) -> Relation:
        return self._query.plan.relations[self._steps.relation_of(joined)]

    # What a step selects from.

    def _source(self, step: int, before: str) -> Source:
        here = [node for node, at in self._steps.joined.items() if at == step]
        table = exp.Table(this=parts.identifier(before)) if before else self._table.copy()
        prefix = table.name if here else ""
        held = {node: column.held(prefix) for node, column in self._columns.items()}
        if not before:
            held.update(self._given)
        tables = {self._source_name: prefix}
        joins = tuple(self._joins(here, Writer(self._query.dialect, tables, held), prefix))
        for join in joins:
            held.update(join.held)
        return Source(table, prefix, joins, Writer(self._query.dialect, tables, held))

    def _joins(self, nodes: list[Node], writer: Writer, prefix: str) -> list[Join]:
        """What is joined to a step: groups by key, groups by row, the elements of lists."""
        kinds: dict[tuple[str, str], list[Node]] = {}
        for node in nodes:
            kinds.setdefault((self._relation(node).name, self._steps.group_of(node)), []).append(node)
        joins = []
        for (name, by_key), alike in kinds.items():
            relation = self._query.plan.relations[name]
            gathered = [node for node in alike if isinstance(node, Gathered)]
            own = dict.fromkeys(part for node in gathered for part in self._steps.own_parts(node))
            related = Related(self._query, relation, gathered, tuple(own), writer, prefix)
            if by_key:
                joins.append(self._by_key(related, alike))
            elif relation.key:
                joins.append(correlated(related, prefix))
            else:
                joins.append(nested(related))
        return joins

    def _by_key(self, related: Related, nodes: list[Node]) -> Join:
        """What is made of groups of related rows alone is worked out once for each group."""
        relation, query = related.relation, self._query
        name = f"{relation.name}_by_{relation.key}"
        aggregates = _aggregates_in(nodes)
        rows = replace(related, nodes=aggregates)
        select, held = grouped(rows, self._inner(rows))
        if all(isinstance(node, Gathered) for node in nodes):
            return joined(related, query.add(name, select), held)
        groups = query.add(f"{relation.name}_grouped", select)
        simplest = {node: in_group(node) for node in nodes}
        steps = Steps(list(simplest.values()), query.plan, source=f"{relation.name}_group", given=held)
        chain = Chain(query, steps, exp.Table(this=parts.identifier(groups)), source=f"{relation.name}_group")
        outputs = {simplest[node]: output for node, output in self._outputs.items() if node in simplest}
        source = chain.finish(outputs, (relation.key,), held)
        made = source.into(exp.Select(expressions=[parts.column(relation.key)]))
        columns: dict[Node, Held] = {}
        for node, form in simplest.items():
            sql, columns[node] = chain.as_column(form, source.writer)
            made.select(parts.alias(sql, columns[node].sql.name), copy=False)
        return joined(related, query.add(name, made), columns)

    def _inner(self, related: Related) -> Source:
        """The steps over the related rows themselves, for what is the same whichever row they belong to."""
        relation, query = related.relation, self._query
        inner = [part for node in related.nodes for part in node.inner]
        steps = Steps(inner, query.plan, source=relation.name)
        return Chain(query, steps, query.table(relation.name), source=relation.name).finish(
            {}, (relation.key,)
        )

    # Nodes as columns.

    def as_column(self, node: Node, writer: Writer) -> tuple[Sql, Held]:
        """A node as a column of what the last step selects, and how it is read there."""
        sql = self._hold(node, writer)
        return sql, self._columns[node].held("")

    def _hold(self, node: Node, writer: Writer) -> Sql:
        """What stands for a node in the step that selects it."""
        name = self._name(node)
        if not isinstance(node.type, Integer):
            self._columns[node] = _Column(name)
            return writer.value(node)
        exponent = self._exponent(node, writer)
        figure = writer.number(node, exponent)
        self._columns[node] = _Column(name, exponent, figure.width)
        return figure.sql

    def _exponent(self, node: Node, writer: Writer) -> int:
        """The exponent at which a number is kept: where it may be any, that of the result or of the stored numbers."""
        exponent = writer.exponents.of(node)
        if exponent is None:
            output = self._outputs.get(node)
            scaled = self._query.dialect.decimals and output is not None and isinstance(output.kind, Number)
            return output.kind.scale if scaled and output and isinstance(output.kind, Number) else 0
        if isinstance(node, Multiply):
            return min(exponent, max(exponent - zeros_of(node.right), self._scale))
        return exponent

    def _name(self, node: Node) -> str:
        output = self._outputs.get(node)
        word = output.name if output is not None else word_for(node)
        name, count = word, 1
        while name in self._taken:
            count += 1
            name = f"{word}_{count}"
        self._taken.add(name)
        return name


def _aggregates_in(nodes: list[Node]) -> list[Gathered]:
    """The aggregates that nodes are made of."""
    found: dict[Gathered, None] = {}
    pending = list(reversed(nodes))
    while pending:
        node = pending.pop()
        if isinstance(node, Gathered):
            found[node] = None
        else:
            pending.extend(reversed(node.parts))
    return list(found)


def _scale_of(node: Node) -> int:
    """The decimals of a stored number."""
    return node.held.kind.scale if isinstance(node, Read) and isinstance(node.held.kind, Number) else 0


def word_for(node: Node) -> str:
    """What a column that holds a node may be called."""
    if isinstance(node, Aggregate):
        return f"{node.operation}_{node.value.name}" if isinstance(node.value, Read) else node.operation
    return "number" if isinstance(node.type, Integer) else type(node).__name__.lower()
