"""A record written with its act, beside the same write without one: the same checks, look-ups and commitment."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import orjson

from benchmarks.harness import Result, ratio
from benchmarks.registers.rows import ACTOR, BLUEPRINT, DAY, REGISTER, people
from minben.ledger import Reach, acting, commit_values, execute, now, uuid7
from minben.registers import records, write_record
from minben.registers.binding import bound
from minben.registers.fields import schema

if TYPE_CHECKING:
    from collections.abc import Callable

FEW, MANY = 20, 200
SYSTEM = Reach(system=True)
FIRST = 8_000_000
"""Nobody whom another benchmark loads."""
INSERT = (
    f"INSERT INTO registers_record ({records.COLUMNS}) VALUES (%(id)s, %(register)s, %(key)s, %(subject)s,"
    " %(valid_from)s, false, %(values)s, %(salt)s, %(commitment)s, %(provenance)s, %(act)s, %(recorded_at)s)"
)
_numbers = count(FIRST)


def run() -> list[Result]:
    """Each committed by itself, and many in one transaction, where nothing waits for the disk."""
    return [
        ratio(
            f"record with act, {name}",
            bare=work(without_act),
            ours=work(with_act),
            count=rows,
            at_least=0.7,
        )
        for name, rows, work in (("each committed", FEW, committed), ("in one transaction", MANY, in_one))
    ]


def committed(write: Callable[[], None]) -> Callable[[], None]:
    """Each write in a transaction of its own."""

    def work() -> None:
        for _ in range(FEW):
            with acting(SYSTEM):
                write()

    return work


def in_one(write: Callable[[], None]) -> Callable[[], None]:
    """All of them in one transaction."""

    def work() -> None:
        with acting(SYSTEM):
            for _ in range(MANY):
                write()

    return work


def row() -> dict[str, str]:
    """Somebody new."""
    return next(people(1, first=next(_numbers)))


def with_act() -> None:
    """As the program writes."""
    write_record(REGISTER, row(), blueprint=BLUEPRINT, actor=ACTOR, purpose="benchmark", valid_from=DAY)


def without_act() -> None:
    """The same, but no act."""
    values = schema(BLUEPRINT, REGISTER).parse(row())
    key = str(values[REGISTER.key])
    place = records.prepare(REGISTER, key, key, DAY)
    at, provenance = now(), {"by": "record.write", "purpose": "benchmark"}
    commitment = commit_values(
        bound(REGISTER.id, key, place.subject, DAY, at, provenance, values, is_end=False)
    )
    parameters = {
        "id": uuid7(),
        "register": REGISTER.id,
        "key": key,
        "subject": place.subject,
        "valid_from": DAY,
        "values": orjson.dumps(values).decode(),
        "salt": commitment.salt,
        "commitment": commitment.digest,
        "provenance": orjson.dumps(provenance).decode(),
        "act": uuid7(),
        "recorded_at": at,
    }
    execute(INSERT, parameters)
