"""``python -m benchmarks.registers``: every benchmark of registers, or those named."""

from __future__ import annotations

import sys

from benchmarks.harness import Result, node, report


def main(names: list[str]) -> int:
    """Run them on one node and report."""
    with node():
        from benchmarks.registers import generating, loading, looking, writing

        benchmarks = {
            "generating": generating.run,
            "loading": loading.run,
            "looking": looking.run,
            # Last: beside records with acts it writes some without, which would be found as inserted.
            "writing": writing.run,
        }
        results: list[Result] = []
        for name in names or benchmarks:
            results += benchmarks[name]()
    return report(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
