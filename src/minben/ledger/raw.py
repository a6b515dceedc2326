"""The raw path: how acts reach the database with nothing in between.

A record and its act are written in one statement::

    row = act_row(act)
    execute(insert_with_act("INSERT INTO registers_record (id, …, act) VALUES (%(id)s, …, %(act_id)s)"),
            {**act_parameters(row), "id": …})

The statement goes to the server with its parameters beside it and stays prepared there, past Django's compiler; it runs
on Django's connection and inside its transaction, and query counts of tests see it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

from .acts import ActRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.db.backends.utils import CursorWrapper

COLUMNS = ActRow._fields
COLUMN_LIST = ", ".join(COLUMNS)
PARAMETERS = tuple(f"act_{name}" for name in COLUMNS)
ACT_INSERT_SQL = (
    f"INSERT INTO ledger_act_rows ({COLUMN_LIST}) VALUES ("  # noqa: S608 - fixed names
    + ", ".join(f"%(act_{name})s{'::uuid[]' if name == 'subjects' else ''}" for name in COLUMNS)
    + ")"
)
PREPARE_AFTER = 2
COPY_TYPES = ("uuid", "timestamptz", *("text",) * 5, "uuid[]", "uuid", "text", "bytea")
COPY_SQL = f"COPY ledger_act_rows ({COLUMN_LIST}) FROM STDIN (FORMAT binary)"


def act_parameters(row: ActRow) -> dict[str, Any]:
    """The values for `ACT_INSERT_SQL`, each under ``act_`` and its column's name."""
    parameters = dict(zip(PARAMETERS, row, strict=True))
    # The driver's own way to write an array costs as much as the rest of the row.
    parameters["act_subjects"] = "{" + ",".join(map(str, row.subjects)) + "}"
    return parameters


def insert_with_act(insert: str) -> str:
    """One statement that writes an act and what ``insert`` says.

    ``insert`` is an INSERT (or an UPDATE) with named parameters; it names the act as ``%(act_id)s``. It must not start
    with a WITH of its own.
    """
    return f"WITH act AS ({ACT_INSERT_SQL}) {insert}"


@contextmanager
def raw_cursor(using: str = DEFAULT_DB_ALIAS) -> Iterator[psycopg.Cursor[Any]]:
    """A cursor of the driver on Django's connection, which binds parameters on the server and prepares statements.

    What goes wrong comes as Django's errors.
    """
    connection = connections[using]
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    driver: psycopg.Connection[Any] = connection.connection
    # Django switches preparing off for the sake of poolers between it and the server; there is none here. Where its log
    # is kept it stays off, for of a prepared statement the driver does not know the text any more.
    threshold = None if connection.queries_logged else PREPARE_AFTER
    if driver.prepare_threshold != threshold:
        driver.prepare_threshold = threshold
    with connection.wrap_database_errors, psycopg.Cursor(driver) as cursor:
        if connection.queries_logged:
            # It has the same methods and keeps a log; the stubs know only Django's own cursors.
            yield cast("psycopg.Cursor[Any]", connection.make_debug_cursor(cast("CursorWrapper", cursor)))
        else:
            yield cursor


def execute(statement: str, parameters: Mapping[str, Any], *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Run one statement on the raw path; returns how many rows its last part wrote."""
    with raw_cursor(using) as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def insert_acts(rows: Sequence[ActRow], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Write acts in one statement, in the current transaction."""
    if len(rows) == 1:
        execute(ACT_INSERT_SQL, act_parameters(rows[0]), using=using)
    elif rows:
        copy_acts(rows, using=using)


def copy_acts(rows: Iterable[ActRow], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Write many acts by COPY, in the current transaction."""
    with raw_cursor(using) as cursor, cursor.copy(COPY_SQL) as copy:
        copy.set_types(COPY_TYPES)
        for row in rows:
            copy.write_row(row)
