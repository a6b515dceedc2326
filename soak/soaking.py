"""The course of a soak, from an empty folder to the reckoning: intake, work, rest, and then every question."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .books import at_rest, books, rows
from .cashier import Cashier
from .clients import Clients, Sent
from .desks import Desks
from .going_on import goes_on
from .killing import Killer
from .node import Node, UnwellError
from .promises import promises
from .reckoning import reckon
from .settling import settle
from .visitors import Notes, Visitors
from .workload import MATTERS, applications

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

AGENCY = "approval"
PER_MINUTE = 10_000_000
PAPERS = 20
"""One in so many cases came on paper and is late."""


@dataclass
class Course:
    """What has been found so far."""

    passed: int = 0
    failures: list[str] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    def take(self, passed: int, wrong: list[str]) -> None:
        """Add the answers to a question."""
        self.passed += passed
        self.failures += wrong

    def say(self, text: str) -> None:
        """Tell how far it is."""
        sys.stdout.write(f"[{time.monotonic() - self.begun:4.0f} s] {text}\n")
        sys.stdout.flush()


def soak(node: Node, folder: Path, options: argparse.Namespace) -> tuple[int, list[str]]:
    """Everything: how many checks passed, and what is wrong."""
    course, cashier = Course(), Cashier()
    node.extra = cashier.extra
    cashier.start()
    try:
        _soak(node, folder, options, cashier, course)
    except UnwellError as error:
        course.failures.append(str(error))
    finally:
        cashier.stop()
    return course.passed, course.failures


def _soak(node: Node, folder: Path, options: argparse.Namespace, cashier: Cashier, course: Course) -> None:
    made = node.run("demo", "--no-serve", "--residents", str(options.residents))
    if made.returncode:
        course.failures.append(f"minben demo: {made.stderr}")
        return
    settled = settle(options.visitors, [matter.service for matter in MATTERS])
    token = _token(node)
    wanted = applications(options.cases, settled.subjects, options.seed)
    course.say(
        f"a district of {options.residents} residents is there, {len(wanted)} applications are written"
    )
    node.serve()
    visitors = Visitors(settled.roles, node.port, options.seed)
    clients = Clients(node.port, token, wanted, options.clients, options.seed)
    desks = Desks(node, folder / "desks", options.seed, options.cases // PAPERS)
    killer = Killer(node, options.seed)
    visitors.start()
    clients.start()
    notes, did = Notes(), dict[str, list[dict[str, str]]]()
    try:
        if killer.run(0, or_while=lambda: clients.at_work):
            course.say(f"{_open()} cases are open")
            course.take(*_all_open(options.cases))
            desks.start()
            visitors.start_officers()
            killer.run(options.seconds)
    finally:
        notes, sent, did = visitors.stop(), clients.finish(), desks.stop()
    course.say("nothing is killed any more")
    _tell(course, killer, notes, sent, did)
    course.failures += killer.failures
    if not killer.failures:
        _reckon(node, course, notes, sent, did, cashier)
        course.take(*goes_on(settled.roles, node.port, options.seed))
        node.stop()
        course.passed += 1


def _reckon(
    node: Node,
    course: Course,
    notes: Notes,
    sent: Sent,
    did: dict[str, list[dict[str, str]]],
    cashier: Cashier,
) -> None:
    unrest = at_rest()
    course.take(1 if not unrest else 0, [f"not at rest: {what}" for what in unrest])
    course.say("everything has come to rest")
    course.failures += notes.complaints + sent.complaints + [each["what"] for each in did.get("complain", [])]
    for right, wrong in (*promises(node, sent, did, cashier), *reckon(node, notes), *books()):
        course.take(right, wrong)
    course.say("the books are read")
    for what, done in (
        ("an application", sent.numbers),
        ("an application on the pages", notes.applications),
        ("a verdict on the pages", notes.decisions),
        *((f"to {what}", did.get(what)) for what in ("decide", "pay", "complete", "withdraw", "enter")),
    ):
        if not done:
            course.failures.append(f"nothing was acknowledged: {what}")


def _token(node: Node) -> str:
    services = [word for matter in MATTERS for word in ("--service", matter.service)]
    opened = node.run(
        "client", "open", "soak", "--agency", AGENCY, "--per-minute", str(PER_MINUTE), *services
    )
    if opened.returncode:
        raise UnwellError(opened.stderr)
    return opened.stdout.strip()


def _open() -> int:
    ((count,),) = rows("SELECT count(*) FROM cases_case WHERE state = 'open'")
    return int(count)


def _all_open(wanted: int) -> tuple[int, list[str]]:
    count = _open()
    return (1, []) if count >= wanted else (0, [f"{count} cases were open at once instead of {wanted}"])


def _tell(
    course: Course, killer: Killer, notes: Notes, sent: Sent, did: dict[str, list[dict[str, str]]]
) -> None:
    killed = ", ".join(f"{part} {times}" for part, times in sorted(killer.killed.items()))
    away = ", ".join(f"{what} {times}" for what, times in sorted((notes.away + sent.away).items()))
    desks = ", ".join(f"{what} {len(done)}" for what, done in sorted(did.items()))
    course.say(f"killed: {killed}")
    course.say(f"no answer: {away}")
    course.say(
        f"acknowledged: {len(sent.numbers)} applications by the interface, {len(notes.applications)} on the pages "
        f"({len(notes.sent)} sent), {len(notes.decisions)} verdicts and {notes.views.total()} views there; "
        f"at the desks: {desks}"
    )
