"""``python -m benchmarks.demo``: a district of 20,000 residents set up and played, beside a bare cluster's start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.harness import Result, report, seconds

RESIDENTS = 20_000
LOOK_EVERY = 0.2
MEGABYTE = 1024


def resident_memory(session: int) -> int:
    """Proportional memory in kB of all processes of a session and of those that its leader has started elsewhere."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            words = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
            if descends(int(words["Pid"]), session):
                total += proportional(status.parent)
        except (OSError, KeyError, ValueError):
            continue
    return total


def proportional(process: Path) -> int:
    """Memory of one process with shared pages divided among those that share them, in kB."""
    for line in (process / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def descends(pid: int, ancestor: int) -> bool:
    """Whether a process is another or a descendant of it."""
    while pid > 1:
        if pid == ancestor:
            return True
        pid = int((Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[1])
    return False


def bare_start() -> None:
    """Make and start an empty cluster, and stop it."""
    from minben.node.postgres import Cluster

    with tempfile.TemporaryDirectory(prefix="minben-bench-") as folder, Cluster(Path(folder)):
        pass


def demo() -> tuple[float, int, dict[str, object]]:
    """Seconds, the highest memory in kB, and what the demonstration said."""
    with tempfile.TemporaryDirectory(prefix="minben-bench-") as folder:
        started = time.perf_counter()
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "minben.cli",
                "demo",
                "--no-serve",
                "--json",
                "--residents",
                str(RESIDENTS),
            ],
            env={**os.environ, "MINBEN_HOME": folder},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        highest, done = 0, threading.Event()

        def watch() -> None:
            nonlocal highest
            while not done.wait(LOOK_EVERY):
                highest = max(highest, resident_memory(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        answer, _ = process.communicate()
        took = time.perf_counter() - started
        done.set()
        watcher.join()
    return took, highest, json.loads(answer)


def main() -> int:
    """Measure and tell."""
    bare = seconds(bare_start)
    took, highest, said = demo()
    results = [
        Result(
            "demo, 20,000 residents", took, "s", at_most=30.0, detail=f"an empty cluster takes {bare:.1f} s"
        ),
        Result(
            "memory of all its processes", highest / MEGABYTE, "MB", at_most=1000.0, detail=json.dumps(said)
        ),
    ]
    return report(results)


if __name__ == "__main__":
    sys.exit(main())
