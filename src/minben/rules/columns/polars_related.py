"""Related rows in Polars: what is made of a group is worked out once and brought to its rows.

Whatever depends on related rows alone is worked out per group, not per row: the household's income by head is divided
once for each household, and only households for which it comes to something else than for none at all are brought
back. Where the key is a whole number in a narrow range the way back is an array with a place for each key; else a join.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from .kinds import Integer
from .occupied import of_some
from .plan import Aggregate, Node, Pick, Read
from .polars_groups import Grouping
from .polars_read import width_of
from .polars_write import Writer, column_name, literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .plan import Plan, Relation

MOST_PLACES_BY_ROW = 8
"""Places of the array for each group, at most."""
ROW = "\0row"


class Homes:
    """Of which rows a node is worked out: empty for the same everywhere, `""` for the rows that are decided, the name
    of a relation for its rows, and `@name` for what is made of all the rows related to one."""

    def __init__(self, plan: Plan) -> None:
        self._relations = plan.relations
        self._known: dict[Node, frozenset[str]] = {}

    def __call__(self, node: Node) -> frozenset[str]:
        if node not in self._known:
            self._known[node] = self._found(node)
        return self._known[node]

    def _found(self, node: Node) -> frozenset[str]:
        match node:
            case Read(source):
                return frozenset((source,))
            case Aggregate() | Pick():
                own = frozenset().union(*map(self, node.inner)) - {node.relation}
                grouped = not own and self._relations[node.relation].key
                return frozenset((f"@{node.relation}",) if grouped else ("",))
            case _:
                return frozenset().union(*map(self, node.parts))


@dataclass(frozen=True)
class Brought:
    """What is known of each group: the nodes as columns of a frame by key, and what they are for a row without one."""

    own_key: str
    nodes: tuple[Node, ...]
    frame: pl.DataFrame
    without: tuple[object, ...]

    @cached_property
    def ends(self) -> tuple[int, int]:
        """The least and the greatest key."""
        first, last = self.frame["key"].min(), self.frame["key"].max()
        if not isinstance(first, int) or not isinstance(last, int):
            raise TypeError(self.frame["key"].dtype)
        return first, last

    def by_place(self, own: pl.DataType) -> bool:
        """Whether the keys are whole numbers near enough to one another for an array."""
        if not own.is_integer() or not self.frame["key"].dtype.is_integer() or not self.frame.height:
            return False
        first, last = self.ends
        return last - first < MOST_PLACES_BY_ROW * max(self.frame.height, 1000)

    @cached_property
    def arrays(self) -> tuple[pl.Series, ...]:
        """Each node as an array with a place for each key from the least on, and one at the end for all the others."""
        first, last = self.ends
        places = (self.frame["key"].cast(pl.Int64) - first).cast(pl.UInt32)
        columns = (self.frame[f"n{number}"] for number in range(len(self.nodes)))
        return tuple(
            pl.Series([value], dtype=column.dtype).new_from_index(0, last - first + 2).scatter(places, column)
            for column, value in zip(columns, self.without, strict=True)
        )


def grouped(
    relation: Relation, nodes: Sequence[Node], frame: pl.LazyFrame, schema: Mapping[str, pl.DataType]
) -> Brought:
    """Works nodes out for every group of a relation's rows."""
    name = relation.name
    stored = {(name, column): schema[column] for column, _ in relation.held if column in schema}
    inner = Writer(stored, {})
    aggregates = aggregates_in(nodes)
    key = column_name(name, relation.key)
    held = dict(relation.held)[relation.key]
    groups = Grouping(renamed(frame, relation), key, held, aggregates, inner).frame()
    columns = {node: pl.col(f"a{place}") for place, node in enumerate(aggregates)}
    outer = Writer({}, columns)
    without = tuple(
        pl.select(Writer({}, {node: _of_none(node) for node in aggregates})(node)).item() for node in nodes
    )
    made = (_like(outer, of_some(node), node).alias(f"n{place}") for place, node in enumerate(nodes))
    found = groups.select("key", *made)
    other = [
        pl.col(f"n{place}").ne_missing(literal_like(value, node))
        for place, (node, value) in enumerate(zip(nodes, without, strict=True))
    ]
    kept = found.filter(pl.any_horizontal(other)).collect(engine="streaming")
    return Brought(relation.own_key, tuple(nodes), kept, without)


def _like(writer: Writer, node: Node, like: Node) -> pl.Expr:
    """A node in the type of another that it stands for."""
    return writer.wide(node, like) if isinstance(like.type, Integer) else writer(node)


def literal_like(value: object, node: Node) -> pl.Expr:
    """A value that was worked out, in the type of its node."""
    match node.type:
        case Integer():
            return pl.lit(value, dtype=width_of(node.type))
        case _:
            return pl.lit(value, dtype=pl.select(literal(None, node.type)).dtypes[0])


def renamed(frame: pl.LazyFrame, relation: Relation) -> pl.LazyFrame:
    """The rows of a relation with the names that its reads have."""
    return frame.select(
        pl.col(column).alias(column_name(relation.name, column)) for column, _ in relation.held
    )


def aggregates_in(nodes: Iterable[Node]) -> list[Node]:
    """The aggregates that nodes are made of, none of those inside another."""
    found: dict[Node, None] = {}
    pending = list(nodes)
    seen: set[Node] = set()
    while pending:
        node = pending.pop()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, Aggregate | Pick):
            found[node] = None
        else:
            pending.extend(node.parts)
    return list(found)


def _of_none(node: Node) -> pl.Expr:
    """What an aggregate is of no rows."""
    return literal(of_none(node), node.type)


def of_none(node: Node) -> int | bool | None:
    """What an aggregate is of no rows."""
    if isinstance(node, Pick) or not isinstance(node, Aggregate):
        return None
    return {"count": 0, "sum": 0, "any": False}.get(node.operation)


def bring_by_join(brought: Brought, frame: pl.LazyFrame, writer: Writer) -> pl.LazyFrame:
    """Brings what is known of groups to the rows by a join; the writer learns the columns."""
    columns = {f"n{place}": f"\0g{id(node)}" for place, node in enumerate(brought.nodes)}
    mark = f"\0m{id(brought)}"
    side = brought.frame.lazy().rename(columns).with_columns(pl.lit(value=True).alias(mark))
    for place, (node, value) in enumerate(zip(brought.nodes, brought.without, strict=True)):
        column = pl.col(columns[f"n{place}"])
        found = (
            column
            if value is None
            else pl.when(pl.col(mark)).then(column).otherwise(literal_like(value, node))
        )
        writer.name(node, found)
    own = pl.col(brought.own_key)
    return frame.join(side, left_on=own, right_on="key", how="left", maintain_order="left")


def bring_by_place(brought: Brought, frame: pl.LazyFrame, writer: Writer) -> pl.LazyFrame:
    """Brings what is known of groups to the rows by an array; the writer learns the columns."""
    first, last = brought.ends
    own = pl.col(brought.own_key)
    # A place beyond the ends stands for every key without a group.
    inside = own.is_between(first, last)
    place = (own.cast(pl.Int64) - first).cast(pl.UInt32, wrap_numerical=True)
    name = f"\0p{id(brought)}"
    frame = frame.with_columns(
        pl.when(inside).then(place).otherwise(pl.lit(last - first + 1, dtype=pl.UInt32)).alias(name)
    )
    for node, array in zip(brought.nodes, brought.arrays, strict=True):
        writer.name(node, pl.lit(array).gather(pl.col(name)))
    return frame


def outer_nodes(nodes: Sequence[Node], relation: str, homes: Homes) -> list[Node]:
    """The greatest nodes inside these that are worked out for the row that is decided."""
    found: dict[Node, None] = {}
    pending = list(nodes)
    while pending:
        node = pending.pop()
        if not homes(node):
            continue
        if relation not in homes(node):
            found[node] = None
        else:
            pending.extend(node.parts)
    return list(found)
