"""The processes that a serving node is made of, watched and started again when they die.

`minben serve` runs the web workers, the sealer and the deadlines each in a process of its own. A child ends with its
launcher, whatever happens to that; a child that dies is started again, later each time it dies at once.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .postgres import tied_to_this_process

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import IO

STOP_PATIENCE = 20.0
STEADY_AFTER = 10.0
SHORTEST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
REQUEST_PATIENCE = 5
"""How many seconds a web worker that shall end may go on answering."""


@dataclass
class Child:
    """One process: what to run, and since when it does. ``pause`` is how long to wait before it runs again."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    pause: float = 0.0
    since: float = 0.0
    """When it was started, or found dead."""

    def start(self) -> None:
        """Run it; what it says goes to its log."""
        self.since = time.monotonic()
        with self.log.open("ab") as sink:
            self.process = launch(self.command, self.environment, sink)

    def tend(self) -> bool:
        """Start it again if it has died and its pause is over; tell whether it was started."""
        if self.process is not None and self.process.poll() is None:
            return False
        now = time.monotonic()
        if self.process is not None:
            steady = now - self.since > STEADY_AFTER
            self.pause = 0.0 if steady else min(LONGEST_PAUSE, max(SHORTEST_PAUSE, self.pause * 2))
            self.process, self.since = None, now
        if now - self.since < self.pause:
            return False
        self.start()
        return True

    def ask_to_end(self) -> None:
        """Tell it to end as soon as it may."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def await_end(self) -> None:
        """Wait until it has ended, and end it when it does not."""
        if self.process is None:
            return
        try:
            self.process.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def launch(
    command: Sequence[str], environment: Mapping[str, str], sink: IO[bytes]
) -> subprocess.Popen[bytes]:
    """Start a program that ends with this one; Ctrl-C is for the launcher, so it gets a session of its own."""
    return subprocess.Popen(  # noqa: S603 - our own programs with our own arguments
        tied_to_this_process(command),
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=sink,
        stderr=sink,
        start_new_session=True,
    )


def web(port: int, log: Path, environment: Mapping[str, str]) -> Child:
    """Granian with two workers on this machine's own address."""
    command = (
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2"),
        *("--host", "127.0.0.1", "--port", str(port), "--respawn-failed-workers"),
        *("--workers-kill-timeout", str(REQUEST_PATIENCE)),
        *("--blocking-threads", "4", "--backpressure", "64", "--no-access-log", "--log-level", "warning"),
        *("--factory", "minben.node.web:application"),
    )
    return Child("web", command, environment, log / "web.log")


def worker(name: str, log: Path, environment: Mapping[str, str]) -> Child:
    """One of the loops of `minben.node.workers`."""
    return Child(name, (sys.executable, "-m", "minben.node.workers", name), environment, log / f"{name}.log")


def gateway(port: int, key: str, log: Path) -> Child:
    """The demo's payment gateway, with play money."""
    command = (sys.executable, "-m", "minben.payments.gateway", "--port", str(port), "--key", key)
    return Child("gateway", command, {}, log / "gateway.log")
