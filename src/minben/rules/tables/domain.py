"""Cuts what an input may be into the few pieces that a table's constants tell apart.

Between two neighbouring constants of a column every value passes the same tests. So one value stands for each
constant and for each piece between, and a cell is known by the set of pieces that pass it: bits of an integer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cmp_to_key, reduce
from itertools import pairwise
from operator import and_
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from ..feel.evaluate import compile_node, compile_tests
from ..feel.free import free_names
from ..feel.operators import order
from ..feel.run import Run, facts_scope, guarded
from ..feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from ..feel.tree import Invocation, Name
from ..feel.types import BOOLEAN, DATE, DATE_AND_TIME, DAYS_AND_TIME, NUMBER, STRING, YEARS_AND_MONTHS
from ..feel.values import Range, admit, kind
from ..feel.walk import reads_test_value, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..feel.tree import Node, UnaryTests
    from ..feel.types import Type
    from ..feel.values import Value
    from .table import Input, Rule

_DAY_NANOS = 86_400_000_000_000
MAX_TRIALS = 1_000_000
"""Cells times pieces that are tried for one input; beyond that nothing is told of it."""
_CELL_BUDGET = 10_000_000
"""Steps for trying all pieces on one cell."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A column's pieces, a value for each, and for every rule the pieces that surely and that perhaps pass it."""

    label: str
    samples: tuple[Value, ...]
    sure: tuple[int, ...]
    perhaps: tuple[int, ...]

    @property
    def all(self) -> int:
        """Every piece."""
        return (1 << len(self.samples)) - 1


def is_constant(tests: UnaryTests) -> bool:
    """Whether a cell compares with constants only, so that its pieces can be told."""
    return all(_constant_test(test) for test in tests.tests)


def _constant_test(test: Node) -> bool:
    return (
        not free_names(test)
        and not reads_test_value(test)
        and all(not _clocked(node) for node in walk(test))
        and _value_of(test) is not _UNDEFINED
    )


def _clocked(node: Node) -> bool:
    return (
        isinstance(node, Invocation)
        and isinstance(node.function, Name)
        and node.function.name in ("today", "now")
    )


_UNDEFINED = object()
ANYTHING = object()
"""The one piece of a domain of which no more can be told."""


def _value_of(node: Node) -> object:
    """What a constant comes to; `_UNDEFINED` where it is null for a reason."""
    run = Run(None, 10_000, {})
    values: list[Value] = []
    code = compile_node(node)
    stopped = guarded(lambda: values.append(code(facts_scope(run, {}))))
    return _UNDEFINED if stopped is not None or run.reasons else values[0]


def constant_values(tests: UnaryTests) -> Iterable[Value]:
    """The constants in a cell: ends of ranges and values compared with."""
    for test in tests.tests:
        yield from _flattened(_value_of(test))


def _flattened(value: object) -> Iterable[Value]:
    match value:
        case Range():
            yield from (end for end in (value.low, value.high) if end is not None)
        case list():
            for inner in value:
                yield from _flattened(inner)
        case _:
            yield value


def passing(tests: UnaryTests, samples: Sequence[Value]) -> int | None:
    """The pieces whose value passes a cell; None where trying them takes too long."""
    code = compile_tests(tests)
    run = Run(None, _CELL_BUDGET, {})
    scope = facts_scope(run, {})
    results: list[Value] = []
    stopped = guarded(lambda: results.extend(code(scope.inner({"?": sample})) for sample in samples))
    return None if stopped else sum(1 << place for place, result in enumerate(results) if result is True)


def input_domain(columns: Sequence[tuple[int, Input]], rules: Sequence[Rule]) -> Domain:
    """The domain of an input; several columns with the same expression are one."""
    cells = [[rule.tests[place] for place, _ in columns] for rule in rules]
    head = columns[0][1]
    allowed = [tests for _, column in columns if (tests := column.allowed) and is_constant(tests)]
    # Each cell once, in the order of the table: the order decides which examples are told.
    distinct = list(dict.fromkeys(tests for row in cells for tests in row))
    samples = _samples(head.type, [*distinct, *allowed], closed=bool(allowed))
    for tests in allowed:
        inside = passing(tests, samples)
        if inside is not None:
            samples = [sample for place, sample in enumerate(samples) if inside >> place & 1]
    if len(distinct) * len(samples) > MAX_TRIALS:
        samples = [ANYTHING]
    everything = (1 << len(samples)) - 1
    known = {tests: _pieces(tests, samples) for tests in distinct}
    sure, perhaps = [], []
    for row in cells:
        told = [mask for tests in row if (mask := known[tests]) is not None]
        perhaps.append(reduce(and_, told, everything))
        sure.append(perhaps[-1] if len(told) == len(row) else 0)
    return Domain(head.text, tuple(samples), tuple(sure), tuple(perhaps))


def _pieces(tests: UnaryTests, samples: Sequence[Value]) -> int | None:
    """The pieces that pass a cell, None where that cannot be told."""
    if not tests.tests:
        return (1 << len(samples)) - 1
    if not is_constant(tests) or ANYTHING in samples:
        return None
    return passing(tests, samples)


def date_domain(rules: Sequence[Rule]) -> Domain | None:
    """The days on which rules are in force, between the first and the last that any says; None where none does."""
    if all(rule.since is None and rule.until is None for rule in rules):
        return None
    starts = {rule.since for rule in rules if rule.since is not None}
    ends = {rule.until + timedelta(days=1) for rule in rules if rule.until not in (None, date.max)}
    days = sorted(starts | ends)
    if any(rule.since is None for rule in rules) and days[0] > date.min:
        days.insert(0, days[0] - timedelta(days=1))
    if all(rule.until is not None for rule in rules):
        last = max(rule.until for rule in rules if rule.until is not None)
        days = [day for day in days if day <= last]
    masks = tuple(sum(1 << place for place, day in enumerate(days) if rule.in_force(day)) for rule in rules)
    return Domain("", tuple(admit(day) for day in days), masks, masks)


def _samples(type_: Type, cells: Iterable[UnaryTests], *, closed: bool) -> list[Value]:
    """A value for each piece; `ANYTHING` alone for a type whose values cannot be laid out."""
    constants = [value for tests in cells if is_constant(tests) for value in constant_values(tests)]
    known = [value for value in constants if kind(value) == str(type_)]
    missing: list[Value] = [None] if None in constants else []
    if type_ == BOOLEAN:
        return [True, False, *missing]
    if type_ == STRING:
        strings = list(dict.fromkeys(known))
        return [*strings, *([] if closed else [_another_string(strings)]), *missing]
    if type_ not in _STEPS:
        return [ANYTHING]
    try:
        known.sort(key=cmp_to_key(order))
    except UndefinedError:
        # Instants with a zone and without one have no order.
        return [ANYTHING]
    points = [value for place, value in enumerate(known) if place == 0 or order(known[place - 1], value)]
    return [*_ordered_samples(points, _STEPS[type_]), *missing]


def _another_string(known: Sequence[Value]) -> str:
    text = "…"
    while text in known:
        text += "…"
    return text


def _ordered_samples(
    points: Sequence[Value], between: Callable[[Value | None, Value | None], Value | None]
) -> list[Value]:
    """The points, with a value before, between and after them wherever there is one."""
    samples: list[Value] = []
    ends: list[Value | None] = [None, *points, None]
    for low, high in pairwise(ends):
        inside = between(low, high)
        if inside is not None:
            samples.append(inside)
        if high is not None:
            samples.append(high)
    return samples


def _number_between(low: Value | None, high: Value | None) -> Value | None:
    match low, high:
        case Decimal(), Decimal():
            whole = (low + 1).to_integral_value()
            return whole if low < whole < high else (low + high) / 2
        case None, Decimal():
            return high - 1
        case Decimal(), None:
            return low + 1
    return Decimal(0)


def _by_steps(
    count: Callable[[Value], int], make: Callable[[int], Value], middle: int
) -> Callable[[Value | None, Value | None], Value | None]:
    """The step between for a type whose values can be counted."""

    def between(low: Value | None, high: Value | None) -> Value | None:
        try:
            if low is None:
                return make(middle if high is None else count(high) - 1)
            if high is not None and count(high) - count(low) < 2:
                return None
            return make(count(low) + 1)
        except UndefinedError:
            return None

    return between


def _day_count(value: Value) -> int:
    return value.number if isinstance(value, Date) else 0


def _month_count(value: Value) -> int:
    return value.months if isinstance(value, YearsMonths) else 0


def _nano_count(value: Value) -> int:
    return value.nanos if isinstance(value, DaysTime) else 0


def _moment_between(low: Value | None, high: Value | None) -> Value | None:
    try:
        match low, high:
            case DateTime(), DateTime():
                gap = high.instant - low.instant
                return low.plus_nanos(gap // 2 * 1_000_000_000) if gap > 1 else None
            case None, DateTime():
                return high.plus_nanos(-_DAY_NANOS)
            case DateTime(), None:
                return low.plus_nanos(_DAY_NANOS)
    except UndefinedError:
        return None
    return DateTime(Date(2000, 1, 1), Time(0))


_STEPS: dict[Type, Callable[[Value | None, Value | None], Value | None]] = {
    NUMBER: _number_between,
    DATE: _by_steps(_day_count, Date.from_number, 10_957),
    YEARS_AND_MONTHS: _by_steps(_month_count, YearsMonths.of, 0),
    DAYS_AND_TIME: _by_steps(_nano_count, DaysTime.of, 0),
    DATE_AND_TIME: _moment_between,
}
