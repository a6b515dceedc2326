"""Divisions by what is zero or may be: in cells of tables, and in expressions by themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING

from ..errors import Problem, Span
from ..feel.temporal import DaysTime, YearsMonths
from ..feel.tree import (
    Arithmetic,
    Decide,
    For,
    FunctionDefinition,
    If,
    Invocation,
    Logic,
    Name,
    Path,
    Quantified,
)
from ..feel.types import ANY, NUMBER, ContextType
from ..feel.walk import parts
from ..feel.write import source_of
from ..problems import PlacedProblem, Severity
from .axes import allowed_of, known_type
from .boxes import Budget, SpentError
from .constants import value_of
from .extents import ZERO, Extent, assuming, extent_of, forgetting, tested
from .pieces import both

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..feel.tree import Node
    from ..feel.types import Type
    from ..problems import Place
    from .axes import Axis
    from .boxes import Point
    from .grid import Grid
    from .pieces import Runs

_BUDGET = 100_000
"""Steps for finding whether rules that stand before another take a case away from it."""
_DIVIDING = ("modulo",)
_NOWHERE = Span(0, 0, 1, 1)


@dataclass(frozen=True, slots=True)
class Division:
    """A division: by what, where, and where the divisor can lie."""

    divisor: Node
    span: Span
    extent: Extent

    @property
    def is_by_zero(self) -> bool:
        """Whether it is one by nothing but zero."""
        return self.extent.is_zero or value_of(self.divisor) in _NO_TIME


_NO_TIME = (DaysTime(0), YearsMonths(0))


def divisions(node: Node, known: Mapping[Node, Extent]) -> Iterator[Division]:
    """The divisions in an expression whose divisor is zero or may be, by what is known of the parts of it."""
    match node:
        case If(condition, consequence, alternative):
            yield from divisions(condition, known)
            yield from divisions(consequence, assuming(condition, True, known))
            yield from divisions(alternative, assuming(condition, False, known))
            return
        case Logic(operator, left, right):
            yield from divisions(left, known)
            yield from divisions(right, assuming(left, operator == "and", known))
            return
        case Decide():
            # The cells of a table are checked with the table.
            return
        case For(iterations) | Quantified(_, iterations):
            known = forgetting((iteration.variable for iteration in iterations), known)
        case FunctionDefinition(parameters):
            known = forgetting((parameter.name for parameter in parameters), known)
    divisor = _divisor(node)
    if divisor is not None:
        found = Division(divisor, node.span, extent_of(divisor, known))
        if found.is_by_zero or found.extent.may_be_zero:
            yield found
    for part in parts(node):
        yield from divisions(part, known)


def _divisor(node: Node) -> Node | None:
    match node:
        case Arithmetic("/", _, right):
            return right
        case Arithmetic("**", left, right):
            power = value_of(right)
            return left if isinstance(power, Decimal) and power < 0 else None
        case Invocation(Name(name), arguments) if name in _DIVIDING and len(arguments) == 2:
            named = {argument.name: argument.value for argument in arguments}
            return named.get("divisor", arguments[1].value)
    return None


def expression_divisions(node: Node, known: Mapping[Node, Extent]) -> Iterator[tuple[Problem, Severity]]:
    """What is said of the divisions in an expression that stands by itself."""
    for found in divisions(node, known):
        divisor = source_of(found.divisor)
        if found.is_by_zero:
            yield Problem("divisor-is-zero", {"divisor": divisor}, found.span), Severity.ERROR
        else:
            yield Problem("division-perhaps", {"example": f"{divisor} = 0"}, found.span), Severity.WARNING


def division_problems(grid: Grid) -> Iterator[PlacedProblem]:
    """The divisions in a table by what is zero or may be. What a rule tests, and rules before it, count as guards."""
    facts = dict(facts_known(grid.types, grid.named))
    for column in grid.table.inputs:
        yield from _placed(column.tree, facts, column.place)
    inputs = _columns_known(grid, facts)
    for rule, told in enumerate(grid.rules):
        for tests, cell in zip(told.tests, told.test_cells, strict=True):
            for test in tests.tests:
                yield from _placed(test, inputs, cell.place)
        if any(map(_divides, told.results)):
            known = _rule_known(grid, rule, inputs)
            for result, cell in zip(told.results, told.result_cells, strict=True):
                for found in divisions(result, known):
                    yield from _of_rule(grid, rule, found, cell.place)


def _placed(node: Node, known: Mapping[Node, Extent], place: Place) -> Iterator[PlacedProblem]:
    for problem, severity in expression_divisions(node, known) if _divides(node) else ():
        yield PlacedProblem(place, problem, severity)


def _of_rule(grid: Grid, rule: int, found: Division, place: Place) -> Iterator[PlacedProblem]:
    divisor = source_of(found.divisor)
    if found.is_by_zero:
        yield PlacedProblem(place, Problem("divisor-is-zero", {"divisor": divisor}, found.span))
        return
    point = _case_with_zero(grid, rule, found.divisor)
    if point is None:
        return
    also = [(found.divisor, ZERO)]
    finding = grid.finding("division-perhaps", Severity.WARNING, {}, place=place, point=point, also=also)
    yield replace(finding, problem=replace(finding.problem, span=found.span))


def _case_with_zero(grid: Grid, rule: int, divisor: Node) -> Point | None:
    """A case of a rule in which a divisor may be zero; None where rules before it take all such cases away."""
    boxes = [
        _around_zero(axis) if axis.tree == divisor else both(runs, ((0, axis.cases),)) or runs
        for axis, runs in zip(grid.axes, grid.boxes[rule], strict=True)
    ]
    if not all(boxes):
        return None
    try:
        return grid.search(grid.before(rule) | 1 << rule, Budget(_BUDGET)).uncovered(rule, boxes)
    except SpentError:
        return tuple(runs[0][0] for runs in boxes)


def _around_zero(axis: Axis) -> Runs:
    """The piece that zero is, or those on both sides of it."""
    numbers = [sample for sample in axis.samples if isinstance(sample, Decimal)]
    if ZERO in numbers:
        place = numbers.index(ZERO)
        return ((place, place + 1),)
    below = sum(number < 0 for number in numbers)
    return ((max(below - 1, 0), min(below + 1, axis.cases)),)


def _divides(node: Node) -> bool:
    return _divisor(node) is not None or any(map(_divides, parts(node)))


def facts_known(types: Mapping[str, Type], named: Mapping[str, Type]) -> Iterator[tuple[Node, Extent]]:
    """What the types of the facts, and of the parts of these, say of them."""
    pending: list[tuple[Node, Type]] = [(Name(name, span=_NOWHERE), type_) for name, type_ in types.items()]
    while pending:
        node, type_ = pending.pop()
        bare, tests = known_type(type_, named)
        if isinstance(bare, ContextType):
            pending.extend((Path(node, name, span=_NOWHERE), inner) for name, inner in bare.fields)
        elif bare == NUMBER and tests:
            yield node, reduce(Extent.within, map(tested, tests))


def _columns_known(grid: Grid, facts: Mapping[Node, Extent]) -> Mapping[Node, Extent]:
    known = dict(facts)
    for column in grid.table.inputs:
        if known_type(column.type, grid.named)[0] in (NUMBER, ANY):
            tests = map(tested, allowed_of(column, grid.named))
            known[column.tree] = reduce(Extent.within, tests, extent_of(column.tree, known))
    return known


def _rule_known(grid: Grid, rule: int, inputs: Mapping[Node, Extent]) -> Mapping[Node, Extent]:
    known = dict(inputs)
    for column, tests in zip(grid.table.inputs, grid.rules[rule].tests, strict=True):
        if column.tree in inputs:
            known[column.tree] = known[column.tree].within(tested(tests))
    return known
