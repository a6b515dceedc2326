"""Screening a file: what compiles by columns, the rest by the row engine, written whole or not at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING

import polars as pl
import pytest

from minben.rules import read_model
from minben.rules.columns import DataError, Related, screen

if TYPE_CHECKING:
    from pathlib import Path

    from minben.rules.models.model import Model

ON = date(2025, 10, 1)
TABLES = {
    "allowance.csv": 'U,"years and months duration(birth, counting date).years",=> amount,from,until\n'
    "type,number,number,,\n1,[80..90),50,2025-01-01,\n2,>= 90,100,2025-01-01,\notherwise,,0,,\n",
    "share.csv": "U,=> amount\ntype,number\n1,sum(members.income) / count(members)\n",
    "poor.csv": "U,share,=> poor\ntype,number,boolean\n1,< 900,true\notherwise,,false\n",
}


@pytest.fixture
def model(tmp_path: Path) -> Model:
    folder = tmp_path / "model"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_model(folder)


@pytest.fixture
def residents(tmp_path: Path) -> Path:
    path = tmp_path / "residents.parquet"
    pl.DataFrame(
        {
            "birth": [date(1945, 10, 1), date(1945, 10, 2), None, date(1930, 1, 1), date(2000, 2, 29)],
            "income": pl.Series(
                [Decimal("899.99"), None, Decimal(1000), Decimal(800), Decimal(0)], dtype=pl.Decimal(12, 2)
            ),
            "house": [1, 2, None, 3, 3],
        }
    ).write_parquet(path)
    return path


def test_every_row_is_decided_and_what_does_not_compile_is_marked(
    model: Model, residents: Path, tmp_path: Path
) -> None:
    out, told = tmp_path / "result.parquet", []
    related = {"members": Related(residents, "house")}
    screened = screen(
        model,
        residents,
        on=ON,
        out=out,
        related=related,
        keep=("house",),
        progress=lambda *step: told.append(step),
    )
    assert (screened.rows, screened.by_columns, list(screened.by_rows)) == (
        5,
        ("allowance", "poor"),
        ["share"],
    )
    assert "decimal(x, 2)" in screened.by_rows["share"][0].text("en")
    assert told == [(5, 5)]
    result = pl.read_parquet(out)
    assert result.columns == ["house", "allowance", "poor", "share"]
    assert result["allowance"].to_list() == [50, 0, 0, 100, 0]
    assert result["poor"].to_list() == [True, False, False, True, True]
    assert result["share"].to_list() == [Decimal("899.99"), None, None, 400, 400]
    facts = pl.read_parquet(residents).rows(named=True)
    for row, found in zip(facts, result.rows(named=True), strict=True):
        members = [other for other in facts if row["house"] is not None and other["house"] == row["house"]]
        values = model.decide({**row, "members": members}, on=ON).values
        assert {name: found[name] for name in values} == values


def test_rows_are_decided_chunk_by_chunk(
    model: Model, residents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("minben.rules.columns.screen"), "CHUNK_BY_COLUMNS", 2)
    related = {"members": Related(residents, "house")}
    steps: list[tuple[int, int]] = []
    screened = screen(
        model,
        residents,
        on=ON,
        related=related,
        decisions=("allowance", "poor"),
        progress=lambda *step: steps.append(step),
    )
    assert steps == [(2, 5), (4, 5), (5, 5)]
    assert screened.frame is not None
    assert screened.frame["poor"].to_list() == [True, False, False, True, True]


def test_a_missing_column_is_told_with_file_and_column_and_nothing_is_written(
    model: Model, residents: Path, tmp_path: Path
) -> None:
    out = tmp_path / "result.parquet"
    pl.read_parquet(residents).drop("birth").write_parquet(residents)
    with pytest.raises(DataError) as caught:
        screen(model, residents, on=ON, out=out, decisions=("allowance",))
    assert [problem.text("en") for problem in caught.value.problems] == [
        f'{residents}, cell birth: there is no column "birth"; the columns are income, house'
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "residents.parquet"]


def test_related_rows_must_be_given(model: Model, residents: Path) -> None:
    with pytest.raises(DataError) as caught:
        screen(model, residents, on=ON)
    assert [problem.code for problem in caught.value.problems] == ["columns-missing"]


def test_binary_fractions_are_taken_only_where_they_are_decimals(model: Model, residents: Path) -> None:
    related = {"members": Related(residents, "house")}
    frame = pl.read_parquet(residents).with_columns(pl.col("income").cast(pl.Float64))
    frame.write_parquet(residents)
    screened = screen(model, residents, on=ON, related=related, decisions=("poor",))
    assert screened.frame is not None
    assert screened.frame["poor"].to_list() == [True, False, False, True, True]
    frame.with_columns(pl.lit(1.0 / 3).alias("income")).write_parquet(residents)
    with pytest.raises(DataError) as caught:
        screen(model, residents, on=ON, related=related, decisions=("poor",))
    assert [problem.code for problem in caught.value.problems] == ["columns-float"]


def test_a_file_that_is_none_is_told(model: Model, tmp_path: Path) -> None:
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"not a parquet file")
    for path in (broken, tmp_path / "missing.parquet"):
        with pytest.raises(DataError) as caught:
            screen(model, path, on=ON, decisions=("allowance",))
        assert [problem.code for problem in caught.value.problems] == ["columns-no-file"]


def test_no_rows_give_an_empty_result(model: Model, residents: Path, tmp_path: Path) -> None:
    out = tmp_path / "result.parquet"
    pl.read_parquet(residents).clear().write_parquet(residents)
    screened = screen(
        model,
        residents,
        on=ON,
        out=out,
        related={"members": Related(residents, "house")},
        decisions=("allowance", "poor"),
    )
    assert screened.rows == 0
    assert pl.read_parquet(out).height == 0
