"""``python -m benchmarks.ledger``: every benchmark of the ledger, or those named."""

from __future__ import annotations

import sys

from benchmarks.harness import Result, node, report


def main(names: list[str]) -> int:
    """Run them on one node and report."""
    with node():
        from benchmarks.ledger import bulk, sealing, verifying, writing

        benchmarks = {
            # First: the others write one body under many ids, which is found as altered.
            "verifying": verifying.run,
            "writing": writing.run,
            "bulk": bulk.run,
            "sealing": sealing.run,
        }
        results: list[Result] = []
        for name in names or benchmarks:
            results += benchmarks[name]()
    return report(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
