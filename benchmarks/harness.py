"""What every benchmark shares: a real node in a folder of its own, two ways measured in turn, medians, one table.

A ratio is how fast our way is beside the bare one, 1.0 being as fast. Both ways run in turn, round by round, so that a
machine that slows down slows both. A bound is what the project promises; a run ends with 1 where one is not kept.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from minben.node.postgres import Endpoint


@contextmanager
def node() -> Iterator[Endpoint]:
    """A migrated node on its own embedded server in a folder that is gone afterwards; Django is set up for it."""
    import django

    with tempfile.TemporaryDirectory(prefix="minben-bench-") as folder:
        os.environ.update(
            MINBEN_HOME=folder,
            DJANGO_SETTINGS_MODULE=os.environ.get("DJANGO_SETTINGS_MODULE", "minben.settings"),
        )
        for name in ("MINBEN_DATABASE_URL", "MINBEN_WITNESS"):
            os.environ.pop(name, None)
        django.setup()
        from django.core.management import call_command
        from django.db import connections

        from minben.node.postgres import Cluster

        with Cluster(Path(folder)) as cluster:
            call_command("migrate", database="owner", verbosity=0)
            yield cluster.endpoint
            connections.close_all()


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table: a ratio (``ours`` beside ``bare``, per second) or a value with a bound.

    ``at_least`` and ``at_most`` are bounds on ``value``; a value without one is there to be known.
    """

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    detail: str = ""

    @property
    def kept(self) -> bool:
        """Whether the bound is kept."""
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )


def said_bound(result: Result) -> str:
    """The bound as the table shows it; empty where there is none."""
    if result.at_least is not None:
        return f"≥ {result.at_least:,g}"
    return f"≤ {result.at_most:,g}" if result.at_most is not None else ""


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def ratio(
    name: str,
    *,
    bare: Callable[[], object],
    ours: Callable[[], object],
    count: int,
    at_least: float | None,
    rounds: int = 9,
) -> Result:
    """Measure both ways in turn; each call handles ``count`` things. The first round warms up and is not counted.

    Many short rounds beat few long ones: a machine is rarely equally busy for a second. The ratio is the median of the
    rounds' ratios, so that what slows a round down does not count.
    """
    pairs = []
    for turn in range(rounds + 1):
        ways = (bare, ours) if turn % 2 else (ours, bare)
        times = {way: seconds(way) for way in ways}
        pairs.append((times[bare], times[ours]))
    pairs = pairs[1:]
    median = statistics.median(b / o for b, o in pairs)
    per_second = [count / statistics.median(column) for column in zip(*pairs, strict=True)]
    detail = f"{per_second[1]:,.0f}/s beside {per_second[0]:,.0f}/s"
    return Result(name, median, "ratio", at_least=at_least, detail=detail)


def report(results: Sequence[Result]) -> int:
    """Print a table for people on stderr and JSON on stdout; 1 where a bound is not kept."""
    table = Table("what", "measured", "bound", "kept", "detail")
    for result in results:
        bound = said_bound(result)
        measured = f"{result.value:,.2f} {result.unit}"
        kept = ("yes" if result.kept else "NO") if bound else ""
        table.add_row(result.name, measured, bound, kept, result.detail)
    Console(stderr=True, width=140).print(table)
    json.dump(
        [asdict(result) | {"kept": result.kept} for result in results],
        sys.stdout,
        ensure_ascii=False,
        indent=1,
    )
    sys.stdout.write("\n")
    return 0 if all(result.kept for result in results) else 1
