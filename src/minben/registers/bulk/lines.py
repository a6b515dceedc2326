"""Commits to the records of a load and writes them in the text form of COPY."""

from __future__ import annotations

import hmac
import os
from typing import TYPE_CHECKING

import orjson

from minben.ledger.tree import Growth, leaf_hash

from .. import kinds
from ..binding import Frame, leaf, recorded_text

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
        self.growth = Growth()
        self._frame = Frame(register.id, recorded_text(recorded_at))
        self._provenance = (
            b'{"by":'
            + orjson.dumps(kinds.LOAD)
            + b',"row":%d,"source":'
            + orjson.dumps(source).replace(b"%", b"%%")
            + b"}"
        )
        # The act's id is of version 7, so its first half is the time; the second half counts under the variant bits.
        self._prefix = act.bytes[:8]
        self._counter = int.from_bytes(os.urandom(3)) << 36 | 0b10 << 62
        self._salts = b""
        self._lines: list[bytes] = []

    def add(self, entry: Entry, subject: str) -> str:
        """Write one entry about a subject; returns the record's id in hexadecimal."""
        if not self._salts:
            self._salts = os.urandom(SALT_BYTES * SALTS_AT_ONCE)
        salt, self._salts = self._salts[:SALT_BYTES], self._salts[SALT_BYTES:]
        record = self._prefix + (self._counter + self.growth.size).to_bytes(8)
        provenance = self._provenance % entry.row
        content = self._frame.content(
            orjson.dumps(entry.key), subject, entry.valid_from, provenance, entry.values, is_end=entry.is_end
        )
        commitment = hmac.digest(salt, content, "sha256")
        self.growth.push(leaf_hash(leaf(record, commitment)))
        id_ = record.hex()
        self._lines.append(
            b"%b\t%b\t%b\t%b\t%b\t%b\t\\\\x%b\t\\\\x%b\t%b\n"
            % (
                id_.encode(),
                _escaped(entry.key.encode()),
                subject.encode(),
                entry.valid_from.encode(),
                b"t" if entry.is_end else b"f",
                entry.values.replace(b"\\", b"\\\\"),
                salt.hex().encode(),
                commitment.hex().encode(),
                provenance.replace(b"\\", b"\\\\"),
            )
        )
        return id_

    def take(self) -> bytes:
        """The lines since the last call."""
        taken = b"".join(self._lines)
        self._lines.clear()
        return taken


def _escaped(text: bytes) -> bytes:
    r"""A text as COPY reads it; JSON needs its backslashes doubled only.

    >>> _escaped(b"a\tb")
    b'a\\tb'
    """
    return text.replace(b"\\", b"\\\\").replace(b"\t", b"\\t").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
