"""Runs trees: each node is compiled once to a closure, and closures are run with the facts of a case.

A wrong type, a missing name, a division by zero give null and a reason with its place; nothing is raised. Work
that repeats (iterations, filters, calls, long results) is counted against a budget; where it is spent, the whole
evaluation is null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import partial

from .conform import NO_TYPES, conforms, fit
from .errors import Problem, Span, UndefinedError
from .literals import at_value
from .operators import (
    arithmetic,
    comparison,
    equal,
    make_range,
    negate,
    operator_range,
    order,
    passes,
    read_path,
)
from .registry import BUILTINS, Builtin, Clock
from .temporal import Date
from .tree import (
    Arithmetic,
    AtLiteral,
    Between,
    Comparison,
    ContextLiteral,
    Filter,
    For,
    FunctionDefinition,
    If,
    In,
    InstanceOf,
    Interval,
    Invocation,
    Iteration,
    ListLiteral,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    OperatorRange,
    Path,
    Quantified,
    UnaryTests,
)
from .types import NULL, Type
from .values import Function, Range, Value, admit, kind, release
from .walk import free_names, reads_test_value

BUDGET = 1_000_000
"""Steps that one evaluation may take by default."""
MAX_REASONS = 100
"""Reasons kept of one evaluation; further ones say nothing new."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an expression came to: its value, as plain Python, and why anything in it was null."""

    value: object
    reasons: tuple[Problem, ...]


class _StopError(Exception):
    """The evaluation as a whole has no value."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Run:
    """One evaluation at work: its clock, its budget, and the reasons it has met."""

    def __init__(self, clock: Clock | None, budget: int, named: Mapping[str, Type]) -> None:
        self.clock = clock
        self.named = named
        self.reasons: list[Problem] = []
        self._limit = budget
        self._left = budget

    def spend(self, steps: int = 1) -> None:
        """Counts work. Raises where the budget is spent."""
        self._left -= steps
        if self._left < 0:
            raise _StopError(Problem("budget", {"limit": str(self._limit)}))

    def null(self, fault: UndefinedError, span: Span | None) -> None:
        """Keeps why something is null."""
        if len(self.reasons) < MAX_REASONS:
            self.reasons.append(Problem(fault.code, fault.values, span))


class Scope:
    """The names that have values at a place, the inner before the outer."""

    __slots__ = ("_outer", "_values", "run")

    def __init__(self, run: Run, values: Mapping[str, Value], outer: Scope | None = None) -> None:
        self.run = run
        self._values = values
        self._outer = outer

    def inner(self, values: Mapping[str, Value]) -> Scope:
        """A scope inside this one."""
        return Scope(self.run, values, self)

    def find(self, name: str) -> Value:
        """The value of a name. Raises `UndefinedError`."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope._values:
                return scope._values[name]
            scope = scope._outer
        if name in BUILTINS:
            return BUILTINS[name].with_clock(self.run.clock)
        raise self._unknown(name)

    def find_function(self, name: str) -> Value:
        """The value of a name that is called: a fact named `date` does not hide the function of that name."""
        value = self.find(name)
        if not isinstance(value, Function) and name in BUILTINS:
            return BUILTINS[name].with_clock(self.run.clock)
        return value

    def _unknown(self, name: str) -> UndefinedError:
        if name == "?":
            return UndefinedError("no-test-value")
        near = get_close_matches(name, self._names(), n=1)
        if near:
            return UndefinedError("unknown-name-near", name=name, near=near[0])
        return UndefinedError("unknown-name", name=name)

    def _names(self) -> list[str]:
        names: list[str] = []
        scope: Scope | None = self
        while scope is not None:
            names.extend(scope._values)
            scope = scope._outer
        return names


class _Facts(Mapping[str, Value]):
    """The facts of a case as FEEL values, each converted when it is first read."""

    def __init__(self, facts: Mapping[str, object]) -> None:
        self._facts = facts
        self._admitted: dict[str, Value] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._facts

    def __getitem__(self, name: str) -> Value:
        if name not in self._admitted:
            self._admitted[name] = admit(self._facts[name])
        return self._admitted[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


Code = Callable[[Scope], Value]
"""A compiled node."""


def run_code(
    code: Code,
    facts: Mapping[str, object],
    *,
    clock: Clock | None = None,
    budget: int = BUDGET,
    named: Mapping[str, Type] = NO_TYPES,
) -> Evaluation:
    """Runs a compiled expression over the facts."""
    run = Run(clock, budget, named)
    values: list[object] = []
    stopped = guarded(lambda: values.append(release(code(facts_scope(run, facts)))))
    return Evaluation(
        None if stopped else values[0], (*run.reasons, stopped) if stopped else tuple(run.reasons)
    )


def facts_scope(run: Run, facts: Mapping[str, object]) -> Scope:
    """The outermost scope of an evaluation."""
    return Scope(run, _Facts(facts))


def guarded(work: Callable[[], None]) -> Problem | None:
    """Does some work of an evaluation; a problem where it had to be stopped."""
    try:
        work()
    except _StopError as stop:
        return stop.problem
    except UndefinedError as fault:
        return Problem(fault.code, fault.values)
    except RecursionError:
        return Problem("recursion")
    return None


# Compiling.


def compile_node(node: Node) -> Code:
    """The closure of a node."""
    match node:
        case Literal(value):
            return _given(value)
        case AtLiteral(text):
            return _constant(partial(at_value, text), node.span)
        case Name(name):
            return _attempt(lambda scope: scope.find(name), node.span)
        case Path():
            return _path(node)
        case Filter():
            return _filter(node)
        case Negation(operand):
            return _unary(compile_node(operand), negate, node.span)
        case Arithmetic(operator):
            return _binary(node.left, node.right, arithmetic(operator), node.span)
        case Comparison(operator):
            return _binary(node.left, node.right, comparison(operator), node.span)
        case Logic():
            return _logic(node)
        case Between():
            return _between(node)
        case In():
            return _in(node)
        case InstanceOf():
            return _instance_of(node)
        case If():
            return _if(node)
        case For():
            return _for(node)
        case Quantified():
            return _quantified(node)
        case FunctionDefinition():
            return _function(node)
        case Invocation():
            return _invocation(node)
        case ContextLiteral():
            return _context(node)
        case ListLiteral(items):
            codes = [compile_node(item) for item in items]
            return lambda scope: [code(scope) for code in codes]
        case Interval():
            return _interval(node)
        case OperatorRange(operator, operand):
            return _unary(compile_node(operand), partial(operator_range, operator), node.span)


def _attempt(code: Code, span: Span) -> Code:
    def run(scope: Scope) -> Value:
        try:
            return code(scope)
        except UndefinedError as fault:
            scope.run.null(fault, span)
            return None

    return run


def _constant(make: Callable[[], Value], span: Span) -> Code:
    try:
        value = make()
    except UndefinedError as fault:
        undefined = fault
        return lambda scope: scope.run.null(undefined, span)
    return _given(value)


def _given(value: Value) -> Code:
    def run(_: Scope) -> Value:
        return value

    return run


def _unary(operand: Code, operation: Callable[[Value], Value], span: Span) -> Code:
    return _attempt(lambda scope: operation(operand(scope)), span)


def _binary(left: Node, right: Node, operation: Callable[[Value, Value], Value], span: Span) -> Code:
    left_code, right_code = compile_node(left), compile_node(right)

    def run(scope: Scope) -> Value:
        left_value, right_value = left_code(scope), right_code(scope)
        try:
            result = operation(left_value, right_value)
        except UndefinedError as fault:
            scope.run.null(fault, span)
            return None
        if type(result) is str:
            scope.run.spend(len(result) // 64)
        return result

    return run


def _path(node: Path) -> Code:
    base, name = compile_node(node.base), node.name
    return _attempt(lambda scope: read_path(base(scope), name), node.span)


def _logic(node: Logic) -> Code:
    left, right = compile_node(node.left), compile_node(node.right)
    # `and` is settled by a false on either side, `or` by a true; anything not boolean is unknown.
    settled = node.operator == "or"

    def run(scope: Scope) -> Value:
        first = left(scope)
        if first is settled:
            return settled
        second = right(scope)
        if second is settled:
            return settled
        for value in (first, second):
            if not isinstance(value, bool) and value is not None:
                fault = UndefinedError("wrong-operand", operator=node.operator, kind=kind(value))
                scope.run.null(fault, node.span)
        return (not settled) if isinstance(first, bool) and isinstance(second, bool) else None

    return run


def _between(node: Between) -> Code:
    value, low, high = compile_node(node.value), compile_node(node.low), compile_node(node.high)

    def run(scope: Scope) -> Value:
        tested = value(scope)
        return order(tested, low(scope)) >= 0 and order(tested, high(scope)) <= 0

    return _attempt(run, node.span)


def _instance_of(node: InstanceOf) -> Code:
    value, type_ = compile_node(node.value), node.type

    def run(scope: Scope) -> Value:
        tested = value(scope)
        if tested is None:
            return type_ == NULL
        return conforms(tested, type_, scope.run.named)

    return run


def _if(node: If) -> Code:
    condition = compile_node(node.condition)
    consequence, alternative = compile_node(node.consequence), compile_node(node.alternative)
    span = node.condition.span

    def run(scope: Scope) -> Value:
        holds = condition(scope)
        if not isinstance(holds, bool):
            scope.run.null(UndefinedError("not-boolean", kind=kind(holds)), span)
        return consequence(scope) if holds is True else alternative(scope)

    return run


def _interval(node: Interval) -> Code:
    low, high = compile_node(node.low), compile_node(node.high)
    included = node.low_included, node.high_included
    return _attempt(lambda scope: make_range(low(scope), high(scope), *included), node.span)


def _context(node: ContextLiteral) -> Code:
    entries = [(entry.key, compile_node(entry.value)) for entry in node.entries]
    keys = [key for key, _ in entries]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        fault = UndefinedError("duplicate-key", name=twice)
        return lambda scope: scope.run.null(fault, node.span)

    def run(scope: Scope) -> Value:
        values: dict[str, Value] = {}
        inner = scope.inner(values)
        for key, code in entries:
            values[key] = code(inner)
        return values

    return run


# Tests.


def compile_tests(tests: UnaryTests) -> Code:
    """The closure of a cell's unary tests: true, false or null for the value that `?` has in the scope."""
    return _compile_any(tests.tests, negated=tests.negated)


def _compile_any(tests: Sequence[Node], *, negated: bool = False) -> Code:
    codes = [_test(test) for test in tests]
    if not codes:
        return _given(True)

    def run(scope: Scope) -> Value:
        unknown = False
        for code in codes:
            result = code(scope)
            if result is True:
                return not negated
            unknown = unknown or result is None
        return None if unknown else negated

    return run


def _test(node: Node) -> Code:
    code = compile_node(node)
    span = node.span
    if reads_test_value(node):
        return code

    def run(scope: Scope) -> Value:
        test = code(scope)
        value = scope.find("?")
        if isinstance(node, Literal):
            pass
        elif isinstance(test, bool) and not isinstance(value, bool):
            # A whole condition, such as `age > limit`, rather than a value to compare with.
            return test
        elif test is None and value is not None:
            return None
        if value is None and isinstance(test, Range) and test.operator not in ("=", "!="):
            # That the value is not known has been said where it was read.
            return None
        try:
            return passes(value, test)
        except UndefinedError as fault:
            scope.run.null(fault, span)
            return None

    return run


def _in(node: In) -> Code:
    value, tests = compile_node(node.value), _compile_any(node.tests)
    return lambda scope: tests(scope.inner({"?": value(scope)}))


# Lists.


def _filter(node: Filter) -> Code:
    base, condition = compile_node(node.base), compile_node(node.condition)

    def run(scope: Scope) -> Value:
        value = base(scope)
        items = value if isinstance(value, list) else [] if value is None else [value]
        kept: list[Value] = []
        if not items:
            # Nothing to test: only whether the filter is a position can still be told.
            return None if _is_position(node.condition) else kept
        for position, item in enumerate(items):
            scope.run.spend()
            holds = condition(_item_scope(scope, item))
            if position == 0 and isinstance(holds, Decimal):
                return _at(items, holds, scope, node.span)
            if holds is True:
                kept.append(item)
        return kept

    return run


def _is_position(node: Node) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, Decimal)


def _item_scope(scope: Scope, item: Value) -> Scope:
    values: dict[str, Value] = {"item": item}
    if isinstance(item, dict):
        values = values | item
    return scope.inner(values)


def _at(items: list[Value], position: Decimal, scope: Scope, span: Span) -> Value:
    whole = position == position.to_integral_value()
    if whole and 1 <= position <= len(items):
        return items[int(position) - 1]
    if whole and -len(items) <= position <= -1:
        return items[int(position)]
    scope.run.null(UndefinedError("no-index", index=position), span)
    return None


def _compile_iteration(iteration: Iteration) -> tuple[str, Callable[[Scope], Iterator[Value]]]:
    source = compile_node(iteration.source)
    end = compile_node(iteration.end) if iteration.end is not None else None

    def values(scope: Scope) -> Iterator[Value]:
        start = source(scope)
        if end is not None:
            return _count(start, end(scope), scope.run)
        if isinstance(start, Range):
            return _range_members(start, scope.run)
        if start is None:
            raise UndefinedError("not-a-list", kind="Null")
        return iter(start if isinstance(start, list) else [start])

    return iteration.variable, values


def _range_members(span: Range, run: Run) -> Iterator[Value]:
    if span.operator:
        raise UndefinedError("not-iterable", left=kind(span.low), right=kind(span.high))
    if order(span.low, span.high) > 0:
        return iter(())
    members = _count(span.low, span.high, run)
    excluded = [
        end for end, kept in ((span.low, span.low_included), (span.high, span.high_included)) if not kept
    ]
    return (member for member in members if not any(equal(member, end) for end in excluded))


def _count(start: Value, end: Value, run: Run) -> Iterator[Value]:
    match start, end:
        case Decimal(), Decimal() if start == start.to_integral_value() and end == end.to_integral_value():
            first, last, make = int(start), int(end), Decimal
        case Date(), Date():
            return map(Date.from_number, _integers(start.number, end.number, run))
        case _:
            raise UndefinedError("not-iterable", left=kind(start), right=kind(end))
    return map(make, _integers(first, last, run))


def _integers(first: int, last: int, run: Run) -> range:
    run.spend(abs(last - first))
    step = 1 if first <= last else -1
    return range(first, last + step, step)


def _scopes(
    iterations: Sequence[tuple[str, Callable[[Scope], Iterator[Value]]]], scope: Scope
) -> Iterator[Scope]:
    """The scope of every combination of the iterations' values, the last one running fastest."""
    if not iterations:
        yield scope
        return
    variable, values = iterations[0]
    for value in values(scope):
        scope.run.spend()
        yield from _scopes(iterations[1:], scope.inner({variable: value}))


def _for(node: For) -> Code:
    iterations = [_compile_iteration(iteration) for iteration in node.iterations]
    body = compile_node(node.body)

    reads_partial = "partial" in free_names(node.body)

    def run(scope: Scope) -> Value:
        results: list[Value] = []
        for inner in _scopes(iterations, scope):
            if reads_partial:
                scope.run.spend(len(results))
                inner = inner.inner({"partial": list(results)})
            results.append(body(inner))
        return results

    return _attempt(run, node.span)


def _quantified(node: Quantified) -> Code:
    iterations = [_compile_iteration(iteration) for iteration in node.iterations]
    condition = compile_node(node.condition)
    settled = node.quantifier == "some"

    def run(scope: Scope) -> Value:
        unknown = False
        for inner in _scopes(iterations, scope):
            holds = condition(inner)
            if holds is settled:
                return settled
            unknown = unknown or not isinstance(holds, bool)
        return None if unknown else not settled

    return _attempt(run, node.span)


# Functions.


class FeelFunction(Function):
    """A function written in FEEL, with the scope it was written in."""

    def __init__(self, node: FunctionDefinition, body: Code, scope: Scope) -> None:
        self._node = node
        self._body = body
        self._scope = scope

    @property
    def arity(self) -> int:
        """How many parameters it has."""
        return len(self._node.parameters)

    def call(self, arguments: Sequence[Value]) -> Value:
        """The value of the body. Raises `UndefinedError` where number or type of the arguments is wrong."""
        if len(arguments) != self.arity:
            raise UndefinedError("argument-count", name="function", given=len(arguments), expected=self.arity)
        names = [parameter.name for parameter in self._node.parameters]
        return self.call_named(dict(zip(names, arguments, strict=True)))

    def call_named(self, arguments: Mapping[str, Value]) -> Value:
        """The value of the body. Raises `UndefinedError` where names or types of the arguments are wrong."""
        self._scope.run.spend()
        values: dict[str, Value] = {}
        for parameter in self._node.parameters:
            if parameter.name not in arguments:
                raise UndefinedError("argument-missing", name=parameter.name)
            value = arguments[parameter.name]
            if parameter.type is not None:
                value = fit(value, parameter.type, self._scope.run.named)
            values[parameter.name] = value
        for name in arguments:
            if name not in values:
                raise UndefinedError("argument-name", name=name)
        return self._body(self._scope.inner(values))


def _function(node: FunctionDefinition) -> Code:
    if node.external:
        fault = UndefinedError("external-function")
        return lambda scope: scope.run.null(fault, node.span)
    body = compile_node(node.body)
    return lambda scope: FeelFunction(node, body, scope)


def _invocation(node: Invocation) -> Code:
    function = _callee(node.function)
    arguments = [(argument.name, compile_node(argument.value)) for argument in node.arguments]
    named = any(name is not None for name, _ in arguments)

    def run(scope: Scope) -> Value:
        called = function(scope)
        if not isinstance(called, Function):
            raise UndefinedError("not-a-function", kind=kind(called))
        scope.run.spend()
        if named:
            result = called.call_named({str(name): code(scope) for name, code in arguments})
        else:
            result = called.call([code(scope) for _, code in arguments])
        if isinstance(called, Builtin) and isinstance(result, list | str):
            scope.run.spend(len(result) // (64 if isinstance(result, str) else 1))
        return result

    return _attempt(run, node.span)


def _callee(node: Node) -> Code:
    if isinstance(node, Name):
        name = node.name
        return lambda scope: scope.find_function(name)
    return compile_node(node)
