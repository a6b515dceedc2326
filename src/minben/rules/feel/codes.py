"""Closures for the parts of an expression, made of the closures of their parts; no tree is seen here.

A closure takes the scope and gives the value. Where an operation has no value it keeps the reason, with the place in
the source, and gives null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import UndefinedError
from .conform import conforms, fit
from .functions import FeelFunction
from .operators import make_range, order, passes
from .registry import Builtin
from .types import NULL
from .values import Function, Range, kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..errors import Span
    from .run import Code, Scope
    from .tree import Parameter
    from .types import Type
    from .values import Value


def attempt(code: Code, span: Span) -> Code:
    """The code, with null and a reason where it raises `UndefinedError`."""

    def run(scope: Scope) -> Value:
        try:
            return code(scope)
        except UndefinedError as fault:
            scope.run.null(fault, span)
            return None

    return run


def given(value: Value) -> Code:
    """A value that is always the same."""

    def run(_: Scope) -> Value:
        return value

    return run


def always_null(fault: UndefinedError, span: Span) -> Code:
    """Null for a reason that the source itself holds."""
    return lambda scope: scope.run.null(fault, span)


def constant(make: Callable[[], Value], span: Span) -> Code:
    """A value that is made once, when the code is."""
    try:
        return given(make())
    except UndefinedError as fault:
        return always_null(fault, span)


def unary(operand: Code, operation: Callable[[Value], Value], span: Span) -> Code:
    """An operation on one value."""
    return attempt(lambda scope: operation(operand(scope)), span)


def binary(left: Code, right: Code, operation: Callable[[Value, Value], Value], span: Span) -> Code:
    """An operation on two values."""

    def run(scope: Scope) -> Value:
        left_value, right_value = left(scope), right(scope)
        try:
            result = operation(left_value, right_value)
        except UndefinedError as fault:
            scope.run.null(fault, span)
            return None
        if type(result) is str:
            scope.run.spend(len(result) // 64)
        return result

    return run


def logic(operator: str, left: Code, right: Code, span: Span) -> Code:
    """Three-valued `and` and `or`: what is not boolean is unknown."""
    # `and` is settled by a false on either side, `or` by a true.
    settled = operator == "or"

    def run(scope: Scope) -> Value:
        first = left(scope)
        if first is settled:
            return settled
        second = right(scope)
        if second is settled:
            return settled
        for value in (first, second):
            if not isinstance(value, bool) and value is not None:
                scope.run.null(UndefinedError("wrong-operand", operator=operator, kind=kind(value)), span)
        return (not settled) if isinstance(first, bool) and isinstance(second, bool) else None

    return run


def between(value: Code, low: Code, high: Code, span: Span) -> Code:
    """`value between low and high`."""

    def run(scope: Scope) -> Value:
        tested = value(scope)
        return order(tested, low(scope)) >= 0 and order(tested, high(scope)) <= 0

    return attempt(run, span)


def instance_of(value: Code, type_: Type) -> Code:
    """`value instance of type`; null is an instance of nothing but its own type."""

    def run(scope: Scope) -> Value:
        tested = value(scope)
        if tested is None:
            return type_ == NULL
        return conforms(tested, type_, scope.run.named)

    return run


def fitted(value: Code, type_: Type, span: Span) -> Code:
    """The value brought to a type."""
    return attempt(lambda scope: fit(value(scope), type_, scope.run.named), span)


def conditional(condition: Code, consequence: Code, alternative: Code, span: Span) -> Code:
    """`if condition then consequence else alternative`; a condition that is not true chooses the alternative."""

    def run(scope: Scope) -> Value:
        holds = condition(scope)
        if not isinstance(holds, bool):
            scope.run.null(UndefinedError("not-boolean", kind=kind(holds)), span)
        return consequence(scope) if holds is True else alternative(scope)

    return run


def interval(low: Code, high: Code, low_included: bool, high_included: bool, span: Span) -> Code:
    """`[low..high]` and its open forms."""
    return attempt(lambda scope: make_range(low(scope), high(scope), low_included, high_included), span)


def context(entries: Sequence[tuple[str, Code]], span: Span) -> Code:
    """`{key: value, ...}`: each entry is worked out in the scope of those before it."""
    seen: set[str] = set()
    for key, _ in entries:
        if key in seen:
            return always_null(UndefinedError("duplicate-key", name=key), span)
        seen.add(key)

    def run(scope: Scope) -> Value:
        values: dict[str, Value] = {}
        inner = scope.inner(values)
        for key, code in entries:
            values[key] = code(inner)
        return values

    return run


def sequence(items: Sequence[Code]) -> Code:
    """`[item, ...]`."""
    return lambda scope: [item(scope) for item in items]


# Unary tests. The value under test is `?` in the scope.


def any_of(tests: Sequence[Code], *, negated: bool) -> Code:
    """True where a test holds, null where none does and one is unknown; the opposite where negated."""
    if not tests:
        return given(True)

    def run(scope: Scope) -> Value:
        unknown = False
        for test in tests:
            result = test(scope)
            if result is True:
                return not negated
            unknown = unknown or result is None
        return None if unknown else negated

    return run


def literal_test(literal: Code, span: Span) -> Code:
    """A test by a value that is written out."""
    return attempt(lambda scope: passes(scope.find("?"), literal(scope)), span)


def value_test(code: Code, span: Span) -> Code:
    """A test by a value that is worked out: something to compare with, or a whole condition such as `age > 5`."""

    def run(scope: Scope) -> Value:
        test, value = code(scope), scope.find("?")
        if isinstance(test, bool) and not isinstance(value, bool):
            return test
        if test is None and value is not None:
            return None
        if value is None and isinstance(test, Range) and test.operator not in ("=", "!="):
            # That the value is not known has been said where it was read.
            return None
        return passes(value, test)

    return attempt(run, span)


def contained(value: Code, tests: Code) -> Code:
    """`value in tests`."""
    return lambda scope: tests(scope.inner({"?": value(scope)}))


def defined(parameters: Sequence[Parameter], body: Code) -> Code:
    """`function(parameters) body`."""
    return lambda scope: FeelFunction(parameters, body, scope)


def called(function: Code, arguments: Sequence[tuple[str | None, Code]], span: Span) -> Code:
    """`function(arguments)`, all of them by position or all by name."""
    named = any(name is not None for name, _ in arguments)

    def run(scope: Scope) -> Value:
        callee = function(scope)
        if not isinstance(callee, Function):
            raise UndefinedError("not-a-function", kind=kind(callee))
        scope.run.spend()
        if named:
            result = callee.call_named({str(name): code(scope) for name, code in arguments})
        else:
            result = callee.call([code(scope) for _, code in arguments])
        if isinstance(callee, Builtin) and isinstance(result, list | str):
            scope.run.spend(len(result) // (64 if isinstance(result, str) else 1))
        return result

    return attempt(run, span)
