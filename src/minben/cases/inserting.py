"""Writing the new rows of an event, of all tables in one statement.

What an event comes to may be dozens of rows. They go to the server as one JSON text for each table, which the database
takes apart by the table's own column types; so the driver adapts few values, whatever there is to write.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import orjson
from django.db.models import Model
from django.db.models.base import ModelState

from minben.ledger import raw_cursor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Row = TypeVar("Row", bound=Model)


def like(row: Row, **values: object) -> Row:
    """A new row with these values by column, and those of another for the rest.

    What costs most of a row of an event is to make it from nothing: its defaults, and what it refers to.
    """
    new = type(row).__new__(type(row))
    new.__dict__.update(row.__dict__, **values)
    new._state = ModelState()
    new._state.fields_cache = dict(row._state.fields_cache)
    return new


def insert_all(*tables: Sequence[Model]) -> None:
    """Insert rows of some tables that are not there yet; they may refer to each other.

    Raises `django.db.IntegrityError` as saving them would.
    """
    filled = [rows for rows in tables if rows]
    if not filled:
        return
    texts = [_as_json(type(rows[0]), rows) for rows in filled]
    with raw_cursor() as cursor:
        cursor.execute(_insertion(tuple(type(rows[0]) for rows in filled)), texts)
    for rows in filled:
        for row in rows:
            row._state.adding = False
            row._state.db = "default"


def update(row: Model, names: tuple[str, ...]) -> None:
    """Write these columns of a row that is there."""
    with raw_cursor() as cursor:
        cursor.execute(_change(type(row), names), (_as_json(type(row), [row]),))


def _as_json(model: type[Model], rows: Iterable[Model]) -> str:
    columns = _columns(model)
    said = [{column: values[name] for name, column in columns} for values in map(vars, rows)]
    return orjson.dumps(said, default=_plain).decode()


@cache
def _columns(model: type[Model]) -> tuple[tuple[str, str], ...]:
    fields = (field for field in model._meta.concrete_fields if not field.generated)
    return tuple((field.attname, str(field.column)) for field in fields)


@cache
def _insertion(models: tuple[type[Model], ...]) -> str:
    *others, last = [_insert(model) for model in models]
    before = ", ".join(f"rows_{number} AS ({insert})" for number, insert in enumerate(others))
    return f"WITH {before} {last}" if before else last


def _insert(model: type[Model]) -> str:
    table = model._meta.db_table
    names = ", ".join(f'"{column}"' for _, column in _columns(model))
    return f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"  # noqa: S608 - our own names


@cache
def _change(model: type[Model], names: tuple[str, ...]) -> str:
    table, key = model._meta.db_table, model._meta.pk.column
    changes = ", ".join(f'"{name}" = new."{name}"' for name in names)
    return (
        f"UPDATE {table} SET {changes} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) AS new"  # noqa: S608 - our own names
        f' WHERE {table}."{key}" = new."{key}"'
    )


def _plain(value: Any) -> str:
    if isinstance(value, (bytes, memoryview)):
        return "\\x" + bytes(value).hex()
    return str(value)
