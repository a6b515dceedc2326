"""What is made of groups stays with the rows that it belongs to, by whichever way it comes back to them.

The outputs are constants chosen by group: of these the streaming engine of Polars 2.1 can lose the order after a join.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest

from minben.rules import read_model
from minben.rules.columns import Related, Screened, screen

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2025, 10, 1)
ROWS, GROUPS = 300_000, 1_000
BY_GROUP = "if sum(members.income) < 500 then 1 else 2"
BY_ROW = "if count(members[income < line]) > 0 then 1 else 2"


def screened(folder: Path, source: str, key: pl.Expr) -> tuple[Screened, pl.DataFrame]:
    """A register in no order of its groups, every third of which is poor; every second row has a low line."""
    (folder / "model").mkdir()
    (folder / "model" / "poor.csv").write_text(f"U,=> poor\ntype,number\n1,{source}\n", encoding="utf-8")
    number = pl.int_range(ROWS, dtype=pl.Int64).alias("id")
    residents = pl.select(number).with_columns(
        (pl.col("id") * 7919 % GROUPS).alias("house"), (pl.col("id") % 2 * 450 + 50).alias("line")
    )
    houses = pl.select(pl.int_range(GROUPS, dtype=pl.Int64).alias("house")).with_columns(
        pl.when(pl.col("house") % 3 == 0).then(100).otherwise(1_000).alias("income")
    )
    residents.with_columns(key).write_parquet(folder / "residents.parquet", row_group_size=20_000)
    houses.with_columns(key).write_parquet(folder / "houses.parquet")
    out = folder / "result.parquet"
    done = screen(
        read_model(folder / "model"),
        folder / "residents.parquet",
        on=ON,
        out=out,
        related={"members": Related(folder / "houses.parquet", "house")},
        keep=("id",),
    )
    return done, pl.read_parquet(out)


@pytest.mark.parametrize(
    ("source", "key"),
    [
        pytest.param(BY_GROUP, pl.col("house"), id="by an array, the keys being near numbers"),
        pytest.param(BY_GROUP, "H" + pl.col("house").cast(pl.String), id="by a join, the keys being texts"),
        pytest.param(BY_GROUP, pl.col("house") * 10**12, id="by a join, the keys being far apart"),
        pytest.param(BY_ROW, pl.col("house"), id="by the row, each asking something else"),
    ],
)
def test_results_stay_with_their_rows(source: str, key: pl.Expr, tmp_path: Path) -> None:
    done, result = screened(tmp_path, source, key.alias("house"))
    assert done.by_columns == ("poor",)
    assert result["id"].to_list() == list(range(ROWS))
    low_line = source is BY_ROW
    wanted = [
        1 if place * 7919 % GROUPS % 3 == 0 and (place % 2 or not low_line) else 2 for place in range(ROWS)
    ]
    assert result["poor"].to_list() == wanted
