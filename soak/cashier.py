"""The payment gateway of a soak, ``python -m soak.cashier KEY BOOKS``: a server of this program, outside of the node.

Its books are held against those of the node.
"""

from __future__ import annotations

import http.client
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.payments.gateway import Mood, server

from .outside import Outside, serve, write_books

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Order:
    """An order as the gateway has it: its number, amount and state, and how often it was given back."""

    number: str
    amount: str
    state: str
    refunds: int


class Cashier:
    """The gateway at work; ``extra`` is what a node has to find in its surroundings."""

    def __init__(self, folder: Path) -> None:
        self._outside = Outside("soak.cashier", folder)
        self.extra = {"MINBEN_PAYMENT_URL": self._outside.base, "MINBEN_PAYMENT_KEY": self._outside.key}
        self.stop = self._outside.stop

    def close(self) -> dict[str, Order]:
        """Let it end; the orders in its books, by the key under which they were made."""
        return {said.pop("key"): Order(**said) for said in self._outside.close()}


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
    """Take orders, and notify twice of each payment."""
    listening = server(0, key)
    gateway = listening.RequestHandlerClass.gateway  # type: ignore[attr-defined]
    gateway.moods = {Mood.TWICE}
    serve(listening, gateway.base)
    write_books(
        books,
        (
            {
                "key": order.key,
                "number": order.number,
                "amount": order.amount,
                "state": order.state,
                "refunds": len(order.refunds),
            }
            for order in gateway.orders.values()
        ),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
