"""A payment gateway of one's own, for the demo and for tests: a real server in a process of its own, with play money.

``python -m minben.payments.gateway --port 8099 --key SECRET`` speaks the protocol of ``docs/messages.md``: orders and
refunds by idempotency key, a cashier's page, signed notices to the node. It can be told to misbehave the ways real ones
do, by a signed ``POST /moods``: to fail, to notify late or not at all, twice, or of another amount.
"""

from __future__ import annotations

import argparse
import html
import json
import secrets
import threading
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from minben.outside import BadSignature, Signer, Unreachable, authentic, call

if TYPE_CHECKING:
    from collections.abc import Mapping

KEYID = "minben-payments"
HOST = "127.0.0.1"
TRIES = 5
LONGEST = 100_000


class Mood(StrEnum):
    """How it misbehaves."""

    FAILS = "fails"
    """Answers 503 to everything, having done it."""
    MUTE = "mute"
    """Takes money and notifies nobody."""
    LATE = "late"
    """Notifies only when it is asked to (``POST /orders/KEY/notify``)."""
    TWICE = "twice"
    """Notifies twice of the same event."""
    SHORT = "short"
    """Reports a smaller amount than was ordered."""


@dataclass(slots=True)
class Order:
    """An order as the gateway keeps it."""

    number: str
    key: str
    amount: str
    currency: str
    text: str
    notify: str
    back: str
    state: str = "waiting"
    event: str = ""
    refunds: dict[str, str] = field(default_factory=dict)

    def said(self, *, short: bool) -> dict[str, str]:
        """How it stands, in the words of the protocol."""
        amount = "0.01" if short and self.state == "paid" else self.amount
        return {
            "order": self.number,
            "key": self.key,
            "state": self.state,
            "amount": amount,
            "currency": self.currency,
        }


class Gateway:
    """The books of the gateway; every call takes the lock."""

    def __init__(self, secret: str) -> None:
        self.signer = Signer(KEYID, secret.encode())
        self.orders: dict[str, Order] = {}
        self.moods: set[Mood] = set()
        self.base = ""
        self.lock = threading.Lock()

    def order(self, key: str, wanted: Mapping[str, Any]) -> Order:
        """The order of this key, made on its first call."""
        with self.lock:
            if key not in self.orders:
                number = f"G{len(self.orders) + 1:06d}{secrets.token_hex(3)}"
                amount, currency, text = (str(wanted[name]) for name in ("amount", "currency", "text"))
                notify, back = str(wanted["notify"]), str(wanted["back"])
                self.orders[key] = Order(number, key, amount, currency, text, notify, back)
            return self.orders[key]

    def of_number(self, number: str) -> Order | None:
        """The order of this number."""
        return next((one for one in self.orders.values() if one.number == number), None)

    def pay(self, order: Order) -> None:
        """Take the money, once, and tell the node unless the mood says otherwise."""
        with self.lock:
            if order.state != "waiting":
                return
            order.state, order.event = "paid", secrets.token_hex(8)
        if not self.moods & {Mood.MUTE, Mood.LATE}:
            self.notify(order)

    def notify(self, order: Order) -> None:
        """Tell the node how an order stands; again where it does not answer."""
        values = {**order.said(short=Mood.SHORT in self.moods), "event": order.event}
        for _ in range(2 if Mood.TWICE in self.moods else 1):
            for _try in range(TRIES):
                try:
                    if call(self.signer, "POST", order.notify, values).good:
                        break
                except Unreachable:
                    continue

    def refund(self, key: str, number: str) -> bool:
        """Give the money of an order back, once by its key; whether there was any."""
        order = self.of_number(number)
        with self.lock:
            if order is None or (order.state != "paid" and key not in order.refunds):
                return False
            order.state = "refunded"
            order.refunds[key] = order.amount
            return True


class Desk(BaseHTTPRequestHandler):
    """One call to the gateway."""

    gateway: Gateway
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing: addresses hold keys."""

    def do_GET(self) -> None:
        """How an order stands, or the cashier's page."""
        if self.path.startswith("/cashier/"):
            self._cashier()
            return
        if not self._authentic(b""):
            return
        order = self.gateway.orders.get(self.path.removeprefix("/orders/"))
        if order is None:
            self._answer(404, {})
        else:
            self._answer(200, order.said(short=Mood.SHORT in self.gateway.moods))

    def do_POST(self) -> None:
        """An order, a refund, a mood; or somebody pays at the cashier's page."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LONGEST))
        if self.path.startswith("/cashier/"):
            self._paid()
        elif self._authentic(body):
            self._do(json.loads(body or b"{}"))

    def _do(self, values: Mapping[str, Any]) -> None:
        key = self.headers.get("Idempotency-Key", "")
        if self.path == "/orders":
            order = self.gateway.order(key, values)
            cashier = f"{self.gateway.base}/cashier/{order.number}"
            self._answer(200, {**order.said(short=False), "cashier": cashier})
        elif self.path == "/refunds":
            done = self.gateway.refund(key, str(values["order"]))
            self._answer(200 if done else 409, {"state": "refunded" if done else "unknown"})
        elif self.path == "/moods":
            self.gateway.moods = {Mood(one) for one in values["moods"]}
            # Whoever sets a mood has to hear that it is set.
            self._send(200, b"{}", "application/json")
        elif self.path.endswith("/notify"):
            order = self.gateway.orders[self.path.split("/")[2]]
            self.gateway.notify(order)
            self._answer(200, {})
        else:
            self._answer(404, {})

    def _authentic(self, body: bytes) -> bool:
        url = f"{self.gateway.base}{self.path}"
        try:
            authentic(self.gateway.signer, self.command, url, body, dict(self.headers))
        except BadSignature:
            self._answer(401, {})
            return False
        return True

    def _cashier(self) -> None:
        order = self.gateway.of_number(self.path.removeprefix("/cashier/"))
        if order is None:
            self._send(404, b"", "text/plain")
            return
        amount, text, back = (html.escape(each) for each in (order.amount, order.text, order.back))
        button = (
            f'<form method="post"><button>付款 / Pay {amount} {html.escape(order.currency)}</button></form>'
            if order.state == "waiting"
            else f"<p>{html.escape(order.state)}</p>"
        )
        page = (
            '<!DOCTYPE html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>收银台 / Cashier</title><h1>收银台（演示） / Cashier (demo)</h1><p>{text}</p>{button}"
            f'<p><a href="{back}">返回 / Go back</a></p></html>'
        )
        self._send(200, page.encode(), "text/html; charset=utf-8")

    def _paid(self) -> None:
        order = self.gateway.of_number(self.path.removeprefix("/cashier/"))
        if order is None:
            self._send(404, b"", "text/plain")
            return
        self.gateway.pay(order)
        self.send_response(303)
        self.send_header("Location", order.back)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: int, values: Mapping[str, Any]) -> None:
        if Mood.FAILS in self.gateway.moods:
            status = 503
        self._send(status, json.dumps(values).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def server(port: int, secret: str) -> ThreadingHTTPServer:
    """A gateway on this machine; port 0 takes a free one. ``RequestHandlerClass.gateway`` has its books."""
    gateway = Gateway(secret)
    desk = type("DeskOfOne", (Desk,), {"gateway": gateway})
    listening = ThreadingHTTPServer((HOST, port), desk)
    gateway.base = f"http://{HOST}:{listening.server_address[1]}"
    return listening


def main() -> None:
    """Run until told to stop."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--key", required=True)
    given = options.parse_args()
    with server(given.port, given.key) as listening:
        print(listening.RequestHandlerClass.gateway.base, flush=True)  # type: ignore[attr-defined]
        listening.serve_forever()


if __name__ == "__main__":
    main()
