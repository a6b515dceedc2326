"""What the page for officers shows is so."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from minben.rules import check_table, parse, parse_unary_tests, read_table

PAGE = (Path(__file__).parents[2] / "docs" / "feel.md").read_text(encoding="utf-8")
TABLE = PAGE.split("```csv\n")[1].split("```")[0]


def samples(section: str, column: int) -> list[str]:
    """The code in a column of the first table of a section."""
    rows = PAGE.split(section)[1].lstrip().split("\n\n")[0].splitlines()[2:]
    return [code for row in rows for code in re.findall(r"`([^`]+)`", row.split(" | ")[column])]


def test_the_table_of_the_page_is_a_table_without_gaps() -> None:
    table = read_table(TABLE, "allowance.csv")
    assert check_table(table) == ()
    decision = table.decide({"age": 92, "local": True, "person": {"living": True}}, on=date(2025, 6, 1))
    assert decision.outputs == {"eligible": True, "amount": 100}


def test_every_expression_of_the_page_is_feel() -> None:
    shown = samples("## Expressions\n", 1)
    assert len(shown) > 30
    bare = {"+ - * / **", "= != < <= > >=", "and", "or", "not(...)", "every ..."}
    comments = {"// to the end of the line", "/* in between */"}
    assert bare | comments <= set(shown)
    for source in set(shown) - bare - comments:
        parse(source, ["counting date"])


def test_every_test_of_the_page_is_a_unary_test() -> None:
    shown = samples("Tests in an input cell:\n", 0)
    assert "[80..90)" in shown
    for source in shown:
        parse_unary_tests(source)


def test_every_hit_policy_is_on_the_page() -> None:
    shown = samples("where several rules apply:\n", 0)
    assert set(shown) == {"U", "A", "F", "P", "R", "O", "C", "C+", "C<", "C>", "C#"}
