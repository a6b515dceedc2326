"""The payment gateway of a soak: a server of this program, so that its books can be held against those of the node.

It outlives everything that is killed, as somebody else's gateway does.
"""

from __future__ import annotations

import http.client
import secrets
import threading
from typing import TYPE_CHECKING

from minben.payments.gateway import Gateway, Mood, server

if TYPE_CHECKING:
    from http.server import ThreadingHTTPServer


class Cashier:
    """A gateway at work; ``extra`` is what a node has to find in its surroundings."""

    def __init__(self) -> None:
        key = secrets.token_urlsafe()
        self._server: ThreadingHTTPServer = server(0, key)
        self._thread = threading.Thread(target=self._server.serve_forever, name="gateway")
        self.gateway: Gateway = self._server.RequestHandlerClass.gateway  # type: ignore[attr-defined]
        self.gateway.moods = {Mood.TWICE}
        self.extra = {"MINBEN_PAYMENT_URL": self.gateway.base, "MINBEN_PAYMENT_KEY": key}

    def start(self) -> None:
        """Take orders."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


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
