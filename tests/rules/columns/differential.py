"""Runs the same trees over the same rows by the row engine and by columns, and compares value by value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from minben.rules import YearsMonths
from minben.rules.columns.compiled import compile_columns
from minben.rules.columns.kinds import Context, ListOf, Moment, Months, Number
from minben.rules.columns.optimise import optimise
from minben.rules.columns.polars import prepare
from minben.rules.feel.evaluate import compile_node
from minben.rules.feel.run import run_code
from minben.rules.feel.values import admit
from minben.rules.models.decide import COUNTING_DATE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from minben.rules.columns.compiled import Compiled
    from minben.rules.columns.kinds import Column, Kind
    from minben.rules.columns.schema import Schema
    from minben.rules.feel.tree import Node
    from minben.rules.feel.types import Type

ON = date(2025, 6, 1)
CLOCK = datetime(2025, 6, 1, 9, 30)  # noqa: DTZ001

Row = dict[str, Any]


@dataclass(frozen=True)
class Data:
    """Rows with their schema; `related` are the rows of other tables by name."""

    schema: Schema
    rows: Sequence[Row]
    related: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def frame(self) -> pl.DataFrame:
        return pl.DataFrame(
            [
                {name: stored(row[name], column) for name, column in self.schema.columns.items()}
                for row in self.rows
            ],
            schema={name: dtype_of(column.kind) for name, column in self.schema.columns.items()},
            orient="row",
        )

    def related_frames(self) -> dict[str, pl.LazyFrame]:
        return {
            name: pl.LazyFrame(
                [
                    {key: stored(row[key], column) for key, column in related.columns.items()}
                    for row in self.related[name]
                ],
                schema={key: dtype_of(column.kind) for key, column in related.columns.items()},
                orient="row",
            )
            for name, related in self.schema.related.items()
        }

    def facts(self, row: Row) -> Row:
        """What the row engine is given."""
        facts = {**row, COUNTING_DATE: ON}
        for name, related in self.schema.related.items():
            facts[name] = [
                other
                for other in self.related[name]
                if row[related.own_key] is not None and other[related.key] == row[related.own_key]
            ]
        return facts


def dtype_of(kind: Kind) -> Any:
    """How a column of a kind is stored."""
    match kind:
        case Number(0):
            return pl.Int64
        case Number(scale):
            return pl.Decimal(38, scale)
        case Months():
            return pl.Int32
        case Moment(zone):
            return pl.Datetime("us", zone or None)
        case Context(fields):
            return pl.Struct({name: dtype_of(column.kind) for name, column in fields})
        case ListOf(element):
            return pl.List(dtype_of(element.kind))
        case _:
            codes = getattr(kind, "codes", None)
            if codes is not None:
                return pl.Enum(codes)
            return {
                "String": pl.String,
                "Boolean": pl.Boolean,
                "Date": pl.Date,
                "Elapsed": pl.Duration("us"),
                "Clock": pl.Time,
            }[type(kind).__name__]


def stored(value: Any, column: Column) -> Any:
    """A fact as it is stored."""
    match column.kind:
        case Months() if value is not None:
            return value.months
        case Context(fields) if value is not None:
            return {name: stored(value[name], inner) for name, inner in fields}
        case ListOf(element) if value is not None:
            return [stored(item, element) for item in value]
        case _:
            return value


def shown(value: Any, kind: Kind) -> Any:
    """A cell of the result as the row engine has it."""
    if value is None:
        return None
    match kind:
        case Number():
            return Decimal(value)
        case Months():
            return YearsMonths(value)
        case Moment("UTC"):
            return value.replace(tzinfo=UTC)
        case Context(fields):
            return {name: shown(value[name], column.kind) for name, column in fields}
        case ListOf(element):
            return [shown(item, element.kind) for item in value]
        case _:
            return value


def by_row(trees: Mapping[str, Node], data: Data, named: Mapping[str, Type]) -> dict[str, list[Any]]:
    """What the row engine says, decision by decision; a decision may read those before it."""
    codes = {name: compile_node(tree) for name, tree in trees.items()}
    found: dict[str, list[Any]] = {name: [] for name in trees}
    for row in data.rows:
        facts = data.facts(row)
        for name, code in codes.items():
            value = run_code(code, facts, clock=lambda: CLOCK, named=named, on=ON).value
            facts[name] = value
            found[name].append(value)
    return found


def by_columns(compiled: Compiled, data: Data, *, optimised: bool) -> dict[str, list[Any]]:
    """What the columns say."""
    plan = optimise(compiled.plan) if optimised else compiled.plan
    ready = prepare(plan, data.related_frames())
    frame = ready.collect(data.frame().lazy())
    assert frame.height == len(data.rows)
    return {
        output.name: [shown(value, output.kind) for value in frame[output.name].to_list()]
        for output in plan.outputs
    }


def alike(one: Any, other: Any) -> bool:
    """Whether two results are the same value of the same kind."""
    one, other = admit(one), admit(other)
    match one, other:
        case list(), list():
            return len(one) == len(other) and all(map(alike, one, other))
        case dict(), dict():
            return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
        case _:
            return type(one) is type(other) and one == other


def compare(
    trees: Mapping[str, Node], data: Data, named: Mapping[str, Type] | None = None, *, optimised: bool = True
) -> Compiled:
    """Compiles and runs both ways; raises `AssertionError` with the first value that differs."""
    compiled = compile_columns(trees, data.schema, on=ON, clock=lambda: CLOCK, named=named or {})
    if not compiled.plan.outputs:
        return compiled
    expected = by_row(trees, data, named or {})
    found = by_columns(compiled, data, optimised=False)
    check(found, expected, data)
    if optimised:
        check(by_columns(compiled, data, optimised=True), expected, data)
    return compiled


def check(found: Mapping[str, list[Any]], expected: Mapping[str, list[Any]], data: Data) -> None:
    for name, values in found.items():
        for place, (value, wanted) in enumerate(zip(values, expected[name], strict=True)):
            assert alike(value, wanted), (
                f"{name}: {value!r} is not {wanted!r} for {data.facts(data.rows[place])!r}"
            )
