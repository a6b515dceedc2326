"""What an earlier server of the same folder left behind, and waiting until it is safe to start the next.

A launcher that dies takes its server down, which needs a moment; a server killed outright leaves
``postmaster.pid``, its socket and perhaps children in the middle of a query. The launcher holds the folder's
lock when it comes here, so whatever still runs in the folder belongs to nobody.
"""

import os
import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from .home import Home
from .problems import StillRunning

GRACE = 2.0
FAST = 15.0
PATIENCE = 30.0
PROC = Path("/proc")


@dataclass(frozen=True)
class PidFile:
    """``postmaster.pid``: the server's process, its socket folder and its status, such as ``ready``.

    A server that is just starting has not written all of it; what is missing is empty.
    """

    pid: int
    socket_folder: str
    status: str

    @classmethod
    def read(cls, pg: Path) -> "PidFile | None":
        """The file as it stands, or nothing while there is none."""
        try:
            text = (pg / "postmaster.pid").read_text(encoding="utf-8", errors="surrogateescape")
            lines = [line.strip() for line in text.splitlines()] + [""] * 8
            return cls(int(lines[0]), lines[4], lines[7])
        except (OSError, ValueError):
            return None

    @property
    def in_the_way(self) -> bool:
        """Whether PostgreSQL would take some process with this number for a living server."""
        try:
            os.kill(self.pid, 0)
        except (ProcessLookupError, PermissionError):
            return False
        return True


def await_quiet(home: Home) -> None:
    """Return when nothing of an earlier server is left that could touch the data folder.

    After a short grace the remaining processes are asked to shut down fast; a server that hangs at that (one that
    was just recovering from a killed session may) is told to stop at once. Neither loses what was committed, for
    the next start replays the log. After the patience it is an error. A ``postmaster.pid`` whose process number
    now belongs to some other program would keep PostgreSQL from starting for ever (numbers repeat quickly in a
    container); it is put aside only when no process works in the folder and the socket is silent.
    """
    begun = time.monotonic()
    wishes = [(GRACE, signal.SIGINT, signal.SIGTERM), (FAST, signal.SIGQUIT, signal.SIGQUIT)]
    while left := processes_in(home.pg):
        waited = time.monotonic() - begun
        if waited > PATIENCE:
            raise StillRunning(home.path, ", ".join(map(str, left)))
        if wishes and waited > wishes[0][0]:
            _, of_server, of_session = wishes.pop(0)
            ask_to_end(home, left, of_server, of_session)
        time.sleep(0.02)
    stale = PidFile.read(home.pg)
    silent = stale is not None and not socket_answers(stale.socket_folder or str(home.run))
    if stale is not None and stale.in_the_way and silent and PROC.is_dir():
        (home.pg / "postmaster.pid").unlink(missing_ok=True)


def ask_to_end(home: Home, left: list[int], of_server: signal.Signals, of_session: signal.Signals) -> None:
    """Send the one signal to a living postmaster, or the other to the sessions that outlived theirs."""
    known = PidFile.read(home.pg)
    targets = [(known.pid, of_server)] if known and known.pid in left else [(pid, of_session) for pid in left]
    for pid, number in targets:
        try:
            os.kill(pid, number)
        except ProcessLookupError:  # it ended by itself meanwhile
            continue


def processes_in(pg: Path) -> list[int]:
    """The processes of a server on this data folder: postmaster and all its children work in it.

    Where there is no ``/proc``, only the postmaster can be known.
    """
    if not PROC.is_dir():
        known = PidFile.read(pg)
        return [known.pid] if known and socket_answers(known.socket_folder) else []
    folder = os.path.realpath(pg)
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit() and works_in(entry, folder)]


def works_in(entry: Path, folder: str) -> bool:
    """Whether the process of this ``/proc`` entry has ``folder`` as its current folder and is PostgreSQL."""
    try:
        return (
            str((entry / "cwd").readlink()) == folder and (entry / "comm").read_text().strip() == "postgres"
        )
    except OSError:
        return False


def socket_answers(folder: str) -> bool:
    """Whether anything accepts connections on the socket in this folder."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(1)
        try:
            client.connect(f"{folder}/.s.PGSQL.5432")
        except OSError:
            return False
    return True
