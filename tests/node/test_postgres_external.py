"""A server that somebody else runs: reached by passwords over the network, given the same roles and rights."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import stat
import time
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import psycopg
import pytest

from minben.node.postgres import (
    Cluster,
    Endpoint,
    backup,
    create_database,
    drop_database,
    ensure_database,
    find_database,
    open_database,
    restore,
)
from minben.node.postgres.binaries import run_tool
from minben.node.postgres.confinement import choose
from minben.node.postgres.home import Home
from minben.node.postgres.problems import (
    BadDatabaseUrl,
    FolderInUse,
    NotRunning,
    RoleForeign,
    RoleTooPowerful,
    ServerTooOld,
    Unreachable,
)
from minben.node.postgres.process import Child

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ADMIN_PASSWORD = "p@ss:word/%"


class Server(NamedTuple):
    """A server with password authentication on the loopback."""

    port: int
    log: Path

    def url(self, *, database: str = "minben", password: str = ADMIN_PASSWORD) -> str:
        """The URL of its role that may create roles and databases and is no superuser."""
        password = quote(password, safe="")
        return f"postgresql://keeper:{password}@127.0.0.1:{self.port}/{database}?application_name=minben"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    place = Home.of(tmp_path_factory.mktemp("elsewhere") / "h")
    confinement = choose(place)
    place.prepare(confinement.files_uid)
    secret = place.path / "password"
    secret.write_text(ADMIN_PASSWORD)
    options = ["-U", "postgres", "-A", "scram-sha-256", f"--pwfile={secret}", "--no-sync"]
    run_tool(confinement.command("initdb", "-D", place.pg, *options), place.path)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = [f"port={port}", f"unix_socket_directories={place.run}", "fsync=off", "log_statement=all"]
    flags = [part for setting in settings for part in ("-c", setting)]
    log = place.log / "server.log"
    child = Child(confinement.command("postgres", "-D", place.pg, *flags), log)
    with superuser(port) as connection:
        connection.execute(f"CREATE ROLE keeper LOGIN CREATEROLE CREATEDB PASSWORD '{ADMIN_PASSWORD}'")
    yield Server(port, log)
    child.stop(signal.SIGINT)


def superuser(port: int) -> psycopg.Connection[tuple[object, ...]]:
    """Connect as the one who runs the server, as soon as it answers."""
    where = f"host=127.0.0.1 port={port} user=postgres dbname=postgres"
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError):
            return psycopg.connect(where, password=ADMIN_PASSWORD, autocommit=True)
    return psycopg.connect(where, password=ADMIN_PASSWORD, autocommit=True)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("external") / "home"


@pytest.fixture(scope="module")
def endpoint(server: Server, home: Path) -> Endpoint:
    made = Endpoint.external(server.url(), home)
    ensure_database(made)
    return made


@pytest.mark.parametrize("role", ["owner", "app", "sealer"])
def test_each_role_logs_in_by_its_own_password(endpoint: Endpoint, role: str) -> None:
    with endpoint.connect(role) as connection:  # type: ignore[arg-type]
        powers = "rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication"
        row = connection.execute(
            f"SELECT rolname, {powers} FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == (f"minben_{role}", False)
    assert len({login.password for login in endpoint.logins.values()}) == 4


def test_the_database_belongs_to_the_owner_and_sorts_as_at_home(endpoint: Endpoint) -> None:
    with endpoint.connect("owner") as owner:
        row = owner.execute(
            "SELECT pg_get_userbyid(datdba), datlocprovider::text || datlocale,"
            " (SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension)"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        owner.execute("CREATE TABLE owned (id int)")
        owner.execute("DROP TABLE owned")
    assert row == ("minben_owner", "bC.UTF-8", "btree_gist pg_trgm plpgsql")
    with endpoint.connect("app") as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("CREATE TABLE taken (id int)")


def test_doing_it_again_changes_nothing(endpoint: Endpoint, server: Server, home: Path) -> None:
    again = Endpoint.external(server.url(), home)
    ensure_database(again)
    assert again == endpoint


def test_the_passwords_are_kept_privately_and_never_shown(
    endpoint: Endpoint, server: Server, home: Path
) -> None:
    path = home / "keys" / "database.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = json.loads(path.read_text())
    assert kept.keys() == {"minben_owner", "minben_app", "minben_sealer"}
    logged = server.log.read_text()
    assert "CREATE ROLE" in logged
    for password in kept.values():
        assert password not in repr(endpoint)
        assert password not in logged
    assert ADMIN_PASSWORD not in repr(endpoint)
    assert ADMIN_PASSWORD not in endpoint.address("admin")


def test_another_node_does_not_take_over_the_roles(
    endpoint: Endpoint, server: Server, tmp_path: Path
) -> None:
    with pytest.raises(RoleForeign, match=r"minben_owner.*keys/database\.json"):
        ensure_database(Endpoint.external(server.url(), tmp_path / "other"))
    endpoint.connect("owner").close()


def test_a_role_that_was_given_powers_loses_them(endpoint: Endpoint, server: Server) -> None:
    with superuser(server.port) as connection:
        connection.execute("ALTER ROLE minben_app CREATEDB")
        ensure_database(endpoint)
        row = connection.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = 'minben_app'").fetchone()
    assert row == (False,)


def test_a_role_beyond_our_reach_is_refused(endpoint: Endpoint, server: Server) -> None:
    with superuser(server.port) as connection:
        connection.execute("ALTER ROLE minben_app BYPASSRLS")
        with pytest.raises(RoleTooPowerful, match="ALTER ROLE minben_app NOBYPASSRLS"):
            ensure_database(endpoint)
        connection.execute("ALTER ROLE minben_app NOBYPASSRLS")


def test_the_node_opens_it_alone_and_others_find_it(
    endpoint: Endpoint, server: Server, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINBEN_DATABASE_URL", server.url())
    monkeypatch.setenv("MINBEN_HOME", str(home))
    with open_database() as database:
        assert database.endpoint == endpoint == find_database()
        with pytest.raises(FolderInUse), open_database():
            pass
    monkeypatch.setenv("MINBEN_DATABASE_URL", server.url(database="elsewhere"))
    with pytest.raises(NotRunning):
        find_database()


def test_a_backup_moves_to_another_database_of_it(endpoint: Endpoint, home: Path, tmp_path: Path) -> None:
    with endpoint.connect("owner") as owner:
        owner.execute("CREATE TABLE moved (id int PRIMARY KEY, name text); COMMENT ON TABLE moved IS 'm'")
        owner.execute(
            "INSERT INTO moved VALUES (1, '民'), (2, '本'); ALTER TABLE moved ENABLE ROW LEVEL SECURITY"
        )
        owner.execute("GRANT SELECT ON moved TO minben_app")
        owner.execute("CREATE POLICY first ON moved FOR SELECT TO minben_app USING (id = 1)")
    written = backup(endpoint, tmp_path / "backup", home=home)
    assert written.rows == 2
    other = create_database(endpoint, "second")
    assert restore(other, tmp_path / "backup", home=home).rows == 2
    with other.connect("app") as app:
        assert app.execute("SELECT name FROM moved").fetchall() == [("民",)]
    drop_database(endpoint, "second")


def test_a_node_moves_from_its_own_server_to_this_one_and_back(
    endpoint: Endpoint, home: Path, tmp_path: Path
) -> None:
    with Cluster(tmp_path / "own") as own:
        with own.endpoint.connect("owner") as owner:
            owner.execute("CREATE TABLE moving (id int); INSERT INTO moving VALUES (1), (2)")
            owner.execute("GRANT SELECT ON moving TO minben_sealer")
        backup(own.endpoint, tmp_path / "there", home=own.home.path)
        other = create_database(endpoint, "third")
        restore(other, tmp_path / "there", home=home)
        backup(other, tmp_path / "back", home=home)
        returned = create_database(own.endpoint, "returned")
        restore(returned, tmp_path / "back", home=own.home.path)
        for each in (other, returned):
            with each.connect("sealer") as sealer:
                assert sealer.execute("SELECT count(*) FROM moving").fetchone() == (2,)
    drop_database(endpoint, "third")


def test_a_wrong_password_is_said_without_repeating_it(server: Server, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="password authentication failed") as caught:
        ensure_database(Endpoint.external(server.url(password="wrongsecret"), tmp_path / "home"))
    assert "wrongsecret" not in caught.value.text("zh") + caught.value.text("en")


@pytest.mark.parametrize(
    "url",
    ["postgresql://secretuser@", "mysql://a:secret@b/c", "postgresql://h:secretport/x", "postgresql:///only"],
)
def test_a_bad_url_is_refused_without_repeating_it(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadDatabaseUrl) as caught:
        Endpoint.external(url, tmp_path / "home")
    assert "secret" not in caught.value.text("zh") + caught.value.text("en")
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_an_older_server_is_refused(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minben.node.postgres.roles.major_version", lambda: "99")
    with pytest.raises(ServerTooOld, match="99"):
        ensure_database(endpoint)
