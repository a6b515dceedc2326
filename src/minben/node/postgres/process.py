"""The server as a child process, held by a thread of its own.

The kernel sends the death signal of a child when the *thread* that started it ends. A server started from a worker
thread would stop with that thread; so each is started by a thread that does nothing but wait for it.
"""

import subprocess
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

from .binaries import clean_environment


class Child:
    """A running program; ``gone`` is set when it has ended."""

    def __init__(self, command: Sequence[str], errors: Path) -> None:
        """Start ``command`` outside our terminal's process group; its standard error goes to the file ``errors``."""
        self.gone = threading.Event()
        started: Future[subprocess.Popen[bytes]] = Future()
        threading.Thread(
            target=self._keep, args=(command, errors, started), name="postgres-keeper", daemon=True
        ).start()
        self._process = started.result()
        self.pid = self._process.pid

    def _keep(
        self, command: Sequence[str], errors: Path, started: Future[subprocess.Popen[bytes]]
    ) -> None:
        try:
            with errors.open("wb") as sink:
                process = subprocess.Popen(  # noqa: S603
                    command,
                    env=clean_environment(),
                    cwd="/",
                    stdin=subprocess.DEVNULL,
                    stdout=sink,
                    stderr=sink,
                    # Ctrl-C in the terminal is for the launcher, which still has work to finish in the database.
                    start_new_session=True,
                )
        except BaseException as error:  # the caller waits for this future, whatever happens
            started.set_exception(error)
            return
        started.set_result(process)
        process.wait()
        self.gone.set()

    def signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        self._process.send_signal(number)
