"""The database's half of a bulk load: what is there already, and the rows that go in, a batch at a time.

Row security does not take COPY, so a batch is copied into a temporary table and inserted from there as one set. Calls
come from one thread at a time, on the connection whose transaction holds the whole load.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
import psycopg

from ..binding import canonical_values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from minben.blueprint.model import Register

    from .trail import Entry

CREATE_SQL = """
CREATE TEMPORARY TABLE IF NOT EXISTS registers_staging (
    id uuid, key text, subject uuid, valid_from date, is_end boolean, "values" jsonb, salt bytea, commitment bytea
) ON COMMIT DROP"""
COPY_SQL = "COPY registers_staging FROM STDIN"
INSERT_SQL = """
INSERT INTO registers_record
    (id, register, key, subject, valid_from, is_end, "values", salt, commitment, provenance, act, recorded_at)
SELECT id, %(register)s, key, subject, valid_from, is_end, "values", salt, commitment, %(provenance)s::jsonb,
    %(act)s, %(recorded_at)s
FROM registers_staging"""
SUPERSEDE_SQL = """
UPDATE registers_record r SET superseded_at = %(recorded_at)s, superseded_by = pair.new
FROM unnest(%(former)s::uuid[], %(new)s::uuid[]) AS pair (former, new)
WHERE r.id = pair.former AND r.superseded_at IS NULL"""
SUBJECTS_SQL = "SELECT registers_ensure_subjects(%(kind)s, string_to_array(%(wanted)s, %(separator)s))"
VERSIONS_SQL = """
SELECT id::text, key, subject::text, valid_from::text, is_end, "values"::text, act = %(act)s FROM registers_record
WHERE register = %(register)s AND superseded_at IS NULL AND "values" IS NOT NULL AND """
BY_KEY = "key = ANY (string_to_array(%(wanted)s, %(separator)s))"
BY_SUBJECT = "subject = ANY (string_to_array(%(wanted)s, ',')::uuid[])"
# Fields hold no control characters but those of lines, so this one can stand between them.
SEPARATOR = "\x01"


class Version(NamedTuple):
    """A current version that is there: ``values`` as canonical JSON; ``mine`` if this same load wrote it."""

    id: str
    subject: str
    valid_from: str
    is_end: bool
    values: str
    mine: bool


@dataclass(slots=True)
class Known:
    """What there is of a batch: subject ids by identifier, versions by key in the order they became known."""

    subjects: dict[str, str] = field(default_factory=dict)
    versions: dict[str, list[Version]] = field(default_factory=dict)
    keys: dict[str, set[str]] = field(default_factory=dict)

    def add(self, key: str, version: Version) -> None:
        """Take in a version that is there, or will be when its batch is in."""
        self.versions.setdefault(key, []).append(version)
        self.keys.setdefault(version.subject, set()).add(key)


class Staging:
    """One load's way into the database."""

    def __init__(
        self,
        driver: psycopg.Connection[Any],
        register: Register,
        act: UUID,
        recorded_at: datetime,
        provenance: str,
    ) -> None:
        self._driver = driver
        self._register = register
        self._kind = str(register.subject_kind)
        self._key_is_subject = register.key == register.subject
        self._one_each = register.single and not self._key_is_subject
        self._row = {
            "register": register.id,
            "act": act,
            "recorded_at": recorded_at,
            "provenance": provenance,
        }
        self._run(CREATE_SQL)

    def look_up(self, entries: Sequence[Entry]) -> Known:
        """Make the subjects of a batch known, and find the versions that its keys have.

        Where a subject may have one entry only, the subject's other entries are found too.
        """
        if not entries:
            return Known()
        identifiers = list(dict.fromkeys(entry.identifier for entry in entries))
        ids = self._value(SUBJECTS_SQL, {"kind": self._kind, "wanted": SEPARATOR.join(identifiers)}).split(
            ","
        )
        known = Known(dict(zip(identifiers, (id_.lstrip("+") for id_ in ids), strict=True)))
        keys = [entry.key for entry in entries]
        if self._key_is_subject:
            # Nothing is held about somebody who was not known a moment ago.
            keys = [identifier for identifier, id_ in zip(identifiers, ids, strict=True) if id_[0] != "+"]
        if keys:
            self._find(known, BY_KEY, SEPARATOR.join(keys))
        if self._one_each:
            self._find(known, BY_SUBJECT, ",".join(known.subjects.values()))
        return known

    def _find(self, known: Known, which: str, wanted: str) -> None:
        """Add the versions that are there to what is known."""
        given = self._row | {"wanted": wanted, "separator": SEPARATOR}
        with psycopg.Cursor(self._driver) as cursor:
            for id_, key, subject, valid_from, is_end, values, mine in cursor.execute(
                VERSIONS_SQL + which, given
            ):
                known.add(
                    key,
                    Version(id_, subject, valid_from, is_end, canonical_values(orjson.loads(values)), mine),
                )

    def insert(self, lines: bytes, superseded: Sequence[tuple[str, str]]) -> None:
        """Put a batch in: ``lines`` in COPY's text form, ``superseded`` as pairs of a former id and a new one."""
        with psycopg.Cursor(self._driver) as cursor:
            with cursor.copy(COPY_SQL) as copy:
                copy.write(lines)
            if superseded:
                former, new = zip(*superseded, strict=True)
                cursor.execute(SUPERSEDE_SQL, self._row | {"former": list(former), "new": list(new)})
            cursor.execute(INSERT_SQL, self._row)
            cursor.execute("TRUNCATE registers_staging")

    def close(self) -> None:
        """Leave nothing behind for the next load of this transaction."""
        self._run("DROP TABLE registers_staging")

    def _run(self, statement: str) -> None:
        with psycopg.Cursor(self._driver) as cursor:
            cursor.execute(statement)

    def _value(self, statement: str, given: dict[str, Any]) -> str:
        with psycopg.Cursor(self._driver) as cursor:
            row = cursor.execute(statement, {"separator": SEPARATOR} | given).fetchone()
        return "" if row is None else str(row[0])
