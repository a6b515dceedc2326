"""What the pages for officers show is so."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from minben.rules import TableError, check_table, parse, parse_unary_tests, read_table
from minben.rules.sheets.csv_file import csv_of
from minben.rules.sheets.grid import MAX_COLUMNS, MAX_FILE
from minben.rules.sheets.workbook import MAX_CELLS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "feel.md").read_text(encoding="utf-8")
TABLES = (DOCS / "rules" / "tables.md").read_text(encoding="utf-8")
TABLE, DATED = (part.split("```")[0] for part in TABLES.split("```csv\n")[1:])


def samples(page: str, section: str, column: int) -> list[str]:
    """The code in a column of the first table of a section."""
    rows = page.split(section)[1].lstrip().split("\n\n")[0].splitlines()[2:]
    return [code for row in rows for code in re.findall(r"`([^`]+)`", row.split(" | ")[column])]


def test_the_table_of_the_page_is_a_table_without_gaps() -> None:
    table = read_table(TABLE, "allowance.csv")
    assert check_table(table) == ()
    decision = table.decide({"age": 92, "local": True, "person": {"living": True}}, on=date(2025, 6, 1))
    assert decision.outputs == {"eligible": True, "amount": 100}


def test_every_expression_of_the_page_is_feel() -> None:
    shown = samples(PAGE, "## Expressions\n", 1)
    assert len(shown) > 30
    bare = {"+ - * / **", "= != < <= > >=", "and", "or", "not(...)", "every ..."}
    comments = {"// to the end of the line", "/* in between */"}
    assert bare | comments <= set(shown)
    for source in set(shown) - bare - comments:
        parse(source, ["counting date"])


def test_every_test_of_the_page_is_a_unary_test() -> None:
    shown = samples(TABLES, "Tests in an input cell:\n", 0)
    assert "[80..90)" in shown
    for source in shown:
        parse_unary_tests(source)


def test_every_hit_policy_is_on_the_page() -> None:
    shown = samples(TABLES, "where several rules apply:\n", 0)
    assert set(shown) == {"U", "A", "F", "P", "R", "O", "C", "C+", "C<", "C>", "C#"}


@pytest.mark.parametrize(("on", "line"), [(date(2025, 6, 30), 850), (date(2025, 7, 1), 900)])
def test_a_rate_goes_by_the_date(on: date, line: int) -> None:
    assert read_table(DATED, "line.csv").decide({}, on=on).value == line


def test_what_is_refused_is_read_as_the_page_says_to_type_it() -> None:
    for typed, type_, meant in (
        ("城镇", 'string: "城镇"', '"城镇"'),
        ("0123", "string", '"0123"'),
        ("2025-01-31", "date", '@"2025-01-31"'),
    ):
        assert f"| {typed} | `{type_.split(':')[0]}` | `{meant}`" in TABLES
        rows = [["U", "fact", "=> x"], ["type", type_, "number"]]
        with pytest.raises(TableError) as caught:
            read_table(csv_of([*rows, ["1", typed, "1"]]), "t.csv")
        assert meant in caught.value.text("zh")
        assert read_table(csv_of([*rows, ["1", meant, "1"]]), "t.csv").rules


def test_the_bounds_are_those_of_the_page() -> None:
    bounds = f"{MAX_FILE // 1_000_000} MB, {MAX_COLUMNS:,} columns and {MAX_CELLS:,} cells"
    assert f"A file has at most {bounds}" in TABLES
