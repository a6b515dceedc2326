"""The proof of one act: everything that somebody outside needs to see that the act stands in a signed tree."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connections

from .context import write_waiting
from .heads import HEAD_COLUMNS, head_from_json, head_from_row
from .tiles import StoredTree
from .tree import consistency, included, inclusion, leaf_hash
from .views import view
from .witness import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from .heads import Head
    from .keys import PublicKey
    from .views import ActView

FORMAT = "minben-ledger-proof"
FORMAT_VERSION = 1
ACT_AND_HEAD = f"""
SELECT a.body, l.leaf, {", ".join("h." + name for name in HEAD_COLUMNS.split(", "))}
FROM ledger_act a
LEFT JOIN ledger_leaf l ON l.act = a.id
LEFT JOIN LATERAL (SELECT * FROM ledger_head WHERE size > l.leaf ORDER BY size DESC, at DESC LIMIT 1) h ON true
WHERE a.id = %s
"""  # noqa: S608 - fixed names


class NoProof(LookupError):  # noqa: N818 - says what is missing
    """There is no such act within reach, or it is not sealed yet."""


class BadProof(ValueError):  # noqa: N818 - says what it is
    """Something that is no proof, or one that does not hold; the message says why."""


class NoSuchAct(NoProof):
    """The reach sees no act of this id."""


class NotSealedYet(NoProof):
    """The act has no leaf or no head over it yet; the sealer takes about a second."""


def prove(act: UUID, keys: Mapping[str, PublicKey], *, using: str = DEFAULT_DB_ALIAS) -> dict[str, Any]:
    """The proof as JSON, against the newest head. ``docs/ledger.md`` describes it.

    Raises `NoSuchAct` or `NotSealedYet`.
    """
    write_waiting(using)
    with connections[using].cursor() as cursor:
        cursor.execute(ACT_AND_HEAD, [act])
        row = cursor.fetchone()
        if row is None:
            raise NoSuchAct(str(act))
        body, leaf, *head_row = row
        if leaf is None or head_row[0] is None:
            raise NotSealedYet(str(act))
        head = head_from_row(head_row)
        path = inclusion(StoredTree(cursor), leaf, head.size)
    return {
        "format": FORMAT,
        "v": FORMAT_VERSION,
        "act": base64.b64encode(bytes(body)).decode(),
        "leaf": leaf,
        "size": head.size,
        "path": [hash_.hex() for hash_ in path],
        **head.to_json(key_of(head, keys)),
    }


@dataclass(frozen=True, slots=True)
class Proven:
    """An act that stands in a signed tree. Whose key it is that signed, whoever reads the proof must know."""

    act: ActView
    head: Head
    key: PublicKey


def read_proof(said: Any) -> Proven:
    """What a proof shows, checked without a database. Raises `BadProof` where it shows nothing."""
    try:
        if (said["format"], said["v"]) != (FORMAT, FORMAT_VERSION):
            raise BadProof("not a proof of this format")
        body = base64.b64decode(said["act"], validate=True)
        path = [bytes.fromhex(hash_) for hash_ in said["path"]]
        leaf = int(said["leaf"])
        head, key = head_from_json(said)
        act = view(leaf, body)
    except (KeyError, TypeError, ValueError) as error:
        raise BadProof(str(error)) from error
    if head.size != said["size"] or not included(leaf_hash(body), leaf, head.size, path, head.root):
        raise BadProof("the path does not lead from the act to the root of the head")
    if head.key_id != key.id or not key.signed(head.signature, head.body):
        raise BadProof("the head is not signed by the key beside it")
    return Proven(act, head, key)


def prove_consistency(old: int, new: int, *, using: str = DEFAULT_DB_ALIAS) -> list[bytes]:
    """The proof that the tree of ``old`` leaves is the beginning of that of ``new``."""
    with connections[using].cursor() as cursor:
        return consistency(StoredTree(cursor), old, new)
