"""Reading records on two time axes: as of a legal day, and as it was known at a moment.

A version holds from its ``valid_from`` until the next version of its key; an end is a version too, after which there
is nothing. A version was known from when it was recorded until it was superseded. These functions write no act: use
`consult` for an agency's reading, and these for one's own data or where the caller writes the act.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from minben.ledger import legal_today, raw_cursor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from minben.blueprint.model import Register


@dataclass(frozen=True, slots=True)
class Record:
    """One version of one entry, as it holds on the day that was asked for.

    ``values`` are JSON values by field: dates are ISO strings, numbers and money decimal strings. ``until`` is the
    first day of the next version, None where there is none.
    """

    id: UUID
    register: str
    key: str
    subject: UUID
    values: Mapping[str, Any]
    valid_from: date
    until: date | None
    recorded_at: datetime
    commitment: bytes
    provenance: Mapping[str, Any]
    act: UUID


# The partial indexes know current and superseded versions apart, so the past is a union and not an OR.
CURRENT_VERSIONS = """
    SELECT * FROM registers_record
    WHERE register = %(register)s AND {entry} AND superseded_at IS NULL"""
KNOWN_VERSIONS = """
    SELECT * FROM registers_record
    WHERE register = %(register)s AND {entry} AND superseded_at IS NULL AND recorded_at <= %(known)s
    UNION ALL
    SELECT * FROM registers_record
    WHERE register = %(register)s AND {entry} AND superseded_at > %(known)s AND recorded_at <= %(known)s"""
DATED_VERSIONS = """
    SELECT id, key, subject, "values"::text, valid_from, until, recorded_at, commitment, provenance::text, act FROM (
        SELECT *, lead(valid_from) OVER (PARTITION BY key ORDER BY valid_from) AS until FROM ({versions}) AS version
    ) AS dated
    WHERE {days} AND NOT is_end AND "values" IS NOT NULL
    ORDER BY key, valid_from"""
ON_THE_DAY = "valid_from <= %(on)s AND (until IS NULL OR until > %(on)s)"


def read_key(
    register: Register, key: str, *, on: date | None = None, known: datetime | None = None
) -> Record | None:
    """The entry with this key as it holds ``on`` a legal day (today), as ``known`` at a moment (now).

    None where there is none, it has ended, or it was erased.
    """
    found = _read(register, "key = %(entry)s", key, on, known)
    return found[0] if found else None


def read_subject(
    register: Register, subject: UUID, *, on: date | None = None, known: datetime | None = None
) -> list[Record]:
    """All entries of a register about a subject that hold ``on`` a legal day (today), in the order of their keys."""
    return _read(register, "subject = %(entry)s", subject, on, known)


def history(register: Register, key: str) -> list[Record]:
    """Every current version of an entry except ends, oldest first; superseded ones are read by ``known``."""
    versions = CURRENT_VERSIONS.format(entry="key = %(entry)s")
    statement = DATED_VERSIONS.format(versions=versions, days="true")
    return records(register, statement, {"register": register.id, "entry": key})


def _read(
    register: Register, entry: str, value: str | UUID, on: date | None, known: datetime | None
) -> list[Record]:
    versions = (CURRENT_VERSIONS if known is None else KNOWN_VERSIONS).format(entry=entry)
    statement = DATED_VERSIONS.format(versions=versions, days=ON_THE_DAY)
    given = {"register": register.id, "entry": value, "on": on or legal_today(), "known": known}
    return records(register, statement, given)


def records(register: Register, statement: str, given: Mapping[str, Any]) -> list[Record]:
    """The records that a statement of this module answers."""
    with raw_cursor() as cursor:
        cursor.execute(statement, given)
        return [_record(register.id, row) for row in cursor.fetchall()]


def _record(register: str, row: Sequence[Any]) -> Record:
    record_id, key, subject, values, valid_from, until, recorded_at, commitment, provenance, act = row
    return Record(
        id=record_id,
        register=register,
        key=key,
        subject=subject,
        values=orjson.loads(values),
        valid_from=valid_from,
        until=until,
        recorded_at=recorded_at,
        commitment=bytes(commitment),
        provenance=orjson.loads(provenance),
        act=act,
    )
