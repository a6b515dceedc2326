"""Cuts FEEL source into tokens (DMN 1.5, grammar rules 27 to 36 and 62 to 66).

A FEEL name may hold spaces and operators, so no lexer can find where a name ends. This one cuts the smallest
pieces; the parser puts the pieces of a name together, knowing which names there are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum

from ..errors import FeelError, Problem, Span

KEYWORDS = frozenset(
    (
        "and",
        "between",
        "else",
        "every",
        "external",
        "false",
        "for",
        "function",
        "if",
        "in",
        "instance",
        "null",
        "of",
        "or",
        "return",
        "satisfies",
        "some",
        "then",
        "true",
    )
)

# Full-width punctuation, which the standard counts as letters, is left out: `（` is a slip, not a name.
_START = (
    "?_A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3005-\u3007\u3021-\ud7ff\uf900-\ufdcf\ufdf0-\ufdff\ufe70-\ufefe\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc\U00010000-\U000effff"
)
_PART = _START.replace("?", "", 1) + "0-9\u00b7\u0300-\u036f\u203f\u2040"
_SPACE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"

_TOKEN = re.compile(
    rf"""
    (?P<space>[{_SPACE}]+|//[^\n]*|/\*.*?\*/)
  | (?P<number>[0-9]+(?:\.(?!\.)[0-9]+)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)
  | (?P<name>\?|[{_START}][{_PART}]*)
  | (?P<string>"(?:[^"\\\n\r]|\\[^\n\r])*")
  | (?P<symbol>\.\.|\*\*|<=|>=|!=|->|/(?!\*)|[-+*=<>()\[\]{{}},.:@'’])
    """,
    re.VERBOSE | re.DOTALL,
)

_LOOKALIKES = {
    "（": "(",
    "）": ")",
    "，": ",",
    "：": ":",
    "；": ",",
    "［": "[",
    "］": "]",
    "【": "[",
    "】": "]",
    "｛": "{",
    "｝": "}",
    "＜": "<",
    "＞": ">",
    "＝": "=",
    "＋": "+",
    "－": "-",
    "—": "-",
    "–": "-",
    "×": "*",
    "÷": "/",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "“": '"',
    "”": '"',
    "‘": '"',
    "。": ".",
    "、": ",",
    "？": "?",
    "＂": '"',
    **{chr(ord("０") + digit): str(digit) for digit in range(10)},
}

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class Kind(Enum):
    """What a token is."""

    NUMBER = "number"
    NAME = "name"
    KEYWORD = "keyword"
    STRING = "string"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `text` as written in the source."""

    kind: Kind
    text: str
    span: Span


class _Lines:
    """Turns an offset into line and column."""

    def __init__(self, source: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", source))]

    def span(self, start: int, end: int) -> Span:
        line = bisect_right(self._starts, start)
        return Span(start, end, line, start - self._starts[line - 1] + 1)


def tokenize(source: str) -> list[Token]:
    """All tokens of the source, an END token last. Raises `FeelError` at the first character that is not FEEL."""
    lines = _Lines(source)
    tokens: list[Token] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None or match.lastgroup is None:
            raise _strange(source, position, lines)
        group, text = match.lastgroup, match.group()
        if group != "space":
            kind = Kind.KEYWORD if group == "name" and text in KEYWORDS else Kind(group)
            tokens.append(Token(kind, text, lines.span(position, match.end())))
        position = match.end()
    tokens.append(Token(Kind.END, "", lines.span(len(source), len(source))))
    return tokens


def _strange(source: str, position: int, lines: _Lines) -> FeelError:
    character = source[position]
    span = lines.span(position, position + 1)
    if character == '"':
        return FeelError(Problem("string-open", {}, span))
    if source.startswith("/*", position):
        return FeelError(Problem("comment-open", {}, span))
    if character in _LOOKALIKES:
        return FeelError(Problem("full-width", {"found": character, "meant": _LOOKALIKES[character]}, span))
    return FeelError(Problem("strange-character", {"found": character}, span))


def unescape(literal: str) -> str:
    r"""The value of a string literal, quotes included in the argument.

    An unknown escape keeps its backslash, so that regular expressions read as written: `"\d"` is `\d`.
    """
    text = _ESCAPE.sub(_unescape_one, literal[1:-1])
    # A pair of \u escapes may spell one character beyond the basic plane.
    return (
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _has_surrogate(text) else text
    )


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _unescape_one(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code is not None:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else match[0]
    return _SIMPLE_ESCAPES.get(match[3], match[0])


def escape(text: str) -> str:
    r"""The string literal that means the text: `say "hi"` becomes `"say \"hi\""`."""
    for character, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(character, written)
    return f'"{text}"'
