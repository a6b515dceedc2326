"""Commits to the records of a load and writes them in the text form of COPY.

This runs once for every record of a load, so it works on text that is canonical already, and formats it once.
"""

from __future__ import annotations

import hmac
import os
from typing import TYPE_CHECKING

import orjson

from minben.ledger import tree

from .. import kinds
from ..binding import canonical_values, frame, leaf, recorded_text

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from minben.blueprint.model import Register

    from .trail import Entry

SALT_BYTES = 16
SALTS_AT_ONCE = 4096


class Lines:
    """The records of one load: their ids rise in the order of the rows, so that their tree can be grown again."""

    def __init__(self, register: Register, source: str, act: UUID, recorded_at: datetime) -> None:
        self.growth = tree.Growth()
        self.provenance = canonical_values({"by": kinds.LOAD, "source": source})
        at = recorded_text(recorded_at)
        self._frames = tuple(frame(register.id, at, self.provenance, is_end=end) for end in (False, True))
        # The act's id is of version 7, so its first half is the time; the second half counts under the variant bits.
        self._time = act.hex[:16]
        self._first = int.from_bytes(os.urandom(3)) << 36 | 0b10 << 62
        self._salts = memoryview(b"")
        self._lines: list[str] = []

    def add(self, entry: Entry, subject: str) -> str:
        """Write one entry about a subject; returns the record's id in hexadecimal."""
        if not self._salts:
            self._salts = memoryview(os.urandom(SALT_BYTES * SALTS_AT_ONCE))
        salt, self._salts = self._salts[:SALT_BYTES], self._salts[SALT_BYTES:]
        _, key, _, valid_from, is_end, values = entry
        id_ = f"{self._time}{self._first + self.growth.size:016x}"
        content = self._frames[is_end] % (subject, valid_from, orjson.dumps(key).decode(), values)
        commitment = hmac.digest(salt, content.encode(), "sha256")
        self.growth.push(tree.leaf_hash(leaf(bytes.fromhex(id_), commitment)))
        if "\\" in values:
            values = values.replace("\\", "\\\\")
        if not key.isalnum():
            key = escaped(key)
        self._lines.append(
            f"{id_}\t{key}\t{subject}\t{valid_from}\t{is_end}\t{values}"
            f"\t\\\\x{salt.hex()}\t\\\\x{commitment.hex()}\n"
        )
        return id_

    def take(self) -> bytes:
        """The lines since the last call."""
        taken = "".join(self._lines).encode()
        self._lines.clear()
        return taken


def escaped(text: str) -> str:
    r"""A text as COPY reads it.

    >>> escaped("a\tb")
    'a\\tb'
    """
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
