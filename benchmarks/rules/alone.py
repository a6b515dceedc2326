"""One way from the file to the answers in a process of its own: how long it takes, and how much memory at most.

``python -m benchmarks.rules.alone WAY FILE TABLE...`` prints both as JSON. What has to be imported is imported before
the clock starts, and the file is not in the page cache any more.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.harness import seconds
from benchmarks.rules.ways import WAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

_MEGABYTE = 1024


@dataclass(frozen=True, slots=True)
class Alone:
    """What a process of its own needed: seconds, and megabytes of memory at most."""

    seconds: float
    megabytes: float


def run_alone(way: str, path: Path, tables: Sequence[str]) -> Alone:
    """Runs a way in a new process."""
    command = [sys.executable, "-m", "benchmarks.rules.alone", way, str(path), *tables]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Alone(**json.loads(done.stdout))


def peak_megabytes() -> float:
    """The most memory that this process has held, without that of the process it was started by."""
    lines = Path("/proc/self/status").read_text().splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / _MEGABYTE


def _forget(path: Path) -> None:
    """Drops a file from the page cache, as far as the system lets it."""
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def main(way: str, path: Path, tables: Sequence[str]) -> None:
    """Measures and prints."""
    peer = WAYS[way]()
    _forget(path)

    def work() -> None:
        peer.load(path)
        peer.answer(tables)

    took = seconds(work)
    json.dump({"seconds": took, "megabytes": peak_megabytes()}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
