"""What FEEL source means as a tree, and what is said about source that is not FEEL."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from minben.rules import FeelError, free_names, parse, parse_unary_tests, source_of
from minben.rules.feel.tree import Arithmetic, Interval, Invocation, Literal, Name, Node, OperatorRange, Path


def test_names_with_spaces_are_told_apart_by_the_names_in_scope() -> None:
    tree = parse("monthly income - monthly rent", ["monthly income", "monthly rent"])
    assert isinstance(tree, Arithmetic)
    assert (tree.left, tree.right) == (
        Name("monthly income", span=tree.left.span),
        Name("monthly rent", span=tree.right.span),
    )


@pytest.mark.parametrize(
    ("source", "names", "name"),
    [
        ("values in a list", ["values in a list"], "values in a list"),
        ("income-tax", ["income-tax"], "income-tax"),
        ("income - tax", ["income-tax"], "income-tax"),
        ("户籍 所在地", ["户籍 所在地"], "户籍 所在地"),
        ("年龄", [], "年龄"),
        ("decision A 1", [], "decision A 1"),
        ("age limit", ["age"], "age limit"),
        ("date and time", [], "date and time"),
    ],
)
def test_the_longest_known_name_wins(source: str, names: list[str], name: str) -> None:
    tree = parse(source, names)
    assert isinstance(tree, Name)
    assert tree.name == name


def test_a_minus_is_an_operator_where_no_such_name_is_known() -> None:
    assert isinstance(parse("income-tax", ["income", "tax"]), Arithmetic)


def test_names_of_builtin_functions_hold_spaces_and_keywords() -> None:
    tree = parse('years and months duration(date("2020-01-01"), today())')
    assert isinstance(tree, Invocation)
    assert isinstance(tree.function, Name)
    assert tree.function.name == "years and months duration"


def test_every_bracket_form_of_an_interval_is_read() -> None:
    forms = {
        "[1..2]": (True, True),
        "[1..2)": (True, False),
        "[1..2[": (True, False),
        "(1..2]": (False, True),
        "]1..2]": (False, True),
        "]1..2[": (False, False),
    }
    for source, closed in forms.items():
        tree = parse(source)
        assert isinstance(tree, Interval)
        assert (tree.low_included, tree.high_included) == closed


def test_an_interval_may_end_in_a_filter() -> None:
    tree = parse("[1..limits[1]]", ["limits"])
    assert source_of(tree) == "[1..limits[1]]"


def test_a_span_tells_where_a_part_stands() -> None:
    tree = parse("1 +\n  person.age")
    assert isinstance(tree, Arithmetic)
    assert isinstance(tree.right, Path)
    span = tree.right.span
    assert (span.start, span.end, span.line, span.column) == (6, 16, 2, 3)


def test_strings_know_their_escapes_and_leave_others_to_patterns() -> None:
    tree = parse(r'"\"\u5e7f\U01F40E\uD83D\uDC0E\d"')
    assert isinstance(tree, Literal)
    assert tree.value == '"广\U0001f40e\U0001f40e\\d'


def test_comments_are_passed_over() -> None:
    assert parse("1 // one\n + /* two */ 2") == parse("1 + 2")


def test_unary_tests_are_read() -> None:
    tests = parse_unary_tests('< 5, [7..9), "a"')
    assert [type(test) for test in tests.tests] == [OperatorRange, Interval, Literal]
    assert parse_unary_tests("not(1, 2)").negated
    assert parse_unary_tests("-").tests == ()
    assert parse_unary_tests("  ").tests == ()


def test_a_test_that_begins_with_not_may_be_a_condition() -> None:
    tests = parse_unary_tests("not(local) and age > 5")
    assert not tests.negated
    assert free_names(tests) == {"local", "age"}


@pytest.mark.parametrize(
    ("source", "line", "column", "english", "chinese"),
    [
        ("1 +", 1, 4, "an expression was expected", "应有表达式"),
        ("(1", 1, 3, '")"', '")"'),
        ("if a then b", 1, 12, '"else"', '"else"'),
        ("age >= 80\n and\n（local）", 3, 1, "write (", "请改写为半角的 ("),
        ('"open', 1, 1, "no closing quote", "没有结束的引号"),
        ("1 2", 1, 3, "an operator or the end", "运算符或结尾"),
        ("f(1, a: 2)", 1, 1, "all by position or all by name", "要么全部按名称给出"),
        ("/* open", 1, 1, "comment is not closed", "注释没有结束"),
        ("1 # 2", 1, 3, "has no meaning", "不能出现在表达式中"),
        ("[1..2", 1, 6, '"]" / ")" / "["', '"]" / ")" / "["'),
    ],
)
def test_an_error_names_place_cause_and_what_was_expected(
    source: str, line: int, column: int, english: str, chinese: str
) -> None:
    with pytest.raises(FeelError) as caught:
        parse(source)
    span = caught.value.span
    assert span is not None
    assert (span.line, span.column) == (line, column)
    assert english in caught.value.text("en")
    assert chinese in caught.value.text("zh")


@pytest.mark.parametrize(
    "source",
    [
        "(" * 5000,
        "-" * 5000,
        "[" * 5000 + "1",
        "if " * 5000,
        "f(" * 5000,
        "{a:" * 5000,
        "1" + " + 1" * 5000,
        "a" + ".b" * 5000,
        "a" + "[1]" * 5000,
        "x instance of " + "list<" * 5000,
        "1 in (" * 5000,
    ],
)
def test_source_nested_too_deep_is_refused(source: str) -> None:
    with pytest.raises(FeelError) as caught:
        parse(source)
    assert caught.value.problem.code == "too-deep"


def test_chains_inside_one_another_cannot_make_a_tree_too_high() -> None:
    source = "1"
    for _ in range(12):
        source = f"({source}{' + 1' * 90})"
    with pytest.raises(FeelError) as caught:
        parse(source)
    assert caught.value.problem.code == "too-deep"


def test_a_chain_may_have_as_many_links_as_a_tree_levels() -> None:
    assert parse("1" + " + 1" * 99)


def test_source_that_is_too_long_is_refused() -> None:
    with pytest.raises(FeelError) as caught:
        parse("1" * 200_000)
    assert caught.value.problem.code == "too-long"


def test_free_names_are_those_that_nothing_inside_binds() -> None:
    tree = parse(
        "{limit: base * 2, ok: some p in people satisfies p.age > limit and count(for i in 1..n return partial) > 0,"
        " f: function(x) x + y}"
    )
    assert free_names(tree) == {"base", "people", "n", "y"}


def test_a_fact_named_like_a_function_is_free_where_it_is_not_called() -> None:
    assert free_names(parse('date > date("2025-01-01")')) == {"date"}


_PIECES = [
    *"()[]{}.,:<>=+-*/?@\"'\\ \n1a#（",
    "..",
    "**",
    "<=",
    "if ",
    " then ",
    " else ",
    "for ",
    " in ",
    " return ",
]
_PIECES += [
    "some ",
    " satisfies ",
    "function(",
    "not(",
    " between ",
    " and ",
    " instance of ",
    "list<",
    "date and time",
]
_PIECES += ['"a"', "1.5", "partial", '@"2025-01-01"', "null", "true", "年龄"]
noise = st.lists(st.sampled_from(_PIECES), max_size=30).map("".join) | st.text(max_size=60)


@given(noise)
@settings(max_examples=500, deadline=None)
def test_parsing_anything_gives_a_tree_or_a_feel_error(source: str) -> None:
    for read in (parse, parse_unary_tests):
        with suppress(FeelError):
            read(source)


_LEAVES = st.sampled_from(
    [
        "1",
        "2.50",
        "-3",
        '"a\\"b"',
        "true",
        "null",
        "age",
        "monthly sum",
        '@"2025-01-01"',
        "[1..5)",
        "(< 5)",
        "[]",
    ]
)


def _wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    binary = st.tuples(
        inner,
        st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in"]),
        inner,
    ).map(" ".join)
    return st.one_of(
        binary,
        binary.map(lambda text: f"({text})"),
        inner.map(lambda text: f"-({text})"),
        inner.map(lambda text: f"({text}).years"),
        inner.map(lambda text: f"({text}) instance of list<number>"),
        pair.map(lambda two: f"({two[0]})[{two[1]}]"),
        pair.map(lambda two: f"if {two[0]} then {two[1]} else 0"),
        pair.map(lambda two: f"for i in {two[0]} return {two[1]}"),
        pair.map(lambda two: f"some i in {two[0]} satisfies {two[1]}"),
        pair.map(lambda two: f'{{a: {two[0]}, "b c": {two[1]}}}'),
        pair.map(lambda two: f"max({two[0]}, {two[1]})"),
        pair.map(lambda two: f"[{two[0]}, {two[1]}]"),
        inner.map(lambda text: f"function(x: number) {text}"),
        inner.map(lambda text: f"age between 1 and ({text})"),
        pair.map(lambda two: f"age in (< ({two[0]}), {two[1]})"),
    )


expressions = st.recursive(_LEAVES, _wider, max_leaves=8)
_NAMES = ["age", "monthly sum", "b c"]


@pytest.mark.parametrize(
    "source",
    [
        "1 in (a) instance of number",
        "1 in ((< 5)).end",
        "1 in (< 5).end",
        "1 in (2..4)",
        "1 in (a + 1) * 2",
        "1 in (a)[1]",
        "1 in (< 2, > 3)",
        "[1..2[ = ]0..2]",
    ],
)
def test_what_follows_a_parenthesis_after_in_belongs_to_the_test(source: str) -> None:
    tree = parse(source)
    assert parse(source_of(tree)) == tree


@given(expressions)
@settings(max_examples=400, deadline=None)
def test_a_tree_that_is_written_parses_to_the_same_tree(source: str) -> None:
    tree = parse(source, _NAMES)
    assert parse(source_of(tree), _NAMES) == tree


def test_a_number_keeps_the_digits_it_was_written_with() -> None:
    tree: Node = parse("2.50")
    assert isinstance(tree, Literal)
    assert str(tree.value) == "2.50"
    assert tree.value == Decimal("2.5")
