"""A plan as SQL, to be run where the data is: one `SELECT` for all decisions of a table.

The same plan that `polars` runs in the process is said in the words of a database (`sql_dialects`), and gives the same
values there. What a database cannot say so is refused, decision by decision.

>>> from datetime import date
>>> from minben.rules import parse
>>> from minben.rules.columns.compiled import compile_columns
>>> from minben.rules.columns.kinds import Column, Number
>>> from minben.rules.columns.schema import Schema
>>> schema = Schema({"income": Column(Number(2, 0, 10_000_000), nullable=False)})
>>> compiled = compile_columns({"gap": parse("if income < 900 then 900 - income else 0")}, schema, on=date(2025, 7, 1))
>>> print(compile_sql(compiled, table="residents", keep=["id"]))
SELECT
  id,
  CASE WHEN income < 900 THEN 900 - income ELSE 0 END AS gap
FROM residents
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from ..errors import Problem
from ..problems import Place, PlacedProblem, Severity
from . import sql_parts as parts
from .abstract import RefusalError
from .optimise import rebuilt
from .plan import Narrowed, Node, Plan
from .sql_chain import Chain, Query
from .sql_duckdb import DuckDb
from .sql_layout import laid_out
from .sql_outside import rows_outside
from .sql_postgres import Postgres
from .sql_spark import Spark
from .sql_steps import Steps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .compiled import Compiled
    from .plan import Output
    from .sql_dialects import Dialect

DIALECTS: Mapping[str, type[Dialect]] = {"postgres": Postgres, "duckdb": DuckDb, "spark": Spark}
"""The databases that a plan can be said to, by the names that sqlglot has for them."""


@dataclass(frozen=True, slots=True)
class SqlQuery:
    """A query, and why the decisions that are not in it cannot be."""

    text: str
    outside: str
    """Another query: how many rows are not as the schema promises. The query is proven for the others only."""
    decisions: tuple[str, ...]
    refused: Mapping[str, tuple[PlacedProblem, ...]]

    def __str__(self) -> str:
        return self.text


def compile_sql(
    compiled: Compiled,
    *,
    table: str,
    dialect: str = "postgres",
    related: Mapping[str, str] | None = None,
    keep: Sequence[str] = (),
) -> SqlQuery:
    """The decisions as a query over a table (`schema.table` where it has a dot).

    `related` are the tables of related rows by the names that rules have for them (else they are called so), `keep` the
    columns of the table that the result has before the decisions, its key for one. Raises `ValueError` for a dialect
    that is not known. Text is to be stored in UTF-8 and to differ by its bytes (no nondeterministic collation), numbers
    as integers or exact decimals.
    """
    if dialect not in DIALECTS:
        raise ValueError(f"no such dialect: {dialect}; one of {', '.join(DIALECTS)}")
    words = DIALECTS[dialect]()
    plan, refused = _sayable(compiled.plan, words, related or {}, tuple(keep))
    if not plan.outputs:
        return SqlQuery("", "", (), {**compiled.refused, **refused})
    text = _text(plan, words, table, related or {}, tuple(keep))
    keyed = {name: (related or {}).get(name, name) for name, own in plan.relations.items() if own.key}
    outside = rows_outside(plan, words, {"": table, **keyed})
    decisions = tuple(output.name for output in plan.outputs)
    return SqlQuery(text, outside, decisions, {**compiled.refused, **refused})


def _sayable(
    plan: Plan, dialect: Dialect, related: Mapping[str, str], keep: tuple[str, ...]
) -> tuple[Plan, Mapping[str, tuple[PlacedProblem, ...]]]:
    """The decisions that the database can say, and why not the others."""
    kept: list[Output] = []
    refused: dict[str, tuple[PlacedProblem, ...]] = {}
    change = _Unnarrowed()
    for output in plan.outputs:
        own = replace(output, node=change(output.node))
        try:
            _text(Plan((own,), plan.relations), dialect, "t", related, keep)
        except RefusalError as refusal:
            problem = Problem(refusal.code, refusal.values, refusal.span)
            refused[output.name] = (PlacedProblem(Place(output.name), problem, Severity.INFO),)
        else:
            kept.append(own)
    return Plan(tuple(kept), plan.relations), refused


def _text(plan: Plan, dialect: Dialect, table: str, related: Mapping[str, str], keep: tuple[str, ...]) -> str:
    query = Query(dialect, plan, related)
    steps = Steps([output.node for output in plan.outputs], plan)
    chain = Chain(query, steps, parts.table(table))
    source = chain.finish({output.node: output for output in reversed(plan.outputs)}, keep)
    select = exp.Select(expressions=[parts.column(name, source.prefix) for name in keep])
    for output in plan.outputs:
        select.select(parts.alias(source.writer.shown(output.node, output.kind), output.name), copy=False)
    source.into(select)
    return laid_out(select, query.parts, dialect.name)


class _Unnarrowed:
    """Takes away what is known of a value in one branch only: a database may work out every branch."""

    def __init__(self) -> None:
        self._done: dict[Node, Node] = {}

    def __call__(self, node: Node) -> Node:
        known = self._done.get(node)
        if known is None:
            inner = node.operand if isinstance(node, Narrowed) else None
            known = self._done[node] = self(inner) if inner is not None else rebuilt(node, self)
        return known
