"""Cases to which no rule applies: always, on days between others, or where a value is missing."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from itertools import islice
from operator import and_
from typing import TYPE_CHECKING

from ..problems import Severity
from .axes import each
from .boxes import Search
from .grid import day_of
from .joint import cannot_be, case_without_rule
from .periods import day_before

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..problems import PlacedProblem
    from .boxes import Box, Budget, Point
    from .grid import Grid

MAX_GAPS = 5
"""Gaps that are told; the others follow from the same cause more often than not."""
_MOST_TRIED = 100
"""Gaps for which facts are looked for, where inputs read the same facts."""


def gaps(grid: Grid, budget: Budget) -> Iterator[PlacedProblem]:
    """The gaps of a table, each with a case that falls through. Raises `SpentError`."""
    if not all(start < end for start, end in grid.cases):
        return
    yield from _holes(grid, budget)
    yield from _dependent_gaps(grid, budget) if grid.dependent else _plain_gaps(grid, budget)
    yield from _missing(grid, budget)


def _plain_gaps(grid: Grid, budget: Budget) -> Iterator[PlacedProblem]:
    told: list[Box] = []
    unsure: Point | None = None
    for found in grid.search(grid.all, budget).gaps(grid.cases):
        if found.rules:
            unsure = found.point if unsure is None else unsure
        elif not _in_hole(grid, found.point) and not any(_inside(found.box, box) for box in told):
            if len(told) == MAX_GAPS:
                yield grid.finding("gaps-more", Severity.WARNING, {})
                break
            told.append(found.box)
            yield grid.finding("gap", Severity.WARNING, {}, point=found.point)
    if unsure is not None:
        names = ", ".join(grid.rules[rule].id for rule in each(grid.all & ~grid.certain))
        yield grid.finding("gap-undecided", Severity.WARNING, {"rules": names}, point=unsure)


def _dependent_gaps(grid: Grid, budget: Budget) -> Iterator[PlacedProblem]:
    """The gaps of a table whose inputs read the same facts: those that can be, and one notice of the others."""
    told = 0
    doubtful: Point | None = None
    for found in islice(grid.search(grid.all, budget).gaps(grid.cases), _MOST_TRIED):
        boxes = [(run,) for run in found.box]
        joint = None if cannot_be(grid, boxes) else case_without_rule(grid, boxes)
        if joint is None and not cannot_be(grid, boxes):
            doubtful = found.point if doubtful is None else doubtful
        elif joint is not None and told < MAX_GAPS:
            told += 1
            yield grid.told("gap", Severity.WARNING, {}, joint)
    if doubtful is not None:
        yield grid.finding("gap-perhaps", Severity.WARNING, {}, point=doubtful)


def _inside(box: Box, other: Box) -> bool:
    return all(start >= begin and end <= stop for (start, end), (begin, stop) in zip(box, other, strict=True))


def _holes(grid: Grid, budget: Budget) -> Iterator[PlacedProblem]:
    """Days on which nothing is said of a case of which something is said before and after; each such time once."""
    days = grid.days_axis
    if days is None:
        return
    search = Search(grid.axes[:-1], grid.all, grid.certain, budget)
    told: set[tuple[int, int]] = set()
    for found in search.holes(grid.cases[:-1], days.by_piece):
        for hole in _holes_in([bool(day & found.rules) for day in days.by_piece]):
            if hole not in told and len(told) < MAX_GAPS:
                told.add(hole)
                yield _hole(grid, found.point, hole)


def _hole(grid: Grid, inputs: Point, hole: tuple[int, int]) -> PlacedProblem:
    first, after = (day_of(grid.axes[-1].samples[place]) for place in hole)
    values = {"first": first.isoformat(), "last": day_before(after).isoformat()}
    code = "period-gap" if grid.table.inputs else "period-hole"
    return grid.finding(code, Severity.ERROR, values, point=(*inputs, hole[0]))


def _in_hole(grid: Grid, point: Point) -> bool:
    """Whether a gap is one between days on which rules hold the same case."""
    days = grid.days_axis
    if days is None:
        return False
    inputs = zip(grid.axes[:-1], point[:-1], strict=True)
    rules = reduce(and_, (axis.by_piece[piece] for axis, piece in inputs), grid.all)
    holes = _holes_in([bool(day & rules) for day in days.by_piece])
    return any(first <= point[-1] < after for first, after in holes)


def _holes_in(held: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where a row is false between places where it is true: the first such place, and the place after the last."""
    last: int | None = None
    for place, holds in enumerate(held):
        if holds:
            if last is not None and place > last + 1:
                yield last + 1, place
            last = place


def _missing(grid: Grid, budget: Budget) -> Iterator[PlacedProblem]:
    """One notice of the inputs without whose value nothing is decided."""
    names: list[str] = []
    example: PlacedProblem | None = None
    for place, axis in enumerate(grid.axes):
        if axis.cases == len(axis.samples):
            continue
        found = _without(grid, place, budget)
        if found is not None:
            names.append(axis.label)
            example = found if example is None else example
    if example is not None:
        values = {**example.problem.values, "inputs": ", ".join(names)}
        yield replace(example, problem=replace(example.problem, values=values))


def _without(grid: Grid, place: int, budget: Budget) -> PlacedProblem | None:
    """That no rule applies to a case in which an input is missing."""
    axis = grid.axes[place]
    missing = (axis.cases, axis.cases + 1)
    if grid.dependent:
        whole = [(run,) for run in grid.everything]
        boxes = [*whole[:place], (missing,), *whole[place + 1 :]]
        joint = case_without_rule(grid, boxes, axis.tree)
        return None if joint is None else grid.told("gap-missing", Severity.INFO, {}, joint)
    box = (*grid.cases[:place], missing, *grid.cases[place + 1 :])
    found = next((found for found in grid.search(grid.all, budget).gaps(box) if not found.rules), None)
    return None if found is None else grid.finding("gap-missing", Severity.INFO, {}, point=found.point)
