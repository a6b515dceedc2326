"""Commitments: how an act binds a value without holding it.

The salt stands beside the value in the record; whoever has both can show that they are what the act committed to.
Erasure deletes both, and what stays in the ledger tells nothing: without the salt not even trying all numbers of a
county helps, which it would against a plain digest.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .canonical import canonical

if TYPE_CHECKING:
    from .canonical import Json

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Commitment:
    """``digest`` is HMAC-SHA256 keyed by ``salt`` (16 random bytes) over the canonical bytes of the values."""

    salt: bytes
    digest: bytes

    def holds_for(self, values: Json) -> bool:
        """Whether these are the values that were committed to."""
        return hmac.compare_digest(commit_values(values, salt=self.salt).digest, self.digest)


def commit_values(values: Json, *, salt: bytes | None = None) -> Commitment:
    """Commit to ``values``, under a new salt unless one is given.

    Raises `NotCanonical` where the values have no canonical bytes (amounts and fractions are written as text).

    >>> commit_values({"amount": "100.00"}).holds_for({"amount": "100.01"})
    False
    """
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    return Commitment(salt, hmac.digest(salt, canonical(values), hashlib.sha256))
