"""The database's half of a bulk load: what is there already, and the rows that go in, a batch at a time.

Row security does not take COPY, so a batch is copied into a temporary table and inserted from there as one set. Calls
come from one thread at a time, on the connection whose transaction holds the whole load.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
import psycopg

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from minben.blueprint.model import Register

CREATE_SQL = """
CREATE TEMPORARY TABLE IF NOT EXISTS registers_staging (
    id uuid, key text, subject uuid, valid_from date, is_end boolean, "values" jsonb, salt bytea, commitment bytea,
    provenance jsonb
) ON COMMIT DROP"""
COPY_SQL = "COPY registers_staging FROM STDIN"
INSERT_SQL = """
INSERT INTO registers_record
    (id, register, key, subject, valid_from, is_end, "values", salt, commitment, provenance, act, recorded_at)
SELECT id, %(register)s, key, subject, valid_from, is_end, "values", salt, commitment, provenance,
    %(act)s, %(recorded_at)s
FROM registers_staging"""
SUPERSEDE_SQL = """
UPDATE registers_record r SET superseded_at = %(recorded_at)s, superseded_by = pair.new
FROM unnest(%(former)s::uuid[], %(new)s::uuid[]) AS pair (former, new)
WHERE r.id = pair.former AND r.superseded_at IS NULL"""
SUBJECTS_SQL = "SELECT identifier, id::text FROM registers_ensure_subjects(%s, %s)"
VERSIONS_BY_KEY_SQL = """
SELECT id::text, key, subject::text, valid_from::text, is_end, "values"::text, act = %(act)s FROM registers_record
WHERE register = %(register)s AND key = ANY (%(keys)s) AND superseded_at IS NULL AND "values" IS NOT NULL"""
VERSIONS_BY_SUBJECT_SQL = """
SELECT id::text, key, subject::text, valid_from::text, is_end, "values"::text, act = %(act)s FROM registers_record
WHERE register = %(register)s AND subject = ANY (%(subjects)s::uuid[]) AND superseded_at IS NULL
AND "values" IS NOT NULL"""


class Version(NamedTuple):
    """A current version that is there: ``values`` as canonical bytes; ``mine`` if this same load wrote it."""

    id: str
    subject: str
    valid_from: str
    is_end: bool
    values: bytes
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
        self, driver: psycopg.Connection[Any], register: Register, act: UUID, recorded_at: datetime
    ) -> None:
        self._driver = driver
        self._register = register
        self._by_subject = register.single and register.key != register.subject
        self._row = {"register": register.id, "act": act, "recorded_at": recorded_at}
        self._run(CREATE_SQL)

    def look_up(self, identifiers: Sequence[str], keys: Sequence[str]) -> Known:
        """Make the subjects known and find the versions that these keys have.

        Where a subject may have one entry only, the subject's other entries are found too.
        """
        known = Known(dict(self._rows(SUBJECTS_SQL, (str(self._register.subject_kind), list(identifiers)))))
        rows = self._rows(VERSIONS_BY_KEY_SQL, self._row | {"keys": list(keys)})
        if self._by_subject:
            rows += self._rows(
                VERSIONS_BY_SUBJECT_SQL, self._row | {"subjects": list(known.subjects.values())}
            )
        for id_, key, subject, valid_from, is_end, values, mine in rows:
            canonical = orjson.dumps(orjson.loads(values), option=orjson.OPT_SORT_KEYS)
            known.add(key, Version(id_, subject, valid_from, is_end, canonical, mine))
        return known

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

    def _rows(self, statement: str, given: Any) -> list[tuple[Any, ...]]:
        with psycopg.Cursor(self._driver) as cursor:
            return cursor.execute(statement, given).fetchall()
