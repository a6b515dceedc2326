"""What lies outside a node and is somebody else's: a process of its own that outlives everything that is killed.

It is a module that is run with a key and a file; it says where it listens, works until it is asked to end, and then
writes its books into the file, a line of JSON each.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from http.server import ThreadingHTTPServer
    from pathlib import Path

ENDS_WITHIN = 60.0


class Outside:
    """Such a process, from its start on: where it is (``base``) and the ``key`` with which calls are signed."""

    def __init__(self, module: str, folder: Path) -> None:
        self.key = secrets.token_urlsafe()
        self._books = folder / f"{module}.books"
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", module, self.key, str(self._books)],
            # Somebody else's: it is not to be found among the node's processes.
            env={name: value for name, value in os.environ.items() if name != "MINBEN_HOME"},
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.base = self._process.stdout.readline().strip() if self._process.stdout else ""

    def close(self) -> Iterator[dict[str, Any]]:
        """Let it end, and read its books."""
        self.stop()
        with self._books.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)

    def stop(self) -> None:
        """Let it end, if it has not."""
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait(ENDS_WITHIN)
        if self._process.stdout:
            self._process.stdout.close()


def serve(listening: ThreadingHTTPServer, base: str) -> None:
    """Say where it is, and answer until SIGTERM."""
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=listening.shutdown).start())
    sys.stdout.write(f"{base}\n")
    sys.stdout.flush()
    with listening:
        listening.serve_forever()


def write_books(path: str, lines: Iterable[Mapping[str, Any]]) -> None:
    """Write the books down, a line each."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as sink:
        for line in lines:
            sink.write(json.dumps(line, ensure_ascii=False) + "\n")
