"""The names that a parser knows at a place, so that it can tell `date and time` from `date` and `time`.

A FEEL name may hold spaces, operators and keywords (`years and months duration`, `values in a list`). Which pieces
belong together is known only by comparing with the names in scope; the longest match wins (DMN 1.5, 10.3.1.4).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ..errors import FeelError
from .lexer import Kind, Token, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_Pieces = tuple[str, ...]


@lru_cache(maxsize=65_536)
def pieces_of(name: str) -> _Pieces | None:
    """The token texts that spell a name, None where the name cannot be written bare in FEEL.

    >>> pieces_of("date and  time")
    ('date', 'and', 'time')
    """
    try:
        tokens = tokenize(name)
    except FeelError:
        return None
    if not tokens or tokens[0].kind not in (Kind.NAME, Kind.KEYWORD):
        return None
    return tuple(token.text for token in tokens if token.kind is not Kind.END)


class Names:
    """A set of names, looked up by the tokens that spell them. Inner scopes add to outer ones."""

    def __init__(self, names: Iterable[str] = (), outer: Names | None = None) -> None:
        self._outer = outer
        self._by_first: dict[str, dict[_Pieces, str]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Makes a name known."""
        pieces = pieces_of(name)
        if pieces:
            self._by_first.setdefault(pieces[0], {})[pieces] = name

    def longest(self, tokens: Sequence[Token], position: int) -> tuple[str, int] | None:
        """The longest known name that starts at a token, with how many tokens it takes."""
        best: tuple[str, int] | None = None
        scope: Names | None = self
        while scope is not None:
            for pieces, name in scope._by_first.get(tokens[position].text, {}).items():
                size = len(pieces)
                if (best is None or size > best[1]) and _matches(pieces, tokens, position):
                    best = (name, size)
            scope = scope._outer
        return best


def _matches(pieces: _Pieces, tokens: Sequence[Token], position: int) -> bool:
    return len(tokens) >= position + len(pieces) and all(
        token.text == piece
        for token, piece in zip(tokens[position : position + len(pieces)], pieces, strict=True)
    )
