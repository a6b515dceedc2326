"""A place in the tokens of a source, and what every part of a parser does with it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..errors import FeelError, Problem
from .lexer import Kind, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..errors import Span
    from .lexer import Token

MAX_DEPTH = 100
"""How many levels the parser descends, and how many a tree may have."""

_WORDS_ZH = {
    "an expression": "表达式",
    "a name": "名称",
    "a type": "类型",
    "the end": "结尾",
    "an operator or the end": "运算符或结尾",
    "a string": "字符串",
}


class Cursor:
    """Reads tokens one after another, and says what was expected where they do not fit."""

    def __init__(self, source: str) -> None:
        self._tokens = tokenize(source)
        self._position = 0
        self._depth = 0

    @property
    def _now(self) -> Token:
        return self._tokens[self._position]

    def _ahead(self, count: int = 1) -> Token:
        return self._tokens[min(self._position + count, len(self._tokens) - 1)]

    def _take(self) -> Token:
        token = self._now
        if token.kind is not Kind.END:
            self._position += 1
        return token

    def _is(self, *texts: str) -> bool:
        return self._now.kind in (Kind.SYMBOL, Kind.KEYWORD) and self._now.text in texts

    def _accept(self, *texts: str) -> Token | None:
        return self._take() if self._is(*texts) else None

    def _expect(self, *texts: str) -> Token:
        token = self._accept(*texts)
        if token is None:
            raise self._unexpected(" / ".join(f'"{text}"' for text in texts))
        return token

    def _unexpected(self, expected: str) -> FeelError:
        words = {"expected": expected, "expected_zh": _WORDS_ZH.get(expected, expected)}
        token = self._now
        if token.kind is Kind.END:
            return FeelError(Problem("unexpected-end", words, token.span))
        return FeelError(Problem("unexpected", {"found": token.text, **words}, token.span))

    def _since(self, start: Span) -> Span:
        return start.to(self._tokens[max(self._position - 1, 0)].span)

    def _finish(self) -> None:
        if self._now.kind is not Kind.END:
            raise self._unexpected("an operator or the end")

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FeelError(Problem("too-deep", {"limit": str(MAX_DEPTH)}, self._now.span))
        try:
            yield
        finally:
            self._depth -= 1
