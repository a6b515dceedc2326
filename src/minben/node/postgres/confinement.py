"""Who the server runs as.

An ordinary user runs it directly. PostgreSQL refuses to be root, and peer authentication needs a user that
has a name; so root, and a user without a name (usual in containers), run it in a user namespace of one user:
inside it is an ordinary account, outside its files and its socket stay those of whoever started it. Where
namespaces are refused, root drops to an existing unprivileged account. No account is added and no folder is
opened up.
"""

import os
import pwd
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from . import child
from .binaries import binary, clean_environment
from .home import Home, user_name
from .problems import FolderForeign, NoOrdinaryUser

Way = Literal["direct", "namespace", "account"]
UNPRIVILEGED_ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Confinement:
    """How to run a program of PostgreSQL.

    ``files_uid`` owns its files as seen from outside; ``peer`` is the name under which the server sees its
    clients that run as the launcher's user.
    """

    way: Way
    uid: int
    gid: int
    files_uid: int
    peer: str

    def command(self, tool: str, *arguments: str | Path) -> list[str]:
        """The command line that runs ``tool`` as this user, ending with the process that calls it."""
        script = [sys.executable, "-I", "-S", child.__file__]
        who = [str(os.getpid()), self.way, str(self.uid), str(self.gid)]
        return [*script, *who, str(binary(tool)), *map(str, arguments)]


def tied_to_this_process(command: Sequence[str]) -> list[str]:
    """The command line that runs ``command`` so that it ends when the calling thread does, by SIGINT.

    The program is given by its full path. For the other processes of a node; the server has its own ways.
    """
    return [sys.executable, "-I", "-S", child.__file__, str(os.getpid()), "direct", "0", "0", *command]


def choose(home: Home) -> Confinement:
    """The way that works here, and that fits the owner of an existing data folder."""
    pg = home.pg
    me = os.geteuid()
    owner = pg.lstat().st_uid if os.path.lexists(pg) else me
    if me != 0:
        if owner != me:
            raise FolderForeign(pg, user_name(owner))
        return direct(me) or namespace(me)
    if owner != 0:
        return account(home, owner)
    try:
        return namespace(me)
    except NoOrdinaryUser:
        if os.path.lexists(pg):
            raise
        return account(home, None)


def direct(me: int) -> Confinement | None:
    """The user itself, if it has a name."""
    try:
        entry = pwd.getpwuid(me)
    except KeyError:
        return None
    return Confinement("direct", me, entry.pw_gid, files_uid=me, peer=entry.pw_name)


def namespace(me: int) -> Confinement:
    """An ordinary account inside a user namespace, this user outside.

    Every user that the namespace does not know appears in it under the kernel's overflow number (that of
    ``nobody``), so that account must not be the one trusted.
    """
    overflow = overflow_uid()
    for entry in pwd.getpwall():
        if entry.pw_uid not in (0, me, overflow):
            refusal = probe("namespace", entry.pw_uid, entry.pw_gid)
            if refusal:
                raise NoOrdinaryUser(refusal)
            return Confinement("namespace", entry.pw_uid, entry.pw_gid, files_uid=me, peer=entry.pw_name)
    raise NoOrdinaryUser("no ordinary account in the list of users")


def account(home: Home, owner: int | None) -> Confinement:
    """An existing unprivileged account: the owner of the data folder, or the first that can do the work."""
    reason = "no unprivileged account"
    for entry in pwd.getpwall():
        wanted = entry.pw_uid == owner if owner is not None else entry.pw_name in UNPRIVILEGED_ACCOUNTS
        if wanted and entry.pw_uid != 0:
            refusal = closed_folder(home, entry) or probe("account", entry.pw_uid, entry.pw_gid)
            if not refusal:
                root = pwd.getpwuid(0).pw_name
                return Confinement("account", entry.pw_uid, entry.pw_gid, files_uid=entry.pw_uid, peer=root)
            reason = f"{entry.pw_name}: {refusal}"
    raise NoOrdinaryUser(reason)


def closed_folder(home: Home, entry: pwd.struct_passwd) -> str:
    """The first folder on the way to the home that this account cannot pass, else nothing."""
    for folder in reversed(home.path.parents):
        if folder.is_dir():
            facts = folder.stat()
            bit = 0o100 if facts.st_uid == entry.pw_uid else 0o010 if facts.st_gid == entry.pw_gid else 0o001
            if not facts.st_mode & bit:
                return f"no way through {folder}"
    return ""


def overflow_uid() -> int:
    """The number under which the kernel shows users that a namespace does not know."""
    try:
        return int(Path("/proc/sys/kernel/overflowuid").read_text(encoding="ascii"))
    except OSError:
        return 65534


@cache
def probe(way: Way, uid: int, gid: int) -> str:
    """Try the way with a harmless program; the reason where it is refused, else nothing."""
    trial = Confinement(way, uid, gid, files_uid=uid, peer="").command("postgres", "--version")
    done = subprocess.run(  # noqa: S603
        trial, env=clean_environment(), cwd="/", capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stderr.strip().splitlines()[-1]
