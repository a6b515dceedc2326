"""The roles, the database and who may do what in it, brought about as often as asked.

``minben_owner`` owns the tables and runs migrations; ``minben_app`` is the web and its workers, under row
security; ``minben_sealer`` writes sequence and heads of the ledger. Nobody else may connect.
"""

import psycopg
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from .binaries import major_version
from .endpoint import MAINTENANCE, SERVING, Endpoint, Login
from .problems import RoleForeign, RoleTooPowerful, ServerTooOld, Unreachable

# What a serving role must be, in the order in which `ensure_role` asks for the contrary.
RIGHTS = ("NOSUPERUSER", "NOBYPASSRLS", "NOCREATEDB", "NOCREATEROLE", "NOREPLICATION", "LOGIN")
EXTENSIONS = ("pg_trgm", "btree_gist")
# Taken while roles and databases are made, so that two processes that start at once do not collide.
LOCK = 0x6D696E62656E


def ensure_database(endpoint: Endpoint) -> None:
    """Create roles and database where missing, and set their rights.

    Raises `Unreachable`, `ServerTooOld`, or `RoleForeign` where a role of our name is not ours.
    """
    with administer(endpoint) as admin:
        found = admin.info.server_version // 10000
        if found < int(major_version()):
            raise ServerTooOld(str(found), major_version())
        for role in SERVING:
            ensure_role(admin, endpoint, endpoint.logins[role])
        found_database = admin.execute("SELECT FROM pg_database WHERE datname = %s", [endpoint.database])
        if found_database.fetchone() is None:
            create_empty(admin, endpoint)
        grant_connect(admin, endpoint)
    ensure_extensions(endpoint)


def create_database(endpoint: Endpoint, name: str, template: str | None = None) -> Endpoint:
    """A new database beside the node's, empty or a copy of ``template``, which nobody may be using.

    Meant for tests (one migrated template, a copy for each) and for restoring beside the living one.
    """
    new = endpoint.to(name)
    with administer(endpoint) as admin:
        if template is None:
            create_empty(admin, new)
        else:
            owner = sql.Identifier(endpoint.logins["owner"].user)
            copy = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
            admin.execute(copy.format(sql.Identifier(name), owner, sql.Identifier(template)))
        grant_connect(admin, new)
    if template is None:
        ensure_extensions(new)
    return new


def drop_database(endpoint: Endpoint, name: str) -> None:
    """Drop a database, ending whatever is connected to it; a missing one is no error."""
    with administer(endpoint) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def close_other_databases(endpoint: Endpoint) -> None:
    """On a server of our own, only the administrator has business in the databases that come with it."""
    with administer(endpoint) as admin:
        for name in (MAINTENANCE, "template1"):
            admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))


def administer(endpoint: Endpoint) -> Connection[TupleRow]:
    """The administrator's connection to the server as a whole, alone among processes of Minben until closed."""
    try:
        admin = endpoint.to(MAINTENANCE).connect("admin")
    except psycopg.OperationalError as error:
        raise Unreachable(endpoint.address("admin"), str(error)) from error
    admin.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    return admin


def ensure_role(admin: Connection[TupleRow], endpoint: Endpoint, login: Login) -> None:
    """A role that may log in and nothing else; an existing one is made so, but keeps its password."""
    name = sql.Identifier(login.user)
    powers = admin.execute(
        "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication, NOT rolcanlogin"
        " FROM pg_roles WHERE rolname = %s",
        [login.user],
    ).fetchone()
    if powers is None:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN {}").format(name, password_clause(admin, login)))
        return
    if login.password:
        check_password(endpoint, login)
    # Only what is wrong may be named: whoever is no superuser may not even repeat that another is none.
    wrong = [right for right, held in zip(RIGHTS, powers, strict=True) if held]
    if wrong:
        try:
            admin.execute(sql.SQL("ALTER ROLE {} {}").format(name, sql.SQL(" ").join(map(sql.SQL, wrong))))
        except psycopg.errors.InsufficientPrivilege as error:
            raise RoleTooPowerful(login.user, " ".join(wrong)) from error


def password_clause(admin: Connection[TupleRow], login: Login) -> sql.Composable:
    """The password as a verifier, so that the server's log cannot show it."""
    if not login.password:
        return sql.SQL("")
    verifier = admin.pgconn.encrypt_password(login.password.encode(), login.user.encode(), b"scram-sha-256")
    return sql.SQL("PASSWORD {}").format(sql.Literal(verifier.decode()))


def check_password(endpoint: Endpoint, login: Login) -> None:
    """Make sure that an existing role is ours, and not that of another node on the same server."""
    for database in (endpoint.database, MAINTENANCE):
        try:
            psycopg.connect(
                endpoint.to(database).address("admin"), user=login.user, password=login.password
            ).close()
        except psycopg.OperationalError:
            continue
        return
    raise RoleForeign(login.user)


def create_empty(admin: Connection[TupleRow], endpoint: Endpoint) -> None:
    """Create the endpoint's database for the owner role, sorting and reading letters alike on every machine."""
    owner = sql.Identifier(endpoint.logins["owner"].user)
    may_act = admin.execute("SELECT pg_has_role(%s, 'SET')", [endpoint.logins["owner"].user]).fetchone()
    if may_act != (True,):
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE").format(owner))
    statement = sql.SQL(
        "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
    )
    admin.execute(statement.format(sql.Identifier(endpoint.database), owner))


def grant_connect(admin: Connection[TupleRow], endpoint: Endpoint) -> None:
    """Let in the three roles and nobody else; temporary tables are how bulk loads are checked."""
    database = sql.Identifier(endpoint.database)
    users = sql.SQL(", ").join(sql.Identifier(endpoint.logins[role].user) for role in SERVING)
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    admin.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, users))


def ensure_extensions(endpoint: Endpoint) -> None:
    """Create the extensions that Minben uses, and let only the owner create in ``public``."""
    with endpoint.connect("admin") as admin:
        for name in EXTENSIONS:
            admin.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
        admin.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
