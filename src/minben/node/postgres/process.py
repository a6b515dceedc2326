"""The server as a child process, held by a thread of its own.

The kernel sends the death signal of a child when the *thread* that started it ends. A server started from a
worker thread would stop with that thread; so each is started by a thread that does nothing but wait for it.
"""

import signal
import subprocess
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

from .binaries import clean_environment

STOP_PATIENCE = 60.0


class Child:
    """A running server; ``gone`` is set when it has ended."""

    def __init__(self, command: Sequence[str], errors: Path) -> None:
        """Start ``command`` in a session of its own; its standard error goes to the file ``errors``."""
        self.gone = threading.Event()
        started: Future[subprocess.Popen[bytes]] = Future()
        keeper = threading.Thread(target=self._keep, args=(command, errors, started), daemon=True)
        keeper.start()
        self._process = started.result()
        self.pid = self._process.pid

    def _keep(self, command: Sequence[str], errors: Path, started: "Future[subprocess.Popen[bytes]]") -> None:
        try:
            with errors.open("wb") as sink:
                process = subprocess.Popen(  # noqa: S603
                    command,
                    env=clean_environment(),
                    cwd="/",
                    stdin=subprocess.DEVNULL,
                    stdout=sink,
                    stderr=sink,
                    # Ctrl-C is for the launcher, which still has work to finish in the database.
                    start_new_session=True,
                )
        except BaseException as error:  # whoever waits for this future must hear of it
            started.set_exception(error)
            return
        started.set_result(process)
        process.wait()
        self.gone.set()

    def stop(self, number: int) -> None:
        """Ask with this signal and wait; a server that does not end is told to stop at once.

        Even then nothing committed is lost: the next start replays the log.
        """
        self._process.send_signal(number)
        if not self.gone.wait(STOP_PATIENCE):
            self._process.send_signal(signal.SIGQUIT)
            self.gone.wait()
