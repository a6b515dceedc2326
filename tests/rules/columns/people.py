"""Invented people with the columns of `plans`, at the ends of their ranges and null more often than not."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import polars as pl

from minben.rules.columns.kinds import Boolean, Column, Date, Number, String

from .meaning import Rows, shown, value_of
from .plans import CODES, COLUMNS, MEMBER, RELATIONS, TEXTS, VISIT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.rules.columns.plan import Plan

ROWS = 60
NESTED = ("visits", "grades")


def _plain(column: Column, chance: random.Random) -> Any:
    kind = column.kind
    if column.nullable and chance.random() < 0.2:
        return None
    match kind:
        case Number(_, low, high) | Date(low, high):
            near = max(low, min(high, chance.randint(-20, 100)))
            return chance.choice((low, high, chance.randint(low, high), near))
        case String(codes):
            return chance.choice(codes or TEXTS)
        case Boolean():
            return chance.random() < 0.5
    raise TypeError(kind)


def _made(columns: Mapping[str, Column], chance: random.Random) -> dict[str, Any]:
    return {name: _plain(column, chance) for name, column in columns.items()}


def _rows() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    chance = random.Random(5)
    scalars = {name: column for name, column in COLUMNS.items() if name not in NESTED}
    own = []
    for _ in range(ROWS):
        row = _made(scalars, chance)
        visits = [_made(VISIT, chance) for _ in range(chance.randint(0, 4))]
        grades = [chance.choice((None, 0, 100, 60)) for _ in range(chance.randint(0, 4))]
        row["visits"], row["grades"] = chance.choice((None, visits)), chance.choice((None, grades))
        own.append(row)
    return own, [_made(MEMBER, chance) for _ in range(40)]


PEOPLE, MEMBERS = _rows()
"""Plain values by column, row by row."""


def meant(plan: Plan, name: str) -> list[Any]:
    """What a decision of a plan means, row by row."""
    output = next(output for output in plan.outputs if output.name == name)
    rows = (Rows(row, RELATIONS, {"members": MEMBERS}) for row in PEOPLE)
    return [shown(value_of(output.node, row), output.kind) for row in rows]


_DTYPES = {
    "income": pl.Decimal(12, 2),
    "level": pl.UInt8(),
    "count": pl.Int16(),
    "large": pl.Int64(),
    "fine": pl.Decimal(16, 6),
    "hukou": pl.Enum(CODES),
    "home": pl.Int64(),
    "visits": pl.List(pl.Struct({"cost": pl.Decimal(4, 1), "at": pl.Date()})),
    "grades": pl.List(pl.Int32()),
    "cost": pl.Decimal(4, 1),
    "work": pl.Enum(CODES),
}
_BY_KIND = {String: pl.String(), Boolean: pl.Boolean(), Date: pl.Date()}


def _frame(rows: list[dict[str, Any]], columns: Mapping[str, Column]) -> pl.DataFrame:
    series = []
    for name, column in columns.items():
        values = [_stored(row[name], name, column) for row in rows]
        dtype = _DTYPES.get(name) or _BY_KIND[type(column.kind)]
        series.append(pl.Series(name, values, dtype, strict=False))
    return pl.DataFrame(series)


def _stored(value: Any, name: str, column: Column) -> Any:
    if name == "visits" and value is not None:
        return [{key: shown(visit[key], held.kind) for key, held in VISIT.items()} for visit in value]
    return value if name in NESTED else shown(value, column.kind)


def people_frame() -> pl.DataFrame:
    """The people as a frame, `id` counting them."""
    return _frame(PEOPLE, COLUMNS).with_row_index("id")


def members_frame() -> pl.DataFrame:
    """The members of their homes as a frame."""
    return _frame(MEMBERS, MEMBER)
