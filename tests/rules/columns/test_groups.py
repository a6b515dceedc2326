"""Groups of rows come to the same whether their sums are made together or apart."""

from __future__ import annotations

from collections import defaultdict

import polars as pl
import pytest
from hypothesis import given, strategies as st

from minben.rules.columns import build
from minben.rules.columns.kinds import Column, Number, String
from minben.rules.columns.plan import Aggregate, IsNull, Node, Read
from minben.rules.columns.polars_groups import MOST_OF_GROUP, Grouping
from minben.rules.columns.polars_write import Writer, column_name

KEY = Column(Number(0, 5, 1_000_000))
INCOME = Read("kin", "income", Column(Number(0, 0, 40_000_000)))
LEVEL = Read("kin", "level", Column(Number(0, 0, 4)))
WORK = Read("kin", "work", Column(String(("在职", "失业"))))
JOBLESS = build.compare("=", WORK, build.text("失业"))
MOST = 1_000_000
PACKED: tuple[Node, ...] = (
    Aggregate("kin", "count", None, None, MOST),
    Aggregate("kin", "sum", INCOME, None, MOST),
    Aggregate("kin", "any", IsNull(INCOME), None, MOST),
    Aggregate("kin", "count", None, JOBLESS, MOST),
    Aggregate("kin", "sum", LEVEL, JOBLESS, MOST),
    Aggregate("kin", "any", build.compare(">", LEVEL, build.number(2)), JOBLESS, MOST),
)
APART: tuple[Node, ...] = (
    Aggregate("kin", "minimum", INCOME, JOBLESS, MOST),
    Aggregate("kin", "maximum", LEVEL, None, MOST),
)
Row = tuple[int | None, int | None, int | None, str | None]
Said = tuple[int, int, bool, int, int, bool, int | None, int | None]

ROWS = st.lists(
    st.tuples(
        st.sampled_from((None, 5, 6, 77, 1_000_000)),
        st.none() | st.integers(0, 40_000_000),
        st.none() | st.integers(0, 4),
        st.sampled_from((None, "在职", "失业")),
    ),
    min_size=1,
    max_size=30,
)


def grouping(rows: list[Row], aggregates: tuple[Node, ...]) -> Grouping:
    schema = {
        "key": pl.Int64,
        column_name("kin", "income"): pl.Int64,
        column_name("kin", "level"): pl.Int8,
        column_name("kin", "work"): pl.String,
    }
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    stored = {("kin", name): frame.schema[column_name("kin", name)] for name in ("income", "level", "work")}
    return Grouping(frame.lazy(), "key", KEY, aggregates, Writer(stored, {}))


def by_columns(rows: list[Row], aggregates: tuple[Node, ...]) -> dict[int, tuple[object, ...]]:
    found = grouping(rows, aggregates).frame().collect()
    names = [f"a{place}" for place in range(len(aggregates))]
    return {row[0]: row[1:] for row in found.select("key", *names).rows()}


def by_hand(rows: list[Row]) -> dict[int, Said]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row[0] is not None:
            groups[row[0]].append(row)
    return {key: said(group) for key, group in groups.items()}


def said(group: list[Row]) -> Said:
    incomes = [income for _, income, _, _ in group if income is not None]
    levels = [level for _, _, level, _ in group if level is not None]
    jobless = [(income, level) for _, income, level, work in group if work == "失业"]
    theirs = [level for _, level in jobless if level is not None]
    return (
        len(group),
        sum(incomes),
        len(incomes) < len(group),
        len(jobless),
        sum(theirs),
        any(level > 2 for level in theirs),
        min((income for income, _ in jobless if income is not None), default=None),
        max(levels, default=None),
    )


@given(ROWS)
def test_sums_made_together_are_those_of_each_group(rows: list[Row]) -> None:
    assert by_columns(rows, PACKED) == {key: said[:6] for key, said in by_hand(rows).items()}


@given(ROWS)
def test_what_is_no_sum_is_made_apart(rows: list[Row]) -> None:
    assert by_columns(rows, (*PACKED, *APART)) == by_hand(rows)


@pytest.mark.parametrize("size", [MOST_OF_GROUP, MOST_OF_GROUP + 1, 3 * (MOST_OF_GROUP + 1)])
def test_a_group_too_large_for_digits_is_summed_all_the_same(size: int) -> None:
    rows: list[Row] = [(5, 40_000_000, 4, "失业")] * size + [(6, None, 3, "失业"), (None, 7, 1, None)]
    assert by_columns(rows, PACKED) == {key: said[:6] for key, said in by_hand(rows).items()}
