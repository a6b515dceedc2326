"""``python -m benchmarks``: every room's measurements, one after the other, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys

ROOMS = ("ledger", "registers", "services", "cases", "rules", "demo")


def main() -> int:
    """Run them all; the status is 1 where any promise is not kept."""
    failed = [
        room
        for room in ROOMS
        if subprocess.run([sys.executable, "-m", f"benchmarks.{room}"], check=False).returncode
    ]
    if failed:
        sys.stderr.write(f"not kept: {', '.join(failed)}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
