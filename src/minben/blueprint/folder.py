"""The files of a blueprint folder as bytes, and which of them belong to it."""

from __future__ import annotations

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
        name = found.relative_to(path).as_posix()
        if not found.is_file() or _is_left_out(name, found):
            continue
        if found.stat().st_size > MAX_BYTES or len(files) >= MAX_FILES:
            limit = str(MAX_BYTES // 1024 // 1024)
            report(Problem(Place(name, 1), "file-too-large", {"limit": limit}))
            continue
        files[name] = found.read_bytes()
    return files


def _is_left_out(name: str, path: Path) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in name.split("/"))
    return hidden or path.suffix in _LEFT_OUT or path.name in _LEFT_OUT_NAMES
