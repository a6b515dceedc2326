"""What is known of an expression's value by what it is: that it is a whole number, that it is never negative."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ..feel.tree import Arithmetic, Invocation, Literal, Name, Negation, Path

if TYPE_CHECKING:
    from ..feel.tree import Node

_COUNTS = frozenset(("count", "string length", "day of year", "week of year"))
_WHOLE = frozenset((*_COUNTS, "floor", "ceiling"))
_PARTS = frozenset(
    ("year", "month", "day", "weekday", "hour", "minute", "years", "months", "days", "hours", "minutes")
)


def is_whole(tree: Node) -> bool:
    """Whether a number can only be a whole one, such as `count(paid)` or the `.years` of a duration.

    An entry of a context may be called `days` too: a part counts only where it is taken of what a function gives.
    """
    match tree:
        case Literal(Decimal() as number):
            return number == number.to_integral_value()
        case Negation(operand):
            return is_whole(operand)
        case Arithmetic("+" | "-" | "*", left, right):
            return is_whole(left) and is_whole(right)
        case Invocation(Name(name), arguments):
            return name in _WHOLE and len(arguments) == 1
        case Path(Invocation(Name(name)), part):
            return part in _PARTS and name in _MAKERS
    return False


_MAKERS = frozenset(
    ("years and months duration", "duration", "date", "date and time", "time", "today", "now")
)


def is_count(tree: Node) -> bool:
    """Whether a number can only be a whole one from 0 up."""
    return isinstance(tree, Invocation) and isinstance(tree.function, Name) and tree.function.name in _COUNTS
