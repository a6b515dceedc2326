"""Regular expressions of XPath (XQuery and XPath Functions 3.1, 5.6), which FEEL uses, as Python's `re`.

What differs and is translated: `.` and `$`, class subtraction `[A-Z-[OI]]`, `\\p{...}` categories and blocks,
`\\i` and `\\c`, the meaning of the flags, and references to groups that do not exist, which are errors.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache

from ..errors import UndefinedError
from .matching import Found, Matcher, matcher_of

MAX_PATTERN = 1000

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}
_NAME_START = (
    r":A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF"
    r"\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF"
)
_CLASSES = {
    "i": _NAME_START,
    "c": _NAME_START + r"\-.0-9\u00B7",
}
_BLOCKS = {
    "BasicLatin": r"\u0000-\u007F",
    "Latin-1Supplement": r"\u0080-\u00FF",
    "LatinExtended-A": r"\u0100-\u017F",
    "LatinExtended-B": r"\u0180-\u024F",
    "Greek": r"\u0370-\u03FF",
    "Cyrillic": r"\u0400-\u04FF",
    "Hebrew": r"\u0590-\u05FF",
    "Arabic": r"\u0600-\u06FF",
    "GeneralPunctuation": r"\u2000-\u206F",
    "CurrencySymbols": r"\u20A0-\u20CF",
    "CJKSymbolsandPunctuation": r"\u3000-\u303F",
    "Hiragana": r"\u3040-\u309F",
    "Katakana": r"\u30A0-\u30FF",
    "HangulSyllables": r"\uAC00-\uD7AF",
    "CJKUnifiedIdeographs": r"\u4E00-\u9FFF",
    "CJKCompatibilityIdeographs": r"\uF900-\uFAFF",
    "HalfwidthandFullwidthForms": r"\uFF00-\uFFEF",
}
_SIMPLE_ESCAPES = frozenset(r"nrt\|.?*+(){}-[]^$/ ")


@lru_cache(maxsize=512)
def compile_pattern(pattern: str, flags: str) -> Matcher:
    """The pattern ready to be run. Raises `UndefinedError` where pattern or flags are not XPath's."""
    if len(pattern) > MAX_PATTERN:
        raise UndefinedError("bad-pattern", text=pattern[:40])
    if set(flags) - set("smixq"):
        raise UndefinedError("bad-pattern", text=flags)
    options = re.RegexFlag(0)
    for flag in set(flags) & set(_FLAGS):
        options |= _FLAGS[flag]
    try:
        text = re.escape(pattern) if "q" in flags else _translate(pattern, flags)
        return matcher_of(re.compile(text, options))
    except (re.error, OverflowError, RecursionError):
        raise UndefinedError("bad-pattern", text=pattern) from None


def _translate(pattern: str, flags: str) -> str:
    if "x" in flags:
        pattern = _without_space(pattern)
    return _Translator(pattern, flags).whole()


def _without_space(pattern: str) -> str:
    kept: list[str] = []
    depth = 0
    escaped = False
    for character in pattern:
        if not escaped:
            depth += (character == "[") - (character == "]" and depth > 0)
        if depth or not character.isspace():
            kept.append(character)
            escaped = character == "\\" and not escaped
    return "".join(kept)


class _Translator:
    def __init__(self, pattern: str, flags: str) -> None:
        self._pattern = pattern
        self._position = 0
        self._multiline = "m" in flags
        self._dotall = "s" in flags
        self._opened = 0
        self._open: list[int] = []
        self._closed: set[int] = set()

    def whole(self) -> str:
        out: list[str] = []
        while self._position < len(self._pattern):
            out.append(self._piece())
        return "".join(out)

    def _next(self) -> str:
        if self._position >= len(self._pattern):
            raise self._wrong()
        character = self._pattern[self._position]
        self._position += 1
        return character

    def _peek(self, size: int = 1) -> str:
        return self._pattern[self._position : self._position + size]

    def _wrong(self) -> UndefinedError:
        return UndefinedError("bad-pattern", text=self._pattern)

    def _piece(self) -> str:
        character = self._next()
        match character:
            case "\\":
                return self._escape()
            case "[":
                return self._class()
            case "(":
                return self._group()
            case ")":
                if self._open:
                    self._closed.add(self._open.pop())
                return character
            case ".":
                return "." if self._dotall else r"[^\n\r]"
            case "$":
                return "$" if self._multiline else r"\Z"
            case _:
                return character

    def _group(self) -> str:
        if self._peek() == "?":
            if self._peek(2) != "?:":
                raise self._wrong()
            self._position += 2
            # Not counted: a group without a number closes none.
            self._open.append(0)
            return "(?:"
        self._opened += 1
        self._open.append(self._opened)
        return "("

    def _escape(self) -> str:
        character = self._next()
        if character.isdigit():
            return self._reference(character)
        inside = self._class_escape(character)
        if inside is not None:
            return f"[{inside}]"
        if character in "dDsSwW":
            return f"\\{character}"
        if character in _SIMPLE_ESCAPES:
            return re.escape({"n": "\n", "r": "\r", "t": "\t"}.get(character, character))
        raise self._wrong()

    def _reference(self, digit: str) -> str:
        number = int(digit)
        while self._peek().isdigit() and number * 10 + int(self._peek()) <= self._opened:
            number = number * 10 + int(self._next())
        if number not in self._closed or number == 0:
            raise self._wrong()
        return f"(?:\\{number})"

    def _class_escape(self, character: str) -> str | None:
        """The inside of a class for an escape that means a set, `^` before it where it means the others."""
        if character in "ic":
            return _CLASSES[character]
        if character in "IC":
            return "^" + _CLASSES[character.lower()]
        if character in "pP":
            inside = self._category()
            return inside if character == "p" else "^" + inside
        return None

    def _category(self) -> str:
        end = self._pattern.find("}", self._position)
        if self._next() != "{" or end < 0:
            raise self._wrong()
        name = self._pattern[self._position : end]
        self._position = end + 1
        if name.startswith("Is"):
            if name[2:] not in _BLOCKS:
                raise self._wrong()
            return _BLOCKS[name[2:]]
        inside = _category_ranges(name)
        if not inside:
            raise self._wrong()
        return inside

    def _class(self) -> str:
        negated = self._peek() == "^"
        self._position += negated
        members: list[str] = []
        without = ""
        first = True
        while True:
            character = self._next()
            if character == "]" and not first:
                break
            if character == "-" and self._peek() == "[":
                self._position += 1
                without = f"(?!{self._class()})"
                if self._next() != "]":
                    raise self._wrong()
                break
            members.append(self._member(character))
            first = False
        inside = "".join(members)
        return (
            f"(?:{without}[{'^' if negated else ''}{inside}])"
            if without
            else f"[{'^' if negated else ''}{inside}]"
        )

    def _member(self, character: str) -> str:
        if character == "[":
            raise self._wrong()
        if character != "\\":
            return "\\" + character if character in "&~|" else character
        escaped = self._next()
        inside = self._class_escape(escaped)
        if inside is not None:
            if inside.startswith("^"):
                raise self._wrong()
            return inside
        if escaped in "dDsSwW":
            return f"\\{escaped}"
        if escaped in _SIMPLE_ESCAPES:
            return re.escape({"n": "\n", "r": "\r", "t": "\t"}.get(escaped, escaped))
        raise self._wrong()


@lru_cache(maxsize=64)
def _category_ranges(name: str) -> str:
    """The characters of a Unicode category, as the inside of a class; empty where there is no such category."""
    if not re.fullmatch(r"[LMNPZSC][a-z]?", name):
        return ""
    ranges: list[str] = []
    start: int | None = None
    for code in range(sys.maxunicode + 2):
        inside = code <= sys.maxunicode and unicodedata.category(chr(code)).startswith(name)
        if inside and start is None:
            start = code
        elif not inside and start is not None:
            ranges.append(f"\\U{start:08x}-\\U{code - 1:08x}")
            start = None
    return "".join(ranges)


def expand(replacement: str, match: Found) -> str:
    """What an XPath replacement gives for a match: `$1` a group, `$0` all of it, `\\$` a dollar."""
    groups = len(match.groups) - 1
    out: list[str] = []
    position = 0
    while position < len(replacement):
        character = replacement[position]
        position += 1
        if character == "\\":
            if replacement[position : position + 1] not in ("\\", "$"):
                raise UndefinedError("bad-pattern", text=replacement)
            out.append(replacement[position])
            position += 1
        elif character == "$":
            digits = re.match(r"\d+", replacement[position:])
            if digits is None:
                raise UndefinedError("bad-pattern", text=replacement)
            number = digits[0]
            # The longest number that is a group; the digits after it are text.
            while len(number) > 1 and int(number) > groups:
                number = number[:-1]
            position += len(number)
            out.append((match.groups[int(number)] or "") if int(number) <= groups else "")
        else:
            out.append(character)
    return "".join(out)
