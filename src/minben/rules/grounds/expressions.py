"""Expressions in words as far as words help: names by their titles, common functions as phrases, the rest as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..feel.tree import (
    Arithmetic,
    Between,
    Comparison,
    Fitted,
    If,
    Invocation,
    ListLiteral,
    Logic,
    Name,
    Negation,
    Node,
    Path,
)
from ..feel.write import source_of
from .constants import NO_CONSTANT, constant_of
from .values import quoted

if TYPE_CHECKING:
    from .words import Words

COUNTING_DATE = "counting date"
_COMPARED = {
    "=": "is-equal",
    "!=": "is-other",
    "<": "is-below",
    "<=": "is-at-most",
    ">": "is-above",
    ">=": "is-at-least",
}
_PHRASES = {
    ("count", 1): "phrase-count",
    ("sum", 1): "phrase-sum",
    ("min", 1): "phrase-min",
    ("max", 1): "phrase-max",
    ("not", 1): "phrase-not",
    ("starts with", 2): "phrase-starts",
    ("ends with", 2): "phrase-ends",
    ("contains", 2): "phrase-contains",
    ("list contains", 2): "phrase-contains",
    ("years and months duration", 2): "phrase-time-between",
    ("round half up", 2): "phrase-rounded",
    ("date", 1): "phrase-itself",
    ("number", 1): "phrase-itself",
}
"""Functions that are said as a phrase, by name and number of arguments."""
_PARTS = {
    "years": "part-years",
    "months": "part-months",
    "days": "part-days",
    "year": "part-year",
    "month": "part-month",
    "day": "part-day",
}
_SIGNS = {"*": "×", "/": "÷", "**": "^"}


def expression_in_words(node: Node, words: Words) -> str:
    """What an expression says.

    >>> from minben.rules import parse
    >>> from .words import Words
    >>> titles = {"paid": {"en": "allowances paid"}}
    >>> expression_in_words(parse("count(paid) > 0"), Words("en", titles))
    'number of allowances paid is above 0'
    """
    if isinstance(node, Fitted):
        return expression_in_words(node.value, words)
    source = source_of(node)
    if words.has_title(source):
        return words.title(source)
    constant = constant_of(node)
    if constant is not NO_CONSTANT:
        return quoted(constant, words)
    match node:
        case Name("?"):
            return words.say("test-value")
        case Name(name):
            return words.say("date-that-counts") if name == COUNTING_DATE else words.title(name)
        case Path(Invocation(Name("years and months duration"), (start, end)), "years"):
            ends = {"one": _inner(start.value, words), "other": _inner(end.value, words)}
            return words.say("phrase-years-between", **ends)
        case Path(base, name):
            part = words.say(_PARTS[name]) if name in _PARTS else words.title(name)
            return words.say("part-of", part=part, whole=expression_in_words(base, words))
        case Comparison(operator, left, right):
            return words.say(_COMPARED[operator], left=_inner(left, words), right=_inner(right, words))
        case Between(value, low, high):
            return words.say(
                "is-between",
                value=_inner(value, words),
                low=_inner(low, words),
                high=_inner(high, words),
            )
        case Logic(operator, left, right):
            joint = words.signs.both if operator == "and" else words.signs.joint_or
            return f"{_inner(left, words)}{joint}{_inner(right, words)}"
        case Arithmetic(operator, left, right):
            return f"{_inner(left, words)} {_SIGNS.get(operator, operator)} {_inner(right, words)}"
        case Negation(operand):
            return f"-{_inner(operand, words)}"
        case If(condition, consequence, alternative):
            return words.say(
                "phrase-if",
                condition=expression_in_words(condition, words),
                then=expression_in_words(consequence, words),
                otherwise=expression_in_words(alternative, words),
            )
        case Invocation():
            return _invocation(node, words)
        case ListLiteral(items) if items:
            return words.all_of([expression_in_words(item, words) for item in items])
    return source


def _inner(node: Node, words: Words) -> str:
    """Inside another one: conditions and sums in parentheses, so that it is seen where they end."""
    said = expression_in_words(node, words)
    joined = isinstance(node, Logic | Arithmetic | If) and constant_of(node) is NO_CONSTANT
    return words.grouped(said) if joined else said


def _invocation(node: Invocation, words: Words) -> str:
    arguments = [
        words.say("pair", name=argument.name, value=_inner(argument.value, words))
        if argument.name
        else _inner(argument.value, words)
        for argument in node.arguments
    ]
    name = node.function.name if isinstance(node.function, Name) else source_of(node.function)
    phrase = _PHRASES.get((name, len(arguments)))
    if phrase is not None and all(argument.name is None for argument in node.arguments):
        return words.say(phrase, **dict(zip(("one", "other"), arguments, strict=False)))
    return f"{words.title(name)}({', '.join(arguments)})"
