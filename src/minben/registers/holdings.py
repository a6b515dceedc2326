"""How much is held: what must not be left without its definition when a blueprint changes."""

from __future__ import annotations

from django.db import connection

# A loose index scan: one step for each register instead of one for each record.
HELD = """
    WITH RECURSIVE held AS (
        (SELECT register FROM registers_record WHERE superseded_at IS NULL ORDER BY register LIMIT 1)
        UNION ALL
        SELECT (SELECT r.register FROM registers_record r
                WHERE r.superseded_at IS NULL AND r.register > held.register ORDER BY r.register LIMIT 1)
        FROM held WHERE held.register IS NOT NULL)
    SELECT held.register, (SELECT count(*) FROM registers_record r
                           WHERE r.register = held.register AND r.superseded_at IS NULL)
    FROM held WHERE held.register IS NOT NULL"""


def holdings() -> dict[str, int]:
    """How many versions in force each register holds; inside `acting`, within its reach."""
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        return dict(cursor.fetchall())
