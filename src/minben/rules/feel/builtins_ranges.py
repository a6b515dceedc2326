"""Built-in functions on ranges: how points and ranges lie to one another (DMN 1.5, 10.3.4.10)."""

from __future__ import annotations

import re

from ..errors import UndefinedError
from .literals import at_value
from .operators import in_range, make_range, order
from .registry import builtin
from .values import NUMBERS, Range, Value

_RANGE = re.compile(r"\s*([\[(\]])(.*?)\.\.(.*?)([\])\[])\s*", re.DOTALL)


def _both(first: Value, second: Value) -> tuple[Range, Range]:
    """Two values as ranges, a point as the range of itself alone."""
    return _as_range(first), _as_range(second)


def _as_range(value: Value) -> Range:
    if not isinstance(value, Range):
        return make_range(value, value, True, True)
    if value.operator:
        raise UndefinedError("bad-argument", name="range", value=f"({value.operator} ...)")
    return value


@builtin("before(point1: Any, point2: Any) -> boolean")
@builtin("before(point: Any, range: range) -> boolean")
@builtin("before(range: range, point: Any) -> boolean")
@builtin("before(range1: range, range2: range) -> boolean")
def before(first: Value, second: Value) -> Value:
    left, right = _both(first, second)
    apart = order(left.high, right.low)
    return apart < 0 or (apart == 0 and not (left.high_included and right.low_included))


@builtin("after(point1: Any, point2: Any) -> boolean")
@builtin("after(point: Any, range: range) -> boolean")
@builtin("after(range: range, point: Any) -> boolean")
@builtin("after(range1: range, range2: range) -> boolean")
def after(first: Value, second: Value) -> Value:
    return before(second, first)


@builtin("meets(range1: range, range2: range) -> boolean")
def meets(first: Value, second: Value) -> Value:
    left, right = _both(first, second)
    return left.high_included and right.low_included and order(left.high, right.low) == 0


@builtin("met by(range1: range, range2: range) -> boolean")
def met_by(first: Value, second: Value) -> Value:
    return meets(second, first)


@builtin("overlaps(range1: range, range2: range) -> boolean")
def overlaps(first: Value, second: Value) -> Value:
    return before(first, second) is False and before(second, first) is False


@builtin("overlaps before(range1: range, range2: range) -> boolean")
def overlaps_before(first: Value, second: Value) -> Value:
    left, right = _both(first, second)
    return _start(left, right) < 0 and _end(left, right) <= 0 and overlaps(left, right)


@builtin("overlaps after(range1: range, range2: range) -> boolean")
def overlaps_after(first: Value, second: Value) -> Value:
    left, right = _both(first, second)
    return _start(left, right) > 0 and _end(left, right) >= 0 and overlaps(left, right)


def _start(left: Range, right: Range) -> int:
    """Negative where the left range starts before the right one."""
    return order(left.low, right.low) or (right.low_included - left.low_included)


def _end(left: Range, right: Range) -> int:
    """Negative where the left range ends before the right one."""
    return order(left.high, right.high) or (left.high_included - right.high_included)


@builtin("finishes(point: Any, range: range) -> boolean")
@builtin("finishes(range1: range, range2: range) -> boolean")
def finishes(first: Value, second: Value) -> Value:
    left, right = _both(first, second)
    return _end(left, right) == 0 and _start(left, right) >= 0


@builtin("finished by(range: range, point: Any) -> boolean")
@builtin("finished by(range1: range, range2: range) -> boolean")
def finished_by(first: Value, second: Value) -> Value:
    return finishes(second, first)


@builtin("includes(range: range, point: Any) -> boolean")
@builtin("includes(range1: range, range2: range) -> boolean")
def includes(first: Value, second: Value) -> Value:
    outer = _as_range(first)
    if not isinstance(second, Range):
        return in_range(second, outer)
    inner = _as_range(second)
    return _start(outer, inner) <= 0 and _end(outer, inner) >= 0


@builtin("during(point: Any, range: range) -> boolean")
@builtin("during(range1: range, range2: range) -> boolean")
def during(first: Value, second: Value) -> Value:
    return includes(second, first)


@builtin("starts(point: Any, range: range) -> boolean")
@builtin("starts(range1: range, range2: range) -> boolean")
def starts(first: Value, second: Value) -> Value:
    left, right = _both(first, second)
    return _start(left, right) == 0 and _end(left, right) <= 0


@builtin("started by(range: range, point: Any) -> boolean")
@builtin("started by(range1: range, range2: range) -> boolean")
def started_by(first: Value, second: Value) -> Value:
    return starts(second, first)


@builtin("coincides(point1: Any, point2: Any) -> boolean")
@builtin("coincides(range1: range, range2: range) -> boolean")
def coincides(first: Value, second: Value) -> Value:
    left, right = _both(first, second)
    return _start(left, right) == 0 and _end(left, right) == 0


@builtin("range(from: string) -> range")
def range_from_text(from_: str) -> Value:
    match = _RANGE.fullmatch(from_)
    if match is None:
        raise UndefinedError("bad-argument", name="from", value=from_)
    opening, low, high, closing = match.groups()
    # The grammar has no closed end where there is no endpoint.
    if (opening == "[" and not low.strip()) or (closing == "]" and not high.strip()):
        raise UndefinedError("bad-argument", name="from", value=from_)
    span = make_range(_end_value(low), _end_value(high), opening == "[", closing == "]")
    if span.low is not None and span.high is not None and order(span.low, span.high) > 0:
        raise UndefinedError("bad-argument", name="from", value=from_)
    return span


def _end_value(text: str) -> Value:
    text = text.strip()
    if not text:
        return None
    if re.fullmatch(r"-?(\d+(\.\d+)?|\.\d+)", text, re.ASCII):
        return NUMBERS.create_decimal(text)
    if re.fullmatch(r'"[^"\\]*"', text):
        return text[1:-1]
    dated = re.fullmatch(r'(?:@|date\(|time\(|date and time\(|duration\()\s*"([^"]*)"\s*\)?', text)
    return at_value(dated[1] if dated else text)
