"""The node's own server: made on first use, started as a child process, stopped with its launcher.

`Cluster` is the launcher; exactly one process holds it for a folder. Every other process of the node (web workers, the
sealer, a command that runs beside `minben serve`) calls `Cluster.attach` and only connects.
"""

import fcntl
import os
import shutil
import signal
import time
from pathlib import Path
from types import TracebackType

from .binaries import NO_SPACE, last_lines, major_version, run_tool
from .configuration import write_configuration
from .confinement import Confinement, choose
from .endpoint import ROLES, Endpoint
from .home import Home, check_private
from .problems import (
    DiskFull,
    FolderInUse,
    NotACluster,
    NotRunning,
    OtherVersion,
    StartFailed,
)
from .process import Child
from .remains import PidFile, await_quiet, socket_answers
from .roles import ensure_database

# Replaying the log after a crash may take minutes; a server that works at it is alive and is waited for.
START_PATIENCE = 600.0
STOP_PATIENCE = 60.0
LOCALE = (
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    "--lc-ctype=C.UTF-8",
    "--encoding=UTF8",
)
# What a start says while an earlier server is still dying.
DYING = ('lock file "postmaster.pid" already exists', "pre-existing shared memory block")


class Cluster:
    """The server of one ``MINBEN_HOME``.

    ::

        with Cluster(Path(".minben")) as cluster:
            cluster.endpoint.dsn("app")

    """

    def __init__(self, home: Path | None = None) -> None:
        """Nothing happens before `start`; ``home`` defaults to ``MINBEN_HOME`` and then to ``.minben``."""
        self.home = Home.of(home)
        self._lock: int | None = None
        self._child: Child | None = None
        self._launcher = 0

    @property
    def endpoint(self) -> Endpoint:
        """How to reach it."""
        return Endpoint.local(str(self.home.run))

    @property
    def pid(self) -> int | None:
        """The server's process while it is ours to stop."""
        return self._child.pid if self._child else None

    @classmethod
    def attach(cls, home: Path | None = None) -> Endpoint:
        """The running server of a folder, for a process that did not launch it.

        Raises `NotRunning` where nothing answers.
        """
        place = Home.of(home)
        known = PidFile.read(place.pg)
        if known is None or not socket_answers(known.socket_folder):
            raise NotRunning(place.path)
        check_private(Path(known.socket_folder), place.pg.stat().st_uid)
        return Endpoint.local(known.socket_folder)

    def start(self) -> Endpoint:
        """Make the cluster if there is none, start the server, and bring about roles and database.

        Raises a `DatabaseProblem` that says what to do; the folder is then as it was.
        """
        if self._child is not None:
            return self.endpoint
        confinement = choose(self.home.pg)
        self.home.prepare(confinement.files_uid)
        self._lock = take_lock(self.home)
        self._launcher = os.getpid()
        try:
            self._start(confinement)
        except BaseException:
            self.stop()
            raise
        return self.endpoint

    def _start(self, confinement: Confinement) -> None:
        try:
            if not os.path.lexists(self.home.pg):
                initialise(self.home, confinement)
            check_version(self.home)
            await_quiet(self.home)
            write_configuration(self.home, confinement.peer)
            self._child = launch(self.home, confinement)
            ensure_database(self.endpoint)
        except OSError as error:
            if NO_SPACE in str(error):
                raise DiskFull(self.home.path) from error
            raise

    def stop(self) -> None:
        """Fast shutdown: sessions end, everything committed is on disk, the folder is free again.

        In a process forked from the launcher it does nothing: the server is not its own.
        """
        if os.getpid() != self._launcher:
            return
        if self._child is not None:
            self._child.signal(signal.SIGINT)
            if not self._child.gone.wait(STOP_PATIENCE):
                self._child.signal(signal.SIGQUIT)
                self._child.gone.wait()
            self._child = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> "Cluster":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def take_lock(home: Home) -> int:
    """Own the folder until the returned descriptor is closed, or this process dies."""
    descriptor = os.open(home.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
        os.close(descriptor)
        raise FolderInUse(home.path, holder or "?") from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def initialise(home: Home, confinement: Confinement) -> None:
    """Make a cluster under another name and give it its own when it is whole and on disk."""
    part = home.path / "pg.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    os.chown(part, confinement.files_uid, -1)
    options = ("-U", ROLES["admin"], *LOCALE, "-A", "peer", "--data-checksums", "--no-instructions")
    try:
        run_tool(confinement.command("initdb", "-D", part, "--no-sync", *options), home.path)
        run_tool(confinement.command("initdb", "-D", part, "--sync-only"), home.path)
        part.rename(home.pg)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    descriptor = os.open(home.path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def check_version(home: Home) -> None:
    """Refuse a folder that these binaries cannot read."""
    try:
        found = (home.pg / "PG_VERSION").read_text(encoding="ascii").strip()
    except OSError as error:
        raise NotACluster(home.pg) from error
    if found != major_version():
        raise OtherVersion(home.path, found, major_version())


def launch(home: Home, confinement: Confinement) -> Child:
    """Start the server and return when it accepts connections."""
    deadline = time.monotonic() + STOP_PATIENCE
    while True:
        logs = LogMark(home)
        child = Child(confinement.command("postgres", "-D", home.pg), home.log / "start.log")
        if await_ready(home, child):
            return child
        said = logs.news()
        if NO_SPACE in said:
            raise DiskFull(home.path)
        if time.monotonic() > deadline or not any(sign in said for sign in DYING):
            raise StartFailed(home.path, last_lines(said))
        time.sleep(0.1)


def await_ready(home: Home, child: Child) -> bool:
    """Whether the server came up; what it says of itself in ``postmaster.pid`` is what pg_ctl waits for too."""
    deadline = time.monotonic() + START_PATIENCE
    while not child.gone.wait(0.01):
        known = PidFile.read(home.pg)
        if known and known.pid == child.pid and known.status == "ready":
            return True
        if time.monotonic() > deadline:
            child.signal(signal.SIGINT)
            child.gone.wait()
    return False


class LogMark:
    """The end of the logs at one moment, to tell later what came after."""

    def __init__(self, home: Home) -> None:
        self._folder = home.log
        self._sizes = {path: path.stat().st_size for path in self._folder.glob("postgres-*.log")}

    def news(self) -> str:
        """What was logged since, the first words of the server before the rest."""
        parts = [self._folder / "start.log", *sorted(self._folder.glob("postgres-*.log"))]
        return "\n".join(
            path.read_bytes()[self._sizes.get(path, 0) :].decode("utf-8", "replace")
            for path in parts
            if path.exists()
        )
