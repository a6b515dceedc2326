"""Writes values as FEEL text: what `string()` gives, and how explanations and checks show a value."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from .feel.lexer import KEYWORDS, escape
from .feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from .feel.values import Function, Range, Value
from .feel.work import CHARACTERS, Spend, free

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN_KEY = re.compile(r"[^\W\d]\w*")


def number_text(number: Decimal) -> str:
    """A number without an exponent."""
    return format(number, "f")


def text_of(value: Value, spend: Spend = free) -> str:
    """What `string(value)` gives; null is the word null.

    >>> text_of([Decimal("1.50"), "a", None])
    '[1.50, "a", null]'
    """
    return value if isinstance(value, str) else literal_of(value, spend)


def literal_of(value: Value, spend: Spend = free) -> str:
    """The value as text with strings in quotes, dates and durations as themselves."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return number_text(value)
        case str():
            spend(len(value) // CHARACTERS)
            return escape(value)
        case list():
            spend(len(value))
            return f"[{', '.join(literal_of(inner, spend) for inner in value)}]"
        case dict():
            spend(len(value))
            entries = (f"{key_text(key)}: {literal_of(inner, spend)}" for key, inner in value.items())
            return f"{{{', '.join(entries)}}}"
        case Range():
            return _range_text(value, literal_of)
        case Function():
            return "function"
        case _:
            return str(value)


def constant_source(value: Value) -> str:
    """The FEEL source of a value: what parses to it again. Functions have none.

    >>> constant_source(["a", Date(2025, 1, 31)])
    '["a", @"2025-01-31"]'
    """
    match value:
        case list():
            return f"[{', '.join(map(constant_source, value))}]"
        case dict():
            entries = (f"{key_text(key)}: {constant_source(inner)}" for key, inner in value.items())
            return f"{{{', '.join(entries)}}}"
        case Range():
            return _range_text(value, constant_source)
        case Date() | Time() | DateTime() | DaysTime() | YearsMonths():
            return f'@"{value}"'
        case _:
            return literal_of(value)


def key_text(key: str) -> str:
    """A key of a context: bare where it can be, else in quotes."""
    return key if _PLAIN_KEY.fullmatch(key) and key not in KEYWORDS else escape(key)


def _range_text(span: Range, text: Callable[[Value], str]) -> str:
    if span.operator:
        operand = span.high if span.operator.startswith("<") else span.low
        return f"({span.operator} {text(operand)})"
    left, right = "[" if span.low_included else "(", "]" if span.high_included else ")"
    return f"{left}{text(span.low)}..{text(span.high)}{right}"
