"""``python -m benchmarks.cases [NAME] …``: every benchmark of cases, or those named."""

from __future__ import annotations

import sys

from benchmarks.harness import Result, node, report


def main(names: list[str]) -> int:
    """Run them on one node and report."""
    with node():
        from benchmarks.cases import lists, submitting

        benchmarks = {"submitting": submitting.run, "lists": lists.run}
        results: list[Result] = []
        for name in names or benchmarks:
            results += benchmarks[name]()
    return report(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
