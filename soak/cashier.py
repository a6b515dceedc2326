"""The payment gateway of a soak, so that its books can be held against those of the node.

It is a server of this program in a process of its own, ``python -m soak.cashier KEY BOOKS``, which outlives everything
that is killed, as somebody else's gateway does; asked to end, it writes its books, a line for each order.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.payments.gateway import Mood, server

if TYPE_CHECKING:
    from pathlib import Path

ENDS_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Order:
    """An order as the gateway has it: its number, amount and state, and how often it was given back."""

    number: str
    amount: str
    state: str
    refunds: int


class Cashier:
    """A gateway at work; ``extra`` is what a node has to find in its surroundings."""

    def __init__(self, folder: Path) -> None:
        key = secrets.token_urlsafe()
        self._books = folder / "gateway.books"
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "soak.cashier", key, str(self._books)],
            # Somebody else's: it is not to be found among the node's processes.
            env={name: value for name, value in os.environ.items() if name != "MINBEN_HOME"},
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        base = self._process.stdout.readline().strip() if self._process.stdout else ""
        self.extra = {"MINBEN_PAYMENT_URL": base, "MINBEN_PAYMENT_KEY": key}

    def close(self) -> dict[str, Order]:
        """Let it end; the orders in its books, by the key under which they were made."""
        self.stop()
        with self._books.open(encoding="utf-8") as lines:
            return {said.pop("key"): Order(**said) for said in map(json.loads, lines)}

    def stop(self) -> None:
        """Let it end, if it has not."""
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait(ENDS_WITHIN)
        if self._process.stdout:
            self._process.stdout.close()


def pay_at(cashier: str) -> bool:
    """Pay on the cashier's page, as a person does; whether an answer came."""
    place = cashier.removeprefix("http://")
    host, _, path = place.partition("/")
    line = http.client.HTTPConnection(host, timeout=60)
    try:
        line.request("POST", f"/{path}", b"", {"Content-Type": "application/x-www-form-urlencoded"})
        return line.getresponse().status < http.client.BAD_REQUEST
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def main(key: str, books: str) -> None:
    """Take orders until SIGTERM, and notify twice of each payment; then write the books."""
    listening = server(0, key)
    gateway = listening.RequestHandlerClass.gateway  # type: ignore[attr-defined]
    gateway.moods = {Mood.TWICE}
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=listening.shutdown).start())
    sys.stdout.write(f"{gateway.base}\n")
    sys.stdout.flush()
    with listening:
        listening.serve_forever()
    with open(os.open(books, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as sink:  # noqa: PTH123 - of a mode
        for order in gateway.orders.values():
            said = {"key": order.key, "number": order.number, "amount": order.amount, "state": order.state}
            sink.write(json.dumps({**said, "refunds": len(order.refunds)}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
