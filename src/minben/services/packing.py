"""The files of a blueprint as one compressed value, and back."""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def pack(files: Mapping[str, bytes]) -> bytes:
    """Files by path as zlib-compressed JSON of base64; the same files give the same bytes.

    >>> unpack(pack({"facts.yaml": b"{}"}))
    {'facts.yaml': b'{}'}
    """
    encoded = {path: base64.b64encode(files[path]).decode("ascii") for path in sorted(files)}
    return zlib.compress(json.dumps(encoded, ensure_ascii=False).encode(), level=9)


def unpack(packed: bytes) -> dict[str, bytes]:
    """The files by path. Raises ValueError where the value was not packed so."""
    try:
        encoded = json.loads(zlib.decompress(packed))
    except zlib.error as error:
        raise ValueError(str(error)) from error
    return {path: base64.b64decode(text) for path, text in encoded.items()}
