"""``python -m benchmarks.cases [NAME] …``: every benchmark of cases, or those named, each in a process of its own."""

from __future__ import annotations

import importlib
import subprocess
import sys

from benchmarks.harness import Result, node, report

IN_PROCESS = ("submitting", "stepping", "lists")
"""Those that use the rooms themselves; the others ask a node that serves."""
ALL = (*IN_PROCESS, "creating", "licensing")


def main(names: list[str]) -> int:
    """Run them one after the other; the status is 1 where any promise is not kept."""
    if len(names) == 1:
        return report(run(names[0]))
    each = (
        subprocess.run([sys.executable, "-m", "benchmarks.cases", name], check=False).returncode
        for name in names or ALL
    )
    return max(list(each), default=0)


def run(name: str) -> list[Result]:
    """What one benchmark measures; its module is there only once Django is set up."""
    if name not in IN_PROCESS:
        return list(importlib.import_module(f"benchmarks.cases.{name}").run())
    with node():
        return list(importlib.import_module(f"benchmarks.cases.{name}").run())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
