"""The sequencer: gives every committed act its place, 0, 1, 2 … without a gap.

Acts become visible when their transaction commits, and not in the order in which they were written. PostgreSQL's own
snapshots say exactly which: a pass takes the acts that are visible now and were not at the last pass, that is those of
transactions that started later or were still running then. So a long transaction holds up nothing but itself, and
nothing is looked at twice. An act that already has a leaf is never taken again, whatever the state says.

Transaction ids mean nothing in another cluster. After a restore into one the state is of no use, and one pass compares
all acts with all leaves instead.

One pass is one transaction; leaves, tiles and state are there together or not at all. An advisory lock lets one
sequencer work at a time; the other one finds nothing to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connections, transaction

from .tiles import StoredTree

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

CHANNEL = "minben_sequenced"
"""Where the database tells whoever listens that acts have got their leaves."""
RING = "SELECT pg_notify(%s, '')"
LOCK = 0x6D696E62656E_01  # "minben", first lock
TRY_LOCK = "SELECT pg_try_advisory_xact_lock(%s)"
READ_STATE = (
    "SELECT s.snapshot, s.size, s.system = c.system_identifier::text"
    " FROM ledger_state s, pg_control_system() c WHERE s.id = 1"
)
# An idle pass writes nothing: what an older snapshot had not seen is looked for again.
# Both bounds keep the scan to ids that may be new; ids from before a restore lie anywhere and cost nothing.
SEQUENCE = """
WITH new AS MATERIALIZED (
    SELECT a.id, a.subjects, a.case_id, sha256('\\x00'::bytea || a.body) AS hash,
           %(size)s + row_number() OVER (ORDER BY a.at, a.id) - 1 AS leaf
    FROM ledger_act a
    WHERE {new} AND NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.act = a.id)
), leaves AS (
    INSERT INTO ledger_leaf (leaf, act) SELECT leaf, id FROM new ORDER BY leaf
), about AS (
    INSERT INTO ledger_about (about, leaf, is_case)
    SELECT DISTINCT subject, leaf, false FROM new, unnest(subjects) AS subject
    UNION ALL SELECT case_id, leaf, true FROM new WHERE case_id IS NOT NULL
    ON CONFLICT DO NOTHING
), state AS (
    INSERT INTO ledger_state (id, system, snapshot, size)
    SELECT 1, system_identifier::text, pg_current_snapshot()::text, %(size)s + (SELECT count(*) FROM new)
    FROM pg_control_system()
    WHERE EXISTS (SELECT FROM new) OR NOT %(known)s
    ON CONFLICT (id) DO UPDATE
    SET system = excluded.system, snapshot = excluded.snapshot, size = excluded.size
)
SELECT string_agg(hash, ''::bytea ORDER BY leaf) FROM new GROUP BY leaf / 8192 ORDER BY leaf / 8192
"""
SINCE_SNAPSHOT = (
    "(a.xid >= pg_snapshot_xmax(%(snapshot)s::pg_snapshot) AND a.xid < pg_snapshot_xmax(pg_current_snapshot())"
    " OR a.xid = ANY(ARRAY(SELECT pg_snapshot_xip(%(snapshot)s::pg_snapshot))))"
)
EVERYTHING = "true"
# Asked many times a second of a node at rest: one statement, each half of which reads a little of an index. Without a
# state, or with that of another cluster, a pass has to look for itself.
NEWS = """
SELECT coalesce((
    SELECT s.system <> c.system_identifier::text
        OR EXISTS (SELECT FROM ledger_act a WHERE a.xid >= pg_snapshot_xmax(s.snapshot::pg_snapshot)
                   AND a.xid < pg_snapshot_xmax(pg_current_snapshot()))
        OR EXISTS (SELECT FROM pg_snapshot_xip(s.snapshot::pg_snapshot) AS running
                   JOIN ledger_act a ON a.xid = running)
    FROM ledger_state s, pg_control_system() c WHERE s.id = 1
), true)
"""


def sequence(*, using: str = "sealer") -> int:
    """Sequence what has been committed since the last pass; returns how many acts.

    0 also where another sequencer is at work. Whoever listens at `CHANNEL` is told.
    """
    if not _any_news(using):
        return 0
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(TRY_LOCK, [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(READ_STATE)
        snapshot, size, known = cursor.fetchone() or (None, 0, False)
        statement = SEQUENCE.format(new=SINCE_SNAPSHOT if known else EVERYTHING)
        cursor.execute(statement, {"size": size, "snapshot": snapshot, "known": known})
        acts = grow(cursor, size)
        if acts:
            cursor.execute(RING, [CHANNEL])
        return acts


def _any_news(using: str) -> bool:
    # Planned each time: a plan from when there were few acts would read them all.
    with connections[using].cursor() as cursor:
        cursor.execute(NEWS)
        return bool(cursor.fetchone()[0])


def grow(cursor: CursorWrapper, size: int) -> int:
    """Put the hashes that the cursor yields behind the leaves that were there."""
    hashes = b"".join(bytes(row[0]) for row in cursor.fetchall())
    StoredTree(cursor).grow(size, hashes)
    return len(hashes) // 32
