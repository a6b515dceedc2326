"""How far a value is from what a cell asks for: 2 more needed, 3 days too late."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from ..feel.operators import order, subtract
from ..feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from ..feel.tree import Interval, ListLiteral, Node, OperatorRange
from ..feel.values import Range, kind
from .values import value_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..feel.tree import UnaryTests
    from ..feel.values import Value
    from .words import Words

_ORDERED = Decimal | Date | DateTime | Time | DaysTime | YearsMonths
_MOMENTS = Date | DateTime | Time


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a value lies below (else above) the nearest end of what is asked for; zero at an end that is excluded."""

    amount: Value
    below: bool


def distance(value: Value, tests: UnaryTests, evaluate: Callable[[Node], Value]) -> Distance | None:
    """The least distance from a value to a value that passes a cell; None where it cannot be told.

    `evaluate` gives the values of what the cell compares with, which may be facts.
    """
    if not isinstance(value, _ORDERED) or tests.negated:
        return None
    found: list[Distance] = []
    for low, high in _ends(tests.tests, evaluate):
        for bound, below in ((low, True), (high, False)):
            if kind(bound) == kind(value) and _outside(value, bound, below=below):
                amount = subtract(bound, value) if below else subtract(value, bound)
                found.append(Distance(amount, below))
    return min(found, key=_size, default=None)


def _ends(nodes: tuple[Node, ...], evaluate: Callable[[Node], Value]) -> Iterator[tuple[Value, Value]]:
    """The lower and upper end of each piece that passes, None for an open or unknown one."""
    for node in nodes:
        match node:
            case OperatorRange("<" | "<=", operand):
                yield None, evaluate(operand)
            case OperatorRange(">" | ">=", operand):
                yield evaluate(operand), None
            case OperatorRange("!="):
                continue
            case Interval(low, high):
                yield evaluate(low), evaluate(high)
            case ListLiteral(items):
                yield from _ends(items, evaluate)
            case _:
                yield _ends_of(evaluate(node))


def _ends_of(value: Value) -> tuple[Value, Value]:
    if not isinstance(value, Range):
        return value, value
    return (None, None) if value.operator == "!=" else (value.low, value.high)


def _outside(value: Value, bound: Value, *, below: bool) -> bool:
    # The cell is not passed, so a value at an end is outside too: that end is excluded.
    try:
        return order(value, bound) <= 0 if below else order(value, bound) >= 0
    except UndefinedError:
        return False


def _size(found: Distance) -> Decimal:
    match found.amount:
        case Decimal():
            return found.amount
        case DaysTime(nanos):
            return Decimal(nanos)
        case YearsMonths(months):
            return Decimal(months)
        case _:
            return Decimal(0)


def distance_in_words(found: Distance, value: Value, words: Words) -> str:
    """`2 more needed`, `3 days too late`."""
    if _size(found) == 0:
        return words.say("distance-excluded")
    amount = value_in_words(found.amount, words)
    if isinstance(value, _MOMENTS):
        return words.say("distance-early" if found.below else "distance-late", amount=amount)
    return words.say("distance-below" if found.below else "distance-above", amount=amount)
