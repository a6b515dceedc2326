"""Where the database is and how each of the roles reaches it.

Everything that speaks to the database takes an `Endpoint`: Django's settings, the sealer, backup, tests. It is the
same whether the server is the node's own behind a socket or one that somebody else runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

Role = Literal["admin", "owner", "app", "sealer"]
ROLES: dict[Role, str] = {
    "admin": "minben_admin",
    "owner": "minben_owner",
    "app": "minben_app",
    "sealer": "minben_sealer",
}
DATABASE = "minben"


@dataclass(frozen=True)
class Login:
    """A user of the server; no password where the socket tells who we are."""

    user: str
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Endpoint:
    """One database of one server.

    ``host`` is a folder with a socket or the name of a machine; ``options`` are further parameters of libpq such as
    ``sslmode``.

    >>> Endpoint.local("/srv/minben/run").dsn("app")
    'user=minben_app host=/srv/minben/run port=5432 dbname=minben'
    """

    host: str
    port: int
    database: str
    logins: Mapping[Role, Login]
    options: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def local(cls, socket_folder: str) -> "Endpoint":
        """The node's own server."""
        return cls(socket_folder, 5432, DATABASE, {role: Login(user) for role, user in ROLES.items()})

    def to(self, database: str) -> "Endpoint":
        """The same server, another database."""
        return replace(self, database=database)

    def dsn(self, role: Role) -> str:
        """The connection string of libpq; it holds the password where there is one, so it is not for logs."""
        login = self.logins[role]
        secret = {"password": login.password} if login.password else {}
        where = {"host": self.host, "port": self.port, "dbname": self.database}
        return make_conninfo("", user=login.user, **secret, **where, **self.options)

    def django(self, role: Role) -> dict[str, object]:
        """The entry for Django's ``DATABASES``."""
        login = self.logins[role]
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": self.host,
            "PORT": self.port,
            "NAME": self.database,
            "USER": login.user,
            "PASSWORD": login.password,
            "OPTIONS": dict(self.options),
        }

    def environment(self, role: Role) -> dict[str, str]:
        """The variables for PostgreSQL's own programs: a password on a command line could be seen by others."""
        login = self.logins[role]
        names = {"PGHOST": self.host, "PGPORT": str(self.port), "PGDATABASE": self.database, "PGUSER": login.user}
        secret = {"PGPASSWORD": login.password} if login.password else {}
        return names | secret | {f"PG{name.upper()}": value for name, value in self.options.items()}

    def connect(self, role: Role) -> psycopg.Connection[TupleRow]:
        """A connection that commits each statement by itself."""
        return psycopg.connect(self.dsn(role), autocommit=True)
