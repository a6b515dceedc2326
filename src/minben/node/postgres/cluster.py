"""The node's own server: made on first use, started as a child process, stopped with its launcher.

`Cluster` is the launcher; exactly one process holds it for a folder. Every other process of the node (web
workers, the sealer, a command that runs beside `minben serve`) calls `Cluster.attach` and only connects.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from .binaries import NO_SPACE
from .configuration import write_configuration
from .confinement import choose
from .endpoint import Endpoint
from .home import Home, check_private, file_problems_of
from .lock import FolderLock
from .problems import DiskFull, NotRunning
from .remains import PidFile, await_quiet, socket_answers
from .roles import close_other_databases, ensure_database
from .server import check_version, initialise, launch

if TYPE_CHECKING:
    from types import TracebackType

    from .confinement import Confinement
    from .process import Child


class Cluster:
    """The server of one ``MINBEN_HOME``.

    ::

        with Cluster(Path(".minben")) as cluster:
            cluster.endpoint.dsn("app")

    """

    def __init__(self, home: Path | None = None) -> None:
        """Nothing happens before `start`; ``home`` defaults to ``MINBEN_HOME`` and then to ``.minben``."""
        self.home = Home.of(home)
        self._lock = FolderLock(self.home)
        self._child: Child | None = None
        self._launcher = 0

    @property
    def endpoint(self) -> Endpoint:
        """How to reach it: where the running server has its socket, else where it will have it."""
        known = None if self._child else PidFile.read(self.home.pg)
        return Endpoint.local((known and known.socket_folder) or str(self.home.run))

    @property
    def pid(self) -> int | None:
        """The server's process while it is ours to stop."""
        return self._child.pid if self._child else None

    @classmethod
    def attach(cls, home: Path | None = None) -> Endpoint:
        """The running server of a folder, for a process that did not launch it.

        Raises `NotRunning` where nothing answers, or where it is still getting ready.
        """
        place = Home.of(home)
        known = PidFile.read(place.pg)
        if known is None or known.status != "ready" or not socket_answers(known.socket_folder):
            raise NotRunning(place.path)
        check_private(Path(known.socket_folder), place.pg.stat().st_uid)
        return Endpoint.local(known.socket_folder)

    def start(self) -> Endpoint:
        """Make the cluster if there is none, start the server, and bring about roles and database.

        Raises a `DatabaseProblem` that says what to do; nothing that was in the folder is lost.
        """
        if self._child is not None:
            return self.endpoint
        confinement = choose(self.home)
        with file_problems_of(self.home.path):
            self.home.prepare(confinement.files_uid)
            self._lock.take()
        self._launcher = os.getpid()
        try:
            self._launch(confinement)
            self._ensure_database()
        except BaseException:
            self.stop()
            raise
        return self.endpoint

    def tend(self) -> bool:
        """Start the server again if it died; tell whether it had. The folder stays ours meanwhile.

        A server that loses one of its sessions mends itself; this is for one that was killed outright.
        """
        if self._child is None or not self._child.gone.is_set():
            return False
        self._launch(choose(self.home))
        return True

    def _launch(self, confinement: Confinement) -> None:
        with file_problems_of(self.home.path):
            if not os.path.lexists(self.home.pg):
                initialise(self.home, confinement)
            check_version(self.home)
            await_quiet(self.home)
            write_configuration(self.home, confinement.peer)
            self._child = launch(self.home, confinement)

    def _ensure_database(self) -> None:
        try:
            ensure_database(self.endpoint)
            close_other_databases(self.endpoint)
        except psycopg.Error as error:
            if isinstance(error, psycopg.errors.DiskFull) or NO_SPACE.search(str(error)):
                raise DiskFull(self.home.path) from error
            raise

    def stop(self) -> None:
        """Fast shutdown: sessions end, everything committed is on disk, the folder is free again.

        In a process forked from the launcher it does nothing: the server is not its own.
        """
        if os.getpid() != self._launcher:
            return
        if self._child is not None:
            self._child.stop(signal.SIGINT)
            self._child = None
        self._lock.release()

    def __enter__(self) -> Cluster:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
