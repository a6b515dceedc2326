"""``python -m soak``: a served district, people at work on its pages, and a killer with ``kill -9``.

Residents and enterprises apply without a pause, officers decide; whatever the pages acknowledged is written down.
Meanwhile web workers, web server, sealer, deadlines, database and its sessions, and the launcher are killed. Then, in
quiet, everything acknowledged must be there once and as it was given, nothing half-done, and the ledger must verify
with its effects. Two lines of this program matter: what was killed, and ``N passed, N failed``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from .node import Node, UnwellError

MEMORY = Path("/dev/shm")  # noqa: S108 - a private folder is made in it
ROOM = 4 * 1024**3


def main() -> int:
    """Run the soak; the status is 0 only if nothing was lost."""
    options = read_options()
    fast = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix="minben-soak-", dir=MEMORY if fast else None))
    node = Node(folder / "home", folder / "launcher.log")
    try:
        passed, failures = soak(node, options)
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
    parser.add_argument("--seconds", type=float, default=100.0, help="how long things are killed")
    parser.add_argument("--visitors", type=int, default=9, help="how many apply; officers come on top")
    parser.add_argument("--residents", type=int, default=1000, help="how large the district is")
    parser.add_argument("--seed", default="1", help="the same seed kills in the same order")
    parser.add_argument("--keep", action="store_true", help="leave the node's folder for a look")
    return parser.parse_args()


def soak(node: Node, options: argparse.Namespace) -> tuple[int, list[str]]:
    """Everything from an empty folder to the reckoning: how many checks passed, and what is wrong."""
    set_up_django(node)
    made = node.run("demo", "--no-serve", "--residents", str(options.residents))
    if made.returncode:
        return 0, [f"minben demo: {made.stderr}"]

    from .killing import Killer
    from .reckoning import reckon
    from .settling import settle
    from .visitors import Visitors

    roles = settle(options.visitors)
    node.serve()
    visitors = Visitors(roles, node.port, options.seed)
    killer = Killer(node, options.seed)
    visitors.start()
    try:
        killer.run(options.seconds)
    finally:
        notes = visitors.stop()
    if killer.failures:
        return 0, killer.failures
    passed, failures = 0, notes.complaints
    for right, wrong in reckon(node, notes):
        passed += right
        failures += wrong
    try:
        node.stop()
        passed += 1
    except UnwellError as error:
        failures.append(str(error))
    killed = ", ".join(f"{part} {times}" for part, times in sorted(killer.killed.items()))
    away = ", ".join(f"{what} {times}" for what, times in sorted(notes.away.items()))
    sys.stdout.write(f"killed: {killed}\nno answer: {away}\n")
    sys.stdout.write(
        f"acknowledged: {len(notes.applications)} applications ({len(notes.sent)} sent), "
        f"{len(notes.decisions)} verdicts, {notes.views.total()} views\n"
    )
    if not notes.applications or not notes.decisions:
        failures.append("nothing was acknowledged")
    return passed, failures


def set_up_django(node: Node) -> None:
    """Let this process look into the node's database, as its commands do."""
    import django

    os.environ["MINBEN_HOME"] = str(node.home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "minben.settings"
    django.setup()


if __name__ == "__main__":
    sys.exit(main())
