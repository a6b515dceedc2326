"""Cuts what an input may be into the few pieces that a table's constants tell apart.

Between two neighbouring constants of a column every value passes the same tests. So one value stands for each
constant and for each piece between, and a cell is known by the set of pieces that pass it: bits of an integer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cmp_to_key, partial
from itertools import pairwise
from typing import TYPE_CHECKING

from .errors import UndefinedError
from .evaluate import compile_node, compile_tests
from .free import free_names
from .operators import order, same
from .run import Run, facts_scope, guarded
from .temporal import Date, DateTime, DaysTime, Time, YearsMonths
from .tree import Invocation, Name
from .types import BOOLEAN, DATE, DATE_AND_TIME, DAYS_AND_TIME, NUMBER, STRING, YEARS_AND_MONTHS
from .values import Range, admit, kind
from .walk import reads_test_value, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .run import Code, Scope
    from .table import Input, Rule
    from .tree import Node, UnaryTests
    from .types import Type
    from .values import Value

_DAY_NANOS = 86_400_000_000_000


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


def _value_of(node: Node) -> object:
    """What a constant comes to; `_UNDEFINED` where that has a reason to be null."""
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
        case _ if value is not _UNDEFINED:
            yield value


def passing(tests: UnaryTests, samples: Sequence[Value]) -> int:
    """The pieces whose value passes a cell."""
    code = compile_tests(tests)
    pieces = 0
    for place, sample in enumerate(samples):
        run = Run(None, 100_000, {})
        results: list[Value] = []
        scope = facts_scope(run, {}).inner({"?": sample})
        guarded(partial(_record, code, scope, results))
        if results == [True]:
            pieces |= 1 << place
    return pieces


def _record(code: Code, scope: Scope, results: list[Value]) -> None:
    results.append(code(scope))


def input_domain(columns: Sequence[tuple[int, Input]], rules: Sequence[Rule]) -> Domain:
    """The domain of an input; several columns with the same expression are one."""
    cells = [[rule.tests[place] for place, _ in columns] for rule in rules]
    constants: list[Value] = []
    for tests in (test for row in cells for test in row if is_constant(test)):
        constants.extend(constant_values(tests))
    head = columns[0][1]
    allowed = [column.allowed for _, column in columns if column.allowed is not None]
    for tests in allowed:
        constants.extend(constant_values(tests))
    samples = _samples(head.type, constants, closed=bool(allowed))
    for tests in allowed:
        inside = passing(tests, samples)
        samples = [sample for place, sample in enumerate(samples) if inside >> place & 1]
    everything = (1 << len(samples)) - 1
    sure, perhaps = [], []
    for row in cells:
        surely, maybe = everything, everything
        for tests in row:
            if is_constant(tests):
                pieces = passing(tests, samples)
                surely &= pieces
                maybe &= pieces
            else:
                surely = 0
        sure.append(surely)
        perhaps.append(maybe)
    return Domain(head.text, tuple(samples), tuple(sure), tuple(perhaps))


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


def _samples(type_: Type, constants: Iterable[Value], *, closed: bool) -> list[Value]:
    if type_ == BOOLEAN:
        return [True, False]
    known = [value for value in constants if value is not None and kind(value) == str(type_)]
    distinct: list[Value] = []
    for value in known:
        if not any(same(value, other) for other in distinct):
            distinct.append(value)
    if type_ == STRING:
        return distinct if closed else [*distinct, _another_string(distinct)]
    if type_ in _STEPS:
        return _ordered_samples(sorted(distinct, key=cmp_to_key(order)), _STEPS[type_])
    return distinct


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
