"""The built-in functions of truth values and of ranges over columns (DMN 1.5, 10.3.4.2, 10.3.4.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import build
from .abstract import (
    NULL,
    Abstract,
    Elements,
    RefusalError,
    Rows,
    Scalar,
    Span,
    condition,
    name_of,
    null_of,
    shaped,
    truth_of,
)
from .build import case, is_true
from .functions import (
    Arguments,
    Functions,
    of_list,
)
from .kinds import (
    Clock,
    Moment,
)
from .lower_lists import (
    contains,
)
from .lower_operators import (
    comparison,
    in_range,
    make_range,
    same,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from .plan import (
        Node,
    )

FUNCTIONS = Functions()


@FUNCTIONS.named("not")
def _not(arguments: Arguments) -> Abstract:
    return condition(build.negate(truth_of(arguments[0])))


@FUNCTIONS.named("is")
def _is(arguments: Arguments) -> Abstract:
    left, right = shaped(arguments[0]), shaped(arguments[1]) if len(arguments) > 1 else NULL
    if left == NULL or right == NULL:
        return condition(null_of(right if left == NULL else left))
    if name_of(left) != name_of(right):
        return condition(build.all_of((null_of(left), null_of(right))))
    if isinstance(left, Scalar) and isinstance(right, Scalar) and not isinstance(left.kind, Moment | Clock):
        return condition(same(left, right))
    raise RefusalError("columns-function", name="is")


def _connective(settled: bool) -> Callable[[Arguments], Abstract]:
    """`any` and `all`: true is settled for the one, false for the other."""

    def body(arguments: Arguments) -> Abstract:
        def result(list_: Elements | Rows) -> Abstract:
            elements = list_.items if isinstance(list_, Elements) else ((None, list_.element),)
            for _, item in elements:
                if item != NULL and name_of(item) != "boolean":
                    return NULL

            def hit(item: Abstract) -> Node:
                return is_true(truth_of(item)) if settled else build.is_false(truth_of(item))

            found = contains(list_, hit)
            unknown = contains(list_, null_of)
            return condition(
                case(((found, build.truth(settled)), (unknown, build.UNKNOWN)), build.truth(not settled))
            )

        return of_list(arguments, result)

    return body


FUNCTIONS["any"], FUNCTIONS["all"] = _connective(settled=True), _connective(settled=False)


def _range(value: Abstract) -> Span | None:
    """A value as a range, a point as the range of itself alone; None where it cannot be one."""
    inner = shaped(value)
    if not isinstance(inner, Span):
        inner = shaped(make_range(inner, inner, low_included=True, high_included=True))
    if not isinstance(inner, Span) or inner.operator:
        return None
    return inner


def _placed(relation: Callable[[Span, Span], Node]) -> Callable[[Arguments], Abstract]:
    def body(arguments: Arguments) -> Abstract:
        left, right = _range(arguments[0]), _range(arguments[1])
        if left is None or right is None:
            return NULL
        return condition(relation(left, right))

    return body


def _test(operator: str, left: Abstract, right: Abstract) -> Node:
    return truth_of(comparison(operator, left, right))


def _is_before(left: Span, right: Span) -> Node:
    touching = left.high_included and right.low_included
    return _test("<" if touching else "<=", left.high, right.low)


FUNCTIONS["before"] = _placed(_is_before)
FUNCTIONS["after"] = _placed(lambda left, right: _is_before(right, left))


@FUNCTIONS.named("includes")
def _includes(arguments: Arguments) -> Abstract:
    point = shaped(arguments[1])
    outer = _range(arguments[0])
    if isinstance(point, Span):
        raise RefusalError("columns-function", name="includes")
    if outer is None:
        return NULL
    if point == NULL:
        return NULL
    return in_range(point, outer)


@FUNCTIONS.named("during")
def _during(arguments: Arguments) -> Abstract:
    return _includes([arguments[1], arguments[0]])
