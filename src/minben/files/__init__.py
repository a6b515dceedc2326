"""Files that people hand in: looked into, kept outside the database, read by acts, erased for good.

The bytes lie in a folder of the node or in an S3-compatible storage, under random names; the database holds who owns a
file, what it is and what its act commits to. A file is written to the storage first and entered afterwards, so a crash
leaves at most bytes that nobody knows of, which are swept; what was acknowledged is there. ``docs/materials.md`` tells
the rest. Other rooms use the names below and nothing from inside.

Django must be set up before the room is used; the names are then looked up in their modules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .effects import verify_bytes
    from .erasing import erase
    from .keeping import Kept, Owner, held, hold, kept, read, store
    from .problems import FileGone, FileProblem, FileRefused, StorageAway
    from .scanning import MEDIA
    from .storage import LocalStorage, Storage, storage
    from .sweeping import loose, sweep

_HOMES = {
    "effects": ("verify_bytes",),
    "erasing": ("erase",),
    "keeping": ("Kept", "Owner", "held", "hold", "kept", "read", "store"),
    "problems": ("FileGone", "FileProblem", "FileRefused", "StorageAway"),
    "scanning": ("MEDIA",),
    "storage": ("LocalStorage", "Storage", "storage"),
    "sweeping": ("loose", "sweep"),
}

__all__ = [
    "MEDIA",
    "FileGone",
    "FileProblem",
    "FileRefused",
    "Kept",
    "LocalStorage",
    "Owner",
    "Storage",
    "StorageAway",
    "erase",
    "held",
    "hold",
    "kept",
    "loose",
    "read",
    "storage",
    "store",
    "sweep",
    "verify_bytes",
]


def __getattr__(name: str) -> object:
    """Look a public name up where it lives; models exist only once Django's applications are loaded."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(name)
