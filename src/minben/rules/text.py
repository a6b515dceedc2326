"""Writes values as FEEL text: what `string()` gives, and how explanations and checks show a value."""

from __future__ import annotations

import re
from decimal import Decimal

from .feel.lexer import KEYWORDS, escape
from .feel.values import Function, Range, Value

_PLAIN_KEY = re.compile(r"[^\W\d]\w*")


def number_text(number: Decimal) -> str:
    """A number without an exponent."""
    return format(number, "f")


def text_of(value: Value) -> str:
    """What `string(value)` gives; null is the word null.

    >>> text_of([Decimal("1.50"), "a", None])
    '[1.50, "a", null]'
    """
    return value if isinstance(value, str) else literal_of(value)


def literal_of(value: Value) -> str:
    """The value as text with strings in quotes, dates and durations as themselves."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return number_text(value)
        case str():
            return escape(value)
        case list():
            return f"[{', '.join(map(literal_of, value))}]"
        case dict():
            return f"{{{', '.join(f'{key_text(key)}: {literal_of(inner)}' for key, inner in value.items())}}}"
        case Range():
            return _range_text(value)
        case Function():
            return "function"
        case _:
            return str(value)


def key_text(key: str) -> str:
    """A key of a context: bare where it can be, else in quotes."""
    return key if _PLAIN_KEY.fullmatch(key) and key not in KEYWORDS else escape(key)


def _range_text(span: Range) -> str:
    if span.operator:
        operand = span.high if span.operator.startswith("<") else span.low
        return f"({span.operator} {literal_of(operand)})"
    left, right = "[" if span.low_included else "(", "]" if span.high_included else ")"
    return f"{left}{literal_of(span.low)}..{literal_of(span.high)}{right}"
