"""What goes on by itself while a node serves: the ledger is sealed, passed deadlines take effect.

``python -m minben.node.workers NAME`` runs one loop until it is told to stop; the launcher starts one process for each.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from collections.abc import Callable

DEADLINES_EVERY = 5.0


def sealer(stop: threading.Event) -> None:
    """Sequence acts and sign heads."""
    from minben.ledger import run_sealer

    run_sealer(stop)


def deadlines(stop: threading.Event) -> None:
    """Let limits that have passed take effect."""
    from minben.cases import pass_deadlines
    from minben.ledger import legal_today
    from minben.services import any_in_force

    while not stop.is_set():
        if any_in_force():
            pass_deadlines(legal_today())
        stop.wait(DEADLINES_EVERY)


WORKERS: dict[str, Callable[[threading.Event], None]] = {"sealer": sealer, "deadlines": deadlines}


def main(name: str) -> None:
    """Run the worker of this name until SIGTERM or SIGINT."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minben.settings")
    django.setup()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    WORKERS[name](stop)


if __name__ == "__main__":
    main(sys.argv[1])
