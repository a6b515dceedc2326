"""Integers in Polars hold their proven range at the edges of every width, however their columns are stored."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import polars as pl
from hypothesis import given, note, settings, strategies as st

from minben.rules.columns import plan
from minben.rules.columns.kinds import LARGEST_INTEGER, Boolean, Column, Integer, Number
from minben.rules.columns.optimise import optimise
from minben.rules.columns.plan import Constant, Node, Read
from minben.rules.columns.polars import prepare

from .meaning import Rows, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

_STEPS = [2**bits + aside for bits in (7, 8, 15, 16, 31, 32, 53, 62, 63, 64, 100) for aside in (-1, 0, 1)]
EDGES = sorted({-1, 0, 1, *_STEPS, *(-step for step in _STEPS), LARGEST_INTEGER, -LARGEST_INTEGER})
"""Where a width or a sign begins or ends, where a binary fraction loses units, and the ends of all numbers."""
WIDTHS: dict[pl.DataType, tuple[int, int]] = {
    pl.Int8(): (-(2**7), 2**7 - 1),
    pl.UInt8(): (0, 2**8 - 1),
    pl.Int16(): (-(2**15), 2**15 - 1),
    pl.UInt16(): (0, 2**16 - 1),
    pl.Int32(): (-(2**31), 2**31 - 1),
    pl.UInt32(): (0, 2**32 - 1),
    pl.Int64(): (-(2**63), 2**63 - 1),
    pl.UInt64(): (0, 2**64 - 1),
    pl.Decimal(38, 0): (-LARGEST_INTEGER, LARGEST_INTEGER),
}


@st.composite
def columns(draw: DrawFn) -> tuple[Column, pl.DataType]:
    """A column from edge to edge, and a way to store it."""
    widest = draw(st.sampled_from(EDGES)), draw(st.sampled_from(EDGES))
    low, high = min(widest), max(widest)
    stored = [dtype for dtype, (first, last) in WIDTHS.items() if first <= low and high <= last]
    return Column(Number(0, low, high)), draw(st.sampled_from(stored))


def values_of(column: Column) -> list[int | None]:
    """The ends of a column, what is beside them, and null."""
    kind = column.kind
    assert isinstance(kind, Number)
    near = (kind.low, kind.low + 1, -2, -1, 0, 1, 7, kind.high - 1, kind.high)
    return [*dict.fromkeys(value for value in near if kind.low <= value <= kind.high), None]


@cache
def integers(reads: tuple[Read, ...], depth: int) -> SearchStrategy[Node]:
    """Arithmetic with columns and constants, within 34 digits."""
    constants = st.one_of(st.sampled_from(EDGES), st.sampled_from((-7, -2, 2, 3, 10))).map(constant)
    leaf = st.one_of(st.sampled_from(reads), constants)
    if not depth:
        return leaf
    inner = integers(reads, depth - 1)
    pairs = (plan.Add, plan.Subtract, plan.Multiply, plan.FloorDivide, plan.TruncateDivide, plan.Remainder)
    made = st.one_of(
        *(st.builds(pair, inner, inner) for pair in pairs),
        st.builds(plan.Absolute, inner),
        st.builds(lambda node: plan.Subtract(constant(0), node), inner),
        st.builds(
            lambda condition, yes, no: plan.Case(((condition, yes),), no),
            conditions(reads, depth - 1),
            inner,
            inner,
        ),
    )
    return made.filter(lambda node: plan.fits_exactly(node.type))


@cache
def conditions(reads: tuple[Read, ...], depth: int) -> SearchStrategy[Node]:
    """Comparisons of integers of any widths."""
    inner = integers(reads, depth)
    several = st.lists(st.sampled_from(EDGES), min_size=1, max_size=7, unique=True).map(sorted).map(tuple)
    return st.one_of(
        st.builds(plan.Compare, st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), inner, inner),
        st.builds(plan.Same, inner, inner),
        st.builds(plan.Within, inner, several),
        st.builds(
            lambda operand, bounds: plan.Compare("=", plan.Band(operand, bounds), constant(1)), inner, several
        ),
    )


def constant(value: int) -> Constant:
    return Constant(value, Integer(value, value))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_integer_runs_over_or_loses_a_unit(data: st.DataObject) -> None:
    first, second = data.draw(columns()), data.draw(columns())
    reads = Read("", "a", first[0]), Read("", "b", second[0])
    number, condition = data.draw(integers(reads, 2)), data.draw(conditions(reads, 1))
    range_ = plan.range_of(number)
    whole = plan.Plan(
        (
            plan.Output("number", number, Number(0, range_.low, range_.high)),
            plan.Output("condition", condition, Boolean()),
        ),
        {},
    )
    rows = [(one, other) for one in values_of(first[0]) for other in values_of(second[0])]
    frame = pl.DataFrame(
        {
            "a": stored([row[0] for row in rows], first[1]),
            "b": stored([row[1] for row in rows], second[1]),
        }
    )
    note(f"{first} {second}")
    for made in (whole, optimise(whole)):
        found = prepare(made, {}).collect(frame.lazy())
        for output in whole.outputs:
            meant = [value_of(output.node, Rows({"a": one, "b": other})) for one, other in rows]
            assert found[output.name].to_list() == meant


def stored(values: Sequence[int | None], dtype: pl.DataType) -> pl.Series:
    if isinstance(dtype, pl.Decimal):
        return pl.Series([None if value is None else Decimal(value) for value in values], dtype=dtype)
    return pl.Series(values, dtype=dtype)
