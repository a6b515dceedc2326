"""Checks a decision table before it decides anything: gaps, forbidden overlaps, rules that never apply, its cells.

The check is exact where cells compare with constants (numbers, dates, times, durations, strings, booleans, null), so a
gap or an overlap comes with a case that shows it. Where a cell is no constant, or the budget is spent, it says that it
could not decide. Inputs count as independent of each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..feel.conform import NO_TYPES
from ..problems import Severity
from .axes import ALWAYS, Days
from .boxes import Budget, SpentError
from .cells import cell_problems
from .division import division_problems
from .gaps import gaps
from .grid import Grid
from .never import never
from .overlaps import overlaps
from .periods import in_days, period_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..feel.types import Type
    from ..problems import PlacedProblem
    from ..tables.table import Table

BUDGET = 3_000_000
"""Steps that each of the searches may take before it gives up; some seconds."""

_SEARCHES = (
    (gaps, {"what": "gaps", "what_zh": "空档"}),
    (overlaps, {"what": "overlaps", "what_zh": "重叠"}),
    (never, {"what": "rules that never apply", "what_zh": "永不适用的规则"}),
)


def check_table(
    table: Table,
    types: Mapping[str, Type] | None = None,
    *,
    named: Mapping[str, Type] = NO_TYPES,
    days: Days = ALWAYS,
) -> tuple[PlacedProblem, ...]:
    """What is wrong, or may be, with a table.

    `types` are those of the facts; without them names are not checked. `named` are the types that names stand for.
    `days` are those that count: from a day on, or that day alone; without them, all that the rules speak of.
    """
    found = list(period_problems(table, days))
    table = in_days(table, days)
    if not table.all_rules:
        return tuple(found)
    grid = Grid(table, types or {}, named, days)
    found.extend(cell_problems(table, types, named))
    found.extend(division_problems(grid))
    if all(axis.samples for axis in grid.axes):
        found.extend(_searched(grid))
    return tuple(found)


def _searched(grid: Grid) -> Iterator[PlacedProblem]:
    for search, what in _SEARCHES:
        try:
            yield from search(grid, Budget(BUDGET))
        except SpentError as spent:
            yield grid.finding("undecided", Severity.WARNING, {**what, "done": f"{spent.done:.0%}"})
