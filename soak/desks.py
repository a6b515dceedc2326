"""The desks beside a node: started, started again when one is killed, and asked to end; and what they wrote down."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from .node import Node

WHAT = ("officers", "officers", "people", "papers")
LOOK_EVERY = 0.5
ENDS_WITHIN = 120.0


@dataclass
class Desks:
    """All of them; ``folder`` gets their notes and what they say."""

    node: Node
    folder: Path
    seed: str
    papers: int
    _running: list[subprocess.Popen[bytes] | None] = field(default_factory=lambda: [None] * len(WHAT))
    _told: threading.Event = field(default_factory=threading.Event)
    _watch: threading.Thread | None = None

    def start(self) -> None:
        """Let them work from now on."""
        self.folder.mkdir(exist_ok=True)
        self._watch = threading.Thread(target=self._tend, name="desks")
        self._watch.start()

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
        with (self.folder / f"{what}-{place}.log").open("ab") as sink:
            return subprocess.Popen(  # noqa: S603 - our own program
                [
                    sys.executable,
                    "-m",
                    "soak.desk",
                    what,
                    str(notes),
                    f"{self.seed} {place}",
                    str(self.papers),
                ],
                env=self.node.environment(),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )

    def stop(self) -> dict[str, list[dict[str, str]]]:
        """Let each end what it is at; what they have done, by the word for it."""
        self._told.set()
        if self._watch is not None:
            self._watch.join()
        for running in self._running:
            if running is not None and running.poll() is None:
                running.terminate()
        for running in self._running:
            if running is not None:
                running.wait(ENDS_WITHIN)
        return self.read()

    def read(self) -> dict[str, list[dict[str, str]]]:
        """What is in the notes by now."""
        found: dict[str, list[dict[str, str]]] = defaultdict(list)
        for file in sorted(self.folder.glob("*.notes")):
            for line in file.read_text(encoding="utf-8").splitlines():
                said = json.loads(line)
                found[said.pop("did")].append(said)
        return found
