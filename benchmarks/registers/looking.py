"""Look-ups among a million records, as the application role under row security, and the comparison with their acts."""

from __future__ import annotations

import random
import statistics
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import connection, connections

from benchmarks.harness import Result, seconds
from benchmarks.registers.rows import ACTOR, BLUEPRINT, DAY, REGISTER, number_of, people
from minben.ledger import Reach, acting
from minben.registers import find_subject, load, read_key, read_subject
from minben.registers.effects import compare_records

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 1_000_000
LOOKS = 2_000
MOVED = 50_000
OFFICER = Reach(agency=REGISTER.agency, registers=(REGISTER.id,))


def run() -> list[Result]:
    """Load a million people, some of whom have moved and some of whose records were corrected; then look."""
    report = load(
        REGISTER, people(COUNT), blueprint=BLUEPRINT, source="benchmark", actor=ACTOR, valid_from=DAY
    )
    for street, day in (("新路", DAY + timedelta(days=31)), ("正路", DAY)):
        rows = people(MOVED, street=street)
        load(REGISTER, rows, blueprint=BLUEPRINT, source="benchmark", actor=ACTOR, valid_from=day)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE registers_record; ANALYZE registers_subject")
    with acting(OFFICER):
        first = read_key(REGISTER, number_of(0), on=DAY)
        assert first is not None
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM registers_record WHERE register <> %s", [REGISTER.id])
        before = first.recorded_at - timedelta(milliseconds=1)
        results = [
            milliseconds(
                "look-up by key at 1 million", lambda key: read_key(REGISTER, key, on=date(2026, 7, 1)), 1
            ),
            milliseconds(
                "look-up as of a day and as known",
                lambda key: read_key(REGISTER, key, on=DAY, known=before),
                2,
            ),
            milliseconds(
                "entries of a subject",
                lambda key: read_subject(REGISTER, find_subject("resident", key) or first.subject, on=DAY),
                2,
            ),
        ]
    with acting(Reach(system=True)):
        found: list[object] = []
        whole = seconds(lambda: found.extend(compare_records()))
    assert not found, found[:3]
    return [
        Result(
            "a million records loaded",
            report.rows / report.seconds,
            "rows/s",
            detail=f"{report.seconds:.0f} s",
        ),
        *results,
        Result("records compared with their acts", COUNT / whole, "rows/s", detail=f"{whole:.0f} s"),
    ]


def milliseconds(name: str, look: Callable[[str], object], at_most: float) -> Result:
    """The median of many look-ups of people chosen at random, half of them among those with a history."""
    chance = random.Random(1)
    keys = [number_of(chance.randrange(MOVED if n % 2 else COUNT)) for n in range(LOOKS)]
    times = [seconds(lambda key=key: look(key)) * 1000 for key in keys]  # type: ignore[misc]
    detail = f"99th percentile {statistics.quantiles(times, n=100)[98]:.2f} ms"
    return Result(name, statistics.median(times), "ms", at_most=at_most, detail=detail)
