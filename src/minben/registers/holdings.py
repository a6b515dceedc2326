"""How much is held: what must not be left without its definition when a blueprint changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Collection

# The latest version of an entry says whether it still holds; it comes straight from the index on key and day.
HELD = """
    SELECT register, count(*) FROM (
        SELECT DISTINCT ON (register, key) register, is_end OR "values" IS NULL AS gone FROM registers_record
        WHERE superseded_at IS NULL ORDER BY register, key, valid_from DESC
    ) AS latest WHERE NOT gone GROUP BY register"""
WITH_VALUE = """
    SELECT value, count(*) FROM (
        SELECT DISTINCT ON (key) is_end, "values"->>%(field)s AS value FROM registers_record
        WHERE register = %(register)s AND superseded_at IS NULL ORDER BY key, valid_from DESC
    ) AS latest WHERE NOT is_end AND value = ANY(%(values)s) GROUP BY value ORDER BY value"""


def holdings() -> dict[str, int]:
    """How many entries each register holds that have not ended; inside `acting`, within its reach."""
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        return dict(cursor.fetchall())


def holdings_with(register: str, field: str, values: Collection[str]) -> dict[str, int]:
    """How many entries of a register that have not ended hold each of these values in a field; those that some do."""
    with connection.cursor() as cursor:
        cursor.execute(WITH_VALUE, {"register": register, "field": field, "values": list(values)})
        return dict(cursor.fetchall())
