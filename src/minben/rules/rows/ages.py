"""Ages as bounds on the date of birth: what is asked of `years and months duration(born, day).years` is told by dates.

The bounds are found by trying the function itself on dates, so that they are exact, for the 29th of February too.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from ..feel.builtins_dates import months_between
from ..feel.evaluate import constant_value
from ..feel.operators import read_path
from ..feel.temporal import Date
from ..feel.tree import AtLiteral, Invocation, Name, Path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from ..feel.tree import Node
    from ..tables.axis import Axis


@dataclass(frozen=True, slots=True)
class Age:
    """An age in whole years: the field with the date of birth, and the day on which the age counts."""

    field: str
    day: Date


def age_of(tree: Node, on: date) -> Age | None:
    """The age that a tree is, on the counting date or on a day that is written out; None where it is something else."""
    match tree:
        case Path(Invocation(Name("years and months duration"), (first, second)), "years"):
            in_order = (first.name, second.name) in ((None, None), ("from", "to"))
            day = _day(second.value, on)
            if in_order and day is not None and isinstance(first.value, Name):
                return Age(first.value.name, day)
    return None


def _day(node: Node, on: date) -> Date | None:
    match node:
        case Name("counting date"):
            return Date(on.year, on.month, on.day)
        case AtLiteral():
            value = constant_value(node)
            return value if isinstance(value, Date) else None
    return None


def age_places(age: Age, axis: Axis) -> tuple[list[date], list[int]]:
    """Days of birth from which on the place of the age is another one, and the places, one more than the days."""

    def piece(ordinal: int) -> int:
        years = _years(ordinal, age.day)
        return bisect_left(axis.keys, years) + bisect_right(axis.keys, years)

    changes = list(_changes(piece, date.min.toordinal(), date.max.toordinal()))
    places = [axis.place(_years(ordinal, age.day)) for ordinal in (date.min.toordinal(), *changes)]
    return [date.fromordinal(ordinal) for ordinal in changes], places


def _years(ordinal: int, day: Date) -> Decimal:
    born = date.fromordinal(ordinal)
    years = read_path(months_between(Date(born.year, born.month, born.day), day), "years")
    return cast("Decimal", years)


def _changes(piece: Callable[[int], int], first: int, last: int) -> Iterator[int]:
    """The days between on which a piece begins; who is born later is no older, so that equal ends mean no change."""
    if piece(first) == piece(last):
        return
    if last - first == 1:
        yield last
        return
    middle = (first + last) // 2
    yield from _changes(piece, first, middle)
    yield from _changes(piece, middle, last)
