"""Machines that send applications in by the interface, again and again until each is acknowledged.

Some are sent twice, by two connections, under the same key: they must come to the same case.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from random import Random
from typing import TYPE_CHECKING

from .machines import NO_ANSWER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .machines import Line
    from .workload import Application

AGAIN_AFTER = 0.3
GIVE_UP_AFTER = 180.0
"""How long one application is sent again before the client says that the node does not answer."""
TWICE = 0.03
TROUBLE, TOO_MANY = 500, 429
MADE, FOUND = 201, 200


@dataclass
class Sent:
    """What the clients have written down together; ``numbers`` has the case of each key that was acknowledged."""

    numbers: dict[str, str] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    away: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, application: Application, number: str) -> None:
        """Write an acknowledgement down; another number than before for the same key is wrong."""
        with self.lock:
            before = self.numbers.setdefault(application.key, number)
        if before != number:
            self.complaints.append(f"{application.key} was acknowledged as {before} and as {number}")


class Clients:
    """Several connections that work a list off; `finish` waits for the last acknowledgement."""

    def __init__(self, line: Line, wanted: Sequence[Application], count: int, seed: str) -> None:
        random = Random(f"{seed} clients")  # noqa: S311 - whims, not secrets
        self.sent = Sent(applications={one.key: one for one in wanted})
        self._line = line
        self._waiting: SimpleQueue[Application] = SimpleQueue()
        for one in wanted:
            self._waiting.put(one)
            if random.random() < TWICE:
                self._waiting.put(one)
        self._threads = [threading.Thread(target=self._work, name=f"client {n}") for n in range(count)]

    def start(self) -> None:
        """Begin to send."""
        for thread in self._threads:
            thread.start()

    @property
    def at_work(self) -> bool:
        """Whether something is still to be sent or acknowledged."""
        return any(thread.is_alive() for thread in self._threads)

    def finish(self) -> Sent:
        """What was acknowledged, once everything is or the node has not answered for too long."""
        for thread in self._threads:
            thread.join()
        return self.sent

    def _work(self) -> None:
        try:
            while True:
                self._send(self._waiting.get_nowait())
        except Empty:
            return

    def _send(self, application: Application) -> None:
        deadline = time.monotonic() + GIVE_UP_AFTER
        while time.monotonic() < deadline:
            try:
                status, said = self._line.ask("POST", "cases", application.said(), application.key)
            except NO_ANSWER as error:
                self.sent.away[type(error).__name__] += 1
            else:
                if status in (MADE, FOUND):
                    self.sent.take(application, str(said["number"]))
                    return
                if status < TROUBLE and status != TOO_MANY:
                    self.sent.complaints.append(f"{application.key} was answered {status}: {said}")
                    return
                self.sent.away[str(status)] += 1
            threading.Event().wait(AGAIN_AFTER)
        self.sent.complaints.append(f"{application.key} was not answered for {GIVE_UP_AFTER:.0f} s")
