"""A blueprint folder that is watched while a node serves, so that a designer sees at once what a change comes to.

What is good is put in force as `minben blueprint apply` does it, by one act; what is not is told with file and line,
and what was in force stays so. A folder is read only once it lies still: half a change is never looked at.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError, connection

from minben.blueprint import BlueprintProblems, read

from .applying import WouldOrphan, apply

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Say = Callable[[str, str], None]
    Seen = frozenset[tuple[str, int, int]]

LOOK_EVERY = 0.5
log = logging.getLogger(__name__)


def follow(folder: Path, stop: threading.Event, say: Say) -> None:
    """Apply the folder now and after each change, until told to stop. Says what came of it, in Chinese and English."""
    done: Seen = frozenset()
    before = seen(folder)
    while not stop.wait(LOOK_EVERY):
        now = seen(folder)
        if now == before and now != done and attempt(folder, say) and seen(folder) == now:
            done = now
        before = now
    connection.close()


def attempt(folder: Path, say: Say) -> bool:
    """Read, check and apply the folder; whether that came to an end. A database that is away is waited for."""
    try:
        applied = apply(read(folder))
    except BlueprintProblems as found:
        for problem in found.problems:
            say(f"{problem.place}：{problem.text('zh')}", f"{problem.place}: {problem.text('en')}")
        say("未施行；原来的版本继续有效。", "Not put in force; the version before stays.")
    except WouldOrphan as found:
        for orphan in found.orphans:
            say(orphan.text["zh"], orphan.text["en"])
        say("未施行；原来的版本继续有效。", "Not put in force; the version before stays.")
    except OSError as problem:
        # A file went away between looking and reading: the next look finds the folder changed.
        log.warning("the watched folder could not be read: %s", problem)
        return False
    except (OperationalError, InterfaceError):
        log.warning("the watched folder waits for the database", exc_info=True)
        connection.close()
        return False
    else:
        if applied.act is not None:
            version = applied.version[:12]
            say(
                f"版本 {version} 已施行（行为 {applied.act}）。",
                f"Version {version} is in force (act {applied.act}).",
            )
    return True


def seen(folder: Path) -> Seen:
    """Every file below a folder with its size and time; hidden ones, such as an editor's own, are left out."""
    return frozenset(_files(folder))


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in folder.rglob("*"):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        try:
            found = path.stat()
        except FileNotFoundError:
            continue
        if path.is_file():
            yield str(path), found.st_size, found.st_mtime_ns
