"""Bulk loads with every check, history and a commitment for each record, as one transaction and one act."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from benchmarks.harness import Result
from benchmarks.registers.rows import ACTOR, BLUEPRINT, DAY, REGISTER, people
from minben.registers import load

if TYPE_CHECKING:
    from minben.registers import LoadReport

COUNT = 200_000
LATER = date(2026, 6, 1)
FIRST = 5_000_000
"""Nobody whom another benchmark loads."""


def run() -> list[Result]:
    """New people, the same again, and the same with another address from a later day on."""
    rows = list(people(COUNT, first=FIRST))
    moved = list(people(COUNT, first=FIRST, street="新路"))
    return [
        rate("new records loaded", into(rows, DAY), at_least=50_000),
        rate("unchanged records compared", into(rows, DAY)),
        rate("further versions loaded", into(moved, LATER)),
    ]


def into(rows: list[dict[str, str]], day: date) -> LoadReport:
    """Load them."""
    report = load(REGISTER, rows, blueprint=BLUEPRINT, source="benchmark", actor=ACTOR, valid_from=day)
    assert report.bad == 0, report.problems[:3]
    return report


def rate(name: str, report: LoadReport, *, at_least: float | None = None) -> Result:
    """Rows a second, from the first row to the commit."""
    return Result(
        name, report.rows / report.seconds, "rows/s", at_least=at_least, detail=f"{report.rows:,} rows"
    )
