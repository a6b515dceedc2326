"""The node's database, whichever it is: ``MINBEN_DATABASE_URL`` names a server, else the node has its own.

`open_database` is for the one process that runs the node, `find_database` for all the others.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from minben.environment import Environment

from .cluster import Cluster
from .endpoint import Endpoint
from .home import Home
from .lock import FolderLock
from .problems import NotRunning
from .roles import ensure_database


@dataclass(frozen=True)
class OpenDatabase:
    """The database of a running node.

    ``tend`` starts a server of our own again if it was killed, and tells whether it had been; a server that somebody
    else runs is theirs to tend.
    """

    endpoint: Endpoint
    tend: Callable[[], bool]


@contextmanager
def open_database(home: Path | None = None) -> Iterator[OpenDatabase]:
    """The database with its roles, ready, for as long as the node runs; the folder is ours meanwhile.

    ::

        with open_database() as database:
            database.endpoint.django("app")

    """
    url = Environment.read().database_url
    if not url:
        with Cluster(home) as cluster:
            yield OpenDatabase(cluster.endpoint, cluster.tend)
        return
    endpoint = Endpoint.external(url, home)
    with FolderLock(Home.of(home)):
        ensure_database(endpoint)
        yield OpenDatabase(endpoint, lambda: False)


def find_database(home: Path | None = None) -> Endpoint:
    """The database of a node that another process opened; raises `NotRunning` where none did."""
    url = Environment.read().database_url
    if not url:
        return Cluster.attach(home)
    endpoint = Endpoint.external(url, home)
    try:
        endpoint.connect("app").close()
    except psycopg.OperationalError as error:
        raise NotRunning(Home.of(home).path) from error
    return endpoint
