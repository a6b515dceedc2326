"""Expressions and decision tables made up by Hypothesis, typed more often than not, over the columns of constructs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from minben.rules import HitPolicy, Input, Output, Place, Rule, Table, parse, parse_type, parse_unary_tests
from minben.rules.tables.table import Cell

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn, SearchStrategy

NAMES = (
    "n",
    "m",
    "money",
    "code",
    "text",
    "flag",
    "day",
    "other",
    "months",
    "person",
    "kin",
    "members",
    "sums",
)
POLICIES = ("U", "A", "P", "F", "C+", "C<", "C>", "C#", "C", "R")

_LEAVES = {
    "number": (
        "n",
        "m",
        "money",
        "0",
        "1",
        "-3",
        "2.5",
        "0.07",
        "900",
        "null",
        "person.age",
        "sum(kin.income)",
        "kin[1].age",
    ),
    "string": ("code", "text", '"a"', '"本区"', '""', "person.name", "null", "members[1].name"),
    "boolean": ("flag", "true", "false", "null"),
    "date": ("day", "other", '@"1945-06-01"', '@"2024-02-29"', "counting date", "null"),
}


def expressions(kind: str, depth: int) -> SearchStrategy[str]:
    """Sources of a kind, mostly."""
    leaf = st.sampled_from(_LEAVES[kind])
    if depth == 0:
        return leaf
    return st.one_of(leaf, _compound(kind, depth - 1))


def _compound(kind: str, depth: int) -> SearchStrategy[str]:
    number, string = expressions("number", depth), expressions("string", depth)
    boolean, date = expressions("boolean", depth), expressions("date", depth)
    own = expressions(kind, depth)
    any_ = st.one_of(number, string, boolean, date)
    shared = [
        _put("(if {} then {} else {})", boolean, own, own),
        _put("[{}, {}][{}]", own, own, st.sampled_from(("1", "-1", "2", "3", "item != null"))).map(
            lambda text: f"{text}[1]" if "item" in text else text
        ),
        _put("{{a: {}, b: a}}.b", own),
        _put("(function(x) x)({})", own),
    ]
    kinds: dict[str, list[SearchStrategy[str]]] = {
        "number": [
            _put("({} {} {})", number, st.sampled_from("+-*"), number),
            _put("(-{})", number),
            _put("{}({} / {}, {})", st.sampled_from(_ROUNDINGS), number, number, st.sampled_from("012")),
            _put("{}({})", st.sampled_from(("floor", "ceiling", "abs")), number),
            _put("{}([{}, {}])", st.sampled_from(("sum", "min", "max", "count")), number, number),
            _put("count(kin[age > {}])", number),
            _put("sum(members[age != {}].income)", number),
            _put("string length({})", string),
            _put("({}).{}", date, st.sampled_from(("year", "month", "day"))),
            _put("years and months duration({}, {}).{}", date, date, st.sampled_from(("years", "months"))),
            _put("modulo({}, {})", number, number),
        ],
        "string": [
            _put("({} + {})", string, string),
            _put("substring({}, {})", string, st.sampled_from(("1", "2", "-1", "m"))),
            _put("upper case(code)"),
        ],
        "boolean": [
            _put("({} {} {})", number, st.sampled_from(_OPERATORS), number),
            _put("({} {} {})", date, st.sampled_from(_OPERATORS), date),
            _put("({} {} {})", string, st.sampled_from(_OPERATORS), string),
            _put("({} = {})", any_, any_),
            _put("({} / {} {} {})", number, number, st.sampled_from(_OPERATORS), number),
            _put("({} {} {})", boolean, st.sampled_from(("and", "or")), boolean),
            _put("not({})", boolean),
            _put("({} between {} and {})", number, number, number),
            _put("({} in [{}..{}))", number, number, number),
            _put("({} in ({}, < {}))", number, number, number),
            _put('({} in ("a", "b", {}))', string, string),
            _put("(some k in kin satisfies k.age {} {})", st.sampled_from(_OPERATORS), number),
            _put("(every k in members satisfies k.income {} {})", st.sampled_from(_OPERATORS), number),
            _put("contains({}, {})", string, string),
        ],
        "date": [
            _put('({} + @"P{}M")', date, st.integers(0, 30).map(str)),
            _put('({} - @"P{}D")', date, st.integers(0, 400).map(str)),
        ],
    }
    return st.one_of(shared + kinds[kind])


_OPERATORS = ("<", "<=", ">", ">=", "=", "!=")
_ROUNDINGS = ("decimal", "round up", "round down", "round half up", "round half down", "floor", "ceiling")


def _put(form: str, *parts: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.tuples(*parts).map(lambda words: form.format(*words))


# Tables.

_TESTS = {
    "number": (
        "-",
        "< 5",
        "[1..5]",
        "(1..7]",
        "0",
        "not(5)",
        ">= -3",
        "5, 900",
        "null",
        "< m",
        "> 4.5",
        "not(< 3)",
    ),
    "string": ("-", '"a"', '"a", "b"', 'not("a")', "null", '< "b"', "code", 'not("b", "本区")'),
    "boolean": ("-", "true", "false", "not(true)", "null"),
    "date": ("-", '< @"1945-06-02"', '[@"1940-01-01"..@"2025-06-01"]', '@"2005-12-31"', "other", "null"),
}
_INPUTS = {
    "number": ("n", "m", "money", "years and months duration(day, counting date).years", "modulo(n, 3)"),
    "string": ("code", "text"),
    "boolean": ("flag", "n > 0"),
    "date": ("day", "other"),
}
_RESULTS = {
    "number": ("1", "2", "50.5", "n", "money * 2", "null"),
    "string": ('"x"', '"y"', "code", "null"),
}


@st.composite
def tables(draw: DrawFn) -> Table:
    """Tables of every policy; few rules, so that some cases fall through."""
    kinds = draw(st.lists(st.sampled_from(sorted(_INPUTS)), min_size=1, max_size=3))
    policy = HitPolicy(draw(st.sampled_from(POLICIES)))
    names = ("out",) if policy.aggregates else draw(st.sampled_from((("out",), ("out", "more"))))
    kinds_of_output = ("number",) if policy is HitPolicy.SUM else ("number", "string")
    of = {name: draw(st.sampled_from(kinds_of_output)) for name in names}
    texts = _results(policy, of)
    rules = draw(
        st.lists(
            st.tuples(
                st.tuples(*(st.sampled_from(_TESTS[kind]) for kind in kinds)),
                st.tuples(*(st.sampled_from(texts[name]) for name in names)),
            ),
            min_size=1,
            max_size=6,
        )
    )
    otherwise = _rule("otherwise", tuple("-" for _ in kinds), tuple(texts[name][0] for name in names))
    return Table(
        "table",
        policy,
        tuple(_input(draw, kind) for kind in kinds),
        tuple(Output(name, parse_type(of[name]), _allowed(of[name]), Place("table")) for name in names),
        tuple(_rule(str(number), *rule) for number, rule in enumerate(rules, 1)),
        draw(st.sampled_from((None, otherwise))),
    )


def _results(policy: HitPolicy, of: dict[str, str]) -> dict[str, tuple[str, ...]]:
    constant = policy is HitPolicy.PRIORITY
    return {name: _RESULTS[kind][:2] if constant else _RESULTS[kind] for name, kind in of.items()}


def _allowed(kind: str) -> tuple[object, ...]:
    from decimal import Decimal

    return (Decimal(2), Decimal(1)) if kind == "number" else ("y", "x")


def _input(draw: Callable[[SearchStrategy[str]], str], kind: str) -> Input:
    text = draw(st.sampled_from(_INPUTS[kind]))
    return Input(text, parse(text, (*NAMES, "counting date")), parse_type(kind), None, Place("table"))


def _rule(id_: str, tests: tuple[str, ...], results: tuple[str, ...]) -> Rule:
    place = Place("table")
    return Rule(
        id_,
        tuple(parse_unary_tests(test, NAMES) for test in tests),
        tuple(parse(result, NAMES) for result in results),
        tuple(Cell(test, place) for test in tests),
        tuple(Cell(result, place) for result in results),
        None,
        None,
        {},
        place,
    )
