"""The database of a node: its own PostgreSQL, or a server that somebody else runs.

`open_database` is what a running node calls and `find_database` what its other processes call; both give an
`Endpoint`, which says how each role reaches the database. `Cluster` launches the server that comes with Minben.
Every failure is a `DatabaseProblem` with a text in both languages.
"""

from .cluster import Cluster
from .endpoint import Endpoint, Role
from .open import find_database, open_database
from .problems import DatabaseProblem
from .roles import create_database, drop_database, ensure_database

__all__ = [
    "Cluster",
    "DatabaseProblem",
    "Endpoint",
    "Role",
    "create_database",
    "drop_database",
    "ensure_database",
    "find_database",
    "open_database",
]
