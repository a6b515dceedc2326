"""One act beside one bare row of the same bytes; a record with its act beside the record alone.

Both ways prepare their statement once, send their parameters in binary or text as the driver likes best, and commit
each time as the application role. The bare table holds the bytes of the act under a primary key.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import connections
from psycopg.types.json import Jsonb

from benchmarks.harness import Result, ratio
from benchmarks.ledger.acts import SYSTEM, act
from minben.ledger import (
    ACT_INSERT_SQL,
    act_parameters,
    act_row,
    acting,
    commit_values,
    execute,
    insert_with_act,
    uuid7,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FEW, MANY = 10, 300
BARE = "INSERT INTO bench_bare (id, body) VALUES (%(id)s, %(body)s)"
RECORD = (
    "INSERT INTO bench_record (id, register, key, subject, valid_from, is_end, values, salt, commitment, provenance,"
    " act, recorded_at) VALUES (%(id)s, %(register)s, %(key)s, %(subject)s, %(valid_from)s, false, %(values)s,"
    " %(salt)s, %(commitment)s, %(provenance)s, %(act_id)s, clock_timestamp())"
)
TABLES = """
CREATE TABLE bench_bare (id uuid PRIMARY KEY, body bytea NOT NULL);
CREATE TABLE bench_record (
    id uuid PRIMARY KEY, register text NOT NULL, key text NOT NULL, subject uuid NOT NULL, valid_from date NOT NULL,
    is_end boolean NOT NULL, values jsonb, salt bytea, commitment bytea NOT NULL, provenance jsonb NOT NULL,
    act uuid NOT NULL, recorded_at timestamptz NOT NULL, superseded_at timestamptz, superseded_by uuid);
CREATE UNIQUE INDEX ON bench_record (register, key, valid_from) WHERE superseded_at IS NULL;
CREATE INDEX ON bench_record (subject);
ALTER TABLE bench_record ENABLE ROW LEVEL SECURITY;
CREATE POLICY bench ON bench_record USING ((SELECT minben_is_system()));
GRANT SELECT, INSERT ON bench_bare, bench_record TO minben_app;
"""


def run() -> list[Result]:
    """Each commit by itself, as requests do, and many in one transaction, where nothing waits for the disk."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(TABLES)
    pairs = {"one act": (bare, one_act, 0.8), "record with act": (record, record_with_act, 0.7)}
    results = []
    for name, (without, with_act, bound) in pairs.items():
        single, together = committed, in_one
        results.append(
            ratio(
                f"{name}, each committed",
                bare=single(without),
                ours=single(with_act),
                count=FEW,
                at_least=bound,
            )
        )
        results.append(
            ratio(
                f"{name}, in one transaction",
                bare=together(without),
                ours=together(with_act),
                count=MANY,
                at_least=None,
            )
        )
    return results


Statement = tuple[str, dict[str, Any]]


def committed(statements: Callable[[int], Iterator[Statement]]) -> Callable[[], None]:
    """Each statement in a transaction of its own."""

    def work() -> None:
        for statement, parameters in statements(FEW):
            with acting(SYSTEM):
                execute(statement, parameters)

    return work


def in_one(statements: Callable[[int], Iterator[Statement]]) -> Callable[[], None]:
    """All of them in one transaction."""

    def work() -> None:
        with acting(SYSTEM):
            for statement, parameters in statements(MANY):
                execute(statement, parameters)

    return work


ACT = act(uuid4())
BODY = act_row(ACT).body


def bare(count: int) -> Iterator[Statement]:
    """Rows of bytes that are there already."""
    for _ in range(count):
        yield BARE, {"id": uuid7(), "body": BODY}


def one_act(count: int) -> Iterator[Statement]:
    """Acts, from what they say to their rows."""
    for _ in range(count):
        yield ACT_INSERT_SQL, act_parameters(act_row(ACT))


def record_parameters() -> dict[str, Any]:
    """A register's row, committed to as registers do."""
    values = {"name": "张三", "born": "1944-03-12", "division": "511602000000", "amount": "100.00"}
    commitment = commit_values(values)
    return {
        "id": uuid7(),
        "register": "benefits",
        "key": uuid4().hex,
        "subject": uuid4(),
        "valid_from": date(2026, 5, 1),
        "values": Jsonb(values),
        "salt": commitment.salt,
        "commitment": commitment.digest,
        "provenance": Jsonb({"kind": "record.write", "at": datetime(2026, 5, 1, tzinfo=UTC).isoformat()}),
    }


def record(count: int) -> Iterator[Statement]:
    """The row alone."""
    for _ in range(count):
        yield RECORD, {**record_parameters(), "act_id": uuid7()}


def record_with_act(count: int) -> Iterator[Statement]:
    """Row and act in one statement."""
    statement = insert_with_act(RECORD)
    for _ in range(count):
        yield statement, {**record_parameters(), **act_parameters(act_row(ACT))}
