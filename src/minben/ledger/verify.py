"""Verifying the whole ledger: acts against tree, tree against heads, heads against a witness, effects against acts.

One pass over the leaves in pieces of 65,536, each compared as a set inside the database (two pieces at a time, all
under one snapshot); only where a tile differs are its rows looked at one by one. Memory stays the same whatever the
size. What a signed head says decides who is wrong where an act and the tree disagree.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from . import effects as effects_
from .audit import Audit
from .checkpoints import Checkpoints
from .context import Reach, acting
from .findings import Finding, Findings, time_of
from .pieces import ONE_SNAPSHOT, read_pieces

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .audit import Progress
    from .keys import PublicKey

SYSTEM = Reach(system=True)
EXTENT = """
SELECT greatest(
    coalesce((SELECT size FROM ledger_state), 0),
    coalesce((SELECT max(leaf) + 1 FROM ledger_leaf), 0),
    coalesce((SELECT index * 256 + length(hashes) / 32 FROM ledger_tile WHERE level = 0 ORDER BY index DESC LIMIT 1), 0)
), pg_export_snapshot()
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying came to.

    ``witnessed`` is the size up to which the witness has seen the ledger, None without a witness; ``effects`` are the
    names of the comparisons that were made, None where none were asked for.
    """

    size: int
    waiting: int
    heads: int
    witnessed: int | None
    effects: tuple[str, ...] | None
    findings: Findings
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings.total


def verify(
    keys: Mapping[str, PublicKey],
    *,
    witness: Path | None = None,
    effects: bool = False,
    progress: Progress = lambda _done, _size: None,
    using: str = DEFAULT_DB_ALIAS,
) -> Report:
    """Verify everything as it is at one moment; writing goes on meanwhile.

    ``keys`` are those under which heads are believed. ``progress`` is told leaves done and all leaves. Raises `BadLine`
    for a witness file that is none.
    """
    started = time.monotonic()
    findings = Findings()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(ONE_SNAPSHOT)
        cursor.execute(EXTENT)
        size, snapshot = cursor.fetchone()
        with acting(SYSTEM, using=using):
            checkpoints = Checkpoints(cursor, keys, witness, findings)
            audit = Audit(cursor, checkpoints, findings)
            audit.run(size, read_pieces(size, snapshot, using), progress)
    compared = compare_effects(findings, using) if effects else None
    return Report(
        size=size,
        waiting=audit.waiting,
        heads=checkpoints.heads,
        witnessed=checkpoints.witnessed if witness else None,
        effects=compared,
        findings=findings,
        seconds=time.monotonic() - started,
    )


def compare_effects(findings: Findings, using: str) -> tuple[str, ...]:
    """Run what the rooms above have registered; returns the names of the comparisons."""
    names = []
    with acting(SYSTEM, using=using):
        for name, comparison in effects_.registry:
            names.append(name)
            for difference in comparison():
                facts = {
                    "table": difference.table,
                    "row": difference.row,
                    "zh": difference.zh,
                    "en": difference.en,
                }
                at = time_of(difference.act) if difference.act else None
                findings.add(Finding("effect-differs", difference.act, at=at, facts=facts))
    return tuple(names)
