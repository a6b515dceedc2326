"""``python -m benchmarks.rules``: every benchmark of rules, or those named; ``--rows N`` for fewer residents."""

from __future__ import annotations

import os
import sys

from benchmarks.harness import Result, report


def main(arguments: list[str]) -> int:
    """Run them and report."""
    names = list(arguments)
    if "--rows" in names:
        place = names.index("--rows")
        os.environ["MINBEN_BENCH_ROWS"] = names[place + 1]
        del names[place : place + 2]
    from benchmarks.rules import columns, databases, rows

    benchmarks = {"columns": columns.run, "databases": databases.run, "rows": rows.run}
    results: list[Result] = []
    for name in names or benchmarks:
        results += benchmarks[name]()
    return report(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
