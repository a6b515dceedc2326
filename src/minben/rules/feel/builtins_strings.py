"""Built-in functions on strings, and those that make numbers and strings (DMN 1.5, 10.3.4.1 and 10.3.4.3)."""

from __future__ import annotations

import re
from decimal import Decimal

from ..errors import UndefinedError
from ..text import text_of
from .patterns import compile_pattern, expand
from .registry import builtin, counting_builtin
from .values import NUMBERS, Value
from .work import CHARACTERS, Spend

_NUMBER = re.compile(r"-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@counting_builtin("string(from: Any?) -> string")
def string(spend: Spend, from_: Value) -> Value:
    return None if from_ is None else text_of(from_, spend)


@builtin("number(from: string) -> number")
def number(from_: str) -> Value:
    return _number(from_)


@builtin("number(from: string, grouping separator: string?, decimal separator: string?) -> number")
def number_grouped(from_: str, grouping: str | None, decimal: str | None) -> Value:
    if grouping not in (None, " ", ",", "."):
        raise UndefinedError("bad-argument", name="grouping separator", value=grouping)
    if decimal not in (None, ",", ".") or (decimal is not None and decimal == grouping):
        raise UndefinedError("bad-argument", name="decimal separator", value=decimal)
    text = from_.replace(grouping, "") if grouping else from_
    return _number(text.replace(decimal, ".") if decimal else text)


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise UndefinedError("not-a-number", text=text)
    return NUMBERS.create_decimal(text)


@builtin("substring(string: string, start position: number, length?: number?) -> string")
def substring(string_: str, start: Decimal, length: Decimal | None = None) -> Value:
    first = int(start)
    if first == 0 or abs(first) > len(string_):
        raise UndefinedError("bad-argument", name="start position", value=start)
    if length is not None and length < 1:
        raise UndefinedError("bad-argument", name="length", value=length)
    index = first - 1 if first > 0 else len(string_) + first
    return string_[index:] if length is None else string_[index : index + int(length)]


@builtin("string length(string: string) -> number")
def string_length(string_: str) -> Value:
    return Decimal(len(string_))


@builtin("upper case(string: string) -> string")
def upper_case(string_: str) -> Value:
    return string_.upper()


@builtin("lower case(string: string) -> string")
def lower_case(string_: str) -> Value:
    return string_.lower()


@builtin("substring before(string: string, match: string) -> string")
def substring_before(string_: str, match: str) -> Value:
    before, found, _ = string_.partition(match) if match else ("", "", string_)
    return before if found else ""


@builtin("substring after(string: string, match: string) -> string")
def substring_after(string_: str, match: str) -> Value:
    if not match:
        return string_
    return string_.partition(match)[2]


@builtin("contains(string: string, match: string) -> boolean")
def contains(string_: str, match: str) -> Value:
    return match in string_


@builtin("starts with(string: string, match: string) -> boolean")
def starts_with(string_: str, match: str) -> Value:
    return string_.startswith(match)


@builtin("ends with(string: string, match: string) -> boolean")
def ends_with(string_: str, match: str) -> Value:
    return string_.endswith(match)


@counting_builtin("matches(input: string, pattern: string, flags?: string?) -> boolean")
def matches(spend: Spend, input_: str, pattern: str, flags: str | None = None) -> Value:
    return compile_pattern(pattern, flags or "").matches(input_, spend)


@counting_builtin("replace(input: string, pattern: string, replacement: string, flags?: string?) -> string")
def replace(spend: Spend, input_: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    matcher = compile_pattern(pattern, flags or "")
    if matcher.takes_nothing:
        raise UndefinedError("bad-pattern", text=pattern)
    pieces: list[str] = []
    end = 0
    for found in matcher.find_all(input_, spend):
        new = replacement if "q" in (flags or "") else expand(replacement, found)
        spend(1 + len(new) // CHARACTERS)
        pieces += (input_[end : found.start], new)
        end = found.end
    return "".join((*pieces, input_[end:]))


@counting_builtin("split(string: string, delimiter: string) -> list<string>")
def split(spend: Spend, string_: str, delimiter: str) -> Value:
    pieces: list[Value] = []
    start = 0
    for found in compile_pattern(delimiter, "").find_all(string_, spend):
        if found.end > found.start:
            pieces.append(string_[start : found.start])
            start = found.end
    return [*pieces, string_[start:]]


@counting_builtin("string join(list: list<string>, delimiter?: string?) -> string")
def string_join(spend: Spend, list_: list[str | None], delimiter: str | None = None) -> Value:
    items = [item for item in list_ if item is not None]
    between = delimiter or ""
    # Before it is made: a few long texts, each many times, are more than the memory holds.
    spend((sum(map(len, items)) + len(between) * len(items)) // CHARACTERS)
    return between.join(items)
