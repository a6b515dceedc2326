"""Cells of decision tables in words: `[80..90)` is at least 80 and below 90, `not("a")` is anything but "a"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..feel.temporal import Date, DateTime, Time
from ..feel.tree import Interval, ListLiteral, Literal, Node, OperatorRange, UnaryTests
from ..feel.values import Range
from .constants import NO_CONSTANT, constant_of
from .expressions import expression_in_words
from .values import quoted

if TYPE_CHECKING:
    from ..feel.values import Value
    from .words import Words

_ALONE = {
    ">=": ("at-least", "from-moment"),
    ">": ("above", "after-moment"),
    "<=": ("at-most", "until-moment"),
    "<": ("below", "before-moment"),
    "=": ("exactly", "exactly"),
    "!=": ("other-than", "other-than"),
}
"""For each comparison the words for amounts, and those for moments."""
_IN_A_RANGE = {
    ">=": ("low-included", "low-moment-included"),
    ">": ("low-excluded", "low-moment-excluded"),
    "<=": ("high-included", "high-moment-included"),
    "<": ("high-excluded", "high-moment-excluded"),
}


def cell_in_words(tests: UnaryTests, words: Words, name: str = "") -> str:
    """What a cell asks for; `name` is the input that it tests, for the titles of choices.

    >>> from minben.rules import parse_unary_tests
    >>> from .words import Words
    >>> cell_in_words(parse_unary_tests("[80..90), null"), Words("en"))
    'at least 80 and below 90 or not known'
    """
    if not tests.tests:
        return words.say("cell-anything")
    if tests.negated and all(map(_is_null, tests.tests)):
        return words.say("cell-known")
    said = words.any_of([_test(test, words, name) for test in tests.tests])
    return words.say("cell-not", test=said) if tests.negated else said


def _is_null(test: Node) -> bool:
    return isinstance(test, Literal) and test.value is None


def _test(test: Node, words: Words, name: str) -> str:
    match test:
        case OperatorRange(operator, operand):
            return _compared(_ALONE[operator], operand, words, name)
        case Interval(low, high, low_included, high_included):
            return words.say(
                "range",
                low=_compared(_IN_A_RANGE[">=" if low_included else ">"], low, words, name),
                high=_compared(_IN_A_RANGE["<=" if high_included else "<"], high, words, name),
            )
        case ListLiteral(items) if items:
            return words.any_of([_test(item, words, name) for item in items])
    value = constant_of(test)
    if value is NO_CONSTANT:
        return expression_in_words(test, words)
    return range_in_words(value, words) if isinstance(value, Range) else quoted(value, words, name)


def range_in_words(value: Range, words: Words) -> str:
    """A range that is a value, said like the cell that asks for it."""
    if value.operator:
        bound = value.high if value.operator.startswith("<") else value.low
        return _limit(_ALONE[value.operator], bound, words, "")
    return words.say(
        "range",
        low=_limit(_IN_A_RANGE[">=" if value.low_included else ">"], value.low, words, ""),
        high=_limit(_IN_A_RANGE["<=" if value.high_included else "<"], value.high, words, ""),
    )


def _compared(codes: tuple[str, str], operand: Node, words: Words, name: str) -> str:
    value = constant_of(operand)
    if value is NO_CONSTANT:
        return words.say(codes[0], value=expression_in_words(operand, words))
    return _limit(codes, value, words, name)


def _limit(codes: tuple[str, str], value: Value, words: Words, name: str) -> str:
    moment = isinstance(value, Date | DateTime | Time)
    return words.say(codes[moment], value=quoted(value, words, name))
