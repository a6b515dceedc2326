"""Compiles trees to closures: each node once, to the closure that `codes` makes of those of its parts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from . import codes, codes_lists
from .free import free_names
from .literals import at_value
from .operators import arithmetic, comparison, negate, operator_range, read_path
from .tree import (
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
from .walk import reads_test_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .run import Code


def compile_node(node: Node) -> Code:
    """The closure of a node."""
    match node:
        case Literal(value):
            return codes.given(value)
        case AtLiteral(text):
            return codes.constant(partial(at_value, text), node.span)
        case Name(name):
            return codes.attempt(lambda scope: scope.find(name), node.span)
        case Path(base, name):
            return codes.unary(compile_node(base), partial(read_path, name=name), node.span)
        case Negation(operand):
            return codes.unary(compile_node(operand), negate, node.span)
        case Arithmetic(operator, left, right):
            return codes.binary(compile_node(left), compile_node(right), arithmetic(operator), node.span)
        case Comparison(operator, left, right):
            return codes.binary(compile_node(left), compile_node(right), comparison(operator), node.span)
        case Logic(operator, left, right):
            return codes.logic(operator, compile_node(left), compile_node(right), node.span)
        case Between(value, low, high):
            return codes.between(compile_node(value), compile_node(low), compile_node(high), node.span)
        case In(value, tests):
            return codes.contained(compile_node(value), _any_of(tests, negated=False))
        case InstanceOf(value, type_):
            return codes.instance_of(compile_node(value), type_)
        case If(condition, consequence, alternative):
            branches = compile_node(consequence), compile_node(alternative)
            return codes.conditional(compile_node(condition), *branches, condition.span)
        case Interval(low, high, low_included, high_included):
            ends = compile_node(low), compile_node(high)
            return codes.interval(*ends, low_included, high_included, node.span)
        case OperatorRange(operator, operand):
            return codes.unary(compile_node(operand), partial(operator_range, operator), node.span)
        case ContextLiteral(entries):
            return codes.context([(entry.key, compile_node(entry.value)) for entry in entries], node.span)
        case ListLiteral(items):
            return codes.sequence([compile_node(item) for item in items])
        case Filter():
            return _filter(node)
        case For() | Quantified():
            return _iterated(node)
        case FunctionDefinition() | Invocation():
            return _functional(node)
        case Decide(table):
            return codes.attempt(table.answer, node.span)
        case Fitted(value, type_):
            return codes.fitted(compile_node(value), type_, node.span)


def compile_tests(tests: UnaryTests) -> Code:
    """The closure of a cell's unary tests: true, false or null for the value that `?` has in the scope."""
    return _any_of(tests.tests, negated=tests.negated)


def _any_of(tests: Sequence[Node], *, negated: bool) -> Code:
    return codes.any_of([_test(test) for test in tests], negated=negated)


def _test(node: Node) -> Code:
    code = compile_node(node)
    if reads_test_value(node):
        return code
    if isinstance(node, Literal):
        return codes.literal_test(code, node.span)
    return codes.value_test(code, node.span)


def _filter(node: Filter) -> Code:
    position = node.condition
    return codes_lists.filtered(
        compile_node(node.base),
        compile_node(node.condition),
        by_position=isinstance(position, Literal) and not isinstance(position.value, bool | str | None),
        span=node.span,
    )


def _iterated(node: For | Quantified) -> Code:
    sources = [_source(iteration) for iteration in node.iterations]
    if isinstance(node, Quantified):
        return codes_lists.quantified(node.quantifier, sources, compile_node(node.condition), node.span)
    reads_partial = "partial" in free_names(node.body)
    body = compile_node(node.body)
    return codes_lists.for_each(sources, body, reads_partial=reads_partial, span=node.span)


def _source(iteration: Iteration) -> codes_lists.Source:
    end = None if iteration.end is None else compile_node(iteration.end)
    return codes_lists.Source(iteration.variable, compile_node(iteration.source), end)


def _functional(node: FunctionDefinition | Invocation) -> Code:
    if isinstance(node, Invocation):
        arguments = [(argument.name, compile_node(argument.value)) for argument in node.arguments]
        return codes.called(_callee(node.function), arguments, node.span)
    if node.external:
        return codes.always_null(UndefinedError("external-function"), node.span)
    return codes.defined(node.parameters, compile_node(node.body))


def _callee(node: Node) -> Code:
    if isinstance(node, Name):
        name = node.name
        return codes.attempt(lambda scope: scope.find_function(name), node.span)
    return compile_node(node)
