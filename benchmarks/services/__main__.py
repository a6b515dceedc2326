"""``python -m benchmarks.services [NAME] …``: every benchmark of services, or those named."""

from __future__ import annotations

import sys

from benchmarks.harness import Result, report
from benchmarks.services import searching

BENCHMARKS = {"searching": searching.search, "reading": searching.read_and_check}


def main(names: list[str]) -> int:
    """Run them and report; no database is needed."""
    results: list[Result] = []
    for name in names or BENCHMARKS:
        results += BENCHMARKS[name]()
    return report(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
