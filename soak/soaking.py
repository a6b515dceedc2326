"""The course of a soak, from an empty folder to the reckoning: intake, work, clearing up, and then every question."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from .books import at_rest, books
from .carrier import Carrier
from .cashier import Cashier
from .clients import Clients, Sent
from .desks import Desks, Noted
from .effects import effects
from .ending import ended
from .going_on import goes_on
from .killing import Killer
from .limits import limits
from .machines import Line, Machine
from .memory import Deeds, What
from .node import Node, UnwellError
from .progress import Progress
from .promises import known_cases, promises, untouched
from .reckoning import reckon
from .settling import settle
from .visitors import Notes, Visitors
from .workload import BUNDLE, MATTERS, applications

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from .settling import Settled

AGENCY = "approval"
PER_MINUTE = 10_000_000
PAPERS, BUNDLES = 50, 100
"""For so many cases one comes on paper and is late, or comes as a bundle."""
OFFICERS_AT_PAGES = 6
CLEARED_WITHIN = 0.1
"""Seconds for each case until the last must be over once nothing is killed any more, and at least a few minutes."""
AT_LEAST = 300.0
LOOK_EVERY = 2.0


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


@dataclass
class Heard:
    """What everybody remembers once all have gone home."""

    notes: Notes
    sent: Sent
    desks: Noted
    deeds: Deeds
    complaints: list[str]


class Day:
    """A node with everybody who is at work on it."""

    def __init__(self, node: Node, folder: Path, options: argparse.Namespace, course: Course) -> None:
        settled = settle(options.visitors, [*(matter.service for matter in MATTERS), *BUNDLE.services])
        self.settled: Settled = settled
        self._line = Line(node.port, _token(node))
        self._seed: str = options.seed
        wanted = applications(options.cases, settled.subjects, options.seed)
        course.say(
            f"a district of {options.residents} residents is there, {len(wanted)} applications are written"
        )
        counts = {"papers": options.cases // PAPERS, "bundles": options.cases // BUNDLES}
        self.clients = Clients(self._line, wanted, options.clients, options.seed)
        self.visitors = Visitors(settled.roles, node.port, options.seed, OFFICERS_AT_PAGES)
        self.desks = Desks(node, folder / "desks", options.seed, counts)
        self.machine: Machine | None = None

    def begin_intake(self) -> None:
        """Let applications come."""
        self.visitors.start()
        self.clients.start()

    def begin_work(self) -> None:
        """Let officers, people and machines work on what has come."""
        self.desks.start()
        self.visitors.start_officers()
        self.machine = Machine(self._line, [*self.clients.sent.numbers.values()], self._seed)
        self.machine.start()

    def end_pages(self) -> None:
        """Let those at pages and machines finish what they have begun."""
        if self.machine is not None:
            self.machine.stop()
        self.visitors.stop()
        self.clients.finish()

    def end(self) -> Heard:
        """Let all go home; what they remember."""
        self.end_pages()
        notes, sent, desks = self.visitors.notes, self.clients.sent, self.desks.stop()
        deeds, complaints = Deeds(), [*notes.complaints, *sent.complaints]
        complaints += [each["what"] for each in desks.said.get("complain", [])]
        for one in (notes.deeds, desks.deeds):
            deeds.add(one)
        if self.machine is not None:
            deeds.add(self.machine.deeds)
            complaints += self.machine.complaints
        # Whoever meets an answer that nobody should get may meet it again and again.
        return Heard(notes, sent, desks, deeds, [*dict.fromkeys(complaints)])


class Beside:
    """Whatever lies outside of the node, as long as it is needed."""

    def __init__(self, folder: Path) -> None:
        self.cashier, self.carrier = Cashier(folder), Carrier(folder)
        self.extra = {**self.cashier.extra, **self.carrier.extra}

    def __enter__(self) -> Self:
        """They are at work already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let them end."""
        self.cashier.stop()
        self.carrier.stop()


def soak(node: Node, folder: Path, options: argparse.Namespace) -> tuple[int, list[str]]:
    """Everything: how many checks passed, and what is wrong."""
    course = Course()
    course.say(f"the seed is {options.seed}")
    with Beside(folder) as beside:
        node.extra = beside.extra
        try:
            _soak(node, folder, options, beside, course)
        except UnwellError as error:
            course.failures.append(str(error))
    return course.passed, course.failures


def _soak(node: Node, folder: Path, options: argparse.Namespace, beside: Beside, course: Course) -> None:
    made = node.run("demo", "--no-serve", "--residents", str(options.residents))
    if made.returncode:
        course.failures.append(f"minben demo: {made.stderr}")
        return
    day = Day(node, folder, options, course)
    node.serve()
    killer = Killer(node, options.seed, course.say)
    with _ended(day) as heard, Progress(course.say, lambda: len(day.clients.sent.numbers)) as progress:
        day.begin_intake()
        if killer.run_while(lambda: day.clients.at_work):
            open_ = progress.look().open
            course.say(f"{open_} cases are open at once; the work begins")
            course.take(
                int(open_ >= options.cases),
                [] if open_ >= options.cases else [f"{open_} cases were open at once, not {options.cases}"],
            )
            day.begin_work()
            killer.run_for(options.seconds)
        course.say("nothing is killed any more")
        course.failures += killer.failures
        if not killer.failures:
            _clear_up(node, day, course, progress, options)
    _tell(course, killer, heard[0])
    if not killer.failures:
        _reckon(node, course, day, heard[0], beside)
        node.stop()
        course.passed += 1


@contextmanager
def _ended(day: Day) -> Iterator[list[Heard]]:
    """Whatever happens, let everybody go home in the end, and hear them."""
    heard: list[Heard] = []
    try:
        yield heard
    finally:
        heard.append(day.end())


def _clear_up(node: Node, day: Day, course: Course, progress: Progress, options: argparse.Namespace) -> None:
    """First what nobody has touched must be as it was; then all of it is brought to its end."""
    day.end_pages()
    course.take(*untouched(day.clients.sent))
    course.take(*goes_on(day.settled.roles, node.port, options.seed, day.visitors.notes))
    course.say("what was left alone is untouched, and can be decided; now all of it is brought to its end")
    day.desks.clear_up()
    deadline = time.monotonic() + max(AT_LEAST, options.cases * CLEARED_WITHIN)
    waiting = threading.Event()
    while progress.look().unfinished and time.monotonic() < deadline:
        waiting.wait(LOOK_EVERY)
    course.say(f"{progress.look().ended} cases are over")


def _reckon(node: Node, course: Course, day: Day, heard: Heard, beside: Beside) -> None:
    unrest = at_rest()
    course.take(1 if not unrest else 0, [f"not at rest: {what}" for what in unrest])
    course.say("everything has come to rest; the books are read")
    course.failures += heard.complaints
    known = known_cases(heard.sent, [each.number for each in heard.notes.applications])
    officers = [role.appointment for role in day.settled.roles if role.appointment is not None]
    for name, answers in (
        ("endings", iter([ended(known)])),
        ("deeds", effects(heard.deeds, officers, known)),
        ("limits", iter([limits()])),
        (
            "promises",
            promises(node, heard.sent, heard.desks.said, beside.cashier.close(), beside.carrier.close()),
        ),
        ("ledger, views and logs", reckon(node, heard.notes)),
        ("books", books()),
    ):
        before = len(course.failures)
        passed = course.passed
        for right, wrong in answers:
            course.take(right, wrong)
        course.say(f"{name}: {course.passed - passed} right, {len(course.failures) - before} wrong")
    _must_have_happened(course, heard)


def _must_have_happened(course: Course, heard: Heard) -> None:
    """A check that had nothing to look at says nothing."""
    done = Counter(deed.what for deed in heard.deeds.done)
    for what, times in (
        ("an application", len(heard.sent.numbers)),
        ("an application on the pages", len(heard.notes.applications)),
        ("a verdict on the pages", len(heard.notes.deeds.done)),
        *((f"to {what}", done[what]) for what in What),
        *((f"to {what}", len(heard.desks.said[what])) for what in ("pay", "enter", "bundle")),
    ):
        if not times:
            course.failures.append(f"nothing was acknowledged: {what}")


def _token(node: Node) -> str:
    services = [word for matter in MATTERS for word in ("--service", matter.service)]
    opened = node.run(
        "client", "open", "soak", "--agency", AGENCY, "--per-minute", str(PER_MINUTE), *services
    )
    if opened.returncode:
        raise UnwellError(opened.stderr)
    return opened.stdout.strip()


def _tell(course: Course, killer: Killer, heard: Heard) -> None:
    killed = ", ".join(f"{part} {times}" for part, times in sorted(killer.killed.items()))
    away = ", ".join(
        f"{what} {times}" for what, times in sorted((heard.notes.away + heard.sent.away).items())
    )
    done = Counter(deed.what for deed in heard.deeds.done)
    deeds = ", ".join(f"{what} {done[what]}" for what in What)
    said = ", ".join(f"{what} {len(heard.desks.said[what])}" for what in ("pay", "enter", "bundle"))
    course.say(f"killed {killer.killed.total()} times: {killed}")
    course.say(f"no answer: {away}")
    at_pages = f"{len(heard.notes.deeds.done)} verdicts and {heard.notes.views.total()} views there"
    course.say(
        f"acknowledged: {len(heard.sent.numbers)} applications by the interface, {len(heard.notes.applications)} on "
        f"the pages ({at_pages}); {deeds}, {said}"
    )
