"""A node that is served by a launcher of its own, and can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .browser import ADDRESS, AwayError, Browser
from .processes import SERVER, Part, Process, kill, processes_of, until

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

WELL_WITHIN = 240.0
GONE_WITHIN = 120.0
WHOLE = (
    Part.LAUNCHER,
    Part.WEB_SERVER,
    Part.SEALER,
    Part.DEADLINES,
    Part.LICENCES,
    Part.ERRANDS,
    Part.JOBS,
    Part.DATABASE,
)
WEB_WORKERS = 2


class UnwellError(Exception):
    """The node did not come back, or did not end."""


@dataclass
class Node:
    """The node in a folder; ``said`` gets what its launcher says, ``extra`` are its further surroundings."""

    home: Path
    said: Path
    port: int = field(default_factory=lambda: free_port())
    launcher: subprocess.Popen[bytes] | None = None
    extra: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, language: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
        """Run a command of the node to its end, in a terminal of this language."""
        return subprocess.run(  # noqa: S603 - our own program
            self._command(arguments),
            env=self.environment(language),
            capture_output=True,
            text=True,
            check=False,
        )

    def serve(self, *options: str) -> None:
        """Serve until it is stopped or killed; returns when all of it is there."""
        with self.said.open("ab") as sink:
            self.launcher = subprocess.Popen(  # noqa: S603 - our own program
                self._command(("serve", "--port", str(self.port), *options)),
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )
        self.await_well()

    def _command(self, arguments: Sequence[str]) -> list[str]:
        return [str(Path(sys.executable).with_name("minben")), *arguments]

    def environment(self, language: str = "C.UTF-8") -> dict[str, str]:
        """What a process beside the node finds in its surroundings."""
        return {**os.environ, "MINBEN_HOME": str(self.home), "LC_ALL": language, **self.extra}

    def processes(self, part: Part | None = None) -> list[Process]:
        """Its processes, or those of one part of it."""
        return [each for each in processes_of(self.home) if part is None or each.part is part]

    def is_well(self) -> bool:
        """Whether every part is there once, the web workers as many as there should be, and a page answers."""
        parts = [each.part for each in self.processes()]
        if any(parts.count(part) != 1 for part in WHOLE) or parts.count(Part.WEB_WORKER) != WEB_WORKERS:
            return False
        try:
            return Browser(self.port).get("/").status == 200
        except AwayError:
            return False

    def await_well(self) -> None:
        """Return when the node is well. Raises `UnwellError`."""
        if not until(self.is_well, WELL_WITHIN):
            raise UnwellError(f"not well after {WELL_WITHIN:.0f} s: {self.processes()}\n{self.last_words()}")

    def kill(self, *victims: Process) -> None:
        """``kill -9`` these processes at once; with the launcher everything must go.

        Only the database may take its time to shut down: the next launcher waits for it.
        """
        for each in victims:
            kill(each.pid)
        if self.launcher is not None and self.launcher.pid in {each.pid for each in victims}:
            self.launcher.wait()
            self.await_gone(but=(*SERVER, Part.DESK))

    def stop(self) -> None:
        """Ask the launcher to end as an operator does, and wait until all of it has ended."""
        if self.launcher is not None and self.launcher.poll() is None:
            self.launcher.send_signal(signal.SIGTERM)
            try:
                status = self.launcher.wait(GONE_WITHIN)
            except subprocess.TimeoutExpired as error:
                raise UnwellError(f"the launcher still runs {GONE_WITHIN:.0f} s after SIGTERM") from error
            if status:
                raise UnwellError(f"the launcher ended with status {status}\n{self.last_words()}")
        self.await_gone()

    def await_gone(self, but: Container[Part] = ()) -> None:
        """Return when no process of the node is left, but for these parts. Raises `UnwellError`."""
        if not until(lambda: all(each.part in but for each in self.processes()), GONE_WITHIN):
            raise UnwellError(f"left over {GONE_WITHIN:.0f} s after the launcher: {self.processes()}")

    def end(self) -> None:
        """Kill whatever is left of it."""
        for each in self.processes():
            kill(each.pid)
        if self.launcher is not None:
            self.launcher.wait()

    def last_words(self) -> str:
        """The end of what its launcher has said."""
        return "\n".join(self.said.read_text(encoding="utf-8").splitlines()[-20:])


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])
