"""The built-in functions of strings over columns (DMN 1.5, 10.3.4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import build
from .abstract import (
    NULL,
    Abstract,
    RefusalError,
    Scalar,
    condition,
    scalar,
    shaped,
)
from .build import add, any_of, case, compare, is_true, number, subtract
from .functions import (
    Arguments,
    Functions,
    scalars,
)
from .kinds import (
    Boolean,
    Date,
    Number,
    String,
    Text,
)
from .lower_numbers import (
    scale_of,
)
from .lower_operators import (
    WHOLE,
)
from .plan import (
    After,
    Before,
    Concatenate,
    Constant,
    DayPart,
    IntegerText,
    Lookup,
    Narrowed,
    Node,
    Read,
    Slice,
    TextLength,
    TextTest,
    range_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FUNCTIONS = Functions()


@FUNCTIONS.named("string length")
def _length(arguments: Arguments) -> Abstract:
    found = scalars(arguments, String)
    return NULL if found is None else scalar(WHOLE, TextLength(found[0].node))


def _text_test(name: str) -> Callable[[Arguments], Abstract]:
    def body(arguments: Arguments) -> Abstract:
        found = scalars(arguments, String, String)
        return NULL if found is None else condition(TextTest(name, found[0].node, found[1].node))

    return body


FUNCTIONS.update({name: _text_test(name) for name in ("contains", "starts with", "ends with")})


@FUNCTIONS.named("substring before")
def _before(arguments: Arguments) -> Abstract:
    found = scalars(arguments, String, String)
    return NULL if found is None else scalar(String(), Before(found[0].node, found[1].node))


@FUNCTIONS.named("substring after")
def _after(arguments: Arguments) -> Abstract:
    found = scalars(arguments, String, String)
    return NULL if found is None else scalar(String(), After(found[0].node, found[1].node))


@FUNCTIONS.named("substring")
def _substring(arguments: Arguments) -> Abstract:
    found = scalars(arguments[:2], String, Number)
    if found is None:
        return NULL
    text_, position = found
    taken: Node | None = None
    short: Node = build.FALSE
    if len(arguments) > 2 and arguments[2] != NULL:
        wanted = scalars(arguments[2:], Number)
        if wanted is None:
            return NULL
        whole = build.truncate_divide(wanted[0].node, number(10 ** scale_of(wanted[0])))
        short = compare("<", wanted[0].node, number(10 ** scale_of(wanted[0])))
        if wanted[0].node.nullable:
            raise RefusalError("columns-function", name="substring")
        taken = at_least(whole, 0)
    first = build.truncate_divide(position.node, number(10 ** scale_of(position)))
    size = TextLength(text_.node)
    start = case(((compare(">", first, number(0)), subtract(first, number(1))),), add(size, first))
    wrong = any_of((compare("=", first, number(0)), compare(">", build.absolute(first), size), short))
    node = Slice(text_.node, at_least(start, 0), taken)
    return scalar(
        String(),
        case(((wrong, Constant(None, Text())), (is_true(build.is_null(node)), Constant(None, Text()))), node),
    )


def at_least(node: Node, low: int) -> Node:
    """A node of which only values from `low` on are looked at."""
    range_ = range_of(node)
    return node if range_.low >= low else Narrowed(node, low, max(low, range_.high))


@FUNCTIONS.named("string")
def _string(arguments: Arguments) -> Abstract:
    value = shaped(arguments[0])
    if isinstance(value, Scalar):
        match value.kind:
            case String():
                return value
            case Boolean():
                texts = case(((value.node, build.text("true")),), build.text("false"))
                return scalar(String(), case(((build.is_null(value.node), Constant(None, Text())),), texts))
            case Date() if range_of(DayPart("year", value.node)).low >= _FOUR_DIGITS:
                return scalar(String(), _day_text(value.node))
            case Number(0) if isinstance(value.node, Read):
                # Elsewhere the row engine writes zeros at the end by how the number was come to.
                return scalar(String(), IntegerText(value.node, 0))
    raise RefusalError("columns-function", name="string")


_FOUR_DIGITS = 1000
_TWO_DIGITS = tuple(f"-{number:02}" for number in range(100))


def _day_text(day: Node) -> Node:
    """A day of a year of four digits as it is written: 2025-01-31."""
    month, of_month = DayPart("month", day), DayPart("day", day)
    of = Text(_TWO_DIGITS)
    return Concatenate(
        (
            IntegerText(DayPart("year", day), 0),
            Lookup(month, _TWO_DIGITS[:13], of),
            Lookup(of_month, _TWO_DIGITS[:32], of),
        )
    )
