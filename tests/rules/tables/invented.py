"""Invented tables: columns of every kind, cells right and wrong, every hit policy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from minben.rules import HitPolicy, Table, TableError, read_table

ON = date(2025, 6, 1)

_CELLS: dict[str, tuple[str, ...]] = {
    "number": (
        *(
            "-",
            "5",
            "< 5",
            "<= 5",
            "> 3",
            ">= 3",
            "[1..5)",
            "(1..5]",
            "]3..7[",
            "1, 3, 5",
            "not(3)",
            "not(< 3, > 7)",
        ),
        *(
            "null",
            "not(null)",
            "= 3",
            "!= 3",
            "n + 1",
            "> n",
            "? > n",
            "[1, 3]",
            "[1..3], [2..6]",
            "-1",
            "> unknown",
        ),
        *("? = null", "not(> n)", "(< 3)", "!= null", "true"),
    ),
    "string": (
        *(
            "-",
            '"a"',
            '"b"',
            '"a", "b"',
            'not("a")',
            '< "b"',
            '["a".."c"]',
            "null",
            "s",
            'starts with(?, "a")',
        ),
        *('!= "a"', 'not("a", s)', '["a", "b"]', "> n"),
    ),
    "date": (
        *("-", '@"2025-01-01"', '< @"2025-01-01"', '[@"2024-01-01"..@"2025-01-01")', 'date("2025-01-01")'),
        *('not(>= date("2025-01-01"))', "null", "day", "> day", '@"2024-02-29", @"2025-01-01"'),
    ),
    "boolean": ("-", "true", "false", "not(true)", "null", "flag", "not(null)"),
    "Any": (
        *(
            "-",
            "5",
            '"a"',
            "< 5",
            '@"2025-01-01"',
            "true",
            "null",
            'not("a")',
            "5, null",
            '< @"2025-06-01"',
            "[1..5]",
        ),
        *('"a", 5', "n", "[1, 2]", '@"P1Y"', '< @"P2Y"', '@"10:00:00"'),
    ),
}
_RESULTS = ("1", "2", "3", "n", "n + 1", "null", '"a"', "unknown")
_NUMBERS = st.sampled_from(
    [Decimal(n) for n in (-1, 0, 1, 2, 3, 4, 5, 6, 7, 9)] + [Decimal("2.5"), Decimal("3.0")]
)
_VALUES: dict[str, st.SearchStrategy[object]] = {
    "number": _NUMBERS | st.sampled_from(["x", 3, 5, 2.5]) | st.none(),
    "string": st.sampled_from(["a", "b", "aa", "", "z", None, 3]),
    "date": st.sampled_from(
        [date(2024, 1, 1), date(2024, 2, 29), date(2025, 1, 1), date(2026, 1, 1), None, "a"]
    ),
    "boolean": st.sampled_from([True, False, None, 1]),
    "Any": _NUMBERS | st.sampled_from(["a", True, None, date(2025, 1, 1), [1, 2], {"a": 1}]),
}
_DATES = st.sampled_from(["", "", "", "2025-06-01", "2025-01-01", "2025-07-01"])


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, tuple[str, ...]]:
    """A table, and the types of its inputs `x0`, `x1` and so on."""
    types = tuple(draw(st.lists(st.sampled_from(sorted(_CELLS)), min_size=1, max_size=3)))
    policy = draw(st.sampled_from(list(HitPolicy)))
    outputs = 1 if policy.aggregates else draw(st.integers(1, 2))
    head = [
        policy.value,
        *(f"x{place}" for place in range(len(types))),
        *(f"=> y{place}" for place in range(outputs)),
    ]
    lines = [[*head, "from", "until"], ["type", *types, *(["number: 3, 2, 1"] * outputs), "", ""]]
    for number in range(draw(st.integers(1, 6))):
        cells = [draw(st.sampled_from(_CELLS[type_])) for type_ in types]
        results = [draw(st.sampled_from(_RESULTS)) for _ in range(outputs)]
        since, until = draw(_DATES), draw(_DATES)
        if since and until and since > until:
            since, until = until, since
        lines.append([str(number), *cells, *results, since, until])
    if draw(st.booleans()):
        lines.append(["otherwise", *([""] * len(types)), *(["0"] * outputs), "", ""])
    text = "\n".join(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line) for line in lines)
    try:
        return read_table(text, "t.csv"), types
    except TableError as error:
        raise AssertionError(error.text("en")) from error


def facts_for(types: tuple[str, ...]) -> st.SearchStrategy[dict[str, object]]:
    """Values for the inputs, and for the names that cells read."""
    columns = {f"x{place}": _VALUES[type_] for place, type_ in enumerate(types)}
    others = {
        "n": _NUMBERS | st.none(),
        "s": st.sampled_from(["a", "b", None]),
        "flag": st.booleans() | st.none(),
    }
    return st.fixed_dictionaries({**columns, **others, "day": st.sampled_from([date(2025, 1, 1), None])})
