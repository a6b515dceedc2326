"""Real servers for what is sent: one for e-mail, one for short messages; and workers that can be killed."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller

from cases.conftest import ACCOUNT, District, Somebody, district, put_in_force, today
from minben import messages
from minben.ledger import seal_once
from minben.outside import BadSignature, Signer, authentic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

    from minben import cases
    from minben.blueprint.model import Channel

__all__ = ["District", "district", "put_in_force", "today"]
SECRET = "a secret for tests"


@dataclass
class Post:
    """What has arrived, and what the server does with the next one."""

    arrived: list[Any] = field(default_factory=list)
    answer: str = ""
    """An SMTP answer or an HTTP status in place of taking it."""
    before_answer: Callable[[], None] = lambda: None

    async def handle_DATA(  # noqa: N802 - the server's name
        self, _server: object, _session: object, envelope: Any
    ) -> str:
        """What the SMTP server does with a message."""
        if self.answer:
            return self.answer
        self.arrived.append(message_from_bytes(envelope.content, policy=default))
        self.before_answer()
        return "250 taken"

    @property
    def mails(self) -> list[EmailMessage]:
        return self.arrived


@pytest.fixture
def smtp(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """A server that takes e-mail."""
    post = Post()
    # The controller wants to know its port before it listens.
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(post, hostname="127.0.0.1", port=port)
    server.start()
    monkeypatch.setenv("MINBEN_SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setenv("MINBEN_MAIL_FROM", "notices@guangan.example")
    yield post
    server.stop()


class _SmsDesk(BaseHTTPRequestHandler):
    server: ThreadingHTTPServer
    post: Post
    known: dict[str, Any]
    signer = Signer("minben-sms", SECRET.encode())

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._take(b"")

    def do_POST(self) -> None:
        self._take(self.rfile.read(int(self.headers["Content-Length"])))

    def _take(self, body: bytes) -> None:
        url = f"http://127.0.0.1:{self.server.server_port}{self.path}"
        try:
            authentic(self.signer, self.command, url, body, dict(self.headers))
        except BadSignature:
            self._answer(401)
            return
        if self.command == "GET":
            self._answer(200 if self.path.rpartition("/")[2] in self.known else 404)
            return
        if self.post.answer:
            self._answer(int(self.post.answer))
            return
        key = self.headers["Idempotency-Key"]
        if key not in self.known:
            self.known[key] = json.loads(body)
            self.post.arrived.append(self.known[key])
        self.post.before_answer()
        self._answer(200)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")


@pytest.fixture
def sms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """A gateway that takes short messages, signed ones only."""
    post = Post()
    desk = type("Desk", (_SmsDesk,), {"post": post, "known": {}})
    with ThreadingHTTPServer(("127.0.0.1", 0), desk) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("MINBEN_SMS_URL", f"http://127.0.0.1:{server.server_address[1]}")
        monkeypatch.setenv("MINBEN_SMS_KEY", SECRET)
        yield post
        server.shutdown()
        thread.join()


@pytest.fixture
def person(district: District) -> Somebody:
    """Somebody who is owed an allowance."""
    return district.resident(date(1940, 2, 3))


def agree(person: Somebody, channel: Channel, address: str, language: str = "zh") -> None:
    """Consent to be written to."""
    messages.give(person.subject, channel, address, language, person.actor)


def told(district: District, person: Somebody) -> cases.Case:
    """A case in which the person is told something, and the ledger followed."""
    from minben import cases

    case = cases.submit(
        district.blueprint,
        "old-age-allowance",
        person.subject,
        {"account": ACCOUNT},
        channel="web",
        actor=person.actor,
    )
    seal_once()
    messages.follow_told()
    return case


def worker() -> subprocess.Popen[bytes]:
    """A worker in a process of its own, on the database of this test; it ends when nothing is due."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    return subprocess.Popen((sys.executable, "-m", "tests.messages.worker", str(name)))
