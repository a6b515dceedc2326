"""Where the database is and how each of the roles reaches it.

Everything that speaks to the database takes an `Endpoint`: Django's settings, the sealer, backup, tests. It is
the same whether the server is the node's own behind a socket or one that somebody else runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow

from .home import Home
from .passwords import passwords_of
from .problems import BadDatabaseUrl

Role = Literal["admin", "owner", "app", "sealer"]
ROLES: dict[Role, str] = {
    "admin": "minben_admin",
    "owner": "minben_owner",
    "app": "minben_app",
    "sealer": "minben_sealer",
}
SERVING: tuple[Role, ...] = ("owner", "app", "sealer")
DATABASE = "minben"
MAINTENANCE = "postgres"
PORT = 5432
# An operator's PGHOSTADDR and PGOPTIONS are meant for other servers than the node's own.
NOT_FROM_ENVIRONMENT = {"hostaddr": "", "options": ""}


@dataclass(frozen=True)
class Login:
    """A user of the server; no password where the socket tells who we are."""

    user: str
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Endpoint:
    """One database of one server.

    ``host`` is a folder with a socket or the name of a machine; ``options`` are further parameters of libpq
    such as ``sslmode``.

    >>> Endpoint.local("/srv/minben/run").to("copy").address("app")
    "user=minben_app host=/srv/minben/run port=5432 dbname=copy hostaddr='' options=''"
    """

    host: str
    port: int
    database: str
    logins: Mapping[Role, Login]
    options: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def local(cls, socket_folder: str) -> "Endpoint":
        """The node's own server."""
        logins = {role: Login(user) for role, user in ROLES.items()}
        return cls(socket_folder, PORT, DATABASE, logins, NOT_FROM_ENVIRONMENT)

    @classmethod
    def external(cls, url: str, home: Path | None = None) -> "Endpoint":
        """A server that somebody else runs, by the URL of a role that may create roles and databases.

        The three roles have random passwords, made on first use and kept in ``keys/database.json``. The server
        is not asked: `ensure_database` brings about what this says. Raises `BadDatabaseUrl`.
        """
        try:
            parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
            port = int(parts.pop("port", PORT))
        except (psycopg.ProgrammingError, ValueError):
            # The cause is left out: libpq quotes the text, password and all.
            raise BadDatabaseUrl("it is not a connection URL") from None
        if "host" not in parts or "user" not in parts:
            raise BadDatabaseUrl("it names no host or no user")
        admin = Login(parts.pop("user"), parts.pop("password", ""))
        named = parts.pop("dbname", DATABASE)
        passwords = passwords_of(Home.of(home), [ROLES[role] for role in SERVING])
        logins = {role: Login(ROLES[role], passwords[ROLES[role]]) for role in SERVING}
        database = DATABASE if named == MAINTENANCE else named
        return cls(parts.pop("host"), port, database, {"admin": admin, **logins}, parts)

    def to(self, database: str) -> "Endpoint":
        """The same server, another database."""
        return replace(self, database=database)

    def dsn(self, role: Role) -> str:
        """The connection string of libpq; it holds the password where there is one, so it is not for logs."""
        password = self.logins[role].password
        return make_conninfo(self.address(role), password=password or None)

    def address(self, role: Role) -> str:
        """The connection string without the password, for command lines, which other users can read."""
        where = {"host": self.host, "port": str(self.port), "dbname": self.database}
        return make_conninfo("", **({"user": self.logins[role].user} | where | dict(self.options)))

    def secret(self, role: Role) -> dict[str, str]:
        """The environment variable that carries the password to a program of PostgreSQL, where there is one."""
        password = self.logins[role].password
        return {"PGPASSWORD": password} if password else {}

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

    def connect(self, role: Role) -> psycopg.Connection[TupleRow]:
        """A connection that commits each statement by itself."""
        return psycopg.connect(self.dsn(role), autocommit=True)
