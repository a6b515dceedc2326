"""The check of types before anything runs."""

from __future__ import annotations

import pytest

from minben.rules import (
    BOOLEAN,
    DATE,
    DAYS_AND_TIME,
    NUMBER,
    STRING,
    ContextType,
    ListType,
    Type,
    infer,
    infer_result,
    infer_tests,
    names_in,
    parse,
    parse_unary_tests,
)

TYPES: dict[str, Type] = {
    "age": NUMBER,
    "local": BOOLEAN,
    "born on": DATE,
    "person": ContextType.of({"name": STRING, "born": DATE}),
    "paid": ListType(ContextType.of({"kind": STRING, "amount": NUMBER})),
}
NAMES = names_in(TYPES)


def codes(source: str) -> list[str]:
    return [problem.code for problem in infer(parse(source, NAMES), TYPES).problems]


@pytest.mark.parametrize(
    ("source", "type_"),
    [
        ("age * 2 + 1", NUMBER),
        ("person.name", STRING),
        ("born on - person.born", DAYS_AND_TIME),
        ('paid[kind = "a"].amount', ListType(NUMBER)),
        ("paid[1].amount", NUMBER),
        ("age >= 80 and local", BOOLEAN),
        ("for p in paid return p.amount", ListType(NUMBER)),
        ("if local then 1 else null", NUMBER),
        ("sum(paid.amount) > 0", BOOLEAN),
        ("string length(person.name)", NUMBER),
        ("{a: 1, b: a + 1}", ContextType.of({"a": NUMBER, "b": NUMBER})),
        ("{f: function(x: number) x > 1, r: f(2)}.r", BOOLEAN),
        ("count(paid)", NUMBER),
        ("age between 1 and 2", BOOLEAN),
        ('person.born + duration("P80Y") <= born on', BOOLEAN),
    ],
)
def test_the_type_of_a_sound_expression_is_told(source: str, type_: Type) -> None:
    inference = infer(parse(source, NAMES), TYPES)
    assert inference.problems == ()
    assert inference.type == type_


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("person.born > 5", "not-comparable"),
        ("local = 1", "not-comparable"),
        ("agee + 1", "unknown-name-near"),
        ("nothing here", "unknown-name"),
        ("person.brith", "unknown-entry"),
        ("person.nam", "unknown-entry-near"),
        ("person.born.hour", "unknown-field"),
        ("strin length(person.name)", "unknown-function-near"),
        ("date(1, 2)", "no-signature"),
        ("string length(age)", "no-signature"),
        ("substring(string: person.name, start: 1)", "no-signature"),
        ("age + person.name", "wrong-operands"),
        ("age and local", "wrong-operand"),
        ("if age then 1 else 2", "wrong-operand"),
        ("-local", "wrong-operand"),
        ("some p in paid satisfies p.amount", "wrong-operand"),
        ("paid[kind]", "wrong-operand"),
        ('age in ("a", 5)', "not-comparable"),
        ('age in ["a".."b"]', "not-comparable"),
        ("[1..person.name]", "range-mismatch"),
        ("{f: function(x) x, r: f(1, 2)}.r", "argument-count"),
        ("age(1)", "not-a-function"),
        ('@"2025-13-01"', "bad-date-literal"),
        ("{a: 1, a: 2}", "duplicate-key"),
        ('paid[kinds = "a"]', "unknown-name-near"),
    ],
)
def test_a_mistake_is_found(source: str, code: str) -> None:
    assert code in codes(source)


def test_what_cannot_be_told_is_passed_over() -> None:
    types = {**TYPES, "anything": ContextType.of({"x": ListType(NUMBER)})}
    tree = parse(
        'get value(anything, "y") + 1 > anything.x[1] and list contains(anything.x, 3)', names_in(types)
    )
    assert infer(tree, types).problems == ()


def test_a_cell_is_checked_against_the_type_of_its_column() -> None:
    assert infer_tests(parse_unary_tests("[1..5), > 7"), NUMBER, TYPES) == ()
    assert infer_tests(parse_unary_tests('not("a", "b")'), STRING, TYPES) == ()
    assert infer_tests(parse_unary_tests("? > 5 and local"), NUMBER, TYPES) == ()
    (problem,) = infer_tests(parse_unary_tests('< "a"'), NUMBER, TYPES)
    assert problem.code == "not-comparable"


def test_a_result_is_checked_against_the_type_it_must_have() -> None:
    assert infer_result(parse("age + 1"), NUMBER, TYPES) == ()
    assert infer_result(parse("null"), NUMBER, TYPES) == ()
    (problem,) = infer_result(parse("age > 1"), NUMBER, TYPES)
    assert problem.code == "wrong-cell-type"
    assert "number" in problem.text("zh")


@pytest.mark.parametrize(
    ("source", "type_"),
    [
        ("sort(items, function(a, b) a > b)", "list<number>"),
        ("reverse(append(items, 4))[1]", "number"),
        ("concatenate(items, [])", "list<number>"),
        ("max(items)", "number"),
        ('get value(person, "name")', "string"),
        ('context put(person, "age", 3).age + 1', "number"),
        ("for i in 1..3 return i * 2", "list<number>"),
        ("[{a: 1}, {a: 2}][a > 1].a", "list<number>"),
        ("{f: function(x: number) x + 1, y: f(3)}.y", "number"),
    ],
)
def test_the_elements_of_a_list_keep_their_type(source: str, type_: str) -> None:
    types: dict[str, Type] = {"items": ListType(NUMBER), "person": ContextType.of({"name": STRING})}
    inference = infer(parse(source, names_in(types)), types)
    assert (str(inference.type), inference.problems) == (type_, ())
