"""What the generated source comes to: the same as the closures, reasons and their places included."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from hypothesis import given, settings

from minben.rules import FeelError, parse
from minben.rules.feel import closures, evaluate
from minben.rules.feel.run import run_code

from .expressions import NAMES, expressions, facts


def shown(value: object) -> str:
    return re.sub(" object at 0x[0-9a-f]+", "", repr(value))


@given(expressions, facts)
@settings(max_examples=400, deadline=None)
def test_generated_source_tells_the_same_as_closures(source: str, given_facts: dict[str, object]) -> None:
    try:
        tree = parse(source, NAMES)
    except FeelError:
        return
    old, new = (
        run_code(compiler(tree), given_facts, clock=lambda: datetime(2025, 6, 1, tzinfo=UTC), budget=20_000)
        for compiler in (closures.compile_node, evaluate.compile_node)
    )
    assert new.reasons == old.reasons
    assert shown(new.value) == shown(old.value)
