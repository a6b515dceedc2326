"""Rules that can never decide: they hold no case, or others always take away what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..problems import Severity
from ..tables.hits import rank
from ..tables.table import HitPolicy
from .axes import Axis
from .boxes import Search
from .joint import case_of_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..problems import PlacedProblem
    from .boxes import Budget
    from .grid import Grid

_MOST_TRIED = 200
"""Rules for which facts are looked for, where inputs read the same facts."""


def never(grid: Grid, budget: Budget) -> Iterator[PlacedProblem]:
    """The rules that never decide. Raises `SpentError`."""
    empty = frozenset(rule for rule, boxes in enumerate(grid.boxes) if not all(boxes))
    for rule in sorted(empty):
        yield _finding(grid, "never", rule)
    if grid.dependent:
        yield from _perhaps(grid, empty)
    policy = grid.table.policy
    if policy is HitPolicy.UNIQUE:
        yield from _never_alone(grid, empty, budget)
    if policy is HitPolicy.PRIORITY:
        yield from _behind(grid, _by_rank(grid), empty, budget)
    elif policy is HitPolicy.FIRST:
        yield from _behind(grid, range(len(grid.rules)), empty, budget)
    elif grid.table.otherwise is not None:
        last = len(grid.rules) - 1
        if last not in empty and _is_covered(grid, last, grid.tested, budget):
            yield _finding(grid, "never", last)


def _finding(grid: Grid, code: str, rule: int) -> PlacedProblem:
    place, name = grid.rules[rule].place, grid.rules[rule].id
    return grid.finding(code, Severity.WARNING, {"rule": name}, place=place)


def _perhaps(grid: Grid, empty: frozenset[int]) -> Iterator[PlacedProblem]:
    """Rules of which it cannot be told whether their conditions can hold together, as inputs read the same facts."""
    for rule in range(min(len(grid.table.rules), _MOST_TRIED)):
        sure = grid.certain >> rule & 1 and rule not in empty
        if sure and case_of_rules(grid, (rule,), grid.boxes[rule]) is None:
            yield _finding(grid, "never-perhaps", rule)


def _is_covered(grid: Grid, rule: int, others: int, budget: Budget) -> bool:
    """Whether other rules hold together all that a rule holds."""
    return grid.search(others, budget).uncovered(rule, grid.boxes[rule]) is None


def _never_alone(grid: Grid, empty: frozenset[int], budget: Budget) -> Iterator[PlacedProblem]:
    """Rules that may not decide anywhere, because others hold all that they hold."""
    for rule in range(len(grid.table.rules)):
        others = grid.meeting(grid.boxes[rule], grid.tested) & ~(1 << rule)
        if (
            rule not in empty
            and others
            and grid.search(others, budget).uncovered(rule, grid.boxes[rule]) is None
        ):
            yield _finding(grid, "never-alone", rule)


def _by_rank(grid: Grid) -> Sequence[int]:
    """The rules from the most important down; that for all other cases last.

    A rule whose rank depends on the case shadows nothing; it comes first.
    """
    ranks = [() if found is None else rank(grid.table, found) for found in grid.outputs]
    return sorted(range(len(grid.rules)), key=lambda rule: (not grid.tested >> rule & 1, ranks[rule], rule))


def _behind(
    grid: Grid, order: Sequence[int], empty: frozenset[int], budget: Budget
) -> Iterator[PlacedProblem]:
    """Rules behind others that always go first, in an order of who goes first."""
    by_rank = grid.table.policy is HitPolicy.PRIORITY
    known = [
        bool(grid.certain >> rule & 1) and not (by_rank and grid.outputs[rule] is None) for rule in order
    ]
    certain = sum(1 << place for place, knows in enumerate(known) if knows)
    search = Search([_in_order(axis, order) for axis in grid.axes], grid.all, certain, budget)
    found = search.firsts(grid.everything)
    for rule in sorted(rule for place, rule in enumerate(order) if not found >> place & 1):
        if rule not in empty:
            yield _finding(grid, "never", rule)


def _in_order(axis: Axis, order: Sequence[int]) -> Axis:
    cells = tuple(axis.cells[rule] for rule in order)
    return Axis(axis.label, axis.tree, axis.samples, cells, axis.unsure, axis.cases)
