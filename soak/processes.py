"""The processes of a node as the kernel knows them, by what part of the node they are."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PROC = Path("/proc")
LOOK_EVERY = 0.1


class Part(StrEnum):
    """What a node is made of."""

    LAUNCHER = "launcher"
    WEB_SERVER = "web server"
    WEB_WORKER = "web worker"
    SEALER = "sealer"
    DEADLINES = "deadlines"
    LICENCES = "licences"
    ERRANDS = "errands"
    JOBS = "jobs"
    DESK = "desk"
    """Officers and people at work in a process of their own, which the launcher knows nothing of."""
    DATABASE = "database"
    SESSION = "session of the database"
    HELPER = "helper of the database"
    OTHER = "other"


SERVER = (Part.DATABASE, Part.SESSION, Part.HELPER)
"""What PostgreSQL is made of."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process and the part of the node that it is."""

    pid: int
    part: Part


def processes_of(home: Path) -> list[Process]:
    """All processes of the node in this folder, orphans too."""
    folder = str(home).encode()
    found: dict[int, tuple[int, str]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                if b"MINBEN_HOME=" + folder in (entry / "environ").read_bytes().split(b"\0") or _works_in(
                    entry, home
                ):
                    found[int(entry.name)] = (_parent(entry), _command(entry))
            except OSError:  # it ended meanwhile, or is not ours to look at
                continue
    parts: dict[int, Part] = {}
    for pid, (parent, command) in sorted(found.items()):
        parts[pid] = _part(command, found.get(parent, (0, ""))[1])
    return [Process(pid, part) for pid, part in parts.items()]


def _works_in(entry: Path, home: Path) -> bool:
    return (entry / "cwd").readlink().is_relative_to(home)


def _parent(entry: Path) -> int:
    state, parent = (entry / "stat").read_text().rpartition(") ")[2].split()[:2]
    if state == "Z":
        raise ProcessLookupError
    return int(parent)


def _command(entry: Path) -> str:
    return (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")


def _part(command: str, parents: str) -> Part:
    if " -m granian " in command:
        return Part.WEB_WORKER if " -m granian " in parents else Part.WEB_SERVER
    signs = {
        "/minben serve ": Part.LAUNCHER,
        "minben.node.workers sealer": Part.SEALER,
        "minben.node.workers deadlines": Part.DEADLINES,
        "minben.node.workers licences": Part.LICENCES,
        "minben.node.workers errands": Part.ERRANDS,
        "minben.node.workers jobs": Part.JOBS,
        " -m soak.desk ": Part.DESK,
        "/bin/postgres -D": Part.DATABASE,
        "[local]": Part.SESSION,
        "postgres: ": Part.HELPER,
    }
    return next((part for sign, part in signs.items() if sign in command), Part.OTHER)


def kill(pid: int) -> bool:
    """``kill -9``; False where it has ended by itself."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def until(true: Callable[[], bool], seconds: float) -> bool:
    """Whether something comes true within this time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_EVERY)
    return True
