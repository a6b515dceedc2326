"""Checks a decision table before it decides anything: gaps, forbidden overlaps, rules that never apply, wrong types.

The check is exact where cells compare with constants (numbers, dates, durations, strings, booleans): it goes by the
pieces of `table_domain`, so a gap or an overlap comes with an example that shows it. Where a cell is no constant,
or the table is too large for the budget, it says that it could not decide. Inputs count as independent of each
other, and as known: that an input may be null is not called a gap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import Problem
from ..feel.evaluate import compile_node
from ..feel.free import free_names
from ..feel.infer import infer_result, infer_tests
from ..feel.operators import same
from ..feel.run import run_code
from ..feel.values import admit
from ..problems import Place, PlacedProblem, Severity
from ..text import literal_of
from .domain import ANYTHING, Domain, date_domain, input_domain
from .hits import rank
from .table import HitPolicy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..feel.types import Type
    from ..feel.values import Value
    from .table import Input, Rule, Table

BUDGET = 1_000_000
"""Comparisons of rules with one another, or with what they leave open, before a search gives up."""
MAX_GAPS = 5
"""Gaps that are told; the others follow from the same cause more often than not."""
MAX_OVERLAPS = 20

Box = tuple[int, ...]
"""For every domain the pieces inside, as bits."""


class _SpentError(Exception):
    """The budget of the check is spent."""


def check_table(table: Table, types: Mapping[str, Type] | None = None) -> tuple[PlacedProblem, ...]:
    """What is wrong, or may be, with a table. `types` are those of the facts; without them names are not checked."""
    problems = list(_check_types(table, types)) if types is not None else []
    if table.inputs:
        problems.extend(_Checker(table).findings())
    return tuple(problems)


def _check_types(table: Table, types: Mapping[str, Type]) -> Iterator[PlacedProblem]:
    for column in table.inputs:
        for problem in infer_result(column.tree, column.type, types):
            yield PlacedProblem(column.place, problem)
    for rule in table.all_rules:
        for column, tests, cell in zip(table.inputs, rule.tests, rule.test_cells, strict=True):
            for problem in infer_tests(tests, column.type, types):
                yield PlacedProblem(cell.place, problem)
        for output, result, cell in zip(table.outputs, rule.results, rule.result_cells, strict=True):
            for problem in infer_result(result, output.type, types):
                yield PlacedProblem(cell.place, problem)


class _Checker:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._rules = table.rules
        self._domains = list(_domains(table))
        self._left = BUDGET
        self._sure = [self._box(place, sure=True) for place in range(len(self._rules))]
        self._perhaps = [self._box(place, sure=False) for place in range(len(self._rules))]

    def _box(self, rule: int, *, sure: bool) -> Box:
        return tuple((domain.sure if sure else domain.perhaps)[rule] for domain in self._domains)

    def findings(self) -> Iterator[PlacedProblem]:
        """Every finding, by kind."""
        for what, search in (("gaps", self._gaps), ("overlaps", self._overlaps), ("rules", self._never)):
            self._left = BUDGET
            try:
                yield from search()
            except _SpentError:
                yield self._finding(Place(self._table.name), "undecided", Severity.WARNING, what=what)

    def _finding(self, place: Place, code: str, severity: Severity, **values: str) -> PlacedProblem:
        return PlacedProblem(place, Problem(code, values), severity)

    def _spend(self, steps: int = 1) -> None:
        self._left -= steps
        if self._left < 0:
            raise _SpentError

    def _example(self, box: Box) -> str:
        """A case in the box, in words: the first piece of each domain."""
        samples = (
            (domain.label or "on", domain.samples[_lowest(pieces)])
            for domain, pieces in zip(self._domains, box, strict=True)
        )
        return ", ".join(
            f"{label} = {'…' if sample is ANYTHING else literal_of(sample)}" for label, sample in samples
        )

    # Gaps.

    def _gaps(self) -> Iterator[PlacedProblem]:
        if self._table.otherwise is not None or not all(domain.samples for domain in self._domains):
            return
        everything = tuple(domain.all for domain in self._domains)
        place = Place(self._table.name)
        for count, box in enumerate(self._uncovered(everything, self._perhaps)):
            yield self._finding(place, "gap", Severity.WARNING, example=self._example(box))
            if count + 1 == MAX_GAPS:
                return
        if self._sure != self._perhaps:
            unsure = [
                rule.id
                for rule, sure, perhaps in zip(self._rules, self._sure, self._perhaps, strict=True)
                if sure != perhaps
            ]
            for box in self._uncovered(everything, self._sure):
                if any(_meet(box, perhaps) for perhaps in self._perhaps):
                    values = {"example": self._example(box), "rules": ", ".join(unsure)}
                    yield self._finding(place, "gap-undecided", Severity.WARNING, **values)
                    return

    def _uncovered(self, box: Box, cover: Sequence[Box]) -> Iterator[Box]:
        """The parts of a box outside all boxes of the cover, each as a box."""
        pending = [(box, list(cover))]
        while pending:
            part, others = pending.pop()
            self._spend(len(others) + 1)
            touching = [other for other in others if _meet(part, other)]
            if not touching:
                yield part
                continue
            first, *rest = touching
            pieces = list(_outside(part, first))
            # The first piece is looked into first, so that the examples come in the order of the domain.
            pending.extend((piece, rest) for piece in reversed(pieces))

    # Overlaps.

    def _overlaps(self) -> Iterator[PlacedProblem]:
        if self._table.policy not in (HitPolicy.UNIQUE, HitPolicy.ANY):
            return
        told = 0
        for later, rule in enumerate(self._rules):
            for earlier in range(later):
                self._spend()
                finding = self._overlap(earlier, later, rule)
                if finding is not None:
                    yield finding
                    told += 1
                    if told == MAX_OVERLAPS:
                        raise _SpentError

    def _overlap(self, earlier: int, later: int, rule: Rule) -> PlacedProblem | None:
        other = self._rules[earlier]
        box = _both(self._perhaps[earlier], self._perhaps[later])
        if not all(box):
            return None
        agree = self._agree(other, rule) if self._table.policy is HitPolicy.ANY else False
        if agree:
            return None
        ids = {"one": other.id, "other": rule.id}
        if agree is None or not _meet(self._sure[earlier], self._sure[later]):
            return self._finding(rule.place, "overlap-undecided", Severity.WARNING, **ids)
        shared = _both(self._sure[earlier], self._sure[later])
        return self._finding(rule.place, "overlap", Severity.ERROR, **ids, example=self._example(shared))

    def _agree(self, one: Rule, other: Rule) -> bool | None:
        """Whether two rules say the same; None where that depends on the case."""
        if one.results == other.results:
            return True
        first, second = _constants(self._table, one), _constants(self._table, other)
        if first is None or second is None:
            return None
        return all(same(first[name], second[name]) for name in first)

    # Rules that never apply.

    def _never(self) -> Iterator[PlacedProblem]:
        for place, rule in enumerate(self._rules):
            box = self._perhaps[place]
            better = self._better(place)
            if not all(box) or (better and next(self._uncovered(box, better), None) is None):
                yield self._finding(rule.place, "never", Severity.WARNING, rule=rule.id)

    def _better(self, place: int) -> list[Box]:
        """Where rules apply that go before this one."""
        if self._table.policy is HitPolicy.FIRST:
            return self._sure[:place]
        if self._table.policy is not HitPolicy.PRIORITY:
            return []
        ranks = [self._rank(rule) for rule in self._rules]
        mine = ranks[place]
        return [
            self._sure[other]
            for other, rank_ in enumerate(ranks)
            if mine is not None and rank_ is not None and (rank_, other) < (mine, place)
        ]

    def _rank(self, rule: Rule) -> tuple[int, ...] | None:
        outputs = _constants(self._table, rule)
        return None if outputs is None else rank(self._table, outputs)


def _domains(table: Table) -> Iterator[Domain]:
    groups: dict[object, list[tuple[int, Input]]] = {}
    for place, column in enumerate(table.inputs):
        groups.setdefault((column.tree, column.type), []).append((place, column))
    for columns in groups.values():
        yield input_domain(columns, table.rules)
    dates = date_domain(table.rules)
    if dates is not None:
        yield dates


def _constants(table: Table, rule: Rule) -> dict[str, Value] | None:
    """The outputs of a rule where they depend on no fact."""
    outputs: dict[str, Value] = {}
    for column, result in zip(table.outputs, rule.results, strict=True):
        evaluation = run_code(compile_node(result), {})
        if free_names(result) or evaluation.reasons:
            return None
        outputs[column.name] = admit(evaluation.value)
    return outputs


def _both(one: Box, other: Box) -> Box:
    return tuple(first & second for first, second in zip(one, other, strict=True))


def _meet(one: Box, other: Box) -> bool:
    return all(_both(one, other))


def _outside(box: Box, other: Box) -> Iterator[Box]:
    """What is left of a box without another one that meets it, as boxes that do not meet."""
    for dimension, (pieces, taken) in enumerate(zip(box, other, strict=True)):
        left = pieces & ~taken
        if left:
            yield (*box[:dimension], left, *box[dimension + 1 :])
        box = (*box[:dimension], pieces & taken, *box[dimension + 1 :])


def _lowest(pieces: int) -> int:
    """The place of the lowest bit."""
    return (pieces & -pieces).bit_length() - 1
