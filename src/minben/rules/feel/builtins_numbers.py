"""Built-in functions on numbers (DMN 1.5, 10.3.4.5)."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)

from ..errors import UndefinedError
from .registry import builtin
from .temporal import DaysTime, YearsMonths
from .values import NUMBERS, Value

_LEAST_SCALE, _MOST_SCALE = -6111, 6176
# Wide enough for any scale; the result is brought back to 34 digits.
_WIDE = Context(prec=12_500, Emin=-99_999, Emax=99_999)


def _rounded(number: Decimal, scale: Decimal, rounding: str) -> Decimal:
    places = int(scale)
    if not _LEAST_SCALE <= places <= _MOST_SCALE:
        raise UndefinedError("bad-argument", name="scale", value=scale)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places and places > 34:
        return number
    return NUMBERS.plus(number.quantize(Decimal(1).scaleb(-places, _WIDE), rounding, _WIDE))


@builtin("decimal(n: number, scale: number) -> number")
def decimal(n: Decimal, scale: Decimal) -> Value:
    return _rounded(n, scale, ROUND_HALF_EVEN)


@builtin("floor(n: number, scale?: number) -> number")
def floor(n: Decimal, scale: Decimal | None = None) -> Value:
    return _rounded(n, scale or Decimal(0), ROUND_FLOOR)


@builtin("ceiling(n: number, scale?: number) -> number")
def ceiling(n: Decimal, scale: Decimal | None = None) -> Value:
    return _rounded(n, scale or Decimal(0), ROUND_CEILING)


@builtin("round up(n: number, scale: number) -> number")
def round_up(n: Decimal, scale: Decimal) -> Value:
    return _rounded(n, scale, ROUND_UP)


@builtin("round down(n: number, scale: number) -> number")
def round_down(n: Decimal, scale: Decimal) -> Value:
    return _rounded(n, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale: number) -> number")
def round_half_up(n: Decimal, scale: Decimal) -> Value:
    return _rounded(n, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale: number) -> number")
def round_half_down(n: Decimal, scale: Decimal) -> Value:
    return _rounded(n, scale, ROUND_HALF_DOWN)


@builtin("abs(n: number) -> number")
def absolute(n: Decimal) -> Value:
    return NUMBERS.abs(n)


@builtin("abs(n: days and time duration) -> days and time duration")
def absolute_days(n: DaysTime) -> Value:
    return DaysTime(abs(n.nanos))


@builtin("abs(n: years and months duration) -> years and months duration")
def absolute_months(n: YearsMonths) -> Value:
    return YearsMonths(abs(n.months))


@builtin("modulo(dividend: number, divisor: number) -> number")
def modulo(dividend: Decimal, divisor: Decimal) -> Value:
    if divisor == 0:
        raise UndefinedError("division-by-zero")
    quotient = NUMBERS.divide(dividend, divisor).to_integral_value(ROUND_FLOOR)
    return NUMBERS.subtract(dividend, NUMBERS.multiply(divisor, quotient))


@builtin("sqrt(number: number) -> number")
def square_root(number: Decimal) -> Value:
    if number < 0:
        raise UndefinedError("bad-argument", name="number", value=number)
    return NUMBERS.sqrt(number)


@builtin("log(number: number) -> number")
def logarithm(number: Decimal) -> Value:
    if number <= 0:
        raise UndefinedError("bad-argument", name="number", value=number)
    return NUMBERS.ln(number)


@builtin("exp(number: number) -> number")
def exponential(number: Decimal) -> Value:
    return NUMBERS.exp(number)


@builtin("odd(number: number) -> boolean")
def odd(number: Decimal) -> Value:
    return _remainder_of_two(number) == 1


@builtin("even(number: number) -> boolean")
def even(number: Decimal) -> Value:
    return _remainder_of_two(number) == 0


def _remainder_of_two(number: Decimal) -> int:
    whole = number.to_integral_value()
    if whole != number:
        raise UndefinedError("bad-argument", name="number", value=number)
    return int(whole) % 2
