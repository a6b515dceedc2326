"""Holds every way to work the policy out against the others, and ours against the row engine, resident by resident."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import polars as pl

from benchmarks.rules.ours import KEY, MEMBERS
from benchmarks.rules.residents import ON
from minben.rules.models.load import read_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from benchmarks.rules.peers import Peer

HOUSEHOLDS = 400
"""Households whose members are decided one by one, and as many residents without one."""


def agree(ours: pl.DataFrame, theirs: pl.DataFrame, peer: Peer) -> None:
    """Raises `AssertionError` naming the first resident of whom another way says something else."""
    if not peer.ordered:
        # Answers without an order are as many of each kind.
        ours, theirs = (
            frame.group_by(ours.columns).len().sort(ours.columns, nulls_last=True) for frame in (ours, theirs)
        )
    for table in ours.columns:
        differs = (ours[table].ne_missing(theirs[table])).arg_true()
        assert differs.is_empty(), (
            f"{peer.name} differs in {table} of resident {differs[0]} and {len(differs) - 1} more:"
            f" {theirs[table][differs[0]]} for {ours[table][differs[0]]}"
        )


def agree_by_row(answers: pl.DataFrame, path: Path, folder: Path, seed: int = 1) -> int:
    """Holds answers against the row engine for the members of some households; says how many residents these are."""
    residents = pl.read_parquet(path).with_row_index("place")
    model, tables = read_model(folder), answers.columns
    count = 0
    for place, facts in _facts(residents, seed):
        outcome = model.decide(facts, on=ON, decisions=tables)
        said = answers.row(place, named=True)
        assert said == dict(outcome.values), f"resident {place}: {said}, row by row {outcome.values}"
        count += 1
    return count


def _facts(residents: pl.DataFrame, seed: int) -> Iterator[tuple[int, dict[str, Any]]]:
    random = Random(seed)
    known = residents[KEY].drop_nulls()
    chosen = {known[random.randrange(len(known))] for _ in range(HOUSEHOLDS)}
    rows = residents.filter(pl.col(KEY).is_in(list(chosen))).rows(named=True)
    households: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        households.setdefault(row[KEY], []).append(_bare(row))
    alone = residents.filter(pl.col(KEY).is_null()).head(HOUSEHOLDS).rows(named=True)
    for row in (*rows, *alone):
        yield row["place"], _bare(row) | {MEMBERS: households.get(row[KEY], [])}


def _bare(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "place"}


def totals(answers: pl.DataFrame, tables: Sequence[str]) -> str:
    """What all residents are given, by table."""
    sums = answers.select(pl.col(tables).cast(pl.Float64).sum()).row(0, named=True)
    return ", ".join(f"{name} {value:,.0f}" for name, value in sums.items())
