"""The axes along which a table is cut: its inputs, each in pieces, and the days on which its rules are in force.

A rule is a box: on each axis it holds some of the pieces. Columns with the same expression are one axis.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, reduce
from itertools import accumulate
from typing import TYPE_CHECKING

from ..feel.infer import infer
from ..feel.types import ANY, NUMBER, SIMPLE_TYPES, ConstrainedType, NamedType
from ..feel.values import admit, kind
from .constants import points_of
from .nature import is_count, is_whole
from .pieces import Cells, Runs, both, line, normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..feel.tree import Node, UnaryTests
    from ..feel.types import Type
    from ..feel.values import Value
    from ..tables.table import Input, Rule, Table
    from .pieces import Line


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a check looks at, both included; None is open."""

    first: date | None = None
    last: date | None = None


ALWAYS = Days()


@dataclass(frozen=True)
class Axis:
    """An axis: a value for each of its pieces, and for each rule the pieces that it holds.

    The last piece of an input is the missing value. `cases` is how many of the pieces count as cases: the missing
    value does only where the table speaks of it. A rule whose cell cannot be told may hold all pieces; it is one of
    the bits in `unsure`. The axis of the days has no tree.
    """

    label: str
    tree: Node | None
    samples: tuple[Value, ...]
    cells: tuple[Runs, ...]
    unsure: int
    cases: int

    @cached_property
    def by_piece(self) -> list[int]:
        """For each piece the rules that hold it, as bits."""
        turns = [0] * (len(self.samples) + 1)
        for rule, runs in enumerate(self.cells):
            for start, end in runs:
                turns[start] ^= 1 << rule
                turns[end] ^= 1 << rule
        return list(accumulate(turns, lambda rules, turn: rules ^ turn))[:-1]

    @cached_property
    def _meetings(self) -> tuple[list[int], dict[Runs, int]]:
        count = len(self.samples)
        nodes = [0] * count + self.by_piece
        for node in range(count - 1, 0, -1):
            nodes[node] = nodes[2 * node] | nodes[2 * node + 1]
        return nodes, {}

    def meeting(self, runs: Runs) -> int:
        """The rules that hold any of some pieces, as bits; by a tree over the pieces, so in few steps."""
        nodes, known = self._meetings
        if runs not in known:
            known[runs] = reduce(lambda rules, run: rules | _over(nodes, *run), runs, 0)
        return known[runs]


def _over(nodes: list[int], start: int, end: int) -> int:
    count = len(nodes) // 2
    rules, start, end = 0, start + count, end + count
    while start < end:
        if start & 1:
            rules |= nodes[start]
            start += 1
        if end & 1:
            end -= 1
            rules |= nodes[end]
        start, end = start // 2, end // 2
    return rules


def axes_of(
    table: Table,
    rules: Sequence[Rule],
    types: Mapping[str, Type],
    named: Mapping[str, Type],
    days: Days,
) -> tuple[Axis, ...]:
    """The axes of a table for some of its rules; the days come last, where the rules have any."""
    groups: dict[object, list[tuple[int, Input]]] = {}
    for place, column in enumerate(table.inputs):
        groups.setdefault((column.tree, column.type), []).append((place, column))
    axes = [_input_axis(columns, rules, types, named) for columns in groups.values()]
    periods = _day_axis(rules, days)
    return (*axes, *([] if periods is None else [periods]))


def known_type(type_: Type, named: Mapping[str, Type]) -> tuple[Type, tuple[UnaryTests, ...]]:
    """What a type comes to, and the tests that its values pass."""
    match type_:
        case NamedType(name) if name in named:
            return known_type(named[name], named)
        case ConstrainedType(base, tests):
            inner, more = known_type(base, named)
            return inner, (*more, tests)
    return type_, ()


def allowed_of(column: Input, named: Mapping[str, Type]) -> tuple[UnaryTests, ...]:
    """The tests that every value of an input passes."""
    _, tests = known_type(column.type, named)
    return tests if column.allowed is None else (*tests, column.allowed)


def _input_axis(
    columns: Sequence[tuple[int, Input]],
    rules: Sequence[Rule],
    types: Mapping[str, Type],
    named: Mapping[str, Type],
) -> Axis:
    cells = [[rule.tests[place] for place, _ in columns] for rule in rules]
    head = columns[0][1]
    allowed = [
        tests for _, column in columns for tests in allowed_of(column, named) if points_of(tests) is not None
    ]
    # Each cell once, in the order of the table: the order decides which examples are told.
    distinct = list(dict.fromkeys(tests for row in cells for tests in row))
    type_ = _type_of(head, [*distinct, *allowed], types, named)
    pieces = line(type_, [*distinct, *allowed], closed=bool(allowed))
    cutter = Cells(pieces)
    keeps = _kept(
        pieces, [cutter.passing(tests) for tests in allowed], head.tree if type_ == NUMBER else None
    )
    known = {tests: cutter.passing(tests) for tests in distinct}
    moved = list(accumulate((place in keeps for place in range(pieces.count)), initial=0))
    everything: Runs = ((0, moved[-1]),)
    held: list[Runs] = []
    unsure = 0
    for rule, row in enumerate(cells):
        told = [runs for tests in row if (runs := known[tests]) is not None]
        held.append(reduce(both, (_moved(runs, moved) for runs in told), everything))
        unsure |= (len(told) < len(row)) << rule
    samples = tuple(pieces.value(place) for place in range(pieces.count) if place in keeps)
    speaks = any(None in (points_of(tests) or ()) for tests in (*distinct, *allowed))
    return Axis(head.text, head.tree, samples, tuple(held), unsure, len(samples) - (not speaks))


def _type_of(
    column: Input, cells: Sequence[UnaryTests], types: Mapping[str, Type], named: Mapping[str, Type]
) -> Type:
    """The type of an input; where none is declared, that of what it reads, or else of what it is compared with."""
    declared, _ = known_type(column.type, named)
    if declared != ANY:
        return declared
    found = infer(column.tree, types).type if types else None
    if found is not None and found != ANY:
        return known_type(found, named)[0]
    kinds = {kind(value) for tests in cells for value in points_of(tests) or () if value is not None}
    return SIMPLE_TYPES.get(kinds.pop(), ANY) if len(kinds) == 1 else ANY


def _kept(pieces: Line, allowed: Sequence[Runs | None], number: Node | None) -> frozenset[int]:
    """The pieces that can be: those that are allowed, and whole numbers where the expression gives no others."""
    present: Runs = ((0, pieces.missing),)
    runs = reduce(both, (found for found in allowed if found is not None), present)
    kept = {place for start, end in runs for place in range(start, end)}
    if number is not None and is_whole(number):
        kept = {place for place in kept if _fits(number, pieces.samples[place])}
    return frozenset((*kept, pieces.missing))


def _fits(number: Node, sample: Value) -> bool:
    whole = isinstance(sample, Decimal) and sample == sample.to_integral_value()
    return whole and (not is_count(number) or (isinstance(sample, Decimal) and sample >= 0))


def _moved(runs: Runs, moved: Sequence[int]) -> Runs:
    return normal((moved[start], moved[end]) for start, end in runs)


def _day_axis(rules: Sequence[Rule], days: Days) -> Axis | None:
    """The days on which rules are in force, from the first to the last that any says; None where none does."""
    if all(rule.since is None and rule.until is None for rule in rules):
        return None
    starts = _days_told(rules, days)
    cells = tuple(
        normal((place, place + 1) for place, day in enumerate(starts) if rule.in_force(day)) for rule in rules
    )
    return Axis("", None, tuple(admit(day) for day in starts), cells, 0, len(starts))


def _days_told(rules: Sequence[Rule], days: Days) -> list[date]:
    """The first day of every stretch of days on which the same rules are in force."""
    starts = {rule.since for rule in rules if rule.since is not None}
    ends = {rule.until + timedelta(days=1) for rule in rules if rule.until not in (None, date.max)}
    marks = sorted(starts | ends)
    first = days.first
    if first is None and any(rule.since is None for rule in rules) and marks[0] > date.min:
        first = marks[0] - timedelta(days=1)
    if first is not None:
        marks = [first, *(day for day in marks if day > first)]
    last = days.last
    if last is None and all(rule.until is not None for rule in rules):
        last = max(rule.until for rule in rules if rule.until is not None)
    return [day for day in marks if last is None or day <= last or day == days.first]


def each(rules: int) -> Iterator[int]:
    """The rules that bits stand for, in the order of the table."""
    while rules:
        lowest = rules & -rules
        yield lowest.bit_length() - 1
        rules ^= lowest
