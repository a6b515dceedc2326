"""Trees to plans: walks a tree of FEEL with what is known of each value before any row is seen.

What is the same in every row is worked out by the row engine; contexts, lists and functions are taken apart; the rest
becomes nodes of a plan. What a plan cannot say raises `RefusalError` with the place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import Span, UndefinedError
from ..feel.evaluate import compile_node
from ..feel.free import free_names
from ..feel.literals import at_value
from ..feel.registry import BUILTINS, Builtin
from ..feel.run import Run, facts_scope, guarded
from ..feel.tree import (
    Arithmetic,
    AtLiteral,
    Between,
    Comparison,
    ContextLiteral,
    Decide,
    Filter,
    Fitted,
    For,
    FunctionDefinition,
    If,
    In,
    InstanceOf,
    Interval,
    Invocation,
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
from ..feel.types import NULL as NULL_TYPE, Type
from ..feel.values import Function, Range
from ..feel.walk import reads_test_value
from . import build, plan as nodes
from .abstract import (
    NULL,
    Abstract,
    Closure,
    Elements,
    Entries,
    Known,
    Options,
    RefusalError,
    Rows,
    Scope,
    condition,
    is_function,
    name_of,
    null_of,
    shaped,
    truth_of,
)
from .lower_builtins import call_builtin
from .lower_choice import choose, spread
from .lower_fit import Fitting
from .lower_lists import every, filtered, inner_scope, mapped, some, source_of
from .lower_operators import (
    arithmetic,
    between,
    comparison,
    equal,
    make_range,
    negate,
    operator_range,
    passes,
    read_path,
)
from .lower_tables import decide

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from ..feel.registry import Clock

MOST_WORK = 20_000
"""Nodes of trees that one decision is compiled from, calls and repetitions written out."""
MOST_CALLS = 40
"""Calls of functions inside one another."""
_FOLD_BUDGET = 1_000_000


class Lowering:
    """One model at work: its types, its date, its clock, and how much has been written out."""

    def __init__(self, *, on: date, clock: Clock | None, named: Mapping[str, Type]) -> None:
        self.on = on
        self.fitting = Fitting(named, lambda tests, value: self.passes(tests, value, Scope({})))
        self._named = named
        self._clock = clock
        self._work = 0
        self._calls = 0
        self._inside: list[str] = []

    def decision(self, node: Node, scope: Scope) -> Abstract:
        """What the tree of a decision comes to, whoever reads it."""
        outer, self._work, self._inside = (self._work, self._inside), 0, []
        try:
            return self._worked_out(node, scope) or self.lower(node, scope)
        finally:
            self._work, self._inside = outer

    def lower(self, node: Node, scope: Scope) -> Abstract:
        """What a node comes to. Raises `RefusalError` with the place where no plan can say it."""
        self._work += 1
        if self._work > MOST_WORK:
            raise RefusalError("columns-too-much-work", node.span)
        try:
            return self._lower(node, scope)
        except RefusalError as refusal:
            if refusal.span is None:
                refusal.span = node.span
            raise
        except RecursionError:
            raise RefusalError("columns-recursion", node.span) from None

    def _lower(self, node: Node, scope: Scope) -> Abstract:
        match node:
            case Literal(value):
                return Known(value)
            case AtLiteral(text):
                return _attempt(lambda: at_value(text))
            case Name(name):
                return self._name(name, scope)
            case Path(base, name):
                return read_path(self.lower(base, scope), name)
            case Negation(operand):
                return negate(self.lower(operand, scope))
            case Arithmetic(operator, left, right):
                return arithmetic(operator, self.lower(left, scope), self.lower(right, scope))
            case Comparison(operator, left, right):
                return comparison(operator, self.lower(left, scope), self.lower(right, scope))
            case Logic(operator, left, right):
                return self._logic(operator, left, right, scope)
            case Between(value, low, high):
                return spread(
                    between, self.lower(value, scope), self.lower(low, scope), self.lower(high, scope)
                )
            case In(value, tests):
                return condition(self._any_of(tests, self.lower(value, scope), scope, negated=False))
            case InstanceOf(value, type_):
                of_null = type_ == NULL_TYPE
                return condition(self.fitting.instance_of(self.lower(value, scope), type_, of_null=of_null))
            case If():
                return self._if(node, scope)
            case Interval(low, high, low_included, high_included):
                return make_range(
                    self.lower(low, scope), self.lower(high, scope), low_included, high_included
                )
            case OperatorRange(operator, operand):
                return operator_range(operator, self.lower(operand, scope))
            case ContextLiteral():
                return self._context(node, scope)
            case ListLiteral(items):
                return self._list([self.lower(item, scope) for item in items])
            case FunctionDefinition(parameters, body, external):
                return NULL if external else Closure(parameters, body, scope)
            case Decide(table):
                return decide(self, table, scope)
            case Fitted(value, type_):
                return self.fitting.fit(self.lower(value, scope), type_)
            case _:
                return self._worked_out(node, scope) or self._repeated(node, scope)

    # Names, contexts, lists.

    def _name(self, name: str, scope: Scope) -> Abstract:
        value = scope.find(name)
        if value is not None:
            return value
        if name in BUILTINS:
            return Known(BUILTINS[name].with_clock(self._clock))
        return NULL

    def _context(self, node: ContextLiteral, scope: Scope) -> Abstract:
        values: dict[str, Abstract] = {}
        inner = scope.inner(values)
        for entry in node.entries:
            if entry.key in values:
                return NULL
            values[entry.key] = self.lower(entry.value, inner)
        if all(isinstance(value, Known) for value in values.values()):
            return Known({key: value.value for key, value in values.items() if isinstance(value, Known)})
        return Entries(values)

    @staticmethod
    def _list(items: Sequence[Abstract]) -> Abstract:
        if all(isinstance(item, Known) for item in items):
            return Known([item.value for item in items if isinstance(item, Known)])
        return Elements.of(list(items))

    # Conditions and choice.

    def _logic(self, operator: str, left: Node, right: Node, scope: Scope) -> Abstract:
        settled = build.truth(operator == "or")
        first = truth_of(self.lower(left, scope))
        if first is settled:
            return condition(settled)
        second = truth_of(self.lower(right, scope))
        join = build.any_of if operator == "or" else build.all_of
        return condition(join((first, second)))

    def _if(self, node: If, scope: Scope) -> Abstract:
        holds = truth_of(self.lower(node.condition, scope))
        if holds is build.TRUE:
            return self.lower(node.consequence, scope)
        if holds is build.FALSE or holds is build.UNKNOWN:
            return self.lower(node.alternative, scope)
        return choose(((holds, self.lower(node.consequence, scope)),), self.lower(node.alternative, scope))

    # Unary tests.

    def passes(self, tests: UnaryTests, value: Abstract, scope: Scope) -> nodes.Node:
        """Whether a value passes a cell's tests: never null."""
        return build.is_true(self._any_of(tests.tests, value, scope, negated=tests.negated))

    def _any_of(self, tests: Sequence[Node], value: Abstract, scope: Scope, *, negated: bool) -> nodes.Node:
        if not tests:
            return build.TRUE
        inner = scope.inner({"?": value})
        found = build.any_of(_answer(self._test(test, value, inner)) for test in tests)
        return build.negate(found) if negated else found

    def _test(self, node: Node, value: Abstract, scope: Scope) -> Abstract:
        test = self.lower(node, scope)
        if reads_test_value(node):
            return test
        if isinstance(node, Literal):
            return equal(value, test)
        return spread(_value_test, value, test)

    # What repeats.

    def _worked_out(self, node: Node, scope: Scope) -> Abstract | None:
        """The value of a node that reads only what is known, by the row engine."""
        facts: dict[str, object] = {}
        for name in free_names(node):
            value = scope.find(name)
            if value is None:
                continue
            if not isinstance(value, Known):
                return None
            facts[name] = value.value
        code, found = compile_node(node), []
        run = Run(self._clock, _FOLD_BUDGET, self._named, self.on)
        stopped = guarded(lambda: found.append(code(facts_scope(run, facts))))
        if stopped is not None:
            return NULL
        if isinstance(found[0], Function) and not isinstance(found[0], Builtin):
            return None
        return Known(found[0])

    def _repeated(self, node: Node, scope: Scope) -> Abstract:
        match node:
            case Filter():
                return self._filter(node, scope)
            case For():
                return self._for(node, 0, scope, [])
            case Quantified():
                return condition(self._quantified(node, 0, scope))
            case Invocation():
                return self._invocation(node, scope)
        raise RefusalError("columns-node", node.span, kind=type(node).__name__)

    def _filter(self, node: Filter, scope: Scope) -> Abstract:
        base = self.lower(node.base, scope)
        position = node.condition
        by_position = isinstance(position, Literal) and not isinstance(position.value, bool | str | None)

        def holds(item: Abstract) -> Abstract:
            return self._of_item(base, lambda: self.lower(position, inner_scope(scope, item)))

        return spread(lambda list_: filtered(list_, holds, by_position=by_position), base)

    def _of_item(self, list_: Abstract, work: Callable[[], Abstract]) -> Abstract:
        """What is worked out for an element of a list; for related rows, not twice inside one another."""
        if not isinstance(list_, Rows):
            return work()
        if list_.relation in self._inside:
            raise RefusalError("columns-nested-relation", relation=list_.relation)
        self._inside.append(list_.relation)
        try:
            return work()
        finally:
            self._inside.pop()

    def _for(
        self, node: For, place: int, scope: Scope, partial: list[tuple[nodes.Node | None, Abstract]]
    ) -> Abstract:
        if place == len(node.iterations):
            if "partial" in free_names(node.body):
                scope = scope.inner({"partial": Elements(tuple(partial))})
            return self.lower(node.body, scope)
        source = self._source(node, place, scope)
        last = place == len(node.iterations) - 1
        variable = node.iterations[place].variable
        if isinstance(source, Rows):
            if not last or place > 0 or "partial" in free_names(node.body):
                raise RefusalError("columns-iteration")
            return mapped(
                source,
                lambda item: self._of_item(
                    source, lambda: self._for(node, place + 1, scope.inner({variable: item}), partial)
                ),
            )
        if not isinstance(source, Elements):
            return NULL
        items: list[tuple[nodes.Node | None, Abstract]] = []
        missing: list[nodes.Node] = [null_of(source)]
        for guard, item in source.items:
            result = self._for(node, place + 1, scope.inner({variable: item}), partial)
            inner = ((None, result),) if last else result.items if isinstance(result, Elements) else None
            if inner is None:
                raise RefusalError("columns-iteration")
            if not last:
                missing.append(build.all_of((guard or build.TRUE, null_of(result))))
            new = [(_joint(guard, own), value) for own, value in inner]
            items.extend(new)
            if last:
                partial.extend(new)
        none = build.any_of(missing)
        return Elements(tuple(items), None if none is build.FALSE else build.negate(none))

    def _source(self, node: For | Quantified, place: int, scope: Scope) -> Abstract:
        iteration = node.iterations[place]
        end = None if iteration.end is None else self.lower(iteration.end, scope)
        return shaped(source_of(self.lower(iteration.source, scope), end))

    def _quantified(self, node: Quantified, place: int, scope: Scope) -> nodes.Node:
        if place == len(node.iterations):
            return truth_of(self.lower(node.condition, scope))
        source = self._source(node, place, scope)
        variable = node.iterations[place].variable

        def holds(item: Abstract) -> nodes.Node:
            inner = scope.inner({variable: item})
            return truth_of(
                self._of_item(source, lambda: condition(self._quantified(node, place + 1, inner)))
            )

        return (some if node.quantifier == "some" else every)(source, holds)

    # Calls.

    def _invocation(self, node: Invocation, scope: Scope) -> Abstract:
        function = self._callee(node.function, scope)
        arguments = [(argument.name, self.lower(argument.value, scope)) for argument in node.arguments]
        return self._call(function, arguments)

    def _callee(self, node: Node, scope: Scope) -> Abstract:
        if isinstance(node, Name):
            value = self._name(node.name, scope)
            if not is_function(value) and node.name in BUILTINS:
                return Known(BUILTINS[node.name].with_clock(self._clock))
            return value
        return self.lower(node, scope)

    def call(self, function: Abstract, arguments: Sequence[Abstract]) -> Abstract:
        """The result of a function for positional arguments."""
        return self._call(function, [(None, argument) for argument in arguments])

    def _call(self, function: Abstract, arguments: Sequence[tuple[str | None, Abstract]]) -> Abstract:
        if isinstance(function, Known) and isinstance(function.value, Builtin):
            builtin = function.value
            names = [name for name, _ in arguments]

            def result(*values: Abstract) -> Abstract:
                return call_builtin(builtin, list(zip(names, values, strict=True)), self.call)

            return spread(result, *(value for _, value in arguments))
        if isinstance(function, Closure):
            return self._call_closure(function, arguments)
        if isinstance(function, Known) and isinstance(function.value, Function):
            raise RefusalError("columns-foreign-function")
        if isinstance(function, Options):
            raise RefusalError("columns-options")
        return NULL

    def _call_closure(self, function: Closure, arguments: Sequence[tuple[str | None, Abstract]]) -> Abstract:
        names = [parameter.name for parameter in function.parameters]
        given = [name for name, _ in arguments]
        if any(name is not None for name in given):
            if sorted(map(str, given)) != sorted(names):
                return NULL
        elif len(arguments) != len(names):
            return NULL
        values: dict[str, Abstract] = {}
        unfit: list[nodes.Node] = []
        for place, (name, value) in enumerate(arguments):
            parameter = function.parameters[place if name is None else names.index(name)]
            fitted = value
            if parameter.type is not None:
                fitted = self.fitting.fit(value, parameter.type)
                unfit.append(build.all_of((null_of(fitted), build.negate(null_of(value)))))
            values[parameter.name] = fitted
        self._calls += 1
        try:
            if self._calls > MOST_CALLS:
                raise RefusalError("columns-recursion")
            wrong = build.any_of(unfit)
            if wrong is build.TRUE:
                return NULL
            return choose(((wrong, NULL),), self.lower(function.body, function.scope.inner(values)))
        finally:
            self._calls -= 1


def _attempt(make: Callable[[], object]) -> Abstract:
    try:
        return Known(make())
    except UndefinedError:
        return NULL


def _answer(test: Abstract) -> nodes.Node:
    """The result of a test: null only where it is null, false where it is no truth value at all."""
    match test:
        case Options(branches, otherwise):
            return build.case(((holds, _answer(value)) for holds, value in branches), _answer(otherwise))
        case _ if name_of(test) in ("boolean", "Null"):
            return truth_of(test)
        case _:
            return build.case(((null_of(test), build.UNKNOWN),), build.FALSE)


def _value_test(value: Abstract, test: Abstract) -> Abstract:
    """A test by a value that is worked out: something to compare with, or a whole condition."""
    result = passes(value, test)
    no_value, no_test = null_of(value), null_of(test)
    branches: list[tuple[nodes.Node, Abstract]] = []
    if name_of(test) == "boolean":
        if name_of(value) != "boolean":
            return choose(((no_test, condition(build.case(((no_value, build.TRUE),), build.UNKNOWN))),), test)
        branches.append((build.all_of((no_value, build.negate(no_test))), test))
    branches.append((build.all_of((no_test, build.negate(no_value))), NULL))
    if _is_span(test):
        branches.append((build.all_of((no_value, build.negate(no_test))), NULL))
    return choose(branches, result)


def _is_span(test: Abstract) -> bool:
    """Whether a test is a range of which null cannot be one."""
    inner = test.value if isinstance(test, Known) else test
    if isinstance(inner, Range):
        return inner.operator not in ("=", "!=")
    return name_of(test) == "range" and getattr(inner, "operator", "") not in ("=", "!=")


def _joint(guard: nodes.Node | None, other: nodes.Node | None) -> nodes.Node | None:
    if guard is None:
        return other
    return guard if other is None else build.all_of((guard, other))


NOWHERE = Span(0, 0, 1, 1)
"""The place of what has none."""
