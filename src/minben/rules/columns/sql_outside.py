"""Which rows a query is not made for: those that the schema, by whose ranges it is proven, does not promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from . import sql_parts as parts
from .kinds import Date, Day, Integer, Number, String
from .plan import Compare, Constant, IsNull, Node, Not, Or, Read, Within, walk
from .sql_write import Writer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .plan import Plan
    from .sql_dialects import Dialect


def rows_outside(plan: Plan, dialect: Dialect, tables: Mapping[str, str]) -> str:
    """A query for the number of rows that are not as the schema has them, of all tables; `tables` by source.

    Elements of list columns are left out.
    """
    counts = []
    for source, table in tables.items():
        conditions = [
            condition
            for node in walk(tuple(output.node for output in plan.outputs))
            if isinstance(node, Read) and node.source == source
            for condition in _outside(node)
        ]
        if conditions:
            where = Writer(dialect, {source: ""}, {}).true(Or(tuple(conditions)))
            counts.append(
                exp.Select(expressions=[exp.Count(this=exp.Star())]).from_(parts.table(table)).where(where)
            )
    if not counts:
        return "SELECT 0 AS outside"
    written = "\n  + ".join(f"({count.sql(dialect=dialect.name)})" for count in counts)
    return f"SELECT {written} AS outside"


def _outside(read: Read) -> list[Node]:
    """The conditions under which a value is not what its column holds."""
    conditions: list[Node] = [] if read.held.nullable else [IsNull(read)]
    match read.held.kind:
        case Number(_, low, high):
            ends = Constant(low, Integer(low, low)), Constant(high, Integer(high, high))
        case Date(low, high):
            ends = Constant(low, Day(low, low)), Constant(high, Day(high, high))
        case String(codes) if codes is not None:
            return [*conditions, Not(Within(read, tuple(sorted(codes))))] if codes else conditions
        case _:
            return conditions
    return [*conditions, Compare("<", read, ends[0]), Compare(">", read, ends[1])]
