"""The folder of one node, ``MINBEN_HOME``, and the rights of each folder in it.

It holds ``pg/`` (the cluster), ``run/`` (its socket), ``keys/`` and ``log/``, and the file ``lock`` by which
one launcher at a time owns them. Whoever can enter ``run/`` can speak to the server and whoever can enter
``pg/`` can read every record, so a folder that others can enter is refused instead of mended: something may
have been changed already.
"""

import errno
import hashlib
import os
import pwd
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from minben.environment import Environment

from .problems import DiskFull, FolderForeign, FolderOpen, FolderUnusable

PRIVATE = 0o700
# The kernel takes 107 bytes for the path of a socket; "/.s.PGSQL.5432" is 14 of them.
LONGEST_SOCKET_FOLDER = 107 - 14


@dataclass(frozen=True)
class Home:
    """One node's folder; ``path`` is absolute and no link, ``run`` is the folder of the server's socket.

    >>> Home.of(Path("/srv/minben")).keys
    PosixPath('/srv/minben/keys')
    """

    path: Path
    run: Path

    @classmethod
    def of(cls, path: Path | None = None) -> "Home":
        """The given folder, else ``MINBEN_HOME``, else ``.minben`` under the current folder."""
        real = (path or Environment.read().home).resolve()
        return cls(real, socket_folder(real))

    @property
    def pg(self) -> Path:
        """The cluster's data folder."""
        return self.path / "pg"

    @property
    def keys(self) -> Path:
        """Signing keys and passwords; never readable by the server when it runs as somebody else."""
        return self.path / "keys"

    @property
    def files(self) -> Path:
        """The files that people handed in, unless a storage of somebody else keeps them."""
        return self.path / "files"

    @property
    def log(self) -> Path:
        """The server's log files."""
        return self.path / "log"

    @property
    def lock(self) -> Path:
        """The file that one launcher at a time holds locked."""
        return self.path / "lock"

    def prepare(self, server_uid: int) -> None:
        """Create what is missing and refuse what other users could reach.

        ``server_uid`` is the user that the server's files belong to, as seen from outside.
        """
        me = os.geteuid()
        # A server that runs as somebody else must be able to pass through the home, not to list it.
        make_private(self.path, me, PRIVATE if server_uid == me else 0o711, forbidden=0o022)
        self.prepare_keys()
        for folder in (self.run, self.log):
            make_private(folder, server_uid)
        if os.path.lexists(self.pg):
            check_private(self.pg, server_uid)

    def prepare_keys(self) -> None:
        """Create the folder of keys if it is missing, and refuse one that other users could reach."""
        make_private(self.path, os.geteuid(), forbidden=0o022)
        make_private(self.keys, os.geteuid())


def socket_folder(home: Path) -> Path:
    """``run/`` inside the home, unless that is too long for a socket or holds a comma, which libpq takes for two hosts.

    Then it is a private folder of the same user outside, named after the home: in that of the session if it is short
    enough, else in that for temporary files.
    """
    name = f"minben-{os.geteuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}"
    bases = filter(None, (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir()))
    folders = [home / "run", *(Path(base) / name for base in bases)]
    return next((folder for folder in folders if _can_hold_a_socket(folder)), folders[-1])


def _can_hold_a_socket(folder: Path) -> bool:
    return len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and "," not in str(folder)


@contextmanager
def file_problems_of(folder: Path) -> Iterator[None]:
    """Turn what the operating system says of a full disk or of missing rights into a problem that names the folder."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(folder) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
            raise FolderUnusable(folder, error.strerror or str(error)) from error
        raise


def make_private(folder: Path, owner: int, mode: int = PRIVATE, *, forbidden: int = 0o077) -> None:
    """Create ``folder`` for ``owner`` if it is missing, then check it."""
    with file_problems_of(folder), suppress(FileExistsError):
        folder.mkdir(mode=mode, parents=True)
        folder.chmod(mode)
        if owner != os.geteuid():
            os.chown(folder, owner, -1)
    check_private(folder, owner, forbidden=forbidden)


def check_private(folder: Path, owner: int, *, forbidden: int = 0o077) -> None:
    """Refuse a folder that is a link, belongs to another user or grants ``forbidden`` bits."""
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != owner:
        raise FolderForeign(folder, user_name(facts.st_uid))
    if facts.st_mode & forbidden:
        wanted = facts.st_mode & 0o777 & ~forbidden
        raise FolderOpen(folder, f"{facts.st_mode & 0o777:04o}", f"{wanted:04o}")


def user_name(uid: int) -> str:
    """The account's name, or its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
