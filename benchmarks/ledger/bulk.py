"""Many acts at once beside a bare COPY of the same bytes.

The bytes are there in both ways, as in the line's promise; a second line tells what making them costs on top.
"""

from __future__ import annotations

import gc
from uuid import uuid4

from django.db import connections

from benchmarks.harness import Result, ratio
from benchmarks.ledger.acts import SYSTEM, act
from minben.ledger import ActRow, act_row, acting, copy_acts, raw_cursor, uuid7s, write_acts

COUNT = 10_000
ROUNDS = 15


def run() -> list[Result]:
    """Rows ready to go, then acts as whoever writes them has them."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE bench_copy (id uuid PRIMARY KEY, body bytea NOT NULL)")
        cursor.execute("GRANT SELECT, INSERT ON bench_copy TO minben_app")
    acts = [act(uuid4()) for _ in range(COUNT)]
    rows = [act_row(each) for each in acts]
    batches = iter([renewed(rows) for _ in range(3 * (ROUNDS + 1))])
    # What was made beforehand is no business of the collector while it is being measured.
    gc.freeze()

    def bare() -> None:
        with (
            acting(SYSTEM),
            raw_cursor() as cursor,
            cursor.copy("COPY bench_copy FROM STDIN (FORMAT binary)") as copy,
        ):
            copy.set_types(["uuid", "bytea"])
            for row in next(batches):
                copy.write_row((row.id, row.body))

    def ready() -> None:
        with acting(SYSTEM):
            copy_acts(next(batches))

    def made() -> None:
        with acting(SYSTEM):
            write_acts(acts)

    results = [
        ratio("acts in bulk", bare=bare, ours=ready, count=COUNT, at_least=0.5, rounds=ROUNDS),
        ratio(
            "acts in bulk with the making", bare=bare, ours=made, count=COUNT, at_least=None, rounds=ROUNDS
        ),
    ]
    gc.unfreeze()
    return results


def renewed(rows: list[ActRow]) -> list[ActRow]:
    """The same rows under new ids, so that they can be written again."""
    return [ActRow(id_, *row[1:]) for row, id_ in zip(rows, uuid7s(COUNT), strict=True)]
