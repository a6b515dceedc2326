"""One column's constant tests as an index: from a value of a kind to the rules whose test is true for it.

The constants of all tests cut the values of a kind into pieces: each constant by itself, and what lies between two.
Every value of a piece passes the same tests, so that one look-up answers for all rules at once, as the bits of an
integer. How a piece is found depends on how the tests are made: by equality alone, by the lower ends, by the upper
ends, or by both.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from ..feel.temporal import Date, DaysTime, YearsMonths
from ..feel.values import Range, kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ..feel.constants import ConstantTests
    from ..feel.values import Value

MAX_BITS = 1 << 29
"""Rules times pieces of one column (64 MB); a column with more is not indexed, its tests are tried one by one."""

Key = Any
"""What stands for a value in an index: comparable with the keys of its kind, and equal where the values are."""

Pieces = list[tuple[int, int]]
"""First and last piece of stretches that do not touch, in order."""


def _same(value: Any) -> Key:
    return value


KEYS: Mapping[str, Callable[[Any], Key]] = {
    "number": _same,
    "string": _same,
    "boolean": _same,
    "date": lambda value: (value.year, value.month, value.day),
    "days and time duration": lambda value: value.nanos,
    "years and months duration": lambda value: value.months,
}
"""The kinds that are indexed, each with the key of its values."""
CLASSES: Mapping[str, type] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": Date,
    "days and time duration": DaysTime,
    "years and months duration": YearsMonths,
}
"""Of each of these kinds the class of its values."""
PROBES: Mapping[str, Value] = {
    "number": Decimal(0),
    "string": "",
    "boolean": True,
    "date": Date(2000, 1, 1),
    "days and time duration": DaysTime(0),
    "years and months duration": YearsMonths(0),
}
"""Of each kind a value: whether a test is defined for the kind does not depend on which."""


class Search(Enum):
    """How the place of a key is found."""

    POINTS = "points"
    LOWER = "lower"
    UPPER = "upper"
    BOTH = "both"


@dataclass(frozen=True)
class Axis:
    """The places of a kind's values, and for every place the rules whose test is true there.

    `keys` are the constants in order; place 0 of POINTS is every value that is none of them.
    """

    search: Search
    keys: Sequence[Key]
    points: Mapping[Key, int]
    masks: Sequence[int]

    @cached_property
    def place(self) -> Callable[[Key], int]:
        """Finds the place of a key."""
        keys, points = self.keys, self.points
        match self.search:
            case Search.POINTS:
                return lambda key: points.get(key, 0)
            case Search.LOWER:
                return partial(bisect_right, keys)
            case Search.UPPER:
                return partial(bisect_left, keys)
            case Search.BOTH:
                return lambda key: bisect_left(keys, key) + bisect_right(keys, key)


def axis_of(cells: Sequence[tuple[ConstantTests, int]], of: str, everywhere: int) -> Axis | None:
    """The axis of a kind for cells, each with the rules that have it as bits; None where it would be too large.

    `everywhere` are the rules that apply for every value.
    """
    to_key = KEYS[of]
    constants = {
        to_key(point) for cell, _ in cells for test in cell.tests for point in _points(test.value, of)
    }
    keys = sorted(constants)
    rules = max((mask.bit_length() for _, mask in cells), default=0)
    if (2 * len(keys) + 1) * rules > MAX_BITS:
        return None
    places = {key: place for place, key in enumerate(keys)}
    changes: dict[int, int] = {}
    for cell, mask in cells:
        for first, last in _pieces(cell, _Ruler(of, to_key, places)):
            changes[first] = changes.get(first, 0) ^ mask
            changes[last + 1] = changes.get(last + 1, 0) ^ mask
    masks: list[int] = []
    present = everywhere
    for piece in range(2 * len(keys) + 1):
        present ^= changes.get(piece, 0)
        masks.append(present)
    return _shortest(keys, masks)


def _shortest(keys: list[Key], masks: list[int]) -> Axis:
    """The axis with the cheapest search: pieces 2i are what lies between, 2i + 1 the constants themselves."""
    gaps, points = masks[::2], masks[1::2]
    if all(mask == gaps[0] for mask in gaps):
        different = [(key, mask) for key, mask in zip(keys, points, strict=True) if mask != gaps[0]]
        by_key = {key: place for place, (key, _) in enumerate(different, start=1)}
        return Axis(
            Search.POINTS, [key for key, _ in different], by_key, [gaps[0], *(mask for _, mask in different)]
        )
    if points == gaps[1:]:
        return Axis(Search.LOWER, *_without_repetition(keys, gaps))
    if points == gaps[:-1]:
        return Axis(Search.UPPER, *_without_repetition(keys, gaps))
    return Axis(Search.BOTH, keys, {}, masks)


def _without_repetition(keys: list[Key], gaps: list[int]) -> tuple[list[Key], Mapping[Key, int], list[int]]:
    kept = [place for place in range(len(keys)) if gaps[place] != gaps[place + 1]]
    return [keys[place] for place in kept], {}, [gaps[0], *(gaps[place + 1] for place in kept)]


def _points(value: Value, of: str) -> Iterator[Value]:
    match value:
        case Range(low, high):
            yield from (end for end in (low, high) if kind(end) == of)
        case list():
            for member in value:
                if not isinstance(member, list):
                    yield from _points(member, of)
        case _ if kind(value) == of:
            yield value


@dataclass(frozen=True, slots=True)
class _Ruler:
    kind: str
    to_key: Callable[[Any], Key]
    places: Mapping[Key, int]

    def at(self, value: Value) -> int:
        """The piece of a constant."""
        return 2 * self.places[self.to_key(value)] + 1

    @property
    def last(self) -> int:
        return 2 * len(self.places)


def _pieces(cell: ConstantTests, ruler: _Ruler) -> Pieces:
    """The pieces in which a cell is true. It is defined for the kind."""
    if cell.negated and any(test.value is None and not test.literal for test in cell.tests):
        return []
    stretches = _joined(
        stretch for test in cell.tests for stretch in _stretches(test.value, test.literal, ruler)
    )
    return _complement(stretches, ruler.last) if cell.negated else stretches


def _stretches(value: Value, literal: bool, ruler: _Ruler) -> Iterator[tuple[int, int]]:
    match value:
        case bool() if ruler.kind != "boolean" and not literal:
            if value:
                yield 0, ruler.last
        case Range():
            yield from _range_pieces(value, ruler)
        case list():
            for member in value:
                if isinstance(member, Range):
                    if _defined(member, ruler.kind):
                        yield from _range_pieces(member, ruler)
                elif kind(member) == ruler.kind:
                    yield ruler.at(member), ruler.at(member)
        case _ if kind(value) == ruler.kind:
            yield ruler.at(value), ruler.at(value)


def _defined(span: Range, of: str) -> bool:
    ends = (span.low, span.high)
    if span.operator in ("=", "!="):
        return span.low is None or kind(span.low) == of
    if span.operator:
        return kind(span.high if span.operator.startswith("<") else span.low) == of and of != "boolean"
    return all(kind(end) == of for end in ends) and of != "boolean"


def _range_pieces(span: Range, ruler: _Ruler) -> Iterator[tuple[int, int]]:
    match span.operator:
        case "=":
            if span.low is not None:
                yield ruler.at(span.low), ruler.at(span.low)
        case "!=":
            if span.low is None:
                yield 0, ruler.last
            else:
                yield 0, ruler.at(span.low) - 1
                yield ruler.at(span.low) + 1, ruler.last
        case _:
            low, high = span.low, span.high
            is_lower, is_upper = span.operator.startswith(">"), span.operator.startswith("<")
            first = 0 if is_upper else ruler.at(low) + (not span.low_included)
            last = ruler.last if is_lower else ruler.at(high) - (not span.high_included)
            if first <= last:
                yield first, last


def _joined(stretches: Iterable[tuple[int, int]]) -> Pieces:
    joined: Pieces = []
    for first, last in sorted(stretches):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _complement(stretches: Pieces, end: int) -> Pieces:
    open_from = 0
    rest: Pieces = []
    for first, last in stretches:
        if open_from < first:
            rest.append((open_from, first - 1))
        open_from = last + 1
    if open_from <= end:
        rest.append((open_from, end))
    return rest
