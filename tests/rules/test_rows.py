"""Many rows: decided as one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from minben.rules import FeelError, PythonFunction, compile_expression, parse, read_table
from minben.rules.errors import Span
from minben.rules.feel.tree import Decide, Fitted, Name, Node
from minben.rules.feel.types import NUMBER
from minben.rules.rows import row_decider

from .feel.expressions import NAMES, expressions, facts
from .tables.invented import ON, facts_for, tables

NOWHERE = Span(0, 0, 1, 1)
FIELDS = ("n", "m", "s", "flag", "nothing", "day", "born", "list", "rows", "row")


def clock() -> datetime:
    return datetime(2025, 6, 1, tzinfo=UTC)


def shown(value: object) -> str:
    return "a function" if "object at" in repr(value) else repr(value)


def table(text: str) -> Decide:
    return Decide(read_table(text, "t.csv"), span=NOWHERE)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_table_says_of_many_rows_what_it_says_of_each(data: st.DataObject) -> None:
    made, types = data.draw(tables())
    rows = data.draw(st.lists(facts_for(types), min_size=1, max_size=8))
    fields = list(rows[0])
    decide = row_decider({"y": Decide(made, span=NOWHERE)}, fields, on=ON)
    found = [value for (value,) in decide([tuple(row[name] for name in fields) for row in rows])]
    assert list(map(repr, found)) == [repr(made.decide(row, on=ON).value) for row in rows]


@given(expressions, st.lists(facts, min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_an_expression_comes_to_the_same_for_many_rows_as_for_each(
    source: str, rows: list[dict[str, object]]
) -> None:
    try:
        tree = parse(source, NAMES)
    except FeelError:
        return
    decide = row_decider({"y": tree}, FIELDS, on=ON, clock=clock, budget=20_000)
    found = [value for (value,) in decide([tuple(row[name] for name in FIELDS) for row in rows])]
    each = [compile_expression(tree).evaluate(row, clock=clock, budget=20_000, on=ON).value for row in rows]
    assert list(map(shown, found)) == list(map(shown, each))


_AGES = (
    "U,age,=> y\ntype,number,number\n" + "1,<= 0,0\n2,(0..18),1\n3,18,2\n4,(18..80),3\n5,>= 80,4\n6,null,5\n"
)


@given(
    st.dates(date(2023, 1, 1), date(2028, 12, 31)),
    st.lists(st.dates() | st.none() | st.just("x"), max_size=20),
)
@settings(deadline=None)
def test_bounds_on_the_date_of_birth_are_those_of_the_age(on: date, born: list[object]) -> None:
    age: Node = parse("years and months duration(born, counting date).years", ["counting date"])
    trees: dict[str, Node] = {"y": table(_AGES), "age": Fitted(age, NUMBER, span=NOWHERE)}
    by_bounds = row_decider(trees, ["born"], on=on, asked=["y"])
    by_age = row_decider(trees, ["born"], on=on, asked=["y", "age"])
    assert [row[0] for row in by_bounds((one,) for one in born)] == [
        row[0] for row in by_age((one,) for one in born)
    ]


@pytest.mark.parametrize("on", [date(2025, 2, 28), date(2025, 3, 1), date(2028, 2, 28), date(2028, 2, 29)])
def test_who_was_born_on_the_29th_of_february_is_of_the_age_that_the_function_says(on: date) -> None:
    age = parse("years and months duration(born, counting date).years", ["counting date"])
    decide = row_decider({"age": age, "y": table(_AGES)}, ["born"], on=on, asked=["y"])
    born = [date(on.year - years, 2, day) for years in (18, 80) for day in (27, 28)]
    born += [date(1948, 2, 29), date(2008, 2, 29)]
    for one, (found,) in zip(born, decide((one,) for one in born), strict=True):
        years = compile_expression(age).evaluate({"born": one, "counting date": on}).value
        expected = read_table(_AGES, "t.csv").decide({"age": years}, on=on).value
        assert found == expected


def test_trees_read_fields_and_one_another_and_are_told_in_the_order_asked() -> None:
    trees = {
        "double": parse("n * 2"),
        "more": parse("double + 1"),
        "n": Fitted(parse("n"), NUMBER, span=NOWHERE),
    }
    assert list(row_decider(trees, ["n"], on=ON)([(4,), ("x",)])) == [(8, 9, 4), (None, None, None)]
    assert list(row_decider(trees, ["n"], on=ON, asked=["more"])([[Decimal("0.5")]])) == [(2,)]


def test_trees_that_read_one_another_in_a_circle_are_refused() -> None:
    with pytest.raises(ValueError, match="circle: a, b, a"):
        row_decider({"a": parse("b"), "b": parse("a")}, [], on=ON)


def test_a_tree_that_has_to_be_stopped_takes_no_other_with_it() -> None:
    trees = {"long": parse("count(for i in 1..n return i)"), "short": parse("n + 1")}
    decide = row_decider(trees, ["n"], on=ON, budget=1000)
    assert list(decide([(5,), (10**9,), (6,)])) == [(5, 6), (None, 10**9 + 1), (6, 7)]


def test_a_function_among_the_fields_is_called() -> None:
    trees = {"y": parse("f(n)"), "z": parse("(function(x) x + n)(1)")}
    decide = row_decider(trees, ["f", "n"], on=ON)
    assert list(decide([(PythonFunction(("x",), lambda x: x * 3), 2), (None, 3)])) == [(6, 3), (None, 4)]


def test_a_tree_that_is_too_deep_gives_null() -> None:
    tree: Node = Name("n", span=NOWHERE)
    for _ in range(400):
        tree = Fitted(tree, NUMBER, span=NOWHERE)
    assert list(row_decider({"y": tree, "z": parse("n")}, ["n"], on=ON)([(1,)])) == [(None, 1)]
