"""One launcher at a time: the file ``lock`` in the node's folder, held by the kernel and not by its mere presence."""

import fcntl
import os
from types import TracebackType

from .home import Home
from .problems import FolderInUse


class FolderLock:
    """Ownership of a node's folder; it ends with the process at the latest, however that dies.

    The file holds the owner's process number for the message that a second program gets.
    """

    def __init__(self, home: Home) -> None:
        """Nothing is locked yet."""
        self._home = home
        self._descriptor: int | None = None

    def take(self) -> None:
        """Own the folder, or raise `FolderInUse` at once."""
        descriptor = os.open(self._home.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise FolderInUse(self._home.path, holder or "?") from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the folder back; without a lock it does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> None:
        self.take()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
