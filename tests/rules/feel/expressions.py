"""Invented expressions of every kind, right and wrong, and facts for the names in them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

LEAVES = (
    *("1", "0", "2.50", "-3", "1e6000", '"a"', '"b"', "true", "false", "null"),
    *('@"2025-01-01"', '@"P1Y"', '@"P2D"', '@"no date"', '@"10:00:00"', '@"2025-01-01T10:00:00Z"'),
    *(
        "n",
        "m",
        "s",
        "flag",
        "nothing",
        "day",
        "born",
        "list",
        "rows",
        "row",
        "unknown",
        "i",
        "j",
        "x",
        "item",
    ),
    *(
        "partial",
        "a",
        "b c",
        "[1..5)",
        "(< 5)",
        "(= 2)",
        "[]",
        "date",
        "count",
        '["a", "b"]',
        "-n",
        "(1 .. null)",
    ),
)
NAMES = ("n", "m", "s", "flag", "nothing", "day", "born", "list", "rows", "row", "b c", "a", "x", "item")

_OPERATORS = ("+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or")
_TEMPLATES_1 = (
    *("-({})", "({}).years", "({}).a", "({}) instance of list<number>", "({}) instance of Null", "not({})"),
    *("function(x: number) {}", "(function(x: number, y) {})(2, 3)", "(function(x) {})(x: n)", "count({})"),
    *(
        "n between 1 and ({})",
        "({}) between m and 3",
        "string({})",
        "sum({})",
        "(< ({}))",
        "[({})..7)",
        "{{a: {}}}.a",
    ),
    *(
        "{{f: function(x) if x = 0 then 0 else f(x - 1), a: f({})}}",
        "date({})",
        "append(list, {})",
        "rows[{}]",
    ),
    *("rows[a > ({})]", "list[item = ({})]", "every i in list satisfies {}", "for i in 1..3 return {}"),
    *("for i in list return sum(partial) + ({})", "n in {}", "some i in rows.a satisfies ({}) < i"),
)
_TEMPLATES_2 = (
    *("({})[{}]", "if {} then {} else 0", "for i in {} return {}", "some i in {} satisfies {}"),
    *("every i in {}, j in [1, 2] satisfies {}", "{{a: {}, b c: {}}}", "{{a: {}, b: a, c: {}}}.c"),
    *(
        "max({}, {})",
        "[{}, {}]",
        "n in (< ({}), {})",
        "s in ({}, {})",
        "({}) in {}",
        "for i in {}..{} return i",
    ),
    *(
        "for i in rows, j in {} return {}",
        "date and time({}, {})",
        "substring(string: {}, start position: {})",
    ),
    *(
        "years and months duration({}, {})",
        "({}) between {} and 5",
        "if {} then 1 else {}",
        "(function(a) {})({})",
    ),
)


def _wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(_OPERATORS), inner).map(" ".join).map("({})".format),
        st.builds(str.format, st.sampled_from(_TEMPLATES_1), inner),
        st.builds(str.format, st.sampled_from(_TEMPLATES_2), inner, inner),
    )


expressions: st.SearchStrategy[str] = st.recursive(st.sampled_from(LEAVES), _wider, max_leaves=10)

_numbers = st.decimals(-100, 100, places=2) | st.integers(-5, 5)
_rows = st.fixed_dictionaries(
    {"a": _numbers | st.none()}, optional={"item": _numbers, "s": st.text(max_size=2)}
)
facts: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {
        "n": _numbers | st.none() | st.sampled_from([Decimal("NaN"), 2.5, 10**40]),
        "m": _numbers,
        "s": st.sampled_from(["a", "b", "", None]),
        "flag": st.sampled_from([True, False, None]),
        "nothing": st.none(),
        "day": st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        "born": st.dates(date(1900, 1, 1), date(2024, 12, 31)) | st.none() | _numbers,
        "list": st.lists(_numbers | st.none(), max_size=4),
        "rows": st.lists(_rows | _numbers, max_size=3),
        "row": _rows,
    }
)
