"""Starting the server of a folder that this process has locked.

The cluster is made under another name first, so a folder ``pg/`` is always a whole one; a server that does not come
up leaves its last words for the message.
"""

import os
import shutil
import signal
import time
from pathlib import Path

from .binaries import NO_SPACE, last_lines, major_version, run_tool
from .confinement import Confinement
from .endpoint import ROLES
from .home import Home
from .problems import DiskFull, NotACluster, OtherVersion, StartFailed
from .process import Child
from .remains import PidFile

# Replaying the log after a crash may take minutes; a server that works at it is alive and is waited for.
START_PATIENCE = 600.0
DYING_PATIENCE = 30.0
LOCALE = (
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    "--lc-ctype=C.UTF-8",
    "--encoding=UTF8",
)
# What a start says while an earlier server is still dying.
DYING = ('lock file "postmaster.pid" already exists', "pre-existing shared memory block")


def initialise(home: Home, confinement: Confinement) -> None:
    """Make a cluster under another name and give it its own when it is whole and on disk."""
    part = home.path / "pg.part"
    shutil.rmtree(part, ignore_errors=True)
    options = ("-U", ROLES["admin"], *LOCALE, "-A", "peer", "--data-checksums", "--no-instructions")
    try:
        part.mkdir(mode=0o700)
        os.chown(part, confinement.files_uid, -1)
        run_tool(confinement.command("initdb", "-D", part, "--no-sync", *options), home.path)
        run_tool(confinement.command("initdb", "-D", part, "--sync-only"), home.path)
        part.rename(home.pg)
        sync_folder(home.path)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
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
    deadline = time.monotonic() + DYING_PATIENCE
    while True:
        logs = LogMark(home)
        child = Child(confinement.command("postgres", "-D", home.pg), logs.first_words)
        if await_ready(home, child):
            return child
        said = logs.news()
        if NO_SPACE.search(said):
            raise DiskFull(home.path)
        if time.monotonic() > deadline or not any(sign in said for sign in DYING):
            raise StartFailed(home.path, last_lines(said))
        time.sleep(0.1)


def await_ready(home: Home, child: Child) -> bool:
    """Whether the server came up; ``postmaster.pid`` says so, as it does to pg_ctl."""
    deadline = time.monotonic() + START_PATIENCE
    try:
        while not child.gone.wait(0.01):
            known = PidFile.read(home.pg)
            if known and known.pid == child.pid and known.status == "ready":
                return True
            if time.monotonic() > deadline:
                child.stop(signal.SIGINT)
    except BaseException:
        child.stop(signal.SIGINT)
        raise
    return False


class LogMark:
    """The end of the logs at one moment, to tell later what came after."""

    def __init__(self, home: Home) -> None:
        """``first_words`` is where the server's standard error goes until its own log takes over."""
        self._folder = home.log
        self.first_words = home.log / "start.log"
        self._sizes = {path: path.stat().st_size for path in self._server_logs()}

    def _server_logs(self) -> list[Path]:
        return sorted(self._folder.glob("postgres-*.log"))

    def news(self) -> str:
        """What was logged since, the first words before the rest."""
        texts = [self.first_words.read_bytes()]
        texts += [path.read_bytes()[self._sizes.get(path, 0) :] for path in self._server_logs()]
        return b"\n".join(texts).decode("utf-8", "replace")
