"""Expressions that mean harm end: with a value, with null and a reason, or by what they may spend.

Nothing here looks at a clock. What is not bounded runs for hours or takes all memory, which nobody overlooks.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from minben.rules import FeelError, PythonFunction, compile_expression, infer, parse, read_table, source_of
from minben.rules.errors import Span
from minben.rules.feel.evaluate import compile_node
from minben.rules.feel.run import run_code
from minben.rules.feel.tree import Decide
from minben.rules.feel.types import ListType, NamedType
from minben.rules.rows import row_decider

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.rules import Evaluation

ON = date(2026, 1, 31)
BUDGET = 20_000
SHOW = PythonFunction(("value",), bool)


def shared(last: str, depth: int = 60) -> str:
    """A value whose parts are shared: as many steps as its depth to make, 2 to that power to walk."""
    entries = ", ".join(f"a{n}: [a{n - 1}, a{n - 1}]" for n in range(1, depth + 1))
    contexts = ", ".join(f"c{n}: {{l: c{n - 1}, r: c{n - 1}}}" for n in range(1, depth + 1))
    return f"{{a0: [1, 2], c0: {{l: 1}}, {entries}, {contexts}, r: {last}}}.r".replace("$", str(depth))


def evaluate(text: str, facts: Mapping[str, object]) -> Evaluation:
    return compile_expression(text, facts).evaluate(facts, budget=BUDGET)


def spent(found: Evaluation) -> bool:
    return found.value is None and found.reasons[-1].code == "budget"


WALKS = [
    "a$",
    "c$",
    "a$ = a$",
    "a$ != a$",
    "c$ = c$",
    "a$ in a$",
    "a$ in [a$]",
    "is(a$, a$)",
    "is(c$, c$)",
    "string(a$)",
    "string(c$)",
    "flatten(a$)",
    "distinct values(a$)",
    "distinct values([c$, c$])",
    "union(a$, a$)",
    "concatenate(a$, a$)",
    "list contains([a$], a$)",
    "list contains([c$], c$)",
    "index of([a$], a$)",
    "a$.x",
    "show(a$)",
    "every x in a$ satisfies x = a$[1]",
    "a$[item = a$[1]]",
    "{l: a$}",
    "sort([a$, a$], function(x, y) x = y)",
    "list replace([a$], function(x, y) x = a$, 1)",
    "for x in [a$, a$] return string(x)",
    "(function(x: list<list<list<Any>>>) x)(a$) = a$",
]


@pytest.mark.parametrize("last", WALKS)
def test_walking_a_value_with_shared_parts_spends(last: str) -> None:
    found = evaluate(shared(last), {"show": SHOW})
    # Not compared as a whole: a value that is too large to be walked is too large to be shown.
    assert found.value is None
    assert found.reasons[-1].code == "budget"


@pytest.mark.parametrize("last", WALKS)
def test_rows_spend_as_cases_do(last: str) -> None:
    decide = row_decider({"r": parse(shared(last)), "n": parse("n + 1")}, ["n", "show"], on=ON, budget=BUDGET)
    for told, sum_ in decide([(1, SHOW), (2, SHOW)]):
        assert told is None
        assert sum_ in (2, 3)


@pytest.mark.parametrize(
    "last", ["count(a$)", "list contains(a$, 1)", "a$[1][1] = 1", "a$ instance of list<list<Any>>"]
)
def test_what_does_not_walk_is_cheap(last: str) -> None:
    assert not spent(evaluate(shared(last), {}))


def test_a_type_that_holds_itself_spends() -> None:
    code = compile_node(parse(shared("a$ instance of tTree").replace("[1, 2]", "[[], []]")))
    named = {"tTree": ListType(NamedType("tTree"))}
    assert spent(run_code(code, {}, named=named, budget=BUDGET))


@pytest.mark.parametrize("policy", ["U", "A", "F", "R", "C"])
def test_a_table_spends_on_what_it_says(policy: str) -> None:
    made = shared("a$")
    cell = made.replace('"', '""')
    table = read_table(f'{policy},n,=> out\ntype,number,Any\n1,> 0,"{cell}"\n2,> 1,"{cell}"\n', "table.csv")
    decision = table.decide({"n": 1 if policy == "U" else 2}, on=ON, budget=BUDGET)
    assert decision.value is None
    assert decision.reasons[-1].code == "budget"
    decide = row_decider({"t": Decide(table, span=Span(0, 0, 1, 1))}, ["n"], on=ON, budget=BUDGET)
    assert [value for (value,) in decide([(2,)])] == [None]


def test_a_table_spends_on_what_it_reads() -> None:
    cell = shared("a$")
    table = read_table(f'F,"{cell}",=> out\ntype,Any,number\n1,-,1\n', "table.csv")
    decision = table.decide({}, on=ON, budget=BUDGET)
    assert (decision.value, decision.reasons[-1].code) == (None, "budget")


GROWING = [
    '(for i in 1..100 return if i = 1 then "ab" else partial[-1] + partial[-1])[-1]',
    '(for i in 1..100 return if i = 1 then "ab" else string join([partial[-1], partial[-1]], "-"))[-1]',
    '(for i in 1..100 return if i = 1 then "ab" else replace(partial[-1], ".", "$0$0"))[-1]',
    "(for i in 1..100 return if i = 1 then [1] else concatenate(partial[-1], partial[-1]))[-1]",
    'replace(long, ".", long)',
    'replace(long, ".", long, "q")',
    "string join(for i in 1..1000 return long, long)",
    "string(for i in 1..1000 return long)",
    "for i in 1..1000 return long",
    "for i in 1..100000000000 return i",
    "for i in 1..1000, j in 1..1000 return 1",
    "some i in 1..1000, j in 1..1000 satisfies i + j < 0",
    "{f: function(n) f(n + 1), r: f(1)}.r",
    "{f: function(n) [f(n + 1), f(n + 1)], r: f(1)}.r",
    "for i in 1..15000 return count(big)",
    "for i in 1..15000 return big.x",
    "for i in 1..15000 return big = big",
    "for i in 1..15000 return max(big)",
    "distinct values(for i in big return {n: i})",
    "sort(big, function(a, b) true)[1] + count(for i in big return sort(big)[1])",
]


@pytest.mark.parametrize("text", GROWING)
def test_what_grows_spends(text: str) -> None:
    facts = {"long": "ab" * 50_000, "big": [Decimal(n) for n in range(5000)]}
    found = evaluate(text, facts)
    assert found.value is None
    assert found.reasons[-1].code in ("budget", "recursion")


ENDING = [
    "10 ** 6000",
    "string(10 ** 6000)",
    "string(10 ** -6000)",
    "1E6144 * 10",
    "10 ** 6000 ** 6000",
    "1.0000001 ** 99999999999",
    "exp(14000)",
    "log(1E-6000)",
    "decimal(1E6000, 6000)",
    "floor(1E-6000, 6000)",
    'substring("abc", 1E6000)',
    "sublist([1], 1E6000)",
    "[1][1E6000]",
    "even(1E6000)",
    "modulo(1E6000, 7E-6000)",
    'duration("P999999999999999999999D")',
    'date("2026-01-31") + duration("P999999999Y")',
    "date(1E6000, 1, 1)",
    "time(1E30, 0, 0)",
    'number("1e999999999")',
    'number("' + "9" * 5000 + '")',
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+b")',
    'matches("a", "(((((a{1,9}){1,9}){1,9}){1,9}){1,9}){1,9}")',
    'matches("a", "' + "(" * 490 + "a" + ")" * 490 + '")',
    'split("' + "a" * 3000 + '", "(a|aa)+$")',
    "1E999999999999",
    "-" * 3000 + "1",
    "(" * 3000 + "1" + ")" * 3000,
    "[" * 3000 + "]" * 3000,
    "{a:" * 3000 + "1" + "}" * 3000,
    "1" + " + 1" * 5000,
    "a" + ".b" * 5000,
    "a" + "[1]" * 5000,
    "if a then " * 2000 + "1" + " else 2" * 2000,
    "1 in (" + ", ".join(f"[{n}..{n + 1})" for n in range(20_000)) + ")",
    " or ".join(f"a = {n}" for n in range(5000)),
    "(function(" + ", ".join(f"p{n}" for n in range(5000)) + ") 1)(1)",
    "[" + ", ".join(map(str, range(20_000))) + "]",
    "for " + ", ".join(f"i{n} in [1]" for n in range(300)) + " return 1",
    "a instance of " + "list<" * 3000 + "Any" + ">" * 3000,
]


@pytest.mark.parametrize("text", ENDING, ids=range(len(ENDING)))
def test_what_is_deep_long_or_huge_ends(text: str) -> None:
    try:
        tree = parse(text, ["a"])
    except FeelError:
        return
    source_of(tree)
    infer(tree, {})
    found = evaluate(text, {"a": None})
    assert all(reason.text("en") for reason in found.reasons)
    assert list(row_decider({"r": tree}, ["a"], on=ON, budget=BUDGET)([(None,)])) == [(found.value,)]
