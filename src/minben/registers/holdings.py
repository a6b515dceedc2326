"""How much is held: what must not be left without its definition when a blueprint changes."""

from __future__ import annotations

from django.db import connection

# The latest version of an entry says whether it still holds; it comes straight from the index on key and day.
HELD = """
    SELECT register, count(*) FROM (
        SELECT DISTINCT ON (register, key) register, is_end OR "values" IS NULL AS gone FROM registers_record
        WHERE superseded_at IS NULL ORDER BY register, key, valid_from DESC
    ) AS latest WHERE NOT gone GROUP BY register"""


def holdings() -> dict[str, int]:
    """How many entries each register holds that have not ended; inside `acting`, within its reach."""
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        return dict(cursor.fetchall())
