"""A folder of tables translated cell by cell into expressions of Polars, as one would by script: the plain way.

Every test becomes a condition and every rule a branch, ages are worked out as they are written, households are grouped
and joined. It knows the cells that the tables of the benchmark have, and no others.
"""

from __future__ import annotations

import csv
import re
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

import polars as pl
from polars import col, when

from benchmarks.rules.peers import MINIMUM_LIVING
from benchmarks.rules.peers.by_polars import aged, households, in_fen, in_yuan
from benchmarks.rules.residents import frame_of
from benchmarks.rules.thirty import AGE, EARNING, JOBLESS, OLD_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from polars.expr.whenthen import ChainedThen, Then

KEY = "household_id"
_RANGE = re.compile(r"\[(\d+)\.\.(\d+)\)")
_INPUTS = {
    AGE: col("age"),
    "income_per_head": col("per_head"),
    OLD_MEMBERS: col("old").fill_null(0),
    JOBLESS: col("jobless").fill_null(0),
    EARNING: when(col("heads").is_null()).then(pl.lit(value=False)).otherwise(col("earning")),
}


class ByTranslation:
    """The tables of a folder, each translated by itself."""

    ordered = True
    name = "Polars, tables translated cell by cell"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, path: Path) -> None:
        """Residents as a frame."""
        self._residents = frame_of(path)

    def answer(self, tables: Sequence[str]) -> pl.DataFrame:
        """A frame."""
        residents = self._residents.lazy()
        # Binary fractions are compared ten times as fast as decimals, and with whole numbers as exactly.
        numbers = residents.with_columns(col("monthly_income").cast(pl.Float64), age=aged())
        joined = numbers.join(_of_households(residents), on=KEY, how="left", maintain_order="left")
        columns = [self._table(name).alias(name) for name in tables]
        return joined.select(columns).collect(engine="streaming")

    def frame(self, answers: object) -> pl.DataFrame:
        """As whole numbers."""
        assert isinstance(answers, pl.DataFrame)
        return answers.select(in_fen(answers))

    def _table(self, name: str) -> pl.Expr:
        if name == MINIMUM_LIVING:
            return in_yuan(col("amount").fill_null(0))
        with (self._folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            (policy, *heads), _, *lines = csv.reader(file)
        count = next(place for place, head in enumerate(heads) if head.startswith("=>"))
        inputs = [_INPUTS[head] if head in _INPUTS else col(head) for head in heads[:count]]
        rules = [(_all(inputs, line[1:]), int(line[count + 1])) for line in lines if line[0] != "otherwise"]
        otherwise = next((int(line[count + 1]) for line in lines if line[0] == "otherwise"), None)
        together = _TOGETHER.get(policy)
        if together is None:
            return _first(rules, otherwise)
        return together(when(condition).then(value) for condition, value in rules).fill_null(otherwise)


Rules = list[tuple[pl.Expr, int]]


def _first(rules: Rules, otherwise: int | None) -> pl.Expr:
    (condition, value), *rest = rules
    chain: Then | ChainedThen = when(condition).then(value)
    for condition, value in rest:
        chain = chain.when(condition).then(value)
    return chain.otherwise(otherwise)


def _count(values: Iterable[pl.Expr]) -> pl.Expr:
    # Where no rule holds, the one for all others does.
    return pl.sum_horizontal(value.is_not_null().cast(pl.Int32) for value in values).clip(lower_bound=1)


_TOGETHER: dict[str, Callable[[Iterable[pl.Expr]], pl.Expr]] = {
    "C+": pl.sum_horizontal,
    "C>": pl.max_horizontal,
    "C<": pl.min_horizontal,
    "C#": _count,
}


def _all(inputs: Sequence[pl.Expr], cells: Sequence[str]) -> pl.Expr:
    tests = [_test(value, cell) for value, cell in zip(inputs, cells, strict=False) if cell != "-"]
    return reduce(and_, tests)


def _test(value: pl.Expr, cell: str) -> pl.Expr:
    if cell.startswith("not("):
        # In a cell what is missing is not equal to anything, and so is none of those that are excluded.
        return ~_test(value, cell[4:-1]).fill_null(value=False)
    return reduce(or_, (_simple(value, part) for part in cell.split(", ")))


def _simple(value: pl.Expr, text: str) -> pl.Expr:
    between = _RANGE.fullmatch(text)
    if between:
        return (value >= int(between[1])) & (value < int(between[2]))
    operator, _, bound = text.rpartition(" ")
    match operator:
        case ">=":
            return value >= int(bound)
        case "<":
            return value < int(bound)
    if text in ("true", "false"):
        return value if text == "true" else ~value
    return value == (text.strip('"') if text.startswith('"') else int(text))


def _of_households(residents: pl.LazyFrame) -> pl.LazyFrame:
    """What tables ask of a household: income by head, who belongs to it, and the minimum living subsidy."""
    local = {
        "fen": col("monthly_income").to_physical().cast(pl.Int64),
        "old": aged() >= 80,
        "jobless": col("employment") == "失业",
        "earning": col("employment").eq_missing(pl.lit("在职")) & (col("monthly_income") >= 2000),
    }
    sums = (
        residents.filter(col(KEY).is_not_null())
        .select(KEY, **local)
        .group_by(KEY)
        .agg(
            col("fen", "old", "jobless").sum(),
            heads=pl.len(),
            unknown=col("fen").null_count(),
            earning=col("earning").any(ignore_nulls=False),
        )
    )
    per_head = when(col("unknown") == 0).then(col("fen") / 100 / col("heads"))
    return sums.with_columns(per_head=per_head).join(households(residents), on=KEY, how="left")
