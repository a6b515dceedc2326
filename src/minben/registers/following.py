"""What consumers of the ledger's sequence need of registers: which entries a change is about, and many entries at once.

These functions write no act: use them where the caller writes the act, under the reach of the system.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from minben.ledger import legal_today

from .reading import CURRENT_VERSIONS, DATED_VERSIONS, ON_THE_DAY, records

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from minben.blueprint.model import Register

    from .reading import Record

KEYS_OF = """
    SELECT DISTINCT register, key FROM registers_record
    WHERE id = ANY (%(records)s) AND register = ANY (%(registers)s) ORDER BY register, key"""
KEYS_AFTER = """
    SELECT DISTINCT key FROM registers_record
    WHERE register = %(register)s AND superseded_at IS NULL AND key > %(after)s ORDER BY key LIMIT %(limit)s"""
KEYS_STARTING = """
    SELECT DISTINCT key FROM registers_record
    WHERE register = %(register)s AND superseded_at IS NULL AND valid_from > %(after)s AND valid_from <= %(through)s
    ORDER BY key"""


def read_keys(register: Register, keys: Collection[str], *, on: date | None = None) -> list[Record]:
    """The entries with these keys that hold ``on`` a legal day (today), in the order of their keys."""
    versions = CURRENT_VERSIONS.format(entry="key = ANY (%(entry)s)")
    statement = DATED_VERSIONS.format(versions=versions, days=ON_THE_DAY)
    given = {"register": register.id, "entry": list(keys), "on": on or legal_today()}
    return records(register, statement, given)


def keys_of(versions: Collection[UUID], registers: Collection[str]) -> list[tuple[str, str]]:
    """The register and key of each of these versions of records, of those in ``registers`` only."""
    with connection.cursor() as cursor:
        cursor.execute(KEYS_OF, {"records": list(versions), "registers": list(registers)})
        return list(cursor.fetchall())


def keys_after(register: str, after: str, limit: int) -> list[str]:
    """The next keys of a register behind ``after``, in their order; an empty one comes before all."""
    with connection.cursor() as cursor:
        cursor.execute(KEYS_AFTER, {"register": register, "after": after, "limit": limit})
        return [key for (key,) in cursor.fetchall()]


def keys_starting(register: str, after: date, through: date) -> list[str]:
    """The keys of which a version begins to hold behind one legal day and through another."""
    with connection.cursor() as cursor:
        cursor.execute(KEYS_STARTING, {"register": register, "after": after, "through": through})
        return [key for (key,) in cursor.fetchall()]
