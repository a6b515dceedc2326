"""Writes a tree as FEEL source again, so that a part of a rule can be shown by itself.

Parentheses are put wherever an operator stands inside another one; what is written parses to an equal tree,
given the same names. What only models say is written as near as FEEL comes: a table by its name, a value brought to
a type as the value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..text import key_text, literal_of
from .lexer import escape
from .tree import (
    Argument,
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

if TYPE_CHECKING:
    from collections.abc import Sequence

_ATOMS = (AtLiteral, Decide, Name, Path, Filter, Invocation, ContextLiteral, ListLiteral, Interval)


def source_of(tree: Node | UnaryTests) -> str:
    """The FEEL source of a tree.

    >>> from minben.rules import parse
    >>> source_of(parse("1+2  *3"))
    '1 + (2 * 3)'
    """
    if isinstance(tree, UnaryTests):
        tests = ", ".join(_test(test) for test in tree.tests) or "-"
        return f"not({tests})" if tree.negated else tests
    return _source(tree)


def _test(node: Node) -> str:
    """A node as a unary test: an operator stands bare there."""
    if isinstance(node, OperatorRange):
        return f"{node.operator} {_operand(node.operand)}"
    return _source(node)


def _operand(node: Node) -> str:
    """A node where an operator binds it: in parentheses unless it holds together by itself."""
    if isinstance(node, Fitted):
        return _operand(node.value)
    plain = isinstance(node, _ATOMS) or (
        isinstance(node, Literal) and not literal_of(node.value).startswith("-")
    )
    return _source(node) if plain else f"({_source(node)})"


def _list(nodes: Sequence[Node]) -> str:
    return ", ".join(map(_source, nodes))


def _source(node: Node) -> str:
    match node:
        case Literal(value):
            return literal_of(value)
        case AtLiteral(text):
            return f"@{escape(text)}"
        case Name(name):
            return name
        case Path(base, name):
            return f"{_operand(base)}.{name}"
        case Filter(base, condition):
            return f"{_operand(base)}[{_source(condition)}]"
        case Negation(operand):
            return f"-{_operand(operand)}"
        case (
            Arithmetic(operator, left, right)
            | Comparison(operator, left, right)
            | Logic(operator, left, right)
        ):
            return f"{_operand(left)} {operator} {_operand(right)}"
        case Between(value, low, high):
            return f"{_operand(value)} between {_operand(low)} and {_operand(high)}"
        case In(value, tests):
            return f"{_operand(value)} in {_tests(tests)}"
        case InstanceOf(value, type_):
            return f"{_operand(value)} instance of {type_}"
        case If(condition, consequence, alternative):
            return f"if {_source(condition)} then {_source(consequence)} else {_source(alternative)}"
        case For(iterations, body):
            return f"for {_iterations(iterations)} return {_source(body)}"
        case Quantified(quantifier, iterations, condition):
            return f"{quantifier} {_iterations(iterations)} satisfies {_source(condition)}"
        case FunctionDefinition(parameters, body, external):
            names = ", ".join(
                parameter.name if parameter.type is None else f"{parameter.name}: {parameter.type}"
                for parameter in parameters
            )
            return f"function({names}) {'external ' if external else ''}{_source(body)}"
        case Invocation(function, arguments):
            return f"{_operand(function)}({', '.join(map(_argument, arguments))})"
        case ContextLiteral(entries):
            return f"{{{', '.join(f'{key_text(entry.key)}: {_source(entry.value)}' for entry in entries)}}}"
        case ListLiteral(items):
            return f"[{_list(items)}]"
        case Interval(low, high, low_included, high_included):
            opening, closing = "[" if low_included else "(", "]" if high_included else ")"
            return f"{opening}{_operand(low)}..{_operand(high)}{closing}"
        case OperatorRange(operator, operand):
            return f"({operator} {_operand(operand)})"
        case Decide(table):
            return table.name
        case Fitted(value):
            return _source(value)


def _tests(tests: Sequence[Node]) -> str:
    if len(tests) == 1 and not isinstance(tests[0], OperatorRange):
        return _operand(tests[0])
    return f"({', '.join(map(_test, tests))})"


def _argument(argument: Argument) -> str:
    value = _source(argument.value)
    return value if argument.name is None else f"{key_text(argument.name)}: {value}"


def _iterations(iterations: Sequence[Iteration]) -> str:
    return ", ".join(
        f"{iteration.variable} in {_source(iteration.source)}"
        + ("" if iteration.end is None else f"..{_source(iteration.end)}")
        for iteration in iterations
    )
