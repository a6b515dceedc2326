"""Becomes the server: a script that takes on the right user, ties itself to its parent, and executes a
program.

It runs as a program of its own (``python -I -S child.py …``) and imports nothing of Minben, for two reasons.
A process that has threads must not run Python between fork and exec, and only a process with a single thread
may enter a new user namespace. Arguments: the launcher's pid, the way (``direct``, ``namespace`` or
``account``), the uid and gid to become, then the command. It ends with status 120 where the way is refused.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

REFUSED = 120
CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1


def enter_namespace(uid: int, gid: int) -> None:
    """Be ``uid`` inside a new user namespace, and who we were outside: files stay those of the outer user."""
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{uid} {outer_uid} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{gid} {outer_gid} 1", encoding="ascii")


def drop_to_account(uid: int, gid: int) -> None:
    """Give up root for good."""
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def end_with_parent(parent: int) -> None:
    """Ask the kernel for SIGINT, a fast shutdown, when the launcher dies.

    A change of user clears this wish, so it comes after; and the launcher may have died before, so it is
    looked for.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the launcher is gone")


def main(arguments: list[str]) -> None:
    """Take the way named in the arguments and execute the command; never returns."""
    parent, way, uid, gid, *command = arguments
    try:
        if way == "namespace":
            enter_namespace(int(uid), int(gid))
        elif way == "account":
            drop_to_account(int(uid), int(gid))
    except OSError as error:
        sys.stderr.write(f"{way} refused: {error}\n")
        sys.exit(REFUSED)
    end_with_parent(int(parent))
    os.umask(0o077)
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
