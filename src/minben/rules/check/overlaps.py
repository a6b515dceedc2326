"""Cases for which several rules apply although the hit policy leaves it open which of them decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..feel.operators import same
from ..problems import Severity
from ..tables.hits import rank
from ..tables.table import HitPolicy
from .axes import each
from .boxes import shared
from .joint import cannot_be, case_of_rules
from .pieces import both

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..problems import PlacedProblem
    from .boxes import Budget, Point
    from .grid import Grid

MAX_OVERLAPS = 20
MAX_UNDECIDED = 3
_PAIR = 5
"""Steps of the budget for a pair of rules that meet and are compared by what they say."""

_DISPUTES: Mapping[HitPolicy, tuple[str, Severity]] = {
    HitPolicy.UNIQUE: ("overlap", Severity.ERROR),
    HitPolicy.ANY: ("overlap", Severity.ERROR),
    HitPolicy.PRIORITY: ("overlap-order", Severity.ERROR),
    HitPolicy.OUTPUT_ORDER: ("overlap-order", Severity.WARNING),
}
"""The policies under which two rules may dispute a case, and what that is."""


def overlaps(grid: Grid, budget: Budget) -> Iterator[PlacedProblem]:
    """The overlaps that the hit policy does not allow, each with a case. Raises `SpentError`."""
    if grid.table.policy in _DISPUTES:
        yield from _Overlaps(grid, budget).findings()


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The rules before one that meet it, as bits: in a case that counts, or only where a value is missing."""

    real: int
    missing: int


class _Overlaps:
    def __init__(self, grid: Grid, budget: Budget) -> None:
        self._grid = grid
        self._budget = budget
        self._more = 0
        # How many are told that are sure, and that are not.
        self._left = {True: MAX_OVERLAPS, False: MAX_UNDECIDED}

    def findings(self) -> Iterator[PlacedProblem]:
        missing: PlacedProblem | None = None
        for rule in range(len(self._grid.table.rules)):
            pairs = self._pairs(rule)
            yield from self._real(pairs.real, rule)
            if missing is None:
                missing = self._missing(pairs.missing, rule)
        if self._more:
            yield self._grid.finding("overlaps-more", Severity.WARNING, {"count": str(self._more)})
        if missing is not None:
            yield missing

    def _pairs(self, rule: int) -> _Pairs:
        grid = self._grid
        earlier = ((1 << rule) - 1) & grid.tested
        boxes = grid.boxes[rule]
        cases = [both(runs, (case,)) for runs, case in zip(boxes, grid.cases, strict=True)]
        real = grid.meeting(cases, earlier)
        return _Pairs(real, grid.meeting(boxes, earlier) & ~real)

    def _real(self, pairs: int, rule: int) -> Iterator[PlacedProblem]:
        for earlier in each(pairs):
            self._budget.spend(_PAIR, rule / len(self._grid.table.rules))
            dispute = self._dispute(earlier, rule)
            if dispute is False or self._apart(earlier, rule):
                continue
            sure = dispute is True and self._certain(earlier) and self._certain(rule)
            self._left[sure] -= 1
            if self._left[sure] >= 0:
                yield self._finding(earlier, rule, sure=sure)
            else:
                self._more += 1

    def _apart(self, one: int, other: int) -> bool:
        """Whether two rules cannot meet although their boxes do, as inputs read the same facts."""
        grid = self._grid
        return grid.dependent and cannot_be(grid, shared(grid.boxes[one], grid.boxes[other]))

    def _finding(self, earlier: int, later: int, *, sure: bool) -> PlacedProblem:
        grid = self._grid
        ids = {"one": grid.rules[earlier].id, "other": grid.rules[later].id}
        place = grid.rules[later].place
        if not sure:
            return grid.finding("overlap-undecided", Severity.WARNING, ids, place=place)
        code, severity = _DISPUTES[grid.table.policy]
        if not grid.dependent:
            return grid.finding(code, severity, ids, place=place, point=self._point(earlier, later))
        boxes = shared(grid.boxes[earlier], grid.boxes[later])
        joint = case_of_rules(grid, (earlier, later), boxes)
        if joint is None:
            return grid.finding("overlap-perhaps", Severity.WARNING, ids, place=place)
        return grid.told(code, severity, ids, joint, place)

    def _certain(self, rule: int) -> bool:
        return bool(self._grid.certain >> rule & 1)

    def _missing(self, pairs: int, rule: int) -> PlacedProblem | None:
        """That a rule meets one before it only where a value is missing."""
        grid = self._grid
        pairs &= grid.certain if self._certain(rule) else 0
        other = next((other for other in each(pairs) if self._dispute(other, rule)), None)
        if other is None:
            return None
        ids = {"one": grid.rules[other].id, "other": grid.rules[rule].id}
        place = grid.rules[rule].place
        if not grid.dependent:
            point = self._point(other, rule)
            return grid.finding("overlap-missing", Severity.INFO, ids, place=place, point=point)
        joint = case_of_rules(grid, (other, rule), shared(grid.boxes[other], grid.boxes[rule]))
        return None if joint is None else grid.told("overlap-missing", Severity.INFO, ids, joint, place)

    def _point(self, one: int, other: int) -> Point:
        """A case that two rules hold; one without missing values where there is one."""
        grid = self._grid
        runs = shared(grid.boxes[one], grid.boxes[other])
        return tuple((both(run, (case,)) or run)[0][0] for run, case in zip(runs, grid.cases, strict=True))

    def _dispute(self, earlier: int, later: int) -> bool | None:
        """Whether the hit policy leaves it open which of two rules decides; None where that depends on the case."""
        table = self._grid.table
        if table.policy is HitPolicy.UNIQUE:
            return True
        if table.rules[earlier].results == table.rules[later].results:
            return False
        first, second = self._grid.outputs[earlier], self._grid.outputs[later]
        if first is None or second is None:
            return None
        if all(same(first[name], second[name]) for name in first):
            return False
        return table.policy is HitPolicy.ANY or rank(table, first) == rank(table, second)
