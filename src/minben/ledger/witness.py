"""Witness files: signed heads kept where the operator cannot change them.

Whoever holds the signing key could rewrite the whole ledger, tree and heads included, and everything inside would
agree. Only a head that somebody else has kept tells. A witness file holds one JSON object a line: ``head`` (the
canonical bytes that were signed), ``signature`` and ``key``, each in base64.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import orjson
from django.db import connections

from .heads import HEAD_COLUMNS, BadHead, Head, head_from_json, head_from_row
from .keys import KeyProblem, PublicKey

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

HEADS_AFTER = f"SELECT {HEAD_COLUMNS} FROM ledger_head WHERE size > %s ORDER BY size, at"  # noqa: S608 - fixed names
LONGEST_LINE = 4096


class BadLine(ValueError):  # noqa: N818 - says what it is
    """A line of a witness file that holds no head; the message names the file and the line."""


def append_heads(path: Path, keys: Mapping[str, PublicKey], *, using: str = "default") -> int:
    """Add every head that is newer than the last one in the file, and wait until they are on disk.

    Returns how many. Raises `BadLine` where the file ends in something else, so that nothing is written over a damage.
    """
    size = last_size(path)
    with connections[using].cursor() as cursor:
        cursor.execute(HEADS_AFTER, [size])
        heads = [head_from_row(row) for row in cursor.fetchall()]
    if heads:
        lines = b"".join(orjson.dumps(head.to_json(key_of(head, keys))) + b"\n" for head in heads)
        with path.open("ab") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
    return len(heads)


def key_of(head: Head, keys: Mapping[str, PublicKey]) -> PublicKey:
    """The public key of a head."""
    try:
        return keys[head.key_id]
    except KeyError:
        raise KeyProblem(
            f"no public key {head.key_id} in the node's folder; copy its .pub.pem file there"
        ) from None


def last_size(path: Path) -> int:
    """The size in the last line of a witness file, 0 where there is no file yet."""
    if not path.exists() or not path.stat().st_size:
        return 0
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LONGEST_LINE))
        last = file.read().splitlines(keepends=True)[-1]
    if not last.endswith(b"\n"):
        raise BadLine(f"{path}: the last line is cut off; remove it and run this again")
    try:
        return head_from_json(orjson.loads(last))[0].size
    except ValueError as error:
        raise BadLine(f"{path}: the last line is no signed head ({error})") from error


def read_witness(path: Path) -> Iterator[tuple[int, Head, PublicKey]]:
    """Every head of a file with the number of its line. Raises `BadLine`."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                head, key = head_from_json(orjson.loads(line))
            except (BadHead, orjson.JSONDecodeError) as error:
                raise BadLine(f"{path}:{number}: {error}") from error
            yield number, head, key
