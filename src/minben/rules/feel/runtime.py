"""What the generated source calls: operations that have no place in `operators` because they know of a run.

Each raises `UndefinedError` where it has no value; the source catches it and keeps the reason with its place.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from .conform import conforms
from .functions import FeelFunction
from .native import PythonFunction
from .operators import equal, order, passes
from .registry import Builtin
from .temporal import Date
from .types import NULL
from .values import Function, Range, kind, release
from .work import extent, free

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..errors import Span
    from .run import Run
    from .types import Type
    from .values import Value
    from .work import Spend

NO_ENTRIES: Mapping[str, Value] = {}


# Reasons.


def keep(run: Run, fault: UndefinedError | ArithmeticError, span: Span) -> None:
    """Keeps why something is null."""
    run.null(fault if isinstance(fault, UndefinedError) else UndefinedError("out-of-range"), span)


def keep_wrong_logic(run: Run, operator: str, operands: Iterable[Value], span: Span) -> None:
    """Keeps that operands of `and` or `or` are neither true, false nor null."""
    for value in operands:
        if not isinstance(value, bool) and value is not None:
            run.null(UndefinedError("wrong-operand", operator=operator, kind=kind(value)), span)


def keep_not_boolean(run: Run, value: Value, span: Span) -> None:
    """Keeps that a condition is neither true nor false."""
    run.null(UndefinedError("not-boolean", kind=kind(value)), span)


def keep_not_function(run: Run, value: Value, span: Span) -> None:
    """Keeps that something is called that is no function."""
    run.null(UndefinedError("not-a-function", kind=kind(value)), span)


# Tests and types.


def differs(left: Value, right: Value, spend: Spend) -> bool:
    """`left != right`."""
    return not equal(left, right, spend)


def meets(value: Value, test: Value, spend: Spend = free) -> bool | None:
    """Whether a value meets a test that has been worked out: something to compare with, or a whole condition."""
    if isinstance(test, bool) and not isinstance(value, bool):
        return test
    if test is None and value is not None:
        return None
    if value is None and isinstance(test, Range) and test.operator not in ("=", "!="):
        # That the value is not known has been said where it was read.
        return None
    return passes(value, test, spend)


def is_instance(value: Value, type_: Type, run: Run) -> bool:
    """`value instance of type`; null is an instance of nothing but its own type."""
    return type_ == NULL if value is None else conforms(value, type_, run.named, run.spend)


# Lists.


def as_list(value: Value) -> list[Value]:
    """What a filter goes through."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def at(items: Sequence[Value], position: Decimal) -> Value:
    """The element at a position from 1, or from -1 backwards."""
    whole = position == position.to_integral_value()
    if whole and 1 <= position <= len(items):
        return items[int(position) - 1]
    if whole and -len(items) <= position <= -1:
        return items[int(position)]
    raise UndefinedError("no-index", index=position)


def members(start: Value, run: Run) -> Iterable[Value]:
    """What a variable runs through in `variable in start`."""
    if isinstance(start, Range):
        return _range_members(start, run)
    if start is None:
        raise UndefinedError("not-a-list", kind="Null")
    return start if isinstance(start, list) else [start]


def _range_members(span: Range, run: Run) -> Iterator[Value]:
    if span.operator:
        raise UndefinedError("not-iterable", left=kind(span.low), right=kind(span.high))
    if order(span.low, span.high) > 0:
        return iter(())
    ends = ((span.low, span.low_included), (span.high, span.high_included))
    excluded = [end for end, included in ends if not included]
    return (
        member
        for member in counted(span.low, span.high, run)
        if not any(equal(member, end) for end in excluded)
    )


def counted(start: Value, end: Value, run: Run) -> Iterator[Value]:
    """What a variable runs through in `variable in start..end`, upwards or downwards."""
    match start, end:
        case Decimal(), Decimal() if start == start.to_integral_value() and end == end.to_integral_value():
            return map(Decimal, _integers(int(start), int(end), run))
        case Date(), Date():
            return map(Date.from_number, _integers(start.number, end.number, run))
    raise UndefinedError("not-iterable", left=kind(start), right=kind(end))


def _integers(first: int, last: int, run: Run) -> range:
    run.spend(abs(last - first))
    step = 1 if first <= last else -1
    return range(first, last + step, step)


# Calls.


def call(run: Run, function: Function, arguments: Sequence[Value]) -> Value:
    """`function(arguments)` by position."""
    _count(run, function, arguments)
    return _counted_result(run, function, function.call(arguments))


def call_named(run: Run, function: Function, arguments: Mapping[str, Value]) -> Value:
    """`function(name: argument, ...)`."""
    _count(run, function, arguments.values())
    return _counted_result(run, function, function.call_named(arguments))


def _count(run: Run, function: Function, arguments: Iterable[Value]) -> None:
    """Counts that a function goes through its arguments; what is written in FEEL counts what it does itself."""
    run.spend()
    if isinstance(function, FeelFunction):
        return
    for argument in arguments:
        if isinstance(argument, list | dict | str):
            run.spend(extent(argument))
            if isinstance(function, PythonFunction):
                release(argument, run.spend)


def _counted_result(run: Run, function: Function, result: Value) -> Value:
    if isinstance(function, Builtin) and isinstance(result, list | str):
        run.spend(extent(result))
    return result
