"""Are files still as their acts say? Rows against commitments, when the ledger is verified with its effects.

`verify_bytes` reads the storage besides: whether every file is there and has the bytes that its row, and so its act,
names.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import connection

from minben.ledger import Commitment, effects

from .keeping import bound
from .problems import FileGone
from .storage import storage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

CHUNK = 5000
_FILES = """
SELECT f.id, f.act, f.salt, f.commitment, f.digest, f.size, f.type, r.value ->> 'commitment'
  FROM files_file f
  LEFT JOIN ledger_act a ON a.id = f.act
  LEFT JOIN LATERAL (
       SELECT value FROM jsonb_array_elements(convert_from(a.body, 'UTF8')::jsonb -> 'records')
        WHERE value ->> 'id' = f.id::text) r ON true"""
_OBJECTS = "SELECT id, act, object, digest FROM files_file WHERE object IS NOT NULL"


@effects.register("files")
def files() -> Iterator[effects.Difference]:
    """Files whose digest, size or type, or whose commitment, is not what their act committed to."""
    for row, act, salt, commitment, digest, size, type_, committed in _stream(_FILES):
        if committed is None or bytes(commitment).hex() != committed:
            yield _difference(row, act, zh="与行为中的承诺不符", en="not what the act committed to")
        elif digest is not None and not Commitment(bytes(salt), bytes(commitment)).holds_for(
            bound(bytes(digest), size, type_)
        ):
            yield _difference(
                row, act, zh="文件的摘要、大小或类型被改动", en="digest, size or type was changed"
            )


def verify_bytes() -> Iterator[effects.Difference]:
    """Files whose bytes are missing in the storage or not those that were handed in. Raises `StorageAway`."""
    place = storage()
    for row, act, name, digest in _stream(_OBJECTS):
        measured = hashlib.sha256()
        try:
            for piece in place.open(name):
                measured.update(piece)
        except FileGone:
            yield _difference(row, act, zh="存储中没有该文件", en="the storage does not hold it")
        else:
            if measured.digest() != bytes(digest):
                yield _difference(row, act, zh="文件内容被改动", en="its bytes were changed")


def _difference(row: object, act: Any, *, zh: str, en: str) -> effects.Difference:
    return effects.Difference(table="files_file", row=str(row), act=act, zh=zh, en=en)


def _stream(statement: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        while found := cursor.fetchmany(CHUNK):
            yield from found
