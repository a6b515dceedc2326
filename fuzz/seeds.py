"""What the search begins with: examples of each kind, and the words of the language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from minben.rules.feel.registry import BUILTINS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = Path(__file__).parent.parent
KIT = HERE.parent / "shared" / "tck"
"""Conformance models, where they are at hand."""

KEYWORDS = (
    *(
        "for",
        "in",
        "return",
        "if",
        "then",
        "else",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "not",
        "between",
    ),
    *(
        "instance of",
        "function",
        "external",
        "true",
        "false",
        "null",
        "list",
        "context",
        "range",
        "date",
        "time",
    ),
    *("number", "string", "boolean", "partial", "item"),
)
SIGNS = [
    "..",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "**",
    "<=",
    ">=",
    "!=",
    "->",
    "@",
    '"',
    "?",
    "//",
    "/*",
    "*/",
    "\\u",
    "=> ",
    "# ",
]
EXPRESSIONS = (
    'if age >= 80 and name != "a" then {base: 50, year: base * 12} else null',
    "for i in 1..10, j in [1, 2, i] return if i < 2 then i else partial[-1] + partial[-2]",
    "some p in paid satisfies p.amount > 10 and (function(x: number) x / 2)(p.amount) in [1..9)",
    'paid[kind = "b"].amount[1] instance of list<number>',
    '@"2025-01-31T08:30:00@Asia/Shanghai" - @"P1Y2M" + duration("P3DT4H")',
    'years and months duration(born, date("2026-01-31")).years between 80 and 89',
    'replace(name, "(a+)+b", "$1", "i")',
    "sort(paid, function(a, b) a.amount < b.amount)",
    "10 ** 6000 * 1e-6000",
)
CELLS = (
    "-",
    "< 5",
    "[80..90), > 100",
    'not("a", "b")',
    '? > 5 and contains(name, "a")',
    "context<name: list<number>>",
)
TABLE = "\n".join(
    (
        "U,age,name,=> sum,from,until,# law",
        'type,number: >= 0,"string: ""a"", ""b""",number,,,',
        "1,[80..90),-,50 + age,2025-01-01,,1",
        '2,>= 90,"not(""a"")",100,,2025-01-01,2',
        "otherwise,,,0,,,",
    )
)


def seeds(target: str) -> Iterator[bytes]:
    """Examples for a target."""
    texts: Mapping[str, tuple[str, ...]] = {"expression": EXPRESSIONS, "cell": CELLS, "table": (TABLE,)}
    yield from (text.encode() for text in texts.get(target, ()))
    files = {"table": (HERE / "blueprints", "*.csv"), "model": (KIT, "*.dmn")}
    if target in files:
        folder, pattern = files[target]
        yield from (file.read_bytes() for file in folder.rglob(pattern) if file.stat().st_size < 20_000)


def words() -> str:
    """A dictionary for the fuzzer: a word a line, in quotation marks."""
    return "".join(f'"{_escaped(word)}"\n' for word in (*KEYWORDS, *SIGNS, *BUILTINS))


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"')
