"""``python -m soak``: a served district with thousands of cases at work, and a killer with ``kill -9``.

Machines send applications in by the interface, residents and enterprises apply on the pages, officers decide there and
in processes of their own, people pay, complete, take back and appeal, limits pass; whatever was acknowledged is written
down. Meanwhile web workers, web server, all other workers, database and its sessions, officers' processes and the
launcher are killed. Then, in quiet, everything acknowledged must be there once and as it was given, nothing half-done
or done twice, the books of the payment gateway must agree, and the ledger must verify with its effects; and what nobody
has touched must be as it was, and can be decided. Two lines matter: what was killed, and ``N passed, N failed``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from .node import Node

MEMORY = Path("/dev/shm")  # noqa: S108 - a private folder is made in it
ROOM = 4 * 1024**3


def main() -> int:
    """Run the soak; the status is 0 only if nothing was lost."""
    options = read_options()
    fast = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix="minben-soak-", dir=MEMORY if fast else None))
    node = Node(folder / "home", folder / "launcher.log")
    set_up_django(node)
    from .soaking import soak

    try:
        passed, failures = soak(node, folder, options)
    finally:
        node.end()
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    for failure in failures:
        sys.stdout.write(f"FAILED: {failure}\n")
    if options.keep:
        sys.stdout.write(f"kept: {folder}\n")
    sys.stdout.write(f"{passed} passed, {len(failures)} failed\n")
    return 1 if failures else 0


def read_options() -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(prog="soak", description=(__doc__ or "").partition("\n\n")[2])
    parser.add_argument("--cases", type=int, default=10_000, help="how many cases are open at once")
    parser.add_argument(
        "--seconds", type=float, default=300.0, help="how long they are worked on, and killed"
    )
    parser.add_argument("--clients", type=int, default=8, help="how many connections send applications in")
    parser.add_argument("--visitors", type=int, default=6, help="how many apply on the pages")
    parser.add_argument("--residents", type=int, default=3000, help="how large the district is")
    parser.add_argument("--seed", default="1", help="the same seed kills in the same order")
    parser.add_argument("--keep", action="store_true", help="leave the node's folder for a look")
    return parser.parse_args()


def set_up_django(node: Node) -> None:
    """Let this process look into the node's database, as its commands do."""
    import django

    os.environ["MINBEN_HOME"] = str(node.home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "minben.settings"
    django.setup()


if __name__ == "__main__":
    sys.exit(main())
