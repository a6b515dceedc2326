"""A register of ten million residents through the tables, beside the same policy written by hand for other engines.

All ways run in turn, round by round, and the least time of each counts: what slows a machine down only ever adds. A way
that is slow is measured in fewer rounds, so that the whole takes minutes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from benchmarks.harness import Result, seconds
from benchmarks.rules.agreeing import agree, agree_by_row, totals
from benchmarks.rules.alone import run_alone
from benchmarks.rules.ours import ByTables
from benchmarks.rules.peers import ALL, ROWS_ALONE
from benchmarks.rules.residents import ROWS, Spec, frame_of, write_residents
from benchmarks.rules.thirty import YARDSTICK, write_thirty
from benchmarks.rules.ways import OURS, SAME_ENGINE, WAYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.rules.peers import Peer

ROUNDS = 5
SLOW = 0.5
"""Seconds from which on a way is measured in two rounds only."""
COLD_ROUNDS = 2
GROUPS = {"three tables of one resident": ROWS_ALONE, "four, one of households": ALL}
TRANSLATED = "translated"
_OPENFISCA_AT_LEAST = {ROWS_ALONE: 10.0, ALL: 4.0}

Times = dict[str, float]


def run() -> list[Result]:
    """Warm, in another order, cold, thirty tables."""
    with tempfile.TemporaryDirectory(prefix="minben-bench-") as name:
        folder = Path(name)
        path = write_residents(folder, Spec())
        results = [*warm(path), *thirty(path, folder / "thirty")]
        frame_of.cache_clear()
        return [*results, *shuffled(write_residents(folder, Spec(shuffled=True))), *cold(path)]


def ways() -> dict[str, Peer]:
    """All that can run on this machine."""
    from benchmarks.rules.peers.by_c import COMPILER

    return {word: make() for word, make in WAYS.items() if word != "c" or COMPILER}


def warm(path: Path) -> list[Result]:
    """Residents in memory, each engine's own way; ours has compiled the tables."""
    peers = ways()
    for peer in peers.values():
        peer.load(path)
    results: list[Result] = []
    for title, tables in GROUPS.items():
        ours = peers[OURS].answer(tables)
        assert isinstance(ours, pl.DataFrame)
        plain = peers[OURS].frame(ours)
        for word, peer in peers.items():
            if word != OURS:
                agree(plain, peer.frame(peer.answer(tables)), peer)
        count = agree_by_row(ours, path, YARDSTICK)
        results += _compared(title, tables, least(peers, tables), peers)
        results.append(
            Result(f"{title}: held to the row engine", count, "residents", detail=totals(ours, tables))
        )
        del ours, plain
    if "c" not in peers:
        results.append(Result("C loop over codes left out: no gcc here", 0, ""))
    return results


def least(peers: Mapping[str, Peer], tables: Sequence[str], rounds: int = ROUNDS) -> Times:
    """The least time of each way, all measured in turn, slow ones twice."""
    times: Times = {}
    for number in range(rounds):
        for word, peer in peers.items():
            if number < 2 or times[word] < SLOW:
                took = seconds(lambda peer=peer: peer.answer(tables))  # type: ignore[misc]
                times[word] = min(times.get(word, took), took)
    return times


def _compared(
    title: str, tables: tuple[str, ...], times: Times, peers: Mapping[str, Peer], how: str = "warm"
) -> list[Result]:
    ours = times[OURS]
    results = []
    for word, peer in peers.items():
        if word == OURS:
            continue
        at_least = _OPENFISCA_AT_LEAST[tables] if word == "openfisca" else None
        detail = f"{ours:.3f} s beside {times[word]:.3f} s"
        name = f"{title}, {how}, beside {peer.name}"
        results.append(Result(name, times[word] / ours, "times as fast", at_least=at_least, detail=detail))
    by_hand = min(times[word] for word in SAME_ENGINE)
    detail = f"{ours:.3f} s beside {by_hand:.3f} s"
    name = f"{title}, {how}: time beside the best by hand of the same engine"
    results.append(Result(name, ours / by_hand, "times", at_most=1.2, detail=detail))
    return results


def shuffled(path: Path) -> list[Result]:
    """All four where no member of a household stands beside another: beside OpenFisca and the best by hand."""
    words = (OURS, "openfisca", *SAME_ENGINE)
    peers = {word: WAYS[word]() for word in words}
    for peer in peers.values():
        peer.load(path)
    plain = peers[OURS].frame(peers[OURS].answer(ALL))
    for word in words[1:]:
        agree(plain, peers[word].frame(peers[word].answer(ALL)), peers[word])
    return _compared("four, residents in no order", ALL, least(peers, ALL), peers)


def cold(path: Path) -> list[Result]:
    """From the file to the answers, each time in a new process."""
    results: list[Result] = []
    for title, tables in GROUPS.items():
        words = (OURS, "openfisca")
        runs = [{word: run_alone(word, path, tables) for word in words} for _ in range(COLD_ROUNDS)]
        ours, theirs = (min(each[word].seconds for each in runs) for word in words)
        peak = max(each[OURS].megabytes for each in runs)
        detail = f"{ours:.2f} s beside {theirs:.2f} s"
        name = f"{title}, cold from Parquet, beside OpenFisca-Core"
        results += [
            Result(name, theirs / ours, "times as fast", at_least=5, detail=detail),
            Result(f"{title}, cold: most memory", peak, "MB", at_most=2_000),
        ]
    return results


def thirty(path: Path, folder: Path) -> list[Result]:
    """A whole policy at once, beside a plain translation of it, and beside table by table."""
    from benchmarks.rules.peers.by_translation import ByTranslation

    tables = write_thirty(folder)
    ours, translated = ByTables(folder), ByTranslation(folder)
    peers: dict[str, Peer] = {OURS: ours, TRANSLATED: translated}
    for peer in peers.values():
        peer.load(path)
    answers = ours.answer(tables)
    agree(ours.frame(answers), translated.frame(translated.answer(tables)), translated)
    count = agree_by_row(answers, path, folder)
    del answers
    times = least(peers, tables)
    took, plainly = times[OURS], times[TRANSLATED]
    apart = sum(_once_compiled(ours, table) for table in tables)
    at_most = 3.0 * ROWS / 10_000_000
    return [
        Result(
            "thirty tables at once", took, "s", at_most=at_most, detail=f"{ROWS:,} residents, {count} by row"
        ),
        Result(
            f"thirty tables at once beside {translated.name}",
            plainly / took,
            "times as fast",
            detail=f"{took:.2f} s beside {plainly:.2f} s",
        ),
        Result("thirty tables at once beside one after the other", apart / took, "times as fast"),
    ]


def _once_compiled(ours: ByTables, table: str) -> float:
    ours.compile((table,))
    return seconds(lambda: ours.answer((table,)))
