"""The search over the real catalogue, by every way in which an item is found; reading and checking the blueprint."""

from __future__ import annotations

import statistics
from functools import partial
from pathlib import Path

from benchmarks.harness import Result, seconds
from minben.blueprint import examine, read
from minben.services import search as find
from minben.services.index import build

GUANGAN = Path(__file__).parents[2] / "blueprints" / "guangan"
TYPED = {
    "name": "食品",
    "synonym": "开饭馆",
    "wrong character": "高灵津贴",
    "pinyin": "shipin",
    "initials": "gljt",
    "English words": "food business licence",
    "agency": "民政局",
    "misspelt": "食品经管许可证",
    "a sentence": "我想开一家饭馆",
    "nothing": "zzzzqqqq",
}
ROUNDS = 200
MILLISECONDS = 1000


def search() -> list[Result]:
    """The median and the slowest of many searches of each kind; a search takes at most 10 ms."""
    blueprint = read(GUANGAN)
    indexing = seconds(lambda: build(blueprint)) * MILLISECONDS
    find(blueprint, "食品")
    results = [Result(f"index of {len(blueprint.items):,} items", indexing, "ms")]
    for kind, typed in TYPED.items():
        times = [seconds(partial(find, blueprint, typed)) * MILLISECONDS for _ in range(ROUNDS)]
        detail = f"{typed}; slowest of {ROUNDS}: {max(times):.2f} ms"
        results.append(Result(f"search by {kind}", statistics.median(times), "ms", at_most=10, detail=detail))
    return results


def read_and_check() -> list[Result]:
    """A whole blueprint from its files to a checked model: at most 1.5 s."""
    times = [seconds(lambda: examine(GUANGAN)) for _ in range(5)]
    return [Result("blueprint read and checked", statistics.median(times), "s", at_most=1.5)]
