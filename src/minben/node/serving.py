"""A node that serves: the database, the web workers, the sealer and the deadlines, until it is told to stop.

The launcher does nothing but watch: whatever dies is started again, the database first, and everything ends with it.
"""

from __future__ import annotations

import http.client
import secrets
import signal
import socket
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.environment import Environment

from .children import gateway, web, worker
from .watching import follow
from .workers import WORKERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from .children import Child
    from .postgres import OpenDatabase

    Say = Callable[[str, str], None]
    """Tells the person at the terminal something, given in Chinese and in English."""

ADDRESS = "127.0.0.1"
LOOK_EVERY = 0.25
ANSWER_WITHIN = 60.0


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
            probe.bind((ADDRESS, port))
        except OSError as error:
            raise PortTaken(port) from error


def free_port() -> int:
    """A port of this machine that nobody uses at the moment."""
    with socket.create_server((ADDRESS, 0)) as found:
        return int(found.getsockname()[1])


def serve(
    database: OpenDatabase, home: Path, port: int, *, personas: bool, say: Say, watched: Path | None = None
) -> None:
    """Run until SIGINT, SIGTERM or SIGHUP; says when the pages answer, and whatever is started again.

    ``watched`` is a blueprint folder that is put in force after each change.
    """
    environment = {
        "MINBEN_HOME": str(home),
        "MINBEN_PERSONAS": "on" if personas else "off",
        "MINBEN_ADDRESS": Environment.read().address or f"http://localhost:{port}",
    }
    log = home / "log"
    children = []
    if personas and Environment.read().services.payment_url is None:
        desk, key = free_port(), secrets.token_urlsafe()
        environment |= {"MINBEN_PAYMENT_URL": f"http://{ADDRESS}:{desk}", "MINBEN_PAYMENT_KEY": key}
        children.append(gateway(desk, key, log))
    children += [*(worker(name, log, environment) for name in WORKERS), web(port, log, environment)]
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    threads = [announce(port, stop, say)]
    if watched is not None:
        threads.append(threading.Thread(target=follow, args=(watched, stop, say), name="watch"))
        threads[-1].start()
    try:
        for child in children:
            child.start()
        watch(database, children, stop, say)
    finally:
        stop.set()
        for child in children:
            child.ask_to_end()
        for child in children:
            child.await_end()
        for thread in threads:
            thread.join()


def announce(port: int, stop: threading.Event, say: Say) -> threading.Thread:
    """Say where the pages are as soon as they answer; meanwhile the launcher watches already."""

    def wait() -> None:
        if await_answer(port, stop):
            say(f"http://localhost:{port}/  （按 Ctrl-C 停止）", f"http://localhost:{port}/  (Ctrl-C stops)")
        elif not stop.is_set():
            say("页面没有应答，请查看日志目录。", "The pages do not answer; look into the folder of logs.")

    thread = threading.Thread(target=wait, name="announce")
    thread.start()
    return thread


def await_answer(port: int, stop: threading.Event) -> bool:
    """Whether the pages came to answer: a port that is open is not enough, for the workers need a moment."""
    host = Environment.read().hosts[0].lstrip(".*") or "localhost"
    for _ in range(int(ANSWER_WITHIN / LOOK_EVERY)):
        asked = http.client.HTTPConnection(ADDRESS, port, timeout=ANSWER_WITHIN)
        try:
            asked.request("HEAD", "/", headers={"Host": host})
            asked.getresponse()
        except (OSError, http.client.HTTPException):
            if stop.wait(LOOK_EVERY):
                return False
        else:
            return True
        finally:
            asked.close()
    return False


def watch(database: OpenDatabase, children: Sequence[Child], stop: threading.Event, say: Say) -> None:
    """Start again whatever dies, until told to stop."""
    while not stop.wait(LOOK_EVERY):
        if database.tend():
            say("数据库曾中断，已重新启动。", "The database had died and was started again.")
        for child in children:
            if child.tend():
                say(
                    f"{child.name} 曾中断，已重新启动；见 {child.log}",
                    f"{child.name} had died and was started again; see {child.log}",
                )
