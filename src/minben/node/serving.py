"""A node that serves: the database, the web workers, the sealer and the deadlines, until it is told to stop.

The launcher does nothing but watch: whatever dies is started again, the database first, and everything ends with it.
"""

from __future__ import annotations

import signal
import socket
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .children import web, worker
from .workers import WORKERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from .children import Child
    from .postgres import OpenDatabase

LOOK_EVERY = 0.25
ANSWER_WITHIN = 30.0


@dataclass(eq=False)
class PortTaken(Exception):  # noqa: N818 - the word that operators read
    """Another program listens where the pages should be."""

    port: int

    def text(self, lang: str) -> str:
        """The message in Chinese or English."""
        if lang == "zh":
            return f"端口 {self.port} 已被占用。请停止占用它的程序，或用 --port 另选一个端口。"
        return f"Port {self.port} is taken. Stop the program that uses it, or choose another with --port."


def check_port(port: int) -> None:
    """Raise `PortTaken` where the pages could not be served; asked before any work is done."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTaken(port) from error


def serve(
    database: OpenDatabase, home: Path, port: int, *, personas: bool, say: Callable[[str], None], ready: str
) -> None:
    """Run until SIGINT or SIGTERM; ``ready`` is said when the pages answer, and each restart is said too."""
    environment = {"MINBEN_HOME": str(home), "MINBEN_PERSONAS": "on" if personas else "off"}
    log = home / "log"
    children = [*(worker(name, log, environment) for name in WORKERS), web(port, log, environment)]
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    try:
        for child in children:
            child.start()
        if await_answer(port, stop):
            say(ready)
        watch(database, children, stop, say)
    finally:
        for child in reversed(children):
            child.stop()


def await_answer(port: int, stop: threading.Event) -> bool:
    """Whether the pages came to answer."""
    for _ in range(int(ANSWER_WITHIN / LOOK_EVERY)):
        with socket.socket() as probe:
            probe.settimeout(LOOK_EVERY)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        if stop.wait(LOOK_EVERY):
            return False
    return False


def watch(
    database: OpenDatabase, children: Sequence[Child], stop: threading.Event, say: Callable[[str], None]
) -> None:
    """Start again whatever dies, until told to stop."""
    while not stop.wait(LOOK_EVERY):
        if database.tend():
            say("The database was started again.")
        for child in children:
            if child.tend():
                say(f"{child.name} was started again; see {child.log}")
