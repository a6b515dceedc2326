"""Reading the ledger: acts about a subject, acts of a case, and the sequence that consumers follow.

Every function is one query under the current reach. What an act says is read from its body, which is what was sealed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from django.db import DEFAULT_DB_ALIAS, connections

from .acts import ActFields, Actor, ActorKind, RecordRef
from .context import write_waiting

if TYPE_CHECKING:
    from collections.abc import Mapping

# Acts that have no leaf yet stand beside the sealed ones.
ACTS_ABOUT = """
WITH turn AS (
    SELECT (SELECT leaf FROM ledger_leaf WHERE act = %(before)s) AS leaf
), waiting AS (
    SELECT a.id, a.body, NULL::bigint AS leaf
    FROM turn, ledger_waiting() AS w JOIN ledger_act a ON a.id = w
    WHERE turn.leaf IS NULL AND a.subjects @> ARRAY[%(subject)s::uuid]
      AND (%(before)s::uuid IS NULL OR a.id < %(before)s)
), sealed AS (
    SELECT a.id, a.body, b.leaf
    FROM turn, ledger_about b JOIN ledger_leaf l ON l.leaf = b.leaf JOIN ledger_act a ON a.id = l.act
    WHERE b.about = %(subject)s AND (turn.leaf IS NULL OR b.leaf < turn.leaf)
    ORDER BY b.leaf DESC LIMIT %(limit)s
)
SELECT leaf, body FROM (SELECT * FROM waiting UNION ALL SELECT * FROM sealed) AS both_
ORDER BY leaf DESC NULLS FIRST, id DESC LIMIT %(limit)s
"""
ACTS_OF_CASE = """
WITH waiting AS (
    SELECT a.id, a.at, a.body, NULL::bigint AS leaf
    FROM ledger_waiting() AS w JOIN ledger_act a ON a.id = w WHERE a.case_id = %(case)s
), sealed AS (
    SELECT a.id, a.at, a.body, b.leaf
    FROM ledger_about b JOIN ledger_leaf l ON l.leaf = b.leaf JOIN ledger_act a ON a.id = l.act
    WHERE b.about = %(case)s ORDER BY b.leaf LIMIT %(limit)s
)
SELECT leaf, body FROM (SELECT * FROM waiting UNION ALL SELECT * FROM sealed) AS both_
ORDER BY leaf NULLS LAST, at, id LIMIT %(limit)s
"""
FOLLOW = """
SELECT l.leaf, a.body FROM ledger_leaf l JOIN ledger_act a ON a.id = l.act
WHERE l.leaf > %(after)s ORDER BY l.leaf LIMIT %(limit)s
"""
ONE_ACT = """
SELECT l.leaf, a.body FROM ledger_act a LEFT JOIN ledger_leaf l ON l.act = a.id WHERE a.id = %(act)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActView(ActFields):
    """An act as it was written. ``leaf`` is its place in the sequence, None for the moment until it is sealed."""

    id: UUID
    at: datetime
    leaf: int | None


def acts_about(
    subject: UUID, limit: int = 50, before: UUID | None = None, *, using: str = DEFAULT_DB_ALIAS
) -> list[ActView]:
    """The newest acts about a subject, those that the reach may see; ``before`` is the last act of the page before.

    Population reads and batches name no subjects; the rooms that write them expand them.
    """
    return _views(using, ACTS_ABOUT, {"subject": subject, "limit": limit, "before": before})


def acts_of_case(case: UUID, limit: int = 500, *, using: str = DEFAULT_DB_ALIAS) -> list[ActView]:
    """The acts of a case in their sequence, the newest last, those that the reach may see."""
    return _views(using, ACTS_OF_CASE, {"case": case, "limit": limit})


def follow(after_leaf: int, limit: int = 1000, *, using: str = DEFAULT_DB_ALIAS) -> list[ActView]:
    """The acts behind a leaf in their sequence: the cursor of consumers, who start with -1 and keep the last leaf.

    Under the reach of the system there is no gap: leaf n is there before leaf n + 1.
    """
    return _views(using, FOLLOW, {"after": after_leaf, "limit": limit})


def last_leaf(*, using: str = DEFAULT_DB_ALIAS) -> int:
    """The last leaf of the sequence, -1 before the first: where a consumer starts that has just taken in the whole."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT coalesce(max(leaf), -1) FROM ledger_leaf")
        return int(cursor.fetchone()[0])


def read_act(act: UUID, *, using: str = DEFAULT_DB_ALIAS) -> ActView | None:
    """One act, None where it does not exist or the reach does not see it."""
    views = _views(using, ONE_ACT, {"act": act})
    return views[0] if views else None


def _views(using: str, statement: str, parameters: Mapping[str, Any]) -> list[ActView]:
    write_waiting(using)
    with connections[using].cursor() as cursor:
        cursor.execute(statement, parameters)
        return [view(leaf, bytes(body)) for leaf, body in cursor.fetchall()]


def view(leaf: int | None, body: bytes) -> ActView:
    """The act in these canonical bytes."""
    said: dict[str, Any] = orjson.loads(body)
    actor = said["actor"]
    return ActView(
        leaf=leaf,
        id=UUID(said["id"]),
        at=datetime.fromisoformat(said["at"]),
        kind=said["kind"],
        actor=Actor(ActorKind(actor["kind"]), actor["id"], actor.get("post"), actor.get("agency")),
        purpose=said["purpose"],
        power=said.get("power", ""),
        basis=tuple(said.get("basis", ())),
        subjects=tuple(map(UUID, said.get("subjects", ()))),
        case=UUID(said["case"]) if "case" in said else None,
        register=said.get("register", ""),
        records=tuple(
            RecordRef(UUID(record["id"]), record.get("commitment")) for record in said.get("records", ())
        ),
        rule=said.get("rule", ""),
        result=said.get("result", ""),
        count=said.get("count", 0),
        root=said.get("root", ""),
        predicate=said.get("predicate", ""),
        derived_from=tuple(map(UUID, said.get("derived_from", ()))),
    )
