"""Runs a plan in the process, by Polars.

Rows are decided by expressions of a lazy frame, so that whoever calls may stream them; groups of related rows are
worked out beforehand (`polars_related`). What several decisions share becomes a column of its own on the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from .kinds import Integer, Items, Record
from .plan import Aggregate, Node, Pick, Read, walk
from .polars_groups import gathered
from .polars_read import instance_of, is_wide, shown
from .polars_related import (
    ROW,
    Brought,
    Homes,
    bring_by_join,
    bring_by_place,
    grouped,
    literal_like,
    of_none,
    outer_nodes,
    renamed,
)
from .polars_write import Writer, column_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .plan import Output, Plan, Relation

WIDE_USES = 3
"""Uses of a column of decimals from which it is worth its while to make narrow integers of it first."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan that is ready to run: what is known of its groups of related rows, and these rows."""

    plan: Plan
    brought: tuple[Brought, ...]
    related: Mapping[str, pl.LazyFrame]

    def run(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The outputs as columns, a row for each row of the frame, in its order."""
        return _Run(self, frame).outputs()

    def plain(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The outputs as the plan's plain values."""
        return _Run(self, frame).outputs(plain=True)

    def collect(self, frame: pl.LazyFrame) -> pl.DataFrame:
        """The outputs, worked out by the engine that is right for them.

        The streaming engine of Polars 2.1 is the faster one. After a join it can lose the order of the rows where no
        column of the row itself is shown, so what needs a join is left to the other one.
        """
        run = _Run(self, frame)
        return run.outputs().collect(engine="in-memory" if run.joins else "streaming")


def prepare(plan: Plan, related: Mapping[str, pl.LazyFrame]) -> Prepared:
    """Works out what is made of groups of related rows. `related` are the rows of keyed relations by name."""
    homes = Homes(plan)
    roots = tuple(output.node for output in plan.outputs)
    brought = []
    for relation in plan.relations.values():
        nodes = _of_groups(roots, relation, homes)
        if nodes:
            frame = related[relation.name]
            brought.append(grouped(relation, nodes, frame, frame.collect_schema()))
    return Prepared(plan, tuple(brought), related)


def _of_groups(roots: Sequence[Node], relation: Relation, homes: Homes) -> list[Node]:
    """The greatest nodes that are made of the related rows alone; records and lists are put together row by row."""
    wanted = frozenset((f"@{relation.name}",))
    found: dict[Node, None] = {}
    seen: set[Node] = set()
    pending = list(roots)
    while pending:
        node = pending.pop()
        if node in seen:
            continue
        seen.add(node)
        if homes(node) == wanted and not isinstance(node.type, Record | Items):
            found[node] = None
        else:
            pending.extend(node.parts)
            if isinstance(node, Aggregate | Pick):
                pending.extend(outer_nodes(node.inner, node.relation, homes))
    return list(found)


class _Run:
    """One frame at work."""

    def __init__(self, prepared: Prepared, frame: pl.LazyFrame) -> None:
        self._plan = prepared.plan
        self._related = prepared.related
        self._homes = Homes(prepared.plan)
        self._schema = frame.collect_schema()
        self._frame = frame
        self._roots = tuple(output.node for output in self._plan.outputs)
        self._writer = Writer(self._stored(), {})
        self._columns: set[Node] = set()
        self.joins = False
        for brought in prepared.brought:
            by_place = brought.by_place(self._schema[brought.own_key])
            self.joins |= not by_place
            self._frame = (bring_by_place if by_place else bring_by_join)(brought, self._frame, self._writer)
            self._columns.update(brought.nodes)
        self._by_row()
        self._share()

    def _stored(self) -> Mapping[tuple[str, str], pl.DataType]:
        stored = {("", name): dtype for name, dtype in self._schema.items()}
        for name, relation in self._plan.relations.items():
            if relation.key:
                schema = self._related[name].collect_schema()
                stored |= {(name, column): schema[column] for column, _ in relation.held}
                continue
            inner = self._schema[name]
            element = inner.inner if isinstance(inner, pl.List) else inner
            if isinstance(element, pl.Struct):
                stored |= {(name, field.name): instance_of(field.dtype) for field in element.fields}
            stored[name, "item"] = instance_of(element)
            stored[name, ""] = stored[name, "item"]
        return stored

    def outputs(self, *, plain: bool = False) -> pl.LazyFrame:
        """The frame of the outputs."""
        columns = [f"\0out{place}" for place in range(len(self._plan.outputs))]
        written = [self._output(output, plain=plain) for output in self._plan.outputs]
        made = self._frame.with_columns(
            expression.alias(name) for expression, name in zip(written, columns, strict=True)
        )
        return made.select(
            pl.col(name).alias(output.name) for name, output in zip(columns, self._plan.outputs, strict=True)
        )

    def _output(self, output: Output, *, plain: bool) -> pl.Expr:
        written = self._writer(output.node) if plain else shown(self._writer(output.node), output.kind)
        if not self._homes(output.node):
            # What is the same in every row is worked out here, as one value for all.
            return pl.lit(pl.select(written).to_series()).first()
        return written

    # Related rows that are looked at together with the row that is decided.

    def _by_row(self) -> None:
        pending = [
            node
            for node in walk(self._roots)
            if isinstance(node, Aggregate | Pick) and self._homes(node) == frozenset(("",))
        ]
        if not pending:
            return
        self._frame = self._frame.with_row_index(ROW)
        self.joins = True
        while pending:
            ready = [node for node in pending if not any(inner in pending for inner in walk(node.inner))]
            first = ready[0].relation
            batch = [node for node in ready if node.relation == first]
            self._join(self._plan.relations[first], batch)
            pending = [node for node in pending if node not in batch]

    def _join(self, relation: Relation, nodes: Sequence[Aggregate | Pick]) -> None:
        inner_nodes = [inner for node in nodes for inner in node.inner]
        outer = outer_nodes(inner_nodes, relation.name, self._homes)
        names = {node: f"\0o{place}" for place, node in enumerate(outer)}
        own = self._frame.with_columns(self._writer(node).alias(name) for node, name in names.items())
        rows = self._keyed(relation, own, names) if relation.key else self._nested(relation, own, names)
        inner = Writer(self._stored(), {node: pl.col(name) for node, name in names.items()})
        columns = {node: f"\0r{relation.name}{id(node)}" for node in nodes}
        taken, made = gathered(nodes, inner)
        groups = (
            rows.select(ROW, *taken)
            .group_by(ROW)
            .agg(value.alias(name) for value, name in zip(made, columns.values(), strict=True))
        )
        self._frame = self._frame.join(groups, on=ROW, how="left", maintain_order="left")
        for node, name in columns.items():
            empty = of_none(node)
            column = pl.col(name)
            self._writer.name(node, column if empty is None else column.fill_null(literal_like(empty, node)))
            self._columns.add(node)

    def _keyed(self, relation: Relation, own: pl.LazyFrame, names: Mapping[Node, str]) -> pl.LazyFrame:
        key = column_name(relation.name, relation.key)
        side = own.select(pl.col(relation.own_key).alias("\0key"), ROW, *names.values())
        rows = renamed(self._related[relation.name], relation)
        return rows.join(side, left_on=key, right_on="\0key", how="inner", maintain_order="left")

    def _nested(self, relation: Relation, own: pl.LazyFrame, names: Mapping[Node, str]) -> pl.LazyFrame:
        name = relation.name
        rows = own.select(pl.col(name), ROW, *names.values()).explode(
            name, empty_as_null=False, keep_nulls=False
        )
        parts = [
            (pl.col(name) if column == "item" else pl.col(name).struct.field(column)).alias(
                column_name(name, column)
            )
            for column, _ in relation.held
        ]
        return rows.select(ROW, *names.values(), pl.col(name).alias(column_name(name, "")), *parts)

    # What is shared.

    def _share(self) -> None:
        """Makes columns of what several nodes are made of, level by level."""
        uses: dict[Node, int] = {}
        order = self._outer(self._roots)
        for node in order:
            if node not in self._columns:
                for part in dict.fromkeys(node.parts):
                    uses[part] = uses.get(part, 0) + 1
        shared = {node for node in order if self._worth(node, uses.get(node, 0))}
        levels: dict[Node, int] = {}
        stages: dict[int, list[Node]] = {}
        for node in order:
            inner = 0 if node in self._columns else max((levels[part] for part in node.parts), default=0)
            levels[node] = inner
            if node in shared:
                stages.setdefault(inner, []).append(node)
                levels[node] = inner + 1
        for level in sorted(stages):
            named = {node: f"\0s{level}_{place}" for place, node in enumerate(stages[level])}
            self._frame = self._frame.with_columns(
                self._narrow(node).alias(name) for node, name in named.items()
            )
            for node, name in named.items():
                self._writer.name(node, pl.col(name))

    def _outer(self, roots: Sequence[Node]) -> list[Node]:
        """The nodes that are worked out for the rows that are decided, each after its parts."""
        done: dict[Node, None] = {}
        pending: list[tuple[Node, bool]] = [(root, False) for root in reversed(roots)]
        while pending:
            node, ready = pending.pop()
            if ready:
                done[node] = None
            elif node not in done:
                pending.append((node, True))
                if node not in self._columns:
                    pending.extend((part, False) for part in node.parts)
        return list(done)

    def _worth(self, node: Node, uses: int) -> bool:
        if not self._homes(node) or node in self._columns:
            return False
        if isinstance(node, Read):
            return uses >= WIDE_USES and is_wide(self._schema[node.name]) and isinstance(node.type, Integer)
        return uses >= 2

    def _narrow(self, node: Node) -> pl.Expr:
        return self._writer.wide(node, node) if isinstance(node, Read) else self._writer(node)
