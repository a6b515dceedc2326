"""A plan that was made cheaper says what it said before."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from hypothesis import given, strategies as st

from minben.rules.columns import build
from minben.rules.columns.kinds import Boolean, Column, Integer, Number, String
from minben.rules.columns.optimise import optimise
from minben.rules.columns.plan import (
    Absolute,
    Add,
    And,
    Case,
    Compare,
    Constant,
    IsNull,
    IsTrue,
    Multiply,
    Node,
    Not,
    Or,
    Output,
    Plan,
    Read,
    Same,
    Subtract,
    Within,
    walk,
)
from minben.rules.columns.tree import cost_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from minben.rules.columns.plan import Plain

AGE = Read("", "age", Column(Number(0, 0, 120)))
INCOME = Read("", "income", Column(Number(2, 0, 1_000), nullable=False))
LEVEL = Read("", "level", Column(Number(0, 0, 4)))
HUKOU = Read("", "hukou", Column(String(("本区", "本市", "外地"))))
NAME = Read("", "name", Column(String()))
LOCAL = Read("", "local", Column(Boolean()))
NUMBERS = (AGE, INCOME, LEVEL)

Row = dict[str, "Plain"]

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def value_of(node: Node, row: Mapping[str, Plain]) -> Plain:
    """What a node says of a row, as the plan's own words have it."""
    match node:
        case Read(_, name):
            return row[name]
        case Constant(value):
            return value
        case Case(branches, otherwise):
            taken = (value for condition, value in branches if value_of(condition, row) is True)
            return value_of(next(taken, otherwise), row)
        case IsNull(operand):
            return value_of(operand, row) is None
        case IsTrue(operand):
            return value_of(operand, row) is True
        case Same(left, right):
            return value_of(left, row) == value_of(right, row)
    values = [value_of(part, row) for part in node.parts]
    if isinstance(node, And):
        return False if False in values else None if None in values else True
    if isinstance(node, Or):
        return True if True in values else None if None in values else False
    return None if None in values else known(node, values)


def known(node: Node, values: list[Plain]) -> Plain:
    """What a node says where nothing is null."""
    left, right = values[0], values[-1]
    match node:
        case Not():
            return not left
        case Within(_, within):
            return left in within
        case Compare("="):
            return left == right
        case Compare("!="):
            return left != right
        case Compare(sign):
            return COMPARISONS[sign](left, right)
    assert not isinstance(left, str | None)
    assert not isinstance(right, str | None)
    match node:
        case Add():
            return left + right
        case Subtract():
            return left - right
        case Multiply():
            return left * right
        case Absolute():
            return abs(left)
    raise NotImplementedError(node)


def compared(node: Node) -> st.SearchStrategy[Node]:
    assert isinstance(node.type, Integer)
    values = st.integers(node.type.low, min(node.type.high, 130)).map(build.number)
    return st.builds(Compare, st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), st.just(node), values)


def within(node: Node) -> st.SearchStrategy[Node]:
    values = st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True).map(
        lambda found: tuple(sorted(found))
    )
    return st.builds(Within, st.just(node), values)


TEXTS = st.sampled_from(("本区", "本市", "别处", "")).map(build.text)
TESTS = st.one_of(
    st.sampled_from(NUMBERS).flatmap(compared),
    st.sampled_from(NUMBERS).flatmap(within),
    st.builds(Compare, st.sampled_from(("=", "!=", "<")), st.sampled_from((HUKOU, NAME)), TEXTS),
    st.just(Within(HUKOU, ("外地", "本市"))),
    st.sampled_from((LOCAL, Compare("<", LEVEL, AGE), build.TRUE, build.FALSE, build.UNKNOWN)),
    st.sampled_from((AGE, INCOME, HUKOU, NAME, LOCAL)).map(IsNull),
)


def combined(conditions: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(conditions, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(And, several),
        st.builds(Or, several),
        conditions.map(Not),
        conditions.map(IsTrue),
        conditions.map(IsNull),
    )


CONDITIONS = st.recursive(TESTS, combined, max_leaves=4)
CONSTANTS = st.one_of(st.integers(-3, 300).map(build.number), st.just(build.nothing(Integer(0, 0))))


def worked_out(values: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    branches = st.lists(st.tuples(CONDITIONS, values), min_size=1, max_size=4).map(tuple)
    constant = values.map(lambda value: Compare("<", value, build.number(50)))
    return st.one_of(
        st.builds(Case, branches, values),
        st.builds(Add, values, values),
        st.builds(Subtract, values, values),
        st.builds(Multiply, values, CONSTANTS),
        values.map(Absolute),
        st.builds(lambda condition, value: Case(((condition, value),), value), constant, values),
    )


NODES = st.recursive(st.one_of(CONSTANTS, st.sampled_from(NUMBERS)), worked_out, max_leaves=8)
EDGES = (None, 0, 1, 2, 3, 4, 5, 17, 18, 49, 50, 51, 120)
ROWS = st.fixed_dictionaries(
    {
        "age": st.sampled_from(EDGES) | st.integers(0, 120),
        "income": st.integers(0, 1_000),
        "level": st.sampled_from((None, 0, 1, 2, 3, 4)),
        "hukou": st.sampled_from((None, "本区", "本市", "外地")),
        "name": st.sampled_from((None, "本区", "", "某")),
        "local": st.sampled_from((None, True, False)),
    }
)


def optimised(node: Node) -> Node:
    return optimise(Plan((Output("it", node, Number(0, -(10**9), 10**9)),), {})).outputs[0].node


@given(NODES, st.lists(ROWS, min_size=1, max_size=40))
def test_says_the_same_of_every_row(node: Node, rows: list[Row]) -> None:
    smaller = optimised(node)
    assert [value_of(smaller, row) for row in rows] == [value_of(node, row) for row in rows]


@given(NODES)
def test_never_costs_more(node: Node) -> None:
    assert cost_of(optimised(node)) <= cost_of(node)


def at_least(node: Node, value: int) -> Node:
    return build.compare(">=", node, build.number(value))


def below(node: Node, value: int) -> Node:
    return build.compare("<", node, build.number(value))


def cases(node: Node) -> int:
    return sum(len(part.branches) for part in walk((node,)) if isinstance(part, Case))


def test_bands_of_one_column_are_halved() -> None:
    starts = range(0, 64, 8)
    chain = build.case(
        [(build.all_of((at_least(AGE, low), below(AGE, low + 8))), build.number(low)) for low in starts],
        build.number(100),
    )
    tree = optimised(chain)
    assert cases(tree) <= cases(chain) + 1
    assert depth(tree) <= 5


def depth(node: Node) -> int:
    """The most cases that stand in one another."""
    inner = max(map(depth, node.parts), default=0)
    return inner + 1 if isinstance(node, Case) else inner


def test_what_is_summed_case_by_case_becomes_one_tree() -> None:
    def paid(condition: Node, amount: int) -> Node:
        return build.case([(condition, build.number(amount))], build.number(0))

    first, second = (build.compare("=", LEVEL, build.number(level)) for level in (1, 2))
    poor = below(INCOME, 900)
    both = build.any_of((first, second))
    total: Node = build.number(0)
    for condition, amount in ((build.all_of((both, poor)), 120), (first, 110), (second, 90)):
        total = build.add(total, paid(condition, amount))
    tree = optimised(total)
    assert not any(isinstance(part, Add) for part in walk((tree,)))
    assert cases(tree) == 4


def test_a_test_within_another_that_leads_to_the_same_is_one_condition() -> None:
    local = build.compare("=", HUKOU, build.text("本区"))
    nested = Case(
        ((local, Case(((at_least(AGE, 80), build.number(50)),), build.number(0))),), build.number(0)
    )
    tree = optimised(nested)
    assert isinstance(tree, Case)
    assert cases(tree) == 1


def test_branches_that_are_no_constants_stay_as_they_are() -> None:
    short = Subtract(build.number(900), INCOME)
    chain = Case(
        (
            (build.all_of((at_least(AGE, 60), below(INCOME, 900))), short),
            (build.all_of((below(AGE, 60), below(INCOME, 900))), short),
        ),
        build.number(0),
    )
    tree = optimised(chain)
    assert cases(tree) == 1
    assert short in set(walk((tree,)))


def test_of_a_node_of_too_many_cells_the_parts_are_made_smaller() -> None:
    def spread(node: Node) -> Node:
        return build.case(
            [
                (build.all_of((at_least(node, low), below(node, low + 2))), build.number(low))
                for low in range(1, 99, 3)
            ],
            build.number(0),
        )

    total = build.multiply(build.add(spread(AGE), spread(INCOME)), spread(LEVEL))
    smaller = optimised(total)
    assert isinstance(smaller, Multiply)
    assert cases(smaller) < cases(total)
