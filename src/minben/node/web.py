"""The web application as the workers of a serving node run it: tied to the server that forked them.

Granian's workers outlive a server that is killed outright, and would go on answering at the port beside those of the
next one. So each asks the kernel to be killed with it. Elsewhere than on Linux there is no such wish.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

PR_SET_PDEATHSIG = 1


def end_with_server() -> None:
    """Be killed when the server dies; and it may have died before, so it is looked for."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    server = multiprocessing.parent_process()
    if server is not None and os.getppid() != server.pid:
        sys.exit("the web server is gone")


def application() -> WSGIHandler:
    """Make the application in the worker's own process."""
    end_with_server()
    return get_wsgi_application()
