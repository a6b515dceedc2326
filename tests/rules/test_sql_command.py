"""`minben rules sql` writes a query for a table that a file is a part of, and says what is not in it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
from typer.testing import CliRunner

from minben.rules.commands import app

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

TABLE = 'U,born,=> amount\ntype,date,number\n1,"< @""1945-01-01""",50\notherwise,,0\n'
SHARE = "U,income,=> share\ntype,number,number\n1,-,income / 7\n"
QUERY = """SELECT
  id,
  CASE WHEN born <= DATE '1944-12-31' THEN 50 ELSE 0 END AS allowance
FROM city.people
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two tables and people."""
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "allowance.csv").write_text(TABLE)
    (tmp_path / "model" / "share.csv").write_text(SHARE)
    people = {"born": [date(1930, 1, 1), date(2000, 1, 1)], "income": [700, 800]}
    pl.DataFrame(people).write_parquet(tmp_path / "people.parquet")
    return tmp_path


def run(folder: Path, *options: str) -> Result:
    """The command on these."""
    arguments = [str(folder / "model"), str(folder / "people.parquet"), "--on", "2026-01-01", "--lang", "en"]
    return CliRunner().invoke(app, ["sql", *arguments, "--table", "city.people", *options])


def test_it_writes_the_query_and_names_what_is_not_in_it(folder: Path) -> None:
    done = run(folder, "--keep", "id")
    assert (done.stdout, done.exit_code) == (QUERY, 0)
    assert "share is not in the query" in done.stderr
    assert "the decimals of this quotient are not bounded" in done.stderr


def test_it_ends_with_1_where_nothing_can_be_said(folder: Path) -> None:
    done = run(folder, "--decision", "share")
    assert (done.stdout, done.exit_code) == ("", 1)


def test_it_writes_a_query_for_the_rows_it_is_not_made_for(folder: Path) -> None:
    done = run(folder, "--decision", "allowance", "--outside")
    assert "born < DATE '1930-01-01' OR born > DATE '2000-01-01'" in done.stdout


@pytest.mark.parametrize(
    ("options", "said", "code"),
    [
        (("--dialect", "oracle"), "there is no dialect oracle", 2),
        (("--related-table", "members"), '"members" is written NAME=TABLE', 1),
    ],
)
def test_it_says_what_it_does_not_understand(
    folder: Path, options: tuple[str, ...], said: str, code: int
) -> None:
    done = run(folder, *options)
    assert said in done.stderr
    assert done.exit_code == code
