"""The close look at one tile's leaves, row by row, where the quick comparison has found a difference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from .findings import Finding, time_of
from .raw import COLUMNS
from .tiles import TILE_WIDTH
from .tree import HASH_BYTES, leaf_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.backends.utils import CursorWrapper

    from .findings import Findings

ROWS = f"""
SELECT l.leaf, l.act, {", ".join("a." + name for name in COLUMNS)}
FROM ledger_leaf l LEFT JOIN ledger_act a ON a.id = l.act
WHERE l.leaf >= %s AND l.leaf < %s ORDER BY l.leaf
"""  # noqa: S608 - fixed names


MISSING = bytes(HASH_BYTES)


@dataclass(frozen=True, slots=True)
class Suspect:
    """A leaf whose act does not hash to what the tile says.

    ``act`` is None where the leaf itself is missing, ``found`` where there is no act to hash.
    """

    leaf: int
    act: UUID | None
    at: datetime | None
    found: bytes | None
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Closeup:
    """One tile as it was sealed and as its acts are now, hash by hash, and the leaves where the two differ."""

    sealed: list[bytes]
    found: list[bytes]
    suspects: list[Suspect]


def inspect(
    cursor: CursorWrapper, first: int, width: int, tile: Sequence[bytes], findings: Findings
) -> Closeup:
    """Compare ``width`` leaves from ``first`` on with the hashes of their tile.

    Columns that disagree with a body, acts that are gone and a tile that is cut off are reported at once. Which side of
    a suspect is wrong, only a signed head tells. Where the tile says nothing, the acts are taken as they are.
    """
    cursor.execute(ROWS, [first, first + width])
    rows = {row[0]: row[1:] for row in cursor.fetchall()}
    closeup = Closeup(list(tile), [], [])
    if len(tile) < width:
        findings.add(Finding("tile-altered", facts={"level": 0, "index": first // TILE_WIDTH}))
    for leaf in range(first, first + width):
        act, at, found = look_at(leaf, rows.get(leaf), findings)
        if leaf - first == len(closeup.sealed):
            closeup.sealed.append(found or MISSING)
        sealed = closeup.sealed[leaf - first]
        closeup.found.append(found or MISSING)
        if found != sealed:
            closeup.suspects.append(Suspect(leaf, act, at, found, sealed))
    return closeup


def look_at(
    leaf: int, row: Sequence[Any] | None, findings: Findings
) -> tuple[UUID | None, datetime | None, bytes | None]:
    """The act of a leaf, its time, and what it hashes to."""
    if row is None:
        return None, None, None
    act, *columns, body = row
    if body is None:
        findings.add(Finding("act-dropped", act, leaf, time_of(act)))
        return act, time_of(act), None
    wrong = ", ".join(disagreeing(columns, bytes(body)))
    if wrong:
        findings.add(Finding("columns-differ", act, leaf, columns[1], {"columns": wrong}))
    return act, columns[1], leaf_hash(bytes(body))


def disagreeing(columns: Sequence[Any], body: bytes) -> Iterator[str]:
    """The names of the columns that are not as the body says; all of them where it says nothing readable."""
    try:
        said = said_by(body)
    except (KeyError, TypeError, ValueError, AttributeError):
        yield from COLUMNS[:-1]
        return
    for name, column, value in zip(COLUMNS, columns, said, strict=False):
        if column != value:
            yield name


def said_by(body: bytes) -> tuple[Any, ...]:
    """What the columns must be by the body."""
    act = orjson.loads(body)
    actor = act["actor"]
    return (
        UUID(act["id"]),
        datetime.fromisoformat(act["at"]),
        act["kind"],
        actor.get("agency", ""),
        actor["kind"],
        actor["id"],
        act["purpose"],
        [UUID(subject) for subject in act.get("subjects", ())],
        UUID(act["case"]) if "case" in act else None,
        act.get("register", ""),
    )
