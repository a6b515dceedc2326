"""Trees that only models say: the answer of a table inside an expression, and a value brought to a type."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from minben.rules import NUMBER, STRING, compile_expression, free_names, infer, parse, read_table, source_of
from minben.rules.errors import Span
from minben.rules.feel.tree import Arithmetic, Decide, Fitted, Name, Node
from minben.rules.feel.types import ContextType, ListType

if TYPE_CHECKING:
    from minben.rules.feel.run import Evaluation

NOWHERE = Span(0, 0, 1, 1)
ON = date(2025, 6, 1)
BANDS = "{policy},age,=> amount,from,until\ntype,number,number,,\n1,>= 80,50,,2024-12-31\n2,>= 80,60,2025-01-01,\n"
SPLIT = 'U,age,=> amount,=> word\ntype,number,number,string\n1,< 80,n + 1,"""a"""\n'


def decide(policy: str = "U") -> Decide:
    return Decide(read_table(BANDS.format(policy=policy), "bands.csv"), span=NOWHERE)


def run(tree: Node, on: date | None = ON, **facts: object) -> Evaluation:
    return compile_expression(tree).evaluate(facts, on=on)


def test_a_table_inside_an_expression_decides_on_the_date_that_counts() -> None:
    doubled = Arithmetic("+", decide(), decide(), span=NOWHERE)
    assert run(doubled, age=83).value == 120
    assert run(doubled, date(2024, 1, 1), age=83).value == 100
    assert [decision.value for decision in run(doubled, age=83).decisions] == [60, 60]


def test_a_table_inside_an_expression_needs_a_date() -> None:
    evaluation = run(decide(), None, age=83)
    assert evaluation.value is None
    assert [reason.code for reason in evaluation.reasons] == ["no-date"]


def test_reasons_of_a_table_stay_with_its_decision() -> None:
    evaluation = run(Arithmetic("+", decide(), Name("nothing", span=NOWHERE), span=NOWHERE), age="x")
    assert [reason.code for reason in evaluation.reasons] == ["unknown-name", "wrong-operands"]
    assert [reason.code for reason in evaluation.decisions[0].reasons] == ["wrong-type", "no-rule"]


def test_a_value_is_brought_to_its_type_or_null_with_a_reason() -> None:
    assert run(Fitted(parse("[a]", ["a"]), NUMBER, span=NOWHERE), a=5).value == 5
    assert run(Fitted(parse("a", ["a"]), ListType(NUMBER), span=NOWHERE), a=5).value == [5]
    evaluation = run(Fitted(parse("a", ["a"]), STRING, span=NOWHERE), a=5)
    assert evaluation.value is None
    assert [reason.code for reason in evaluation.reasons] == ["wrong-type"]


def test_types_names_and_source_are_told_of_both() -> None:
    table = Decide(read_table(SPLIT, "split.csv"), span=NOWHERE)
    fields = {"amount": NUMBER, "word": STRING}
    assert infer(table, {}).type == ContextType.of(fields)
    assert infer(decide("R"), {}).type == ListType(NUMBER)
    assert infer(decide("C+"), {}).type == NUMBER
    assert free_names(table) == {"age", "n"}
    fitted = Fitted(parse("a + 1", ["a"]), STRING, span=NOWHERE)
    assert [problem.code for problem in infer(fitted, {"a": NUMBER}).problems] == ["wrong-cell-type"]
    assert infer(fitted, {}).type == STRING
    assert (source_of(fitted), source_of(table)) == ("a + 1", "split.csv")
