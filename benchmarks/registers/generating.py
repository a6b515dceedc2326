"""How long it takes to invent a hundred thousand residents and what belongs to them, written as files."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.harness import Result, seconds
from benchmarks.registers.rows import BLUEPRINT, DAY
from minben.registers.generate import write_files

RESIDENTS = 100_000


def run() -> list[Result]:
    """All the registers of one district."""
    written: dict[Path, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        took = seconds(lambda: written.update(write_files(BLUEPRINT, Path(folder), RESIDENTS, "7", DAY)))
    detail = f"{sum(written.values()):,} rows in {took:.1f} s"
    return [Result("residents generated", RESIDENTS / took, "residents/s", detail=detail)]
