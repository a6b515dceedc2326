"""Compares records with what their acts committed to, for `minben ledger verify --effects`.

One pass over all records in the order of their ids, in constant memory: each is checked against its own commitment and
against its act; records of a load grow that load's tree again, whose root its act holds. Whoever changed, added, moved
or dropped a record behind its act is named; erased records are told by the act that erased them.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import orjson
import psycopg
from django.db import connection

from minben.ledger import effects, tree

from . import kinds
from .binding import canonical_values, frame, leaf

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = "registers_record"
AT_ONCE = 5_000
# Everything comes as it is hashed, so that no row is taken apart and put together again. The body of a load's act would
# come once for each of its records; those few are read beforehand.
RECORDS_SQL = """
SELECT uuid_send(r.id), r.register, r.key, r.subject::text, r.valid_from::text, r.is_end, r."values"::text, r.salt,
    r.commitment, r.provenance::text, to_char(r.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
    uuid_send(r.act), s.identifier, a.kind, CASE WHEN a.kind <> %s THEN a.body END
FROM registers_record r LEFT JOIN ledger_act a ON a.id = r.act LEFT JOIN registers_subject s ON s.id = r.subject
ORDER BY r.id"""
ACTS_SQL = "SELECT id, body FROM ledger_act WHERE kind = %s"
DROPPED_SQL = """
SELECT a.id, a.body FROM ledger_act a WHERE a.kind = ANY (%s)
AND NOT EXISTS (SELECT FROM registers_record r WHERE r.act = a.id)"""
MISPLACED_SQL = """
SELECT r.id, r.register, r.act FROM registers_record r LEFT JOIN registers_record s ON s.id = r.superseded_by
WHERE r.superseded_at IS NOT NULL AND (s.id IS NULL OR s.register <> r.register OR s.key <> r.key
    OR s.valid_from <> r.valid_from OR s.recorded_at <> r.superseded_at)"""


@dataclass(slots=True)
class _Load:
    """What the act of a load says, and the tree that grows over the records that name it."""

    act: UUID
    register: str
    count: int
    root: str
    growth: tree.Growth = field(default_factory=tree.Growth)


class _Row(NamedTuple):
    """A record beside its act: ids of record and act as 16 bytes, texts as commitments hold them, JSON as stored."""

    id: bytes
    register: str
    key: str
    subject: str
    valid_from: str
    is_end: bool
    values: str | None
    salt: bytes | None
    commitment: bytes
    provenance: str
    recorded_at: str
    act: bytes
    identifier: str | None
    kind: str | None
    body: bytes | None


@effects.register("records")
def compare_records() -> Iterator[effects.Difference]:
    """Every record that is not as its act says, and every one that is not there any more."""
    loads = {
        act.bytes: _Load(act, body["register"], body.get("count", 0), body["root"])
        for act, body in _acts(kinds.LOAD)
    }
    erased = {record["id"] for _, body in _acts(kinds.ERASE) for record in body["records"]}
    for row in _records():
        load = loads.get(row.act)
        if load is not None:
            load.growth.push(tree.leaf_hash(leaf(row.id, row.commitment)))
        yield from _compare(row, erased)
    for load in loads.values():
        yield from _compare_load(load)
    yield from _dropped()
    yield from _misplaced()


def _compare_load(load: _Load) -> Iterator[effects.Difference]:
    if load.growth.size != load.count:
        zh = f"应有{load.count}条，现有{load.growth.size}条"
        en = f"{load.growth.size} of {load.count} records are there"
    elif load.growth.root().hex() != load.root:
        zh, en = "记录与封存的根不符", "the records do not have the root that was sealed"
    else:
        return
    zh, en = f"{load.register}，批量入库：{zh}", f"{load.register}, a load: {en}"
    yield effects.Difference(TABLE, str(load.act), load.act, zh=zh, en=en)


def _compare(row: _Row, erased: set[str]) -> Iterator[effects.Difference]:
    if row.kind not in (kinds.WRITE, kinds.END, kinds.LOAD):
        yield _difference(
            row, "没有写入它的行为：被擅自插入", "no act wrote it: it was inserted behind the ledger"
        )
        return
    if row.body is not None:
        yield from _compare_with_act(row, orjson.loads(row.body))
    if row.values is None or row.salt is None:
        if str(UUID(bytes=row.id)) not in erased:
            yield _difference(
                row, "内容已被删除，但没有删除行为", "its values are gone, and no act erased them"
            )
        return
    values = orjson.loads(row.values)
    if hmac.digest(row.salt, _content(row, values), "sha256") != row.commitment:
        yield _difference(
            row,
            "内容、编号、对象、日期或来源已被改动，与承诺不符",
            "its values, key, subject, dates or source were changed: they are not what was committed to",
        )
    elif not row.is_end and row.identifier not in values.values():
        yield _difference(
            row,
            "服务对象的代码已被改动：不在这条记录的内容中",
            "the identifier of its subject was changed: it is not in its values",
        )


def _compare_with_act(row: _Row, body: dict[str, Any]) -> Iterator[effects.Difference]:
    written = {record["id"]: record.get("commitment") for record in body.get("records", ())}
    record = str(UUID(bytes=row.id))
    if record not in written:
        yield _difference(row, "其行为写入的是另一条记录", "its act wrote another record")
    elif written[record] != row.commitment.hex():
        yield _difference(row, "承诺值与行为中的不同", "its commitment is not the one in its act")
    if row.subject not in body.get("subjects", ()):
        yield _difference(row, "服务对象与行为中的不同", "its subject is not the one in its act")
    if body.get("register") != row.register:
        yield _difference(row, "所属库与行为中的不同", "its register is not the one in its act")


def _content(row: _Row, values: dict[str, Any]) -> bytes:
    framed = _frame(row.register, row.recorded_at, row.provenance, row.is_end)
    filled = framed % (row.subject, row.valid_from, orjson.dumps(row.key).decode(), canonical_values(values))
    return filled.encode()


@lru_cache(maxsize=256)
def _frame(register: str, recorded_at: str, provenance: str, is_end: bool) -> str:
    """The frame of a version; all records of a load have the same."""
    return frame(register, recorded_at, canonical_values(orjson.loads(provenance)), is_end=is_end)


def _dropped() -> Iterator[effects.Difference]:
    for act, stored in _rows(DROPPED_SQL, [[kinds.WRITE, kinds.END]]):
        body = orjson.loads(bytes(stored))
        for record in body["records"]:
            yield effects.Difference(
                TABLE,
                record["id"],
                act,
                zh=f"{body['register']}：记录已不存在，被擅自删除",
                en=f"{body['register']}: it is not there any more: it was dropped behind the ledger",
            )


def _misplaced() -> Iterator[effects.Difference]:
    for record, register, act in _rows(MISPLACED_SQL, None):
        yield effects.Difference(
            TABLE,
            str(record),
            act,
            zh=f"{register}：标为已被更正，但更正它的记录不存在或不相符",
            en=f"{register}: it is marked as superseded by a record that is not there or does not fit",
        )


def _difference(row: _Row, zh: str, en: str) -> effects.Difference:
    return effects.Difference(
        TABLE,
        str(UUID(bytes=row.id)),
        UUID(bytes=row.act),
        zh=f"{row.register}：{zh}",
        en=f"{row.register}: {en}",
    )


def _acts(kind: str) -> Iterator[tuple[UUID, dict[str, Any]]]:
    for act, body in _rows(ACTS_SQL, [kind]):
        yield act, orjson.loads(bytes(body))


def _rows(statement: str, given: list[Any] | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


def _records() -> Iterator[_Row]:
    """All records, some thousands at a time from a cursor of the server."""
    connection.ensure_connection()
    with psycopg.ServerCursor(connection.connection, "registers_effects") as cursor:
        # In binary, so that ids, salts and hashes come as they are.
        cursor.execute(RECORDS_SQL, [kinds.LOAD], binary=True)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from map(_Row._make, rows)
