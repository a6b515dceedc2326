"""Writing the new rows of an event, a statement for each table.

What an event comes to may be dozens of rows. They go to the server as one JSON text that the database takes apart by
the table's own column types; so the driver adapts one value, whatever there is to write.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import orjson
from django.db.models.expressions import DatabaseDefault, Value

from minben.ledger import raw_cursor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Field, Model


def insert_all(rows: Sequence[Model]) -> None:
    """Insert rows of one table that are not there yet. Raises `django.db.IntegrityError` as saving them would."""
    if not rows:
        return
    model = type(rows[0])
    columns = _columns(model)
    said = [{column: _value(row, field) for column, field in columns} for row in rows]
    with raw_cursor() as cursor:
        cursor.execute(_statement(model), (orjson.dumps(said, default=_plain).decode(),))
    for row in rows:
        row._state.adding = False
        row._state.db = "default"


@cache
def _columns(model: type[Model]) -> tuple[tuple[str, Field[Any, Any]], ...]:
    fields = (field for field in model._meta.concrete_fields if not field.generated)
    return tuple((field.column or field.attname, field) for field in fields)


@cache
def _statement(model: type[Model]) -> str:
    table = model._meta.db_table
    names = ", ".join(f'"{column}"' for column, _ in _columns(model))
    return f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"  # noqa: S608 - our own names


def _value(row: Model, field: Field[Any, Any]) -> object:
    value = getattr(row, field.attname)
    if isinstance(value, DatabaseDefault):
        # The database would fill it in; the row has to hold what that comes to as well.
        default = field.db_default
        value = default.value if isinstance(default, Value) else default
        setattr(row, field.attname, value)
    return value


def _plain(value: object) -> str:
    if isinstance(value, (bytes, memoryview)):
        return "\\x" + bytes(value).hex()
    return str(value)
