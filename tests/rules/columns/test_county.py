"""Screens a county's register with rules of its benefits, and holds every value against `Model.decide`, row by row."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from minben.rules import YearsMonths, read_model
from minben.rules.columns import DataError, Related, mark_of, screen
from minben.rules.feel.as_json import to_json
from minben.rules.feel.values import Function, admit

from .county import BY_ROWS, COMPILED, TABLES, model_in, register
from .differential import alike

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ON = date(2025, 10, 1)


def cases(residents: Path) -> Iterator[dict[str, object]]:
    """The facts of each resident, with the members of the household."""
    rows = pl.read_parquet(residents).rows(named=True)
    for row in rows:
        members = [other for other in rows if row["house"] is not None and other["house"] == row["house"]]
        yield {**row, "members": members}


def plain(value: object) -> object:
    """A value as a column holds it: every number a decimal, months as their number."""
    match value:
        case bool():
            return value
        case int():
            return Decimal(value)
        case YearsMonths(months):
            return Decimal(months)
        case pl.Series() | list():
            return [plain(item) for item in value]
        case dict():
            return {name: plain(item) for name, item in value.items()}
        case _:
            return value


def same(found: object, wanted: object) -> bool:
    """Whether a cell of the result is a value of the row engine, which is text where no one column holds all."""
    if isinstance(wanted, Function):
        return isinstance(found, str)
    if isinstance(found, str) and not isinstance(wanted, str):
        return found == str(wanted) or json.loads(found) == to_json(admit(wanted))
    return alike(plain(found), plain(wanted))


def check(folder: Path, sources: list[str], residents: pl.DataFrame) -> Mapping[str, str]:
    """Screens and compares; gives the expressions that went row by row."""
    named = model_in(folder / "model", sources)
    data = folder / "residents.parquet"
    residents.write_parquet(data)
    model = read_model(folder / "model")
    decisions = [*named, *TABLES]
    expected = [model.decide(facts, on=ON, decisions=decisions).values for facts in cases(data)]
    out = folder / "result.parquet"
    screened = screen(
        model,
        data,
        on=ON,
        out=out,
        related={"members": Related(data, "house")},
        decisions=decisions,
        keep=("id",),
    )
    result = pl.read_parquet(out)
    assert result["id"].to_list() == residents["id"].to_list()
    for name in decisions:
        for found, values in zip(result[name], expected, strict=True):
            assert same(found, values[name]), f"{named.get(name, name)}: {found!r} is not {values[name]!r}"
    mark = mark_of(out)
    assert mark is not None
    assert (mark.model, mark.on, mark.rows) == (model.name, ON, residents.height)
    assert mark.by_columns == screened.by_columns
    assert set(mark.by_rows) == set(screened.by_rows) == set(decisions) - set(screened.by_columns)
    assert all(reason for reason in mark.by_rows.values())
    return {name: named.get(name, name) for name in screened.by_rows}


def test_rules_of_a_county_say_the_same_by_columns(tmp_path: Path) -> None:
    assert check(tmp_path, COMPILED, register(200)) == {}


def test_what_does_not_compile_says_the_same_row_by_row_and_is_marked(tmp_path: Path) -> None:
    assert list(check(tmp_path, BY_ROWS, register(60)).values()) == BY_ROWS


@pytest.mark.parametrize("size", [0, 1])
def test_a_register_of_none_or_one_is_decided(size: int, tmp_path: Path) -> None:
    assert check(tmp_path, COMPILED, register(size)) == {}


def test_a_column_of_another_type_than_declared_is_refused_with_the_others(tmp_path: Path) -> None:
    model_in(tmp_path / "model", [])
    data = tmp_path / "residents.parquet"
    register(5).with_columns(pl.col("income").cast(pl.String), pl.col("flag").cast(pl.Int8)).write_parquet(
        data
    )
    with pytest.raises(DataError) as caught:
        screen(read_model(tmp_path / "model"), data, on=ON)
    assert [(problem.code, problem.place.cell) for problem in caught.value.problems] == [
        ("columns-declared", "income"),
        ("columns-declared", "flag"),
    ]


def test_an_entry_of_members_is_no_missing_fact_but_a_misspelt_fact_is(tmp_path: Path) -> None:
    model_in(tmp_path / "model", ["count(kids[age < 18])", "agee + 1"])
    data = tmp_path / "residents.parquet"
    register(5).write_parquet(data)
    model = read_model(tmp_path / "model")
    assert screen(model, data, on=ON, decisions=("d0",)).by_columns == ("d0",)
    with pytest.raises(DataError) as caught:
        screen(model, data, on=ON, decisions=("d0", "d1"))
    assert [problem.place.cell for problem in caught.value.problems] == ["agee"]
