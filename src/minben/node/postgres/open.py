"""The node's database, whichever it is: ``MINBEN_DATABASE_URL`` names a server, else the node has its own.

`open_database` is for the one process that runs the node, `find_database` for all the others.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .cluster import Cluster
from .endpoint import Endpoint
from .home import Home
from .lock import FolderLock
from .roles import ensure_database

URL = "MINBEN_DATABASE_URL"


@contextmanager
def open_database(home: Path | None = None) -> Iterator[Endpoint]:
    """The database with its roles, ready, for as long as the node runs; the folder is ours meanwhile.

    ::

        with open_database() as endpoint:
            endpoint.django("app")

    """
    url = os.environ.get(URL)
    if not url:
        with Cluster(home) as cluster:
            yield cluster.endpoint
        return
    endpoint = Endpoint.external(url, home)
    with FolderLock(Home.of(home)):
        ensure_database(endpoint)
        yield endpoint


def find_database(home: Path | None = None) -> Endpoint:
    """The database of a node that another process opened; raises `NotRunning` where none did."""
    url = os.environ.get(URL)
    return Endpoint.external(url, home) if url else Cluster.attach(home)
