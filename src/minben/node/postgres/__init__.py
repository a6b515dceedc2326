"""The database of a node: its own PostgreSQL, or a server that somebody else runs.

`Cluster` launches the server that comes with Minben; `Endpoint` says how each role reaches a database; every failure is
a `DatabaseProblem` with a text in both languages.
"""

from .cluster import Cluster
from .endpoint import Endpoint, Role
from .problems import DatabaseProblem
from .roles import create_database, drop_database

__all__ = ["Cluster", "DatabaseProblem", "Endpoint", "Role", "create_database", "drop_database"]
