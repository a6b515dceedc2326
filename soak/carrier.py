"""The carrier of short messages of a soak, ``python -m soak.carrier KEY BOOKS``, which often gives no good answer.

It may have taken the message then, and the node must not let it be delivered twice. Its books hold each message that it
took, by the key under which it came.
"""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import TYPE_CHECKING

from minben.outside import BadSignature, Signer, authentic

from .browser import ADDRESS
from .outside import Outside, serve, write_books

if TYPE_CHECKING:
    from pathlib import Path

KEYID = "minben-sms"
LONGEST = 100_000
WITHOUT_ANSWER = 0.1
TAKEN, UNSIGNED, UNKNOWN, TROUBLE = 200, 401, 404, 503


class Carrier:
    """The carrier at work; ``extra`` is what a node has to find in its surroundings."""

    def __init__(self, folder: Path) -> None:
        self._outside = Outside("soak.carrier", folder)
        self.extra = {"MINBEN_SMS_URL": self._outside.base, "MINBEN_SMS_KEY": self._outside.key}
        self.stop = self._outside.stop

    def close(self) -> dict[str, int]:
        """Let it end; how often each message was sent to its receiver, by its key."""
        return {str(said["key"]): int(said["times"]) for said in self._outside.close()}


class Desk(BaseHTTPRequestHandler):
    """One call: ``POST /messages`` takes a message, ``GET /messages/KEY`` says whether it was taken."""

    protocol_version = "HTTP/1.1"
    base: str
    signer: Signer
    random: Random
    taken: Counter[str]
    lock: threading.Lock

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Whether a message has been taken."""
        if self._is_signed(b""):
            self._answer(TAKEN if self.path.rpartition("/")[2] in self.taken else UNKNOWN)

    def do_POST(self) -> None:
        """Take a message. A carrier that delivers whatever it gets shows best who sends twice."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LONGEST))
        if self._is_signed(body):
            with self.lock:
                self.taken[self.headers["Idempotency-Key"]] += 1
            self._answer(TROUBLE if self.random.random() < WITHOUT_ANSWER else TAKEN)

    def _is_signed(self, body: bytes) -> bool:
        try:
            authentic(self.signer, self.command, f"{self.base}{self.path}", body, dict(self.headers))
        except BadSignature:
            self._answer(UNSIGNED)
            return False
        return True

    def _answer(self, status: int) -> None:
        body = json.dumps({}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main(key: str, books: str) -> None:
    """Take messages, and deliver each that comes."""
    taken = Counter[str]()
    values = {
        "signer": Signer(KEYID, key.encode()),
        "random": Random(key),  # noqa: S311 - whims, not secrets
        "taken": taken,
        "lock": threading.Lock(),
    }
    desk = type("DeskOfOne", (Desk,), values)
    listening = ThreadingHTTPServer((ADDRESS, 0), desk)
    desk.base = f"http://{ADDRESS}:{listening.server_address[1]}"  # type: ignore[attr-defined]
    serve(listening, desk.base)  # type: ignore[attr-defined]
    write_books(books, ({"key": each, "times": times} for each, times in taken.items()))


if __name__ == "__main__":
    main(*sys.argv[1:])
