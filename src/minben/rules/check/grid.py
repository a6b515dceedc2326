"""A table cut along its axes: its rules as boxes of cases, and cases shown in words and as facts to try."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, reduce
from operator import and_
from typing import TYPE_CHECKING

from ..errors import Problem
from ..feel.values import release
from ..feel.write import source_of
from ..problems import Case, Place, PlacedProblem, Severity
from ..tables.table import HitPolicy
from ..text import literal_of
from .axes import ALWAYS, axes_of
from .boxes import Search
from .constants import outputs_of
from .joint import depends
from .pieces import ANYTHING
from .witness import facts_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..feel.tree import Node
    from ..feel.types import Type
    from ..feel.values import Value
    from ..tables.table import Rule, Table
    from .axes import Axis, Days
    from .boxes import Box, Budget, Point
    from .joint import Joint
    from .pieces import Runs

SOME_DAY = date(2025, 1, 1)
"""The date that counts in examples of tables whose rules have no dates."""


@dataclass(frozen=True)
class Grid:
    """A table in pieces. Rules are bits in the order of the table; that for all other cases comes last.

    `types` are those of the facts, `named` the types that names stand for, `days` the days that count.
    """

    table: Table
    types: Mapping[str, Type]
    named: Mapping[str, Type]
    days: Days = ALWAYS

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules, that for all other cases included."""
        return self.table.all_rules

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """The inputs, and after them the days where the rules have any."""
        return axes_of(self.table, self.rules, self.types, self.named, self.days)

    @property
    def days_axis(self) -> Axis | None:
        """The axis of the days."""
        return self.axes[-1] if self.axes and self.axes[-1].tree is None else None

    @cached_property
    def boxes(self) -> Sequence[tuple[Runs, ...]]:
        """For each rule the pieces that it holds on each axis."""
        return [tuple(axis.cells[rule] for axis in self.axes) for rule in range(len(self.rules))]

    @property
    def all(self) -> int:
        """Every rule."""
        return (1 << len(self.rules)) - 1

    @property
    def tested(self) -> int:
        """The rules that have tests: all but that for all other cases."""
        return (1 << len(self.table.rules)) - 1

    @cached_property
    def certain(self) -> int:
        """The rules of which all cells can be told."""
        return self.all & ~reduce(lambda rules, axis: rules | axis.unsure, self.axes, 0)

    @property
    def cases(self) -> Box:
        """All cases that count: those in which nothing is missing, unless the table speaks of it."""
        return tuple((0, axis.cases) for axis in self.axes)

    @property
    def everything(self) -> Box:
        """All cases, those in which something is missing included."""
        return tuple((0, len(axis.samples)) for axis in self.axes)

    @cached_property
    def outputs(self) -> Sequence[Mapping[str, Value] | None]:
        """The outputs of each rule, None where they depend on the case."""
        return [outputs_of(self.table, rule) for rule in self.rules]

    def search(self, rules: int, budget: Budget) -> Search:
        """A search through the cases, where only some of the rules count."""
        return Search(self.axes, rules, self.certain, budget)

    def meeting(self, boxes: Sequence[Runs], rules: int) -> int:
        """Those of some rules that hold a case of some boxes."""
        return reduce(and_, (axis.meeting(runs) for axis, runs in zip(self.axes, boxes, strict=True)), rules)

    def before(self, rule: int) -> int:
        """The certain rules that take cases away from a rule because they stand before it."""
        return ((1 << rule) - 1) & self.certain if self.table.policy is HitPolicy.FIRST else 0

    @cached_property
    def dependent(self) -> bool:
        """Whether inputs read the same facts, so that not every case can be."""
        return depends(self.axes)

    @property
    def some_day(self) -> date:
        """The date that counts in examples where the rules have no dates."""
        return self.days.first or SOME_DAY

    def day_at(self, piece: int) -> date:
        """The first day of a stretch of days."""
        return day_of(self.axes[-1].samples[piece])

    # What is told.

    def told(
        self,
        code: str,
        severity: Severity,
        values: Mapping[str, str],
        joint: Joint,
        place: Place | None = None,
    ) -> PlacedProblem:
        """A finding with a case for which facts were found."""
        finding = self.finding(code, severity, {"example": joint.example, **values}, place=place)
        return replace(finding, case=joint.case)

    def finding(
        self,
        code: str,
        severity: Severity,
        values: Mapping[str, str],
        *,
        place: Place | None = None,
        point: Point | None = None,
        also: Sequence[tuple[Node, Value]] = (),
    ) -> PlacedProblem:
        """A finding of the table or of a place in it, with the case at a point; `also` are more values it must have."""
        place = Place(self.table.name) if place is None else place
        if point is None:
            return PlacedProblem(place, Problem(code, dict(values)), severity)
        problem = Problem(code, {"example": self.words(point, also), **values})
        return PlacedProblem(place, problem, severity, self.case(point, also))

    def words(self, point: Point, also: Sequence[tuple[Node, Value]] = ()) -> str:
        """A case in words, the value of every input; and values that it must have besides."""
        labels = {axis.tree: axis.label for axis in self.axes}
        said = {axis.label or "on": sample for axis, sample in self._samples(point)}
        said.update((labels.get(tree) or source_of(tree), value) for tree, value in also)
        return ", ".join(
            f"{label} = {'…' if value is ANYTHING else literal_of(value)}" for label, value in said.items()
        )

    def case(self, point: Point, also: Sequence[tuple[Node, Value]] = ()) -> Case | None:
        """The facts of a case, None where they cannot be worked out from the values of the inputs."""
        on = self.some_day
        readings: list[tuple[Node, Value]] = []
        replaced = {tree for tree, _ in also}
        for axis, sample in self._samples(point):
            if axis.tree is None:
                on = day_of(sample)
            elif sample is ANYTHING and axis.unsure:
                return None
            elif sample is not ANYTHING and axis.tree not in replaced:
                readings.append((axis.tree, sample))
        facts = facts_for([*readings, *also], on)
        return None if facts is None else Case(facts, on)

    def _samples(self, point: Point) -> Iterator[tuple[Axis, Value]]:
        for axis, piece in zip(self.axes, point, strict=True):
            yield axis, axis.samples[piece]


def day_of(sample: Value) -> date:
    """The day that stands for a stretch of days."""
    day = release(sample)
    return day if isinstance(day, date) else SOME_DAY
