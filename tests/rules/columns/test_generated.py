"""Thousands of expressions and tables made up, over rows with nulls, by columns and by the row engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings, strategies as st

from minben.rules import parse
from minben.rules.feel.tree import Decide
from minben.rules.models.lower import NOWHERE

from .differential import compare
from .generated import NAMES, expressions, tables
from .test_constructs import DATA

if TYPE_CHECKING:
    from minben.rules import Table

_QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@_QUICK
@given(
    st.lists(
        st.sampled_from(("number", "string", "boolean", "date")).flatmap(lambda kind: expressions(kind, 3)),
        min_size=12,
        max_size=12,
    )
)
def test_expressions_say_the_same(sources: list[str]) -> None:
    trees = {f"e{place}": parse(source, (*NAMES, "counting date")) for place, source in enumerate(sources)}
    compare(trees, DATA)


@_QUICK
@given(st.lists(tables(), min_size=4, max_size=4))
def test_tables_say_the_same(made: list[Table]) -> None:
    compare({f"t{place}": Decide(table, span=NOWHERE) for place, table in enumerate(made)}, DATA)
