"""What the standard's tables of operators and functions say, expression by expression (DMN 1.5, chapter 10).

`standard.txt` has one on each line, with its value after the arrow; a value that cannot be worked out is null, and a
text that is not in the grammar is `no FEEL`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from minben.rules import FeelError, evaluate
from minben.rules.feel.values import admit
from minben.rules.text import literal_of

LINES = [
    line
    for line in Path(__file__).with_name("standard.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("## ")
]


def shown(expression: str) -> str:
    try:
        return literal_of(admit(evaluate(expression, {}).value))
    except FeelError:
        return "no FEEL"


@pytest.mark.parametrize("line", LINES)
def test_an_expression_has_the_value_of_the_standard(line: str) -> None:
    expression, arrow, value = line.rpartition(" → ")
    assert arrow
    assert shown(expression) == value


UNKNOWN = frozenset(
    (
        "null [1]",
        "min([])",
        "string(null)",
        "if false then 1 else null",
        "{a: null}.a",
        "(< 5).start",
        'date and time("2017-12-31T11:22:33.345+01:00").timezone',
        'date and time("2017-12-31T11:22:33.345").time offset',
        'time("10:20:00Z").timezone',
        "all(true,null)",
        "all([true,null])",
        "any([false,null])",
        "false or null",
        "null and null",
        "not(null)",
        "null in [1..3]",
        'some x in [1] satisfies "a"',
        "every x in [1] satisfies null",
    )
)
"""What is null by its meaning, not by a fault: unknown truths, properties that are not there, null itself."""


@pytest.mark.parametrize("line", [line for line in LINES if line.endswith(" → null")])
def test_an_expression_without_a_value_says_why(line: str) -> None:
    expression = line.removesuffix(" → null")
    reasons = evaluate(expression, {}).reasons
    assert bool(reasons) is (expression not in UNKNOWN)
    assert all(reason.text("zh") for reason in reasons)
