"""A plan says the same in Polars as it means, plain and made cheaper, all at once and in a stream."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from minben.rules.columns.optimise import optimise
from minben.rules.columns.polars import prepare

from .people import ROWS, meant, members_frame, people_frame
from .plans import nested_plans, plans

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from minben.rules.columns.plan import Plan
    from minben.rules.columns.polars import Prepared


def in_memory(ready: Prepared, frame: pl.LazyFrame) -> pl.DataFrame:
    return ready.run(frame).collect(engine="in-memory")


def as_is_right(ready: Prepared, frame: pl.LazyFrame) -> pl.DataFrame:
    """In a stream, but where rows are joined: there a stream does not keep their order."""
    return ready.collect(frame)


@cache
def frames() -> tuple[pl.LazyFrame, dict[str, pl.LazyFrame]]:
    return people_frame().lazy(), {"members": members_frame().lazy()}


def check(plan: Plan, collect: Callable[[Prepared, pl.LazyFrame], pl.DataFrame]) -> None:
    people, related = frames()
    expected: dict[str, list[Any]] = {output.name: meant(plan, output.name) for output in plan.outputs}
    for made in (plan, optimise(plan)):
        found = collect(prepare(made, related), people)
        assert found.height == ROWS
        for name, values in expected.items():
            assert found[name].to_list() == values


EXAMPLES = settings(
    max_examples=100, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
"""Plans are large: what Hypothesis makes smaller of them takes minutes and is no easier to read."""


@pytest.mark.parametrize("collect", [in_memory, as_is_right])
@given(plan=plans())
@EXAMPLES
def test_a_plan_comes_to_what_it_means(
    collect: Callable[[Prepared, pl.LazyFrame], pl.DataFrame], plan: Plan
) -> None:
    check(plan, collect)


@pytest.mark.parametrize("collect", [in_memory, as_is_right])
@given(plan=nested_plans())
@EXAMPLES
def test_records_and_lists_come_to_what_they_mean(
    collect: Callable[[Prepared, pl.LazyFrame], pl.DataFrame], plan: Plan
) -> None:
    check(plan, collect)
