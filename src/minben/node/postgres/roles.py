"""The roles, the database and who may do what in it, brought about as often as asked.

``minben_owner`` owns the tables and runs migrations; ``minben_app`` is the web and its workers, under row security;
``minben_sealer`` writes sequence and heads of the ledger. Nobody else may connect.
"""

from psycopg import Connection, sql
from psycopg.rows import TupleRow

from .endpoint import Endpoint, Role

SERVING: tuple[Role, ...] = ("owner", "app", "sealer")
EXTENSIONS = ("pg_trgm", "btree_gist")
MAINTENANCE = "postgres"


def ensure_database(endpoint: Endpoint) -> None:
    """Create roles and database where missing, and set their rights."""
    with endpoint.to(MAINTENANCE).connect("admin") as admin:
        for role in SERVING:
            ensure_role(admin, endpoint.logins[role].user)
        if not database_exists(admin, endpoint.database):
            create(admin, endpoint, template=None)
        # Only the administrator has business in the databases that come with every server.
        for name in (MAINTENANCE, "template1"):
            admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        grant_connect(admin, endpoint)
    ensure_extensions(endpoint)


def create_database(endpoint: Endpoint, name: str, template: str | None = None) -> Endpoint:
    """A new database beside the node's, empty or a copy of ``template``, which nobody may be using.

    Meant for tests (one migrated template, a copy for each) and for restoring beside the living one.
    """
    new = endpoint.to(name)
    with endpoint.to(MAINTENANCE).connect("admin") as admin:
        create(admin, new, template)
        grant_connect(admin, new)
    ensure_extensions(new)
    return new


def drop_database(endpoint: Endpoint, name: str) -> None:
    """Drop a database, ending whatever is connected to it; a missing one is no error."""
    with endpoint.to(MAINTENANCE).connect("admin") as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def ensure_role(admin: Connection[TupleRow], user: str) -> None:
    """A role that may log in and nothing else."""
    rights = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")
    found = admin.execute("SELECT FROM pg_roles WHERE rolname = %s", [user]).fetchone()
    verb = sql.SQL("CREATE ROLE {} {}" if found is None else "ALTER ROLE {} {}")
    admin.execute(verb.format(sql.Identifier(user), rights))


def database_exists(admin: Connection[TupleRow], name: str) -> bool:
    """Whether the server has a database of this name."""
    return admin.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def create(admin: Connection[TupleRow], endpoint: Endpoint, template: str | None) -> None:
    """Create the endpoint's database for the owner role."""
    admin.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(endpoint.database),
            sql.Identifier(endpoint.logins["owner"].user),
            sql.Identifier(template or "template0"),
        )
    )


def grant_connect(admin: Connection[TupleRow], endpoint: Endpoint) -> None:
    """Let in the three roles and nobody else; temporary tables are how bulk loads are checked."""
    database = sql.Identifier(endpoint.database)
    users = sql.SQL(", ").join(sql.Identifier(endpoint.logins[role].user) for role in SERVING)
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    admin.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, users))


def ensure_extensions(endpoint: Endpoint) -> None:
    """Create the extensions that Minben uses, and keep everybody but the owner from creating in ``public``."""
    with endpoint.connect("admin") as admin:
        for name in EXTENSIONS:
            admin.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
        admin.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
