"""What goes on by itself while a node serves: the ledger is sealed, limits pass, changed records wake their cases, what
people are told is sent, and payments are looked after.

``python -m minben.node.workers NAME`` runs one loop until it is told to stop; the launcher starts one process for each.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING

import django
from django.db import InterfaceError, OperationalError, connection

if TYPE_CHECKING:
    from collections.abc import Callable

DEADLINES_EVERY = 2.0
TALLIES_EVERY = 60.0
ERRANDS_EVERY = 0.5
LICENCES_EVERY = 0.5
"""Unless acts have got their leaves, of which they are told at once."""
STALLED_EVERY = 5.0
SWEEP_EVERY = 3600.0
log = logging.getLogger(__name__)


def sealer(stop: threading.Event) -> None:
    """Sequence acts and sign heads."""
    from minben.ledger import run_sealer

    run_sealer(stop)


def deadlines(stop: threading.Event) -> None:
    """Let limits pass, changed records wake cases, bundles go on, drafts expire; wait for a database that is away."""
    from minben.cases import (
        erase_expired_drafts,
        go_on_bundles,
        lay_tallies_together,
        pass_deadlines,
        wake_on_records,
    )
    from minben.node.representatives import follow_representatives
    from minben.services import any_in_force

    tallies_due = 0.0
    while not stop.is_set():
        try:
            if any_in_force():
                follow_representatives()
                wake_on_records()
                pass_deadlines()
                go_on_bundles()
                erase_expired_drafts()
                if time.monotonic() >= tallies_due:
                    tallies_due = time.monotonic() + TALLIES_EVERY
                    lay_tallies_together()
        except (OperationalError, InterfaceError):
            log.warning("the deadlines wait for the database", exc_info=True)
            connection.close()
        stop.wait(DEADLINES_EVERY)
    connection.close()


def licences(stop: threading.Event) -> None:
    """Issue licences for what the registers say, within moments; once a day let those lapse whose last day is over.

    A database that is away is waited for; so is a key that cannot be used, which is told once.
    """
    from minben.ledger import Bell
    from minben.licences import KeyProblem, follow_acts, pass_days
    from minben.services import any_in_force

    bell, complaint = Bell(), ""
    days_due = 0.0
    while not stop.is_set():
        started, pause = time.monotonic(), 0.0
        try:
            if started >= days_due and any_in_force():
                days_due = started + DEADLINES_EVERY
                pass_days()
            if not follow_acts().more:
                bell.wait(LICENCES_EVERY)
            complaint = ""
        except (OperationalError, InterfaceError):
            log.warning("the licences wait for the database", exc_info=True)
            connection.close()
            pause = DEADLINES_EVERY
        except KeyProblem as problem:
            if str(problem) != complaint:
                complaint = str(problem)
                log.error("no licences are issued: %s", complaint)
            pause = DEADLINES_EVERY
        stop.wait(pause)
    connection.close()


def errands(stop: threading.Event) -> None:
    """Find what has to be done outside: messages to send, money to give back, jobs of workers that died, old files."""
    from minben.messages import follow_told
    from minben.outside import take_up_stalled
    from minben.payments import follow_outcomes, look_after
    from minben.services import any_in_force

    sweep_due = stalled_due = 0.0
    while not stop.is_set():
        try:
            if time.monotonic() >= sweep_due:
                sweep_due = time.monotonic() + SWEEP_EVERY
                sweep()
            if any_in_force():
                follow_told()
                follow_outcomes()
                look_after()
            if time.monotonic() >= stalled_due:
                stalled_due = time.monotonic() + STALLED_EVERY
                take_up_stalled()
        except (OperationalError, InterfaceError):
            log.warning("the errands wait for the database", exc_info=True)
            connection.close()
        stop.wait(ERRANDS_EVERY)
    connection.close()


def sweep() -> None:
    """Erase files that nothing names, and remove bytes that no file names; a storage that is away is tried again."""
    from minben.cases import erase_loose
    from minben.files import StorageAway, sweep as remove_unknown

    try:
        erase_loose()
        remove_unknown()
    except StorageAway:
        log.warning("the storage of files does not answer; it is swept later")


def jobs(_stop: threading.Event) -> None:
    """Do what was enqueued. The queue hears SIGTERM and SIGINT itself, and ends what it is at."""
    from minben.outside import work

    work()


WORKERS: dict[str, Callable[[threading.Event], None]] = {
    "sealer": sealer,
    "deadlines": deadlines,
    "licences": licences,
    "errands": errands,
    "jobs": jobs,
}


def main(name: str) -> int:
    """Run the worker of this name until SIGTERM or SIGINT; what it dies of is logged, without values of records."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minben.settings")
    django.setup()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        WORKERS[name](stop)
    except Exception:
        log.critical("the %s dies", name, exc_info=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
