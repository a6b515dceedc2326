"""FEEL made of bytes by a small grammar: nearly all is valid, so that what is deep and odd is run, not refused."""

from __future__ import annotations

from minben.rules.feel.registry import BUILTINS

MAX_DEPTH = 12
MAX_PARTS = 4
_NAMES = ("age", "name", "born", "paid", "monthly sum", "a", "b", "item", "partial", "?")
_CONSTANTS = (
    *("0", "1", "-1", "2", "0.5", "1E30", "1E6000", "1E-6000", "null", "true", "false"),
    *('""', '"a"', '"王"', '"(a+)+b"', '"$0$0"', '"P1D"', '"2026-01-31"', "[]", "{}", "[1..3]", "(< 2)"),
    *('@"2026-01-31"', '@"P1Y2M"', '@"P3DT4H"', '@"10:00:00+08:00"', '@"2024-02-29T23:59:59@Asia/Shanghai"'),
)
_OPERATORS = ("+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or")
_TYPES = (
    "number",
    "string",
    "date",
    "Any",
    "list<Any>",
    "list<list<number>>",
    "context<a: Any>",
    "range<number>",
)
_FUNCTIONS = tuple(BUILTINS)


class Grammar:
    """Reads bytes as choices; where they end, every choice is the first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def _choice(self, count: int) -> int:
        byte = self._data[self._position] if self._position < len(self._data) else 0
        self._position += 1
        return byte % count

    def _one(self, words: tuple[str, ...]) -> str:
        return words[self._choice(len(words))]

    def expression(self, depth: int = 0) -> str:
        """An expression."""
        if depth >= MAX_DEPTH or self._position >= len(self._data):
            return self._one(_NAMES) if self._choice(2) else self._one(_CONSTANTS)
        match self._choice(18):
            case 0:
                return self._one(_CONSTANTS)
            case 1:
                return self._one(_NAMES)
            case 2 | 3:
                return f"({self.expression(depth + 1)} {self._one(_OPERATORS)} {self.expression(depth + 1)})"
            case 4 | 5:
                return f"{self._one(_FUNCTIONS)}({', '.join(self._several(depth))})"
            case 6:
                return f"[{', '.join(self._several(depth))}]"
            case 7:
                return self._shared(depth)
            case 8:
                return f"({self.expression(depth + 1)})[{self.expression(depth + 1)}]"
            case 9:
                return f"({self.expression(depth + 1)}).{self._one(('a', 'b', 'amount', 'year', 'start'))}"
            case _ as other:
                return self._worded(other, depth)

    def _worded(self, kind: int, depth: int) -> str:
        inner = self.expression(depth + 1)
        match kind:
            case 10:
                return f"(for a in {inner}, b in {self.expression(depth + 1)} return {self.expression(depth + 1)})"
            case 11:
                return f"(for a in 1..{inner} return {self.expression(depth + 1)})"
            case 12:
                word = self._one(("some", "every"))
                return f"({word} a in {inner} satisfies {self.expression(depth + 1)})"
            case 13:
                return f"(if {inner} then {self.expression(depth + 1)} else {self.expression(depth + 1)})"
            case 14:
                return (
                    f"((function(a, b) {inner})({self.expression(depth + 1)}, {self.expression(depth + 1)}))"
                )
            case 15:
                return f"({inner} instance of {self._one(_TYPES)})"
            case 16:
                return f"({inner} in ({', '.join(self._several(depth))}))"
            case _:
                return f"sort({inner}, function(a, b) {self.expression(depth + 1)})"

    def _several(self, depth: int) -> list[str]:
        return [self.expression(depth + 1) for _ in range(1 + self._choice(MAX_PARTS))]

    def _shared(self, depth: int) -> str:
        """A context whose entries read those before them, often twice."""
        entries = [f"a: {self.expression(depth + 1)}"]
        last = "a"
        for place in range(self._choice(40)):
            entries.append(f"c{place}: [{last}, {last}]")
            last = f"c{place}"
        return f"{{{', '.join(entries)}, b: {last}, r: {self.expression(depth + 1)}}}"


def program_of(data: bytes) -> str:
    """The expression that bytes stand for.

    >>> program_of(bytes((2, 0, 1, 0, 0, 3)))
    '(1 + 2)'
    """
    return Grammar(data).expression()
