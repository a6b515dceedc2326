"""The files of a blueprint folder as bytes, and which of them belong to it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .model import Place
from .nodes import MAX_BYTES, Report
from .problems import Problem

if TYPE_CHECKING:
    from pathlib import Path

MAX_FILES = 10_000
_LEFT_OUT = {".md", ".py", ".txt"}
_LEFT_OUT_NAMES = {"LICENSE", "NOTICE"}


def load(path: Path, report: Report) -> dict[str, bytes]:
    """Every file of the folder by its path in it (with ``/``); hidden files and read-mes are no part of it."""
    if not path.is_dir():
        report(Problem(Place(str(path), 1), "no-folder", {"path": str(path)}))
        return {}
    files: dict[str, bytes] = {}
    for found in sorted(path.rglob("*")):
        name = _shown(found.relative_to(path))
        if _is_left_out(name, found) or (found.is_dir() and not found.is_symlink()):
            continue
        problem = _why_not(found, Place(name, 1))
        if problem is None and len(files) >= MAX_FILES:
            report(Problem(Place(str(path), 1), "too-many-files", {"limit": str(MAX_FILES)}))
            return files
        if problem is None:
            files[name] = found.read_bytes()
        else:
            report(problem)
    return files


def _shown(path: Path) -> str:
    """A path in the folder as text, whatever bytes its name is made of."""
    return os.fsencode(path.as_posix()).decode(errors="backslashreplace")


def _why_not(path: Path, place: Place) -> Problem | None:
    """Why what lies here cannot be taken in, or None. A link would make the version depend on what is elsewhere."""
    if path.is_symlink() or not path.is_file():
        return Problem(place, "file-not-plain")
    if not os.access(path, os.R_OK):
        return Problem(place, "file-unreadable")
    if path.stat().st_size > MAX_BYTES:
        return Problem(place, "file-too-large", {"limit": str(MAX_BYTES // 1024 // 1024)})
    return None


def _is_left_out(name: str, path: Path) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in name.split("/"))
    return hidden or path.suffix in _LEFT_OUT or path.name in _LEFT_OUT_NAMES
