"""The sealer beside writers who bring 10,000 acts a second and more: does it keep up?"""

from __future__ import annotations

import statistics
import threading
import time
from uuid import uuid4

from django.db import connections

from benchmarks.harness import Result
from benchmarks.ledger.acts import SYSTEM, act
from minben.ledger import acting, run_sealer, seal_once, write_acts

RATE = 10_000
SECONDS = 15
BATCH = 500


def run() -> list[Result]:
    """Write at the rate for some seconds while the sealer runs; how far behind is it on the way?"""
    seal_once()
    stop = threading.Event()
    sealer = threading.Thread(target=run_sealer, args=(stop,))
    batch = [act(uuid4()) for _ in range(BATCH)]
    before, written, behind = size(), 0, []
    sealer.start()
    started = time.perf_counter()
    while written < RATE * SECONDS:
        with acting(SYSTEM):
            write_acts(batch)
        written += BATCH
        behind.append(written - (size() - before))
        pause = started + written / RATE - time.perf_counter()
        if pause > 0:
            time.sleep(pause)
    took = time.perf_counter() - started
    while size() - before < written:
        time.sleep(0.005)
    caught_up = time.perf_counter() - started - took
    stop.set()
    sealer.join()
    detail = f"behind by {statistics.median(behind):,.0f} acts (median), {max(behind):,} (most)"
    return [
        Result(
            "sealing beside writers",
            written / (took + caught_up),
            "acts/s",
            at_least=RATE * 0.97,
            detail=detail,
        )
    ]


def size() -> int:
    """How many acts are sequenced."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT coalesce((SELECT size FROM ledger_state), 0)")
        row: tuple[int] = cursor.fetchone()
    return row[0]
