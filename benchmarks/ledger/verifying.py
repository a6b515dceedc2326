"""A million acts verified."""

from __future__ import annotations

from uuid import uuid4

from django.db import connections
from rich.console import Console

from benchmarks.harness import Result, seconds
from benchmarks.ledger.acts import SYSTEM, act
from minben.environment import Environment
from minben.ledger import acting, seal_once, write_acts
from minben.ledger.keys import public_keys
from minben.ledger.verify import Report, verify

ACTS = 1_000_000
BATCH = 50_000
ROUNDS = 3


def run() -> list[Result]:
    """Fill up to a million, a head for each batch, and verify everything; the median of some rounds."""
    console = Console(stderr=True)
    size = 0
    while size < ACTS:
        with acting(SYSTEM):
            write_acts([act(uuid4()) for _ in range(BATCH)])
        sealed = seal_once()
        size = sealed.head.size if sealed.head else size
        console.print(f"{size:,} acts", highlight=False)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE ledger_act, ledger_leaf, ledger_about, ledger_tile")
    reports: list[Report] = []
    keys = public_keys(Environment.read().home)
    times = sorted(seconds(lambda: reports.append(verify(keys))) for _ in range(ROUNDS))
    assert all(report.ok for report in reports)
    detail = f"{reports[0].size:,} acts, {reports[0].heads} heads, {reports[0].size / times[ROUNDS // 2]:,.0f} acts/s"
    return [Result("verify", times[ROUNDS // 2], "s", at_most=15.0, detail=detail)]
