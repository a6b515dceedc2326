"""The database of a node: its own PostgreSQL, or a server that somebody else runs.

`open_database` is what a running node calls and `find_database` what its other processes call; both give an
`Endpoint`, which says how each role reaches the database. `Cluster` launches the server that comes with Minben.
Every failure is a `DatabaseProblem` with a text in both languages.
"""

from .backing_up import BackupReport, backup
from .cluster import Cluster
from .confinement import tied_to_this_process
from .endpoint import Endpoint, Role
from .open import OpenDatabase, find_database, open_database
from .problems import DatabaseProblem, NotRunning
from .restoring import RestoreReport, restore
from .roles import create_database, drop_database, ensure_database

__all__ = [
    "BackupReport",
    "Cluster",
    "DatabaseProblem",
    "Endpoint",
    "NotRunning",
    "OpenDatabase",
    "RestoreReport",
    "Role",
    "backup",
    "create_database",
    "drop_database",
    "ensure_database",
    "find_database",
    "open_database",
    "restore",
    "tied_to_this_process",
]
