"""The built-in functions that make one value of a list, over columns (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from . import build
from .abstract import (
    NULL,
    Abstract,
    Elements,
    Known,
    Quotient,
    RefusalError,
    Rows,
    Scalar,
    condition,
    name_of,
    null_of,
    scalar,
    shaped,
    truth_of,
)
from .build import any_of, number
from .functions import (
    Arguments,
    Functions,
    of_list,
)
from .kinds import (
    Elapsed,
    Months,
    Number,
)
from .lower_choice import choose
from .lower_lists import (
    aggregated,
    contains,
    length,
    where_whole,
)
from .lower_numbers import (
    divided,
    is_number,
)
from .lower_operators import (
    ORDERED_NAMES,
    WHOLE,
    arithmetic,
    comparison,
    same,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FUNCTIONS = Functions()


@FUNCTIONS.named("count")
def _count(arguments: Arguments) -> Abstract:
    return of_list(arguments, lambda list_: scalar(WHOLE, length(list_)))


@FUNCTIONS.named("sum")
def _sum(arguments: Arguments) -> Abstract:
    return of_list(arguments, lambda list_: where_whole(list_, total(list_)))


def total(list_: Elements | Rows) -> Abstract:
    """The sum of the elements, those that are null left out."""
    if isinstance(list_, Rows):
        element = shaped(list_.element)
        if isinstance(element, Scalar) and not isinstance(element.kind, Number | Months | Elapsed):
            return NULL
        return aggregated(list_, "sum")
    sum_: Abstract | None = None
    for guard, item in list_.items:
        value = shaped(item)
        if value == NULL:
            continue
        if not (
            isinstance(value, Scalar | Quotient)
            and (is_number(value) or (isinstance(value, Scalar) and isinstance(value.kind, Months | Elapsed)))
        ):
            return NULL
        there = null_of(value)
        if guard is not None:
            there = any_of((build.negate(guard), there))
        zero = scalar(value.kind, number(0)) if isinstance(value, Scalar) else Known(Decimal(0))
        part = choose(((there, zero),), value)
        sum_ = part if sum_ is None else arithmetic("+", sum_, part)
    return NULL if sum_ is None else sum_


def _extreme(operator: str, operation: str) -> Callable[[Arguments], Abstract]:
    def body(arguments: Arguments) -> Abstract:
        return of_list(arguments, lambda list_: where_whole(list_, best(list_, operator, operation)))

    return body


def best(list_: Elements | Rows, operator: str, operation: str) -> Abstract:
    if isinstance(list_, Rows):
        return aggregated(list_, operation)
    names = {name_of(shaped(item)) for _, item in list_.items if item != NULL}
    if len(names) > 1:
        raise RefusalError("columns-options")
    found: Abstract = NULL
    for guard, item in list_.items:
        if names and not names <= ORDERED_NAMES:
            if len(list_.items) == 1:
                return item
            return NULL
        better = any_of((null_of(found), truth_of(comparison(operator, item, found))))
        if guard is not None:
            better = build.all_of((guard, better))
        found = choose(((build.all_of((better, build.negate(null_of(item)))), item),), found)
    return found


FUNCTIONS["min"], FUNCTIONS["max"] = _extreme("<", "minimum"), _extreme(">", "maximum")


@FUNCTIONS.named("mean")
def _mean(arguments: Arguments) -> Abstract:
    def result(list_: Elements | Rows) -> Abstract:
        sum_ = total(list_)
        if not isinstance(sum_, Known | Scalar | Quotient) or sum_ == NULL:
            return NULL
        if not is_number(shaped(sum_)):
            return NULL
        count = length(list_)
        dividend, divisor = shaped(sum_), shaped(scalar(WHOLE, count))
        if not isinstance(dividend, Scalar | Quotient) or not isinstance(divisor, Scalar):
            return NULL
        return where_whole(list_, divided(dividend, divisor))

    return of_list(arguments, result)


@FUNCTIONS.named("list contains")
def _contains(arguments: Arguments) -> Abstract:
    return of_list(
        arguments[:1], lambda list_: condition(contains(list_, lambda item: same(item, arguments[1])))
    )
