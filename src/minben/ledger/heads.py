"""Signed tree heads: what the sealer states about the tree, once a second while it grows."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson
from django.db import connections, transaction

from .canonical import canonical
from .identity import now, timestamp
from .keys import SIGNATURE, PublicKey
from .tiles import StoredTree
from .tree import range_root

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .keys import SigningKey

FORMAT = "minben-ledger-head"
FORMAT_VERSION = 1
HASH = "SHA-256"
ALGORITHMS = (FORMAT, FORMAT_VERSION, HASH, SIGNATURE)
LAST_SIZE = "SELECT (SELECT size FROM ledger_state), (SELECT max(size) FROM ledger_head WHERE key_id = %s)"
INSERT_HEAD = (
    "INSERT INTO ledger_head (size, key_id, root, at, body, signature) VALUES (%s, %s, %s, %s, %s, %s)"
    " ON CONFLICT DO NOTHING"
)
HEAD_COLUMNS = "size, key_id, root, at, body, signature"


class BadHead(ValueError):  # noqa: N818 - says what it is
    """Bytes that are not a head of this format; the message says why."""


@dataclass(frozen=True, slots=True)
class Head:
    """A tree of ``size`` leaves had this ``root`` at ``at``. ``body`` is what was signed, in canonical bytes."""

    size: int
    root: bytes
    at: datetime
    key_id: str
    body: bytes
    signature: bytes

    @classmethod
    def sign(cls, size: int, root: bytes, key: SigningKey) -> Head:
        """State the size and the root now, under this key."""
        at = now()
        body = canonical(
            {
                "format": FORMAT,
                "v": FORMAT_VERSION,
                "size": size,
                "root": root.hex(),
                "at": timestamp(at),
                "hash": HASH,
                "signature": SIGNATURE,
                "key": key.public.id,
            }
        )
        return cls(size, root, at, key.public.id, body, key.sign(body))

    @classmethod
    def read(cls, body: bytes, signature: bytes) -> Head:
        """The head in these bytes. Raises `BadHead`; says nothing about the signature."""
        try:
            said = orjson.loads(body)
            if canonical(said) != body:
                raise BadHead("not in canonical form")
            if (said["format"], said["v"], said["hash"], said["signature"]) != (
                FORMAT,
                FORMAT_VERSION,
                HASH,
                SIGNATURE,
            ):
                raise BadHead("another format or other algorithms")
            root, at = bytes.fromhex(said["root"]), datetime.fromisoformat(said["at"])
            return cls(int(said["size"]), root, at, str(said["key"]), body, signature)
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, BadHead):
                raise
            raise BadHead(str(error)) from error

    def to_json(self, key: PublicKey) -> dict[str, Any]:
        """As witnesses and proofs hold it: body, signature and public key in base64."""
        return {
            "head": base64.b64encode(self.body).decode(),
            "signature": base64.b64encode(self.signature).decode(),
            "key": base64.b64encode(key.raw).decode(),
        }


def head_from_json(said: Any) -> tuple[Head, PublicKey]:
    """The head and the key in one object of a witness file or a proof. Raises `BadHead`."""
    try:
        parts = [base64.b64decode(said[name], validate=True) for name in ("head", "signature", "key")]
    except (KeyError, TypeError, binascii.Error) as error:
        raise BadHead(f"not a signed head: {error}") from error
    body, signature, raw = parts
    return Head.read(body, signature), PublicKey.of(raw)


def head_from_row(row: Sequence[Any]) -> Head:
    """The head in a row of `HEAD_COLUMNS`."""
    size, key_id, root, at, body, signature = row
    return Head(size, bytes(root), at, key_id, bytes(body), bytes(signature))


def sign_head(key: SigningKey, *, using: str = "sealer") -> Head | None:
    """Sign the tree as it is, unless it has not grown since this key's last head."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(LAST_SIZE, [key.public.id])
        size, signed = cursor.fetchone()
        if not size or size == signed:
            return None
        head = Head.sign(size, range_root(StoredTree(cursor), 0, size), key)
        cursor.execute(INSERT_HEAD, [head.size, head.key_id, head.root, head.at, head.body, head.signature])
    return head


def latest_head(*, at_least: int = 0, using: str = "default") -> Head | None:
    """The newest head over at least so many leaves, None where there is none."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT {HEAD_COLUMNS} FROM ledger_head WHERE size >= %s ORDER BY size DESC LIMIT 1",  # noqa: S608
            [at_least],
        )
        row = cursor.fetchone()
    return head_from_row(row) if row else None
