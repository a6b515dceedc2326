"""The built-in functions of numbers over columns (DMN 1.5, 10.3.4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import build
from .abstract import (
    NULL,
    Abstract,
    Quotient,
    RefusalError,
    Scalar,
    condition,
    scalar,
)
from .build import case, compare, number
from .functions import (
    Arguments,
    Functions,
    number_of,
    one,
)
from .kinds import (
    Elapsed,
    Months,
)
from .lower_numbers import (
    ROUNDINGS,
    is_number,
    magnitude,
    modulo,
    rounded,
    scale_of,
)
from .lower_operators import (
    position_of,
)
from .plan import (
    Remainder,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FUNCTIONS = Functions()


LEAST_SCALE, MOST_SCALE = -6111, 6176
"""The decimals that FEEL can round to (DMN 1.5, 10.3.4.5)."""


def _rounding(name: str) -> Callable[[Arguments], Abstract]:
    def body(arguments: Arguments) -> Abstract:
        value = number_of(arguments[0])
        places: int | None = 0
        if len(arguments) > 1:
            if arguments[1] == NULL:
                return NULL
            places = position_of(arguments[1])
        if value is None:
            return NULL
        if places is None:
            raise RefusalError("columns-scale", name=name)
        if not LEAST_SCALE <= places <= MOST_SCALE:
            return NULL
        return rounded(value, places, name)

    return body


FUNCTIONS.update({name: _rounding(name) for name in ROUNDINGS})


@FUNCTIONS.named("abs")
def _abs(arguments: Arguments) -> Abstract:
    value = one(arguments[0])
    if isinstance(value, Scalar | Quotient) and is_number(value):
        return magnitude(value)
    if isinstance(value, Scalar) and isinstance(value.kind, Months | Elapsed):
        return scalar(value.kind, build.absolute(value.node))
    return NULL


@FUNCTIONS.named("modulo")
def _modulo(arguments: Arguments) -> Abstract:
    dividend, divisor = number_of(arguments[0]), number_of(arguments[1])
    if dividend is None or divisor is None:
        return NULL
    if isinstance(dividend, Quotient) or isinstance(divisor, Quotient):
        raise RefusalError("columns-quotient-arithmetic")
    return modulo(dividend, divisor)


def _parity_of(wanted: int) -> Callable[[Arguments], Abstract]:
    def body(arguments: Arguments) -> Abstract:
        value = number_of(arguments[0])
        if value is None:
            return NULL
        if isinstance(value, Quotient):
            raise RefusalError("columns-quotient-arithmetic")
        unit = 10 ** scale_of(value)
        rest = Remainder(value.node, number(2 * unit))
        broken = compare("!=", Remainder(value.node, number(unit)), number(0)) if unit > 1 else build.FALSE
        return condition(case(((broken, build.UNKNOWN),), compare("=", rest, number(wanted * unit))))

    return body


FUNCTIONS["odd"], FUNCTIONS["even"] = _parity_of(1), _parity_of(0)
