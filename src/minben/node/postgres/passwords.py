"""The passwords of the three roles on a server that somebody else runs: random, made once, in ``keys/``."""

import json
import os
import secrets
import tempfile
from collections.abc import Iterable
from pathlib import Path

from .home import Home


def passwords_of(home: Home, users: Iterable[str]) -> dict[str, str]:
    """The password of each user; made and kept when there is no file yet."""
    home.prepare_keys()
    path = home.keys / "database.json"
    if not path.exists():
        keep_first(path, {user: secrets.token_urlsafe(32) for user in users})
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return known


def keep_first(path: Path, passwords: dict[str, str]) -> None:
    """Write the file as a whole, unless another process was first: then its passwords hold."""
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(passwords, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(part)
        except FileExistsError:
            return
    finally:
        Path(part).unlink()
