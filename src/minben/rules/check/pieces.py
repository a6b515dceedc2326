"""Cuts the values of a type into the few pieces that some constants tell apart, and says which of them pass a cell.

Between two neighbouring constants every value passes the same tests. So one value stands for each constant and one
for each piece between; the last piece is the missing value. Sets of pieces are runs: `((0, 2), (4, 5))` are the
pieces 0, 1 and 4.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from functools import cmp_to_key
from itertools import pairwise
from typing import TYPE_CHECKING

from ..errors import Span, UndefinedError
from ..feel.operators import order
from ..feel.temporal import DAY, NANOS, Date, DateTime, DaysTime, Time, YearsMonths
from ..feel.tree import Interval, Literal, OperatorRange, UnaryTests
from ..feel.types import (
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
)
from ..feel.values import NUMBERS, kind
from ..feel.walk import reads_test_value
from .constants import Trial, points_of, value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..feel.tree import Node
    from ..feel.types import Type
    from ..feel.values import Value

Runs = tuple[tuple[int, int], ...]
"""A set of pieces: runs in rising order that do not touch, the end of each excluded."""

MAX_TRIALS = 50_000
"""Values that are tried on the cells of one column, where what passes cannot be told from how the cell is written."""


def normal(runs: Iterable[tuple[int, int]]) -> Runs:
    """The runs in order, joined where they touch.

    >>> normal([(4, 5), (0, 2), (2, 3)])
    ((0, 3), (4, 5))
    """
    joined: list[tuple[int, int]] = []
    for start, end in sorted(run for run in runs if run[0] < run[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def both(one: Runs, other: Runs) -> Runs:
    """The pieces that are in both sets."""
    return tuple(
        (max(start, begin), min(end, stop))
        for start, end in one
        for begin, stop in other
        if max(start, begin) < min(end, stop)
    )


def others(runs: Runs, count: int) -> Runs:
    """The pieces below `count` that are not in a set."""
    edges = [0, *(edge for run in runs for edge in run), count]
    return tuple((start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end)


ANYTHING = object()
"""What stands for the values of a type that cannot be laid out."""


@dataclass(frozen=True, slots=True)
class Line:
    """The pieces of a type, a value for each in their order; after them comes the missing value.

    `places` finds the constants among them. Where `known` is false, one piece stands for anything.
    """

    samples: tuple[Value, ...]
    places: dict[Hashable, int]
    known: bool = True

    @property
    def missing(self) -> int:
        """The place of the missing value."""
        return len(self.samples)

    @property
    def count(self) -> int:
        """How many pieces there are, the missing value among them."""
        return len(self.samples) + 1

    def value(self, piece: int) -> Value:
        """The value that stands for a piece."""
        return None if piece == self.missing else self.samples[piece]


UNKNOWN = Line((ANYTHING,), {}, known=False)
"""The line of a type whose values cannot be laid out."""


def line(type_: Type, cells: Iterable[UnaryTests], *, closed: bool = False) -> Line:
    """The pieces of a type that the constants in cells tell apart, `UNKNOWN` where they cannot be laid out.

    `closed` says that no strings but those in the cells can be.
    """
    if type_ == BOOLEAN:
        return _line([True, False], [True, False])
    tests = list(cells)
    constants = [value for cell in tests for value in points_of(cell) or () if kind(value) == str(type_)]
    if type_ == STRING and not any(map(_compares_order, tests)):
        strings = list(dict.fromkeys(constants))
        return _line([*strings, *([] if closed else [_another_string(strings)])], strings)
    if type_ not in _STEPS or len({_zone(value) for value in constants}) > 1:
        # Instants with a zone and without one have no order.
        return UNKNOWN
    constants.sort(key=cmp_to_key(order))
    marks = [
        value for place, value in enumerate(constants) if place == 0 or order(constants[place - 1], value)
    ]
    return _line(_ordered_samples(marks, _STEPS[type_]), marks)


def _zone(value: Value) -> object:
    match value:
        case Time():
            return value.offset
        case DateTime():
            return value.offset is None
    return None


def _line(samples: Sequence[Value], marks: Sequence[Value]) -> Line:
    found = set(map(_key, marks))
    places = {_key(sample): place for place, sample in enumerate(samples) if _key(sample) in found}
    return Line(tuple(samples), places)


def _key(value: object) -> Hashable:
    """The same for values that are equal."""
    if isinstance(value, Time | DateTime):
        return value.instant
    return value if isinstance(value, Hashable) else None


def _compares_order(tests: UnaryTests) -> bool:
    return any(not isinstance(value_of(test), str | None) for test in tests.tests)


_NULL = Literal(None, span=Span(0, 0, 1, 1))


class Cells:
    """Says of each cell of a column which pieces of a line pass it, by how the cell is written or by trying them."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._trials = MAX_TRIALS

    def passing(self, tests: UnaryTests) -> Runs | None:
        """The pieces that pass a cell, None where that cannot be told."""
        if not tests.tests:
            return ((0, self._line.count),)
        if not (self._line.known or all(test == _NULL for test in tests.tests)) or points_of(tests) is None:
            return None
        holds: list[tuple[int, int]] = []
        unknown: list[tuple[int, int]] = []
        for test in tests.tests:
            found = _written_pieces(test, self._line) or self._tried(test)
            if found is None:
                return None
            holds.extend(found[0])
            unknown.extend(found[1])
        return others(normal([*holds, *unknown]), self._line.count) if tests.negated else normal(holds)

    def _tried(self, test: Node) -> tuple[Runs, Runs] | None:
        self._trials -= self._line.count
        if self._trials < 0:
            return None
        trial = Trial(UnaryTests((test,), False, span=test.span))
        results = [trial.holds(self._line.value(piece)) for piece in range(self._line.count)]
        return _where(results, True), _where(results, None)


def _where(results: Sequence[bool | None], wanted: bool | None) -> Runs:
    return normal((piece, piece + 1) for piece, result in enumerate(results) if result is wanted)


def _written_pieces(test: Node, line: Line) -> tuple[Runs, Runs] | None:
    """The pieces for which a test holds, and those for which it is unknown, by how it is written."""
    missing = ((line.missing, line.count),)
    if reads_test_value(test):
        return None
    match test:
        case OperatorRange(operator, operand):
            place = line.places.get(_key(value_of(operand)))
            if place is not None:
                equality = operator in ("=", "!=")
                return _operator_pieces(operator, place, line.missing), () if equality else missing
        case Interval(low, high, low_included, high_included):
            first, last = (line.places.get(_key(value_of(end))) for end in (low, high))
            if first is not None and last is not None:
                return normal([(first + (not low_included), last + high_included)]), missing
        case _:
            value = value_of(test)
            if value is None:
                return missing, ()
            place = line.places.get(_key(value))
            if place is not None and kind(value) == kind(line.samples[place]):
                return ((place, place + 1),), ()
    return None


def _operator_pieces(operator: str, place: int, missing: int) -> Runs:
    runs = {
        "<": [(0, place)],
        "<=": [(0, place + 1)],
        ">": [(place + 1, missing)],
        ">=": [(place, missing)],
        "=": [(place, place + 1)],
        # A missing value is another one.
        "!=": [(0, place), (place + 1, missing + 1)],
    }
    return normal(runs[operator])


def _tried(test: Node, line: Line) -> tuple[Runs, Runs]:
    trial = Trial(UnaryTests((test,), False, span=test.span))
    results = [trial.holds(line.value(piece)) for piece in range(line.count)]
    return tuple(
        normal((piece, piece + 1) for piece, result in enumerate(results) if result is wanted)
        for wanted in (True, None)
    )  # type: ignore[return-value]  # Two of them.


# The values that stand for the pieces.


def _another_string(known: Sequence[Value]) -> str:
    text = "…"
    while text in known:
        text += "…"
    return text


def _ordered_samples(
    marks: Sequence[Value], between: Callable[[Value | None, Value | None], Value | None]
) -> list[Value]:
    """The marks, with a value before, between and after them wherever there is one."""
    samples: list[Value] = []
    ends: list[Value | None] = [None, *marks, None]
    for low, high in pairwise(ends):
        inside = between(low, high)
        if inside is not None:
            samples.append(inside)
        if high is not None:
            samples.append(high)
    return samples


def _number_between(low: Value | None, high: Value | None) -> Value | None:
    """A whole number where there is one: it reads best."""
    match low, high:
        case Decimal(), Decimal():
            tries = (_step_up(low), NUMBERS.divide(NUMBERS.add(low, high), Decimal(2)))
            return next((number for number in tries if low < number < high), None)
        case None, Decimal():
            tries = (NUMBERS.minus(_step_up(NUMBERS.minus(high))), NUMBERS.subtract(high, NUMBERS.abs(high)))
            return next((number for number in tries if number < high), None)
        case Decimal(), None:
            tries = (_step_up(low), NUMBERS.add(low, NUMBERS.abs(low)))
            return next((number for number in tries if number > low), None)
    return Decimal(0)


def _step_up(number: Decimal) -> Decimal:
    return NUMBERS.add(number.to_integral_value("ROUND_FLOOR"), Decimal(1))


def _string_between(low: Value | None, high: Value | None) -> Value | None:
    start = low if isinstance(low, str) else ""
    if low is None and (high is None or high > ""):  # type: ignore[operator]  # Both are strings.
        return ""
    tries = (start + ending for ending in ("…", "a", "0", " ", "\0"))
    return next((text for text in tries if start < text and (high is None or text < high)), None)  # type: ignore[operator]


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
                return high.plus_nanos(-DAY)
            case DateTime(), None:
                return low.plus_nanos(DAY)
    except UndefinedError:
        return None
    return DateTime(Date(2000, 1, 1), Time(0))


def _time_between(low: Value | None, high: Value | None) -> Value | None:
    zone = next((end.zone for end in (low, high) if isinstance(end, Time)), None)
    first = low.nanos // NANOS + 1 if isinstance(low, Time) else 0
    beyond = high.nanos // NANOS if isinstance(high, Time) else DAY // NANOS
    # A whole minute reads better.
    minute = -(-first // 60) * 60
    second = minute if minute < beyond else first
    return Time(second * NANOS, zone) if second < beyond else None


_STEPS: dict[Type, Callable[[Value | None, Value | None], Value | None]] = {
    NUMBER: _number_between,
    STRING: _string_between,
    DATE: _by_steps(_day_count, Date.from_number, 10_957),
    TIME: _time_between,
    YEARS_AND_MONTHS: _by_steps(_month_count, YearsMonths.of, 0),
    DAYS_AND_TIME: _by_steps(_nano_count, DaysTime.of, 0),
    DATE_AND_TIME: _moment_between,
}
