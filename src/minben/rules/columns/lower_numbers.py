"""Numbers over columns: exact integers of a scale, and quotients that stay fractions until they are rounded.

The row engine rounds every result to 34 digits. A plan never does, so a number compiles only where the ranges prove
that there is nothing to round, and a quotient only where rounding it to 34 digits cannot change what is made of it:

- A quotient that is no decimal of few digits is at least 1 / (its denominator * 10**digits) away from every such
  decimal, so 34 digits are enough to compare and round it rightly while its parts are not too long (`_near`).
- Where a quotient equals a decimal of few digits, the row engine has it exactly. That stays so when an exact number is
  added, or when it is divided by one; it does not when it is multiplied ((1/3)*3 is not 1 to the row engine), so that
  is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from math import gcd
from typing import TYPE_CHECKING

from . import build
from .abstract import NULL, Abstract, Quotient, RefusalError, Scalar, scalar
from .build import add, case, compare, floor_divide, multiply, nothing, number, subtract
from .kinds import LARGEST_INTEGER, Integer, Number
from .plan import Constant, Multiply, Narrowed, Node, holds, range_of

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_SCALE = 30
"""The most decimals that a result may have."""
_NEAR = 10**32


def is_number(value: Abstract) -> bool:
    """Whether it is a number that differs by row."""
    return isinstance(value, Quotient) or (isinstance(value, Scalar) and isinstance(value.kind, Number))


def scale_of(value: Scalar) -> int:
    """The decimals of a number."""
    return value.kind.scale if isinstance(value.kind, Number) else 0


def at_scale(value: Scalar, scale: int) -> Node:
    """The integer that stands for a number at a larger scale."""
    return multiply(value.node, number(10 ** (scale - scale_of(value))))


def aligned(values: Sequence[Scalar]) -> tuple[list[Node], int]:
    """Numbers as integers of one scale."""
    scale = max(map(scale_of, values))
    nodes = [at_scale(value, scale) for value in values]
    for node in nodes:
        _exact(node)
    return nodes, scale


def _exact(node: Node) -> Node:
    range_ = range_of(node)
    if range_.low < -LARGEST_INTEGER or range_.high > LARGEST_INTEGER:
        raise RefusalError("columns-number-range")
    return node


def exact_number(node: Node, scale: int) -> Abstract:
    """The number that an integer of a scale stands for."""
    if scale > MOST_SCALE:
        raise RefusalError("columns-number-range")
    if isinstance(node, Constant) and node.value is None:
        return NULL
    return scalar(Number(scale, 0, 0), node)


def reach_of(node: Node) -> int:
    """The largest magnitude of an integer."""
    range_ = range_of(node)
    return max(abs(range_.low), abs(range_.high))


def as_quotient(value: Scalar | Quotient) -> Quotient:
    """A number as a fraction."""
    if isinstance(value, Quotient):
        return value
    return Quotient(value.node, number(10 ** scale_of(value)), reach_of(value.node))


def _near(quotient: Quotient, scale: int, factor: int = 1) -> None:
    """Refuses a quotient that 34 digits could bring to the wrong side of a decimal of so many places."""
    if quotient.reach * reach_of(quotient.denominator) * 2 * factor * 10**scale >= _NEAR:
        raise RefusalError("columns-quotient-range")


# Arithmetic.


def plus(left: Scalar | Quotient, right: Scalar | Quotient, sign: int = 1) -> Abstract:
    """The sum, or the difference where the sign is -1."""
    combine = add if sign > 0 else subtract
    if isinstance(left, Scalar) and isinstance(right, Scalar):
        (one, other), scale = aligned((left, right))
        return exact_number(combine(one, other), scale)
    if isinstance(left, Quotient) and isinstance(right, Quotient):
        raise RefusalError("columns-quotient-arithmetic")
    quotient, exact = (left, right) if isinstance(left, Quotient) else (right, left)
    if not isinstance(quotient, Quotient) or not isinstance(exact, Scalar):
        raise RefusalError("columns-quotient-arithmetic")
    factor = 10 ** scale_of(exact)
    own = multiply(quotient.numerator, number(factor))
    other = multiply(exact.node, quotient.denominator)
    numerator = combine(own, other) if quotient is left else combine(other, own)
    reach = max(quotient.reach * factor, reach_of(other), reach_of(numerator))
    return Quotient(_exact(numerator), _exact(multiply(quotient.denominator, number(factor))), reach)


def times(left: Scalar | Quotient, right: Scalar | Quotient) -> Abstract:
    """The product."""
    if isinstance(left, Quotient) or isinstance(right, Quotient):
        return _times_quotient(left, right)
    return exact_number(multiply(left.node, right.node), scale_of(left) + scale_of(right))


def _times_quotient(left: Scalar | Quotient, right: Scalar | Quotient) -> Abstract:
    quotient, factor = (left, right) if isinstance(left, Quotient) else (right, left)
    if (
        isinstance(quotient, Quotient)
        and isinstance(factor, Scalar)
        and isinstance(factor.node, Constant)
        and isinstance(factor.node.value, int)
        and _only_twos_and_fives(factor.node.value)
    ):
        # Such a product is a decimal of few digits only where the quotient is one.
        numerator = _exact(multiply(quotient.numerator, factor.node))
        denominator = _exact(multiply(quotient.denominator, number(10 ** scale_of(factor))))
        reach = quotient.reach * max(1, abs(factor.node.value)) * 10 ** scale_of(factor)
        return Quotient(numerator, denominator, reach)
    raise RefusalError("columns-quotient-arithmetic")


def _only_twos_and_fives(value: int) -> bool:
    rest = abs(value)
    for factor in (2, 5):
        while rest and rest % factor == 0:
            rest //= factor
    return rest == 1


def divided(left: Scalar | Quotient, right: Scalar | Quotient) -> Abstract:
    """The quotient, not rounded; null where the divisor is 0."""
    if isinstance(right, Quotient):
        raise RefusalError("columns-quotient-arithmetic")
    if isinstance(left, Scalar) and isinstance(right.node, Constant) and isinstance(right.node.value, int):
        exact = _divided_exactly(left, right.node.value, scale_of(right))
        if exact is not None:
            return exact
    sign, divisor = _positive(right.node)
    own = scale_of(left) if isinstance(left, Scalar) else 0
    scale = scale_of(right)
    if isinstance(left, Scalar):
        left = Quotient(left.node, number(1), reach_of(left.node))
    # Of the two powers of ten only the difference is kept.
    factor = 10 ** max(0, scale - own)
    numerator = multiply(left.numerator, number(factor))
    if sign is not None:
        numerator = case(((sign, subtract(number(0), numerator)),), numerator)
    divisor = multiply(divisor, number(10 ** max(0, own - scale)))
    return Quotient(_exact(numerator), _exact(multiply(left.denominator, divisor)), left.reach * factor)


def _divided_exactly(left: Scalar, divisor: int, scale: int) -> Abstract | None:
    """The quotient by a constant, where it is a decimal for every dividend."""
    if divisor == 0:
        return NULL
    if not _only_twos_and_fives(divisor):
        return None
    # 1 / divisor is factor / 10**places.
    places = next(places for places in range(200) if 10**places % divisor == 0)
    factor = 10**places // divisor
    node, own = multiply(left.node, number(factor)), scale_of(left) + places
    if scale > own:
        node, own = multiply(node, number(10 ** (scale - own))), scale
    return exact_number(node, own - scale)


def _positive(divisor: Node) -> tuple[Node | None, Node]:
    """Where a divisor is negative (None: nowhere), and it without its sign; null where it is 0."""
    range_ = range_of(divisor)
    magnitude = build.absolute(divisor)
    if holds(range_, 0):
        narrow = Narrowed(magnitude, 1, max(1, range_of(magnitude).high))
        magnitude = case(((compare("!=", divisor, number(0)), narrow),), nothing(Integer(0, 0)))
    if range_.low >= 0:
        return None, magnitude
    return compare("<", divisor, number(0)), magnitude


def negated(value: Scalar | Quotient) -> Abstract:
    """The number with the other sign."""
    if isinstance(value, Quotient):
        return Quotient(subtract(number(0), value.numerator), value.denominator, value.reach)
    return exact_number(multiply(value.node, number(-1)), scale_of(value))


def magnitude(value: Scalar | Quotient) -> Abstract:
    """The number without its sign."""
    if isinstance(value, Quotient):
        return Quotient(build.absolute(value.numerator), value.denominator, value.reach)
    return exact_number(build.absolute(value.node), scale_of(value))


def power(base: Scalar, exponent: int) -> Abstract:
    """A number to a whole power from 1 on."""
    result: Abstract = base
    for _ in range(exponent - 1):
        if not isinstance(result, Scalar):
            break
        result = times(result, base)
    return result


def modulo(left: Scalar, right: Scalar) -> Abstract:
    """The remainder of the division rounded down; null where the divisor is 0."""
    (one, other), scale = aligned((left, right))
    _near(Quotient(one, number(1), reach_of(one)), 0, max(1, reach_of(other)))
    quotient = floor_divide(one, other)
    return exact_number(subtract(one, multiply(other, quotient)), scale)


# Comparison.


def compared(operator: str, left: Scalar | Quotient, right: Scalar | Quotient) -> Node:
    """`left operator right`, null where either is."""
    if isinstance(left, Scalar) and isinstance(right, Scalar):
        return _compared_exactly(operator, left, right)
    one, other = as_quotient(left), as_quotient(right)
    factor = reach_of(other.denominator)
    _near(one, 0, factor)
    _near(other, 0, reach_of(one.denominator))
    cross = (
        _exact(multiply(one.numerator, other.denominator)),
        _exact(multiply(other.numerator, one.denominator)),
    )
    return compare(operator, *cross)


def _compared_exactly(operator: str, left: Scalar, right: Scalar) -> Node:
    if isinstance(left.node, Constant) and not isinstance(right.node, Constant):
        return _compared_exactly(build.TURNED[operator], right, left)
    value = right.node.value if isinstance(right.node, Constant) else None
    if isinstance(value, int) and scale_of(right) > scale_of(left):
        return _compared_with(operator, left.node, value, 10 ** (scale_of(right) - scale_of(left)))
    nodes, _ = aligned((left, right))
    return compare(operator, *nodes)


def _compared_with(operator: str, node: Node, value: int, unit: int) -> Node:
    """A comparison with value / unit: with the whole number just below it or at it."""
    below, rest = divmod(value, unit)
    if rest == 0:
        return compare(operator, node, number(below))
    if operator in ("=", "!="):
        out_of_reach = number(range_of(node).high + 1)
        return compare(operator, node, out_of_reach)
    return compare("<=" if operator.startswith("<") else ">", node, number(below))


# Rounding.

Rounding = Callable[[Node, Node], Node]
"""The integer that is made of a fraction with a positive denominator."""


def _floor(numerator: Node, denominator: Node) -> Node:
    return floor_divide(numerator, denominator)


def _ceiling(numerator: Node, denominator: Node) -> Node:
    return subtract(number(0), floor_divide(subtract(number(0), numerator), denominator))


def _by_magnitude(round_magnitude: Rounding) -> Rounding:
    """Rounds the magnitude and gives the sign back."""

    def rounded(numerator: Node, denominator: Node) -> Node:
        range_ = range_of(numerator)
        if range_.low >= 0:
            return round_magnitude(numerator, denominator)
        result = round_magnitude(build.absolute(numerator), denominator)
        negative = compare("<", numerator, number(0))
        return case(((negative, subtract(number(0), result)),), result)

    return rounded


def _half_up(numerator: Node, denominator: Node) -> Node:
    return floor_divide(add(multiply(numerator, number(2)), denominator), multiply(denominator, number(2)))


def _half_down(numerator: Node, denominator: Node) -> Node:
    twice = multiply(denominator, number(2))
    return _ceiling(subtract(multiply(numerator, number(2)), denominator), twice)


def _half_even(numerator: Node, denominator: Node) -> Node:
    """Half up, but one less where it was a tie that went to an odd number."""
    twice = multiply(denominator, number(2))
    sum_ = add(multiply(numerator, number(2)), denominator)
    up = floor_divide(sum_, twice)
    tie = compare("=", multiply(up, twice), sum_)
    odd = compare("=", subtract(up, multiply(floor_divide(up, number(2)), number(2))), number(1))
    return case(((build.all_of((tie, odd)), subtract(up, number(1))),), up)


ROUNDINGS: dict[str, Rounding] = {
    "decimal": _half_even,
    "floor": _floor,
    "ceiling": _ceiling,
    "round up": _by_magnitude(_ceiling),
    "round down": _by_magnitude(_floor),
    "round half up": _by_magnitude(_half_up),
    "round half down": _by_magnitude(_half_down),
}


def rounded(value: Scalar | Quotient, places: int, rounding: str) -> Abstract:
    """The number at so many decimals (negative: tens, hundreds), rounded by the function of that name."""
    if isinstance(value, Scalar) and scale_of(value) <= places:
        return value
    fraction = as_quotient(value)
    if isinstance(value, Quotient):
        _near(value, max(0, places))
    numerator, denominator = fraction.numerator, fraction.denominator
    if places >= 0:
        numerator = multiply(numerator, number(10**places))
        shared = _shared(numerator, denominator)
        numerator, denominator = shared
    else:
        denominator = multiply(denominator, number(10**-places))
    _exact(multiply(numerator, number(2)))
    _exact(multiply(denominator, number(2)))
    whole = ROUNDINGS[rounding](numerator, denominator)
    if places < 0:
        whole = multiply(whole, number(10**-places))
    return exact_number(whole, max(0, places))


def _shared(numerator: Node, denominator: Node) -> tuple[Node, Node]:
    """The fraction without the constant factor that both parts have."""
    one, factor = _factored(numerator)
    other, divisor = _factored(denominator)
    common = gcd(factor, divisor)
    return multiply(one, number(factor // common)), multiply(other, number(divisor // common))


def _factored(node: Node) -> tuple[Node, int]:
    """A node as another one times a constant."""
    match node:
        case Constant(int() as value) if value:
            return number(1), value
        case Multiply(inner, Constant(int() as factor)) if factor:
            return inner, factor
        case _:
            return node, 1
