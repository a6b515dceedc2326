"""A district that is served as an operator serves it, and a client that asks as fast as answers come.

The client sends bytes made before over connections that stay open, and reads no more of an answer than its status and
length, so that what is measured is the node.
"""

from __future__ import annotations

import json
import os
import socket
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from soak.browser import ADDRESS
from soak.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RESIDENTS = 4000
SERVICES = ("food-licence", "kinship-certificate", "old-age-allowance")
PER_MINUTE = 10_000_000


@dataclass(frozen=True, slots=True)
class District:
    """A node that serves, and the token of a client that may use the services that are measured."""

    node: Node
    token: str


@contextmanager
def district() -> Iterator[District]:
    """A district in a folder that is gone afterwards; Django is set up for it, as for a command beside the node."""
    with tempfile.TemporaryDirectory(prefix="minben-bench-") as folder:
        home = Path(folder) / "home"
        node = Node(home, Path(folder) / "launcher.log")
        made = node.run("demo", "--no-serve", "--residents", str(RESIDENTS))
        if made.returncode:
            raise RuntimeError(made.stderr)
        services = [word for name in SERVICES for word in ("--service", name)]
        opened = node.run(
            "client", "open", "bench", "--agency", "approval", "--per-minute", str(PER_MINUTE), *services
        )
        if opened.returncode:
            raise RuntimeError(opened.stderr)
        os.environ.update(MINBEN_HOME=str(home), DJANGO_SETTINGS_MODULE="minben.settings")
        import django

        django.setup()
        node.serve()
        try:
            yield District(node, opened.stdout.strip())
        finally:
            from django.db import connections

            connections.close_all()
            node.stop()
            node.end()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one request: when it was sent and answered (seconds of a monotonic clock), and the status."""

    sent: float
    answered: float
    status: int
    body: bytes

    @property
    def took(self) -> float:
        """Seconds from the first byte sent to the last one read."""
        return self.answered - self.sent


@dataclass(slots=True)
class Connection:
    """One connection that stays open."""

    port: int
    _socket: socket.socket = field(init=False)
    _kept: bytes = b""

    def __post_init__(self) -> None:
        self._socket = socket.create_connection((ADDRESS, self.port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> Answer:
        """Send a request and read its answer."""
        sent = time.monotonic()
        self._socket.sendall(request)
        kept = self._kept
        while b"\r\n\r\n" not in kept:
            kept += self._more()
        head, _, body = kept.partition(b"\r\n\r\n")
        length = _length(head)
        while len(body) < length:
            body += self._more()
        self._kept = body[length:]
        return Answer(sent, time.monotonic(), int(head[9:12]), body[:length])

    def _more(self) -> bytes:
        part = self._socket.recv(65536)
        if not part:
            raise ConnectionError("the node closed the connection")
        return part


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError(head)


def make_case(
    district: District, key: str, service: str, kind: str, identifier: str, answers: object
) -> bytes:
    """The bytes of a request that makes a case."""
    said = {"service": service, "subject": {"kind": kind, "id": identifier}, "answers": answers}
    body = json.dumps(said, ensure_ascii=False).encode()
    head = (
        f"POST /api/v1/cases HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {district.token}\r\n"
        f"Content-Type: application/json\r\nIdempotency-Key: {key}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def ask_all(port: int, requests: Sequence[bytes], clients: int) -> list[Answer]:
    """Send these requests by so many clients at once, each over a connection of its own, as fast as answers come."""
    waiting = iter(requests)
    turn = threading.Lock()
    answers: list[list[Answer]] = [[] for _ in range(clients)]

    def work(own: list[Answer]) -> None:
        connection = Connection(port)
        while True:
            with turn:
                request = next(waiting, None)
            if request is None:
                return
            own.append(connection.ask(request))

    threads = [threading.Thread(target=work, args=(own,)) for own in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answer for own in answers for answer in own]
