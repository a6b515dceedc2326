"""Sums along runs of equal keys are the sums by key, whatever stands out of order."""

from __future__ import annotations

from collections import defaultdict

import polars as pl
import pytest
from hypothesis import given, strategies as st

from minben.rules.columns.polars_runs import sums_by_key

Row = tuple[int | None, int, int]
SCHEMA = {"key": pl.UInt32, "w0": pl.Int64, "w1": pl.Int64}


def frame(rows: list[Row]) -> pl.LazyFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").lazy()


def found(rows: list[Row]) -> list[tuple[int, ...]]:
    return sorted(sums_by_key(frame(rows), ("w0", "w1")).select("key", "w0", "w1").rows())


def by_hand(rows: list[Row]) -> list[tuple[int, ...]]:
    sums: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for key, one, other in rows:
        if key is not None:
            sums[key] = sums[key][0] + one, sums[key][1] + other
    return sorted((key, *both) for key, both in sums.items())


@st.composite
def registers(draw: st.DrawFn) -> list[Row]:
    """Households in a row, some of their members elsewhere, some of nobody's."""
    keys: list[int | None] = []
    for key in sorted(draw(st.sets(st.integers(0, 60), max_size=25))):
        keys += [key] * draw(st.integers(1, 5))
    for place in draw(st.lists(st.integers(0, max(len(keys) - 1, 0)), max_size=6)):
        if keys:
            keys[place] = draw(st.none() | st.integers(0, 70))
    # One key has at most seven words, so that no sum of it runs over.
    words = st.integers(-(2**58), 2**58)
    return [(key, draw(words), draw(words)) for key in keys]


@given(registers())
def test_sums_are_those_by_key(rows: list[Row]) -> None:
    assert found(rows) == by_hand(rows)


@given(
    st.lists(st.tuples(st.none() | st.integers(0, 9), st.integers(-9, 9), st.integers(-9, 9)), max_size=60)
)
def test_rows_without_order_come_to_the_same(rows: list[Row]) -> None:
    assert found(rows) == by_hand(rows)


def test_what_runs_over_along_the_column_is_right_for_each_key() -> None:
    rows: list[Row] = [(key, 2**62, -(2**62)) for key in range(50) for _ in (0,)]
    rows += [(60, 1, 2), (60, 3, 4), (60, 5, 6), *[(61, 1, 1)] * 60]
    assert found(rows) == by_hand(rows)


@pytest.mark.parametrize("rising", [True, False])
def test_keys_that_only_rise_or_only_fall(rising: bool) -> None:
    keys = sorted(range(40), reverse=not rising)
    rows: list[Row] = [(key, key * 3, -key) for key in keys for _ in range(3)]
    assert found(rows) == by_hand(rows)
