"""The desks beside a node: started, started again when one is killed, and asked to end; and what they wrote down."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .desk import CLEAR_UP
from .memory import Deed, Deeds, What

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .node import Node

WHAT = ("officers", "officers", "people", "people", "papers", "bundles")
LOOK_EVERY = 0.5
ENDS_WITHIN = 120.0

Said = list[dict[str, str]]


@dataclass
class Noted:
    """What the desks have written down: their deeds, and by the word for it whatever else there was."""

    deeds: Deeds = field(default_factory=Deeds)
    said: dict[str, Said] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Desks:
    """All of them; ``folder`` gets their notes and what they say, ``counts`` says how many each has to take in."""

    node: Node
    folder: Path
    seed: str
    counts: Mapping[str, int]
    _running: list[subprocess.Popen[bytes] | None] = field(default_factory=lambda: [None] * len(WHAT))
    _told: threading.Event = field(default_factory=threading.Event)
    _watch: threading.Thread | None = None

    def start(self) -> None:
        """Let them work from now on."""
        self.folder.mkdir(exist_ok=True)
        self._watch = threading.Thread(target=self._tend, name="desks")
        self._watch.start()

    def clear_up(self) -> None:
        """Let them bring the day to its end: every case is their business, and nobody has whims any more."""
        (self.folder / CLEAR_UP).touch()

    def _tend(self) -> None:
        while not self._told.is_set():
            for place, what in enumerate(WHAT):
                running = self._running[place]
                # One that has done all it had to do is not started again.
                if running is None or running.poll() not in (None, 0):
                    self._running[place] = self._open(place, what)
            self._told.wait(LOOK_EVERY)

    def _open(self, place: int, what: str) -> subprocess.Popen[bytes]:
        notes = self.folder / f"{what}-{place}.notes"
        count = str(self.counts.get(what, 0))
        with (self.folder / f"{what}-{place}.log").open("ab") as sink:
            return subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "soak.desk", what, str(notes), f"{self.seed} {place}", count],
                env=self.node.environment(),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )

    def stop(self) -> Noted:
        """Let each end what it is at; what they have done."""
        self._told.set()
        if self._watch is not None:
            self._watch.join()
        for running in self._running:
            if running is not None and running.poll() is None:
                running.terminate()
        for running in self._running:
            if running is not None:
                running.wait(ENDS_WITHIN)
        return self._read()

    def _read(self) -> Noted:
        noted = Noted()
        counted = {"asked": noted.deeds.asked, "done": noted.deeds.done, "refused": noted.deeds.refused}
        for file in sorted(self.folder.glob("*.notes")):
            with file.open(encoding="utf-8") as lines:
                for line in lines:
                    said = json.loads(line)
                    did = said.pop("did")
                    if did in counted:
                        counted[did][Deed(What(said.pop("what")), **said)] += 1
                    else:
                        noted.said[did].append(said)
        return noted
