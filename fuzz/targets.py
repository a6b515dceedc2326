"""What is fed: each target takes bytes and may raise nothing. What a reader refuses, it refuses in its own words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from minben.rules import (
    NUMBER,
    STRING,
    FeelError,
    ModelError,
    TableError,
    Words,
    check_table,
    compile_expression,
    infer,
    parse_type,
    parse_unary_tests,
    read_table,
    source_of,
    tell,
)
from minben.rules.dmn.read import salvage_dmn
from minben.rules.feel.values import admit
from minben.rules.rows import row_decider
from minben.rules.text import literal_of

from .programs import program_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FACTS: Mapping[str, object] = {
    "age": Decimal(83),
    "name": "王芳",
    "born": date(1941, 2, 28),
    "paid": [{"amount": Decimal("12.50"), "kind": "a"}, {"amount": None, "kind": "b"}],
    "monthly sum": Decimal(50),
}
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
BUDGET = 20_000
"""Steps of one evaluation: little, so that many are tried."""


def expression(data: bytes) -> None:
    """A FEEL expression is read, written, typed and evaluated."""
    text = data.decode("utf-8", "replace")
    try:
        compiled = compile_expression(text, FACTS)
    except FeelError as fault:
        fault.text("zh")
        return
    source_of(compiled.tree)
    infer(compiled.tree, {"age": NUMBER, "name": STRING})
    for reason in compiled.evaluate(FACTS, clock=lambda: NOON, budget=BUDGET).reasons:
        reason.text("en")


def program(data: bytes) -> None:
    """An expression made of the bytes is evaluated by both engines, which agree."""
    text = program_of(data)
    try:
        compiled = compile_expression(text, FACTS)
    except FeelError as fault:
        fault.text("en")
        return
    source_of(compiled.tree)
    infer(compiled.tree, {"age": NUMBER, "name": STRING})
    found = compiled.evaluate(FACTS, clock=lambda: NOON, budget=BUDGET)
    for reason in found.reasons:
        reason.text("zh")
    decide = row_decider(
        {"it": compiled.tree}, tuple(FACTS), on=NOON.date(), clock=lambda: NOON, budget=BUDGET
    )
    ((told,),) = decide([tuple(FACTS.values())])
    if not any(reason.code in ("budget", "recursion") for reason in found.reasons):
        one, other = literal_of(admit(told)), literal_of(admit(found.value))
        if one != other:
            raise ValueError(f"{text}: {other} by itself, {one} as a row")


def cell(data: bytes) -> None:
    """A cell of a decision table, and a type."""
    text = data.decode("utf-8", "replace")
    for read in (parse_unary_tests, parse_type):
        try:
            read(text)
        except FeelError as fault:
            fault.text("en")


def table(data: bytes) -> None:
    """A decision table is read, checked and decides."""
    try:
        read = read_table(data.decode("utf-8", "replace"), "table.csv", FACTS)
    except TableError as fault:
        fault.text("zh")
        return
    for problem in check_table(read):
        problem.text("zh")
    words = Words("zh")
    tell(read.decide(FACTS, on=date(2026, 1, 31), clock=lambda: NOON, budget=BUDGET), words).text(words)


def model(data: bytes) -> None:
    """A DMN file is read as far as it can be, and every decision and service in it is asked."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.dmn"
        path.write_bytes(data)
        try:
            read = salvage_dmn(path)
        except ModelError as fault:
            fault.text("zh")
            return
    for problem in read.problems:
        problem.text("zh")
    day = date(2026, 1, 31)
    outcomes = [read.decide(FACTS, on=day, clock=lambda: NOON, budget=BUDGET)]
    outcomes += [read.serve(known.name, FACTS, on=day, budget=BUDGET) for known in read.services]
    for outcome in outcomes:
        for reason in outcome.reasons:
            reason.text("en")


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "expression": expression,
    "program": program,
    "cell": cell,
    "table": table,
    "model": model,
}
