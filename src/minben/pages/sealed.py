"""Values that wait in a session, sealed so that whoever reads the database finds nothing in them.

Used for answers to questions that are not sent yet: they are somebody's data, and no record of anything so far.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac


def seal(value: dict[str, Any]) -> str:
    """The value as text that only this node can read.

    >>> seal({"a": "1"})  # doctest: +SKIP
    'gAAAAAB…'
    """
    return _box().encrypt(json.dumps(value).encode()).decode("ascii")


def unseal(text: str) -> dict[str, Any]:
    """What was sealed; an empty mapping where the seal is not ours or the node's secret has changed."""
    try:
        value: dict[str, Any] = json.loads(_box().decrypt(text.encode("ascii")))
    except (InvalidToken, ValueError):
        return {}
    return value


def _box() -> Fernet:
    key = salted_hmac("minben.pages.sealed", "box", secret=settings.SECRET_KEY, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
