"""Turns a test of something worked out from a column into a test of the column itself.

`years(birth date, counting date) >= 80` holds for everyone born until some day, and for nobody born after it. Whatever
only rises or only falls with its operand can be turned so, by looking for that day: exact for 29 February and the ends
of months, since the day is found by working the thing out as the row engine does, not by calculating backwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..feel.temporal import Date
from .kinds import Day, Integer
from .plan import (
    Add,
    AddMonths,
    Constant,
    DayAt,
    DayNumber,
    DayPart,
    FloorDivide,
    MonthsBetween,
    Multiply,
    Node,
    Subtract,
    TruncateDivide,
    truncated,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Span = tuple[int | None, int | None]
"""From a value to a value, both included; None is open."""


def invert(operator: str, node: Node, value: int) -> tuple[Node, tuple[Span, ...]] | None:
    """`node operator value` as spans of the only thing that the node is worked out from.

    Gives that thing and the spans (none: it never holds), or None where the node does not rise or fall steadily.
    """
    step = _step(node)
    if step is None:
        return None
    operand, rises, apply = step
    bounds = operand.type
    if not isinstance(bounds, Integer | Day):
        return None
    low, high = bounds.low, bounds.high
    # The first place where the node has come to the value, and the first where it has passed it.
    if rises:
        reached = _first(low, high, lambda place: apply(place) >= value)
        passed = _first(low, high, lambda place: apply(place) > value)
    else:
        reached = _first(low, high, lambda place: apply(place) <= value)
        passed = _first(low, high, lambda place: apply(place) < value)
    before: Span = (None if reached > low else low, reached - 1)
    after: Span = (passed, None)
    if not rises:
        operator = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(operator, operator)
    spans: dict[str, tuple[Span, ...]] = {
        "<": (before,),
        "<=": ((None, passed - 1),),
        ">": (after,),
        ">=": ((reached, None),),
        "=": ((reached, passed - 1),),
        "!=": (before, after),
    }
    return operand, tuple(
        clipped for span in spans[operator] if (clipped := _clipped(span, low, high)) is not None
    )


def _clipped(span: Span, low: int, high: int) -> Span | None:
    """The span without ends that say nothing, None where it is empty."""
    start, end = span
    first, last = low if start is None else max(start, low), high if end is None else min(end, high)
    if first > last:
        return None
    return (None if first == low else first, None if last == high else last)


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The first place for which a condition holds that holds from there on; one beyond the end where there is none."""
    end = high + 1
    while low < end:
        middle = (low + end) // 2
        if holds(middle):
            end = middle
        else:
            low = middle + 1
    return low


def _step(node: Node) -> tuple[Node, bool, Callable[[int], int]] | None:
    """The operand of a steady node, whether the node rises with it, and how the node is worked out from it."""
    match node:
        case MonthsBetween(start, Constant(int() as end)):
            return start, False, lambda place: months_between(place, end)
        case MonthsBetween(Constant(int() as start), end):
            return end, True, lambda place: months_between(start, place)
        case TruncateDivide(operand, Constant(int() as divisor)) if divisor > 0:
            return operand, True, lambda place: truncated(place, divisor)
        case FloorDivide(operand, Constant(int() as divisor)) if divisor > 0:
            return operand, True, lambda place: place // divisor
        case AddMonths(operand, Constant(int() as months)):
            return operand, True, lambda place: Date.from_number(place).plus_months(months).number
        case DayPart("year", operand):
            return operand, True, lambda place: Date.from_number(place).year
        case DayNumber(operand) | DayAt(operand):
            return operand, True, lambda place: place
        case Add(operand, Constant(int() as addend)):
            return operand, True, lambda place: place + addend
        case Subtract(Constant(int() as minuend), operand):
            return operand, False, lambda place: minuend - place
        case Multiply(operand, Constant(int() as factor)) if factor:
            return operand, factor > 0, lambda place: place * factor
    return None


def months_between(start: int, end: int) -> int:
    """The whole months between two days, as `MonthsBetween` has them."""
    first, last = Date.from_number(start), Date.from_number(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        return months - 1
    return months + 1 if months < 0 and last.day > first.day else months
