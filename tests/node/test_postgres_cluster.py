"""The node's own server: made on first use, private, durable, and gone with its launcher."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from minben.node.postgres import (
    Cluster,
    NotRunning,
    create_database,
    drop_database,
    find_database,
    open_database,
)
from minben.node.postgres.endpoint import ROLES
from minben.node.postgres.home import socket_folder
from minben.node.postgres.problems import FolderOpen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minben.node.postgres import Endpoint, Role


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("node") / "home"


@pytest.fixture(scope="module")
def running(home: Path) -> Iterator[Cluster]:
    with Cluster(home) as cluster:
        yield cluster


def value(endpoint: Endpoint, query: str, role: Role = "admin") -> object:
    """The one value of a query."""
    with psycopg.connect(endpoint.dsn(role)) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def open_files(pid: int | None) -> Iterator[str]:
    """What the file descriptors of a process point to."""
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            yield str(entry.readlink())


def test_every_folder_is_private(running: Cluster) -> None:
    for folder in ("", "pg", "run", "keys", "log"):
        assert stat.S_IMODE((running.home.path / folder).stat().st_mode) == 0o700, folder


def test_it_listens_on_its_socket_alone(running: Cluster) -> None:
    assert value(running.endpoint, "SHOW listen_addresses") == ""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(f"{running.home.run}/.s.PGSQL.5432")
    sockets = {target for target in open_files(running.pid) if target.startswith("socket:")}
    network = [
        line for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    assert sockets
    assert not sockets & {f"socket:[{line.split()[9]}]" for line in network}


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("wal_level", "replica"),
        ("jit", "off"),
        ("autovacuum", "on"),
        ("log_error_verbosity", "terse"),
        ("log_parameter_max_length_on_error", "0"),
        ("server_encoding", "UTF8"),
    ],
)
def test_it_is_durable_and_discreet(running: Cluster, setting: str, expected: str) -> None:
    assert value(running.endpoint, f"SHOW {setting}") == expected


def test_text_sorts_by_code_point_and_knows_chinese_letters(running: Cluster) -> None:
    assert value(
        running.endpoint, "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'minben'"
    ) == ("bC.UTF-8")
    assert value(running.endpoint, "SELECT show_trgm('广安') <> '{}'") is True


@pytest.mark.parametrize("role", ["owner", "app", "sealer"])
def test_a_serving_role_has_no_power_over_the_server(running: Cluster, role: Role) -> None:
    powers = "SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication FROM pg_roles"
    assert value(running.endpoint, f"{powers} WHERE rolname = current_user", role) is False
    for other in ("postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            running.endpoint.to(other).connect(role)


@pytest.mark.parametrize("role", ["app", "sealer"])
def test_only_the_owner_creates_tables(running: Cluster, role: Role) -> None:
    with running.endpoint.connect("owner") as owner:
        owner.execute("CREATE TABLE owned (id int)")
        owner.execute("DROP TABLE owned")
    with (
        running.endpoint.connect(role) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE taken (id int)")


def test_the_database_belongs_to_the_owner_and_has_its_extensions(running: Cluster) -> None:
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'minben'"
    assert value(running.endpoint, owner) == ROLES["owner"]
    names = "SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension"
    assert value(running.endpoint, names) == "btree_gist pg_trgm plpgsql"


def test_values_of_rows_do_not_reach_the_log(running: Cluster) -> None:
    with running.endpoint.connect("owner") as owner:
        owner.execute("CREATE TABLE secretive (name text PRIMARY KEY, age int CHECK (age > 0))")
        for statement, parameters in [
            ("INSERT INTO secretive VALUES ('张三丰', 1), ('张三丰', 2)", None),
            ("INSERT INTO secretive VALUES (%s, -5)", ["李四光"]),
            ("INSERT INTO secretive VALUES (%s, 1), (%s, 1)", ["王五一", "王五一"]),
        ]:
            with pytest.raises(psycopg.IntegrityError):
                owner.execute(statement, parameters)
    logged = b"".join(path.read_bytes() for path in running.home.log.iterdir()).decode()
    assert "secretive_pkey" in logged
    assert not any(name in logged for name in ("张三丰", "李四光", "王五一"))


def test_another_process_of_the_node_attaches(running: Cluster) -> None:
    assert value(Cluster.attach(running.home.path), "SELECT current_user", "sealer") == "minben_sealer"


def test_the_database_is_found_by_the_environment(
    running: Cluster, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINBEN_HOME", str(home))
    monkeypatch.delenv("MINBEN_DATABASE_URL", raising=False)
    assert find_database() == running.endpoint


def test_the_node_opens_its_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINBEN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MINBEN_DATABASE_URL", raising=False)
    with pytest.raises(NotRunning):
        find_database()
    with open_database() as database:
        assert value(find_database(), "SELECT current_user", "owner") == "minben_owner"
        assert not database.tend()
    with pytest.raises(NotRunning):
        find_database()


def test_settings_for_other_servers_do_not_reach_it(
    running: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGHOSTADDR", "127.0.0.1")
    monkeypatch.setenv("PGOPTIONS", "-c search_path=elsewhere")
    assert value(running.endpoint, "SHOW search_path", "app") == '"$user", public'


def test_a_socket_folder_that_was_opened_is_not_trusted(running: Cluster) -> None:
    running.home.run.chmod(0o755)
    try:
        with pytest.raises(FolderOpen):
            Cluster.attach(running.home.path)
    finally:
        running.home.run.chmod(0o700)


def test_attaching_to_nothing_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NotRunning) as caught:
        Cluster.attach(tmp_path)
    assert "minben serve" in caught.value.text("zh")


def test_a_copy_of_a_database_has_its_tables_and_a_drop_ends_its_sessions(running: Cluster) -> None:
    template = create_database(running.endpoint, "pattern")
    with template.connect("owner") as owner:
        owner.execute("CREATE TABLE t (id int); INSERT INTO t VALUES (7)")
    copy = create_database(running.endpoint, "copied", template="pattern")
    assert value(copy, "SELECT id FROM t", "owner") == 7
    with copy.connect("app") as session:
        drop_database(running.endpoint, "copied")
        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT 1")
    drop_database(running.endpoint, "copied")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        copy.connect("app")


def test_django_reaches_each_role(running: Cluster) -> None:
    entry = running.endpoint.django("app")
    assert (entry["HOST"], entry["USER"], entry["NAME"]) == (str(running.home.run), "minben_app", "minben")


def test_a_forked_child_cannot_stop_the_server(running: Cluster) -> None:
    child = os.fork()
    if child == 0:
        running.stop()
        os._exit(0)
    os.waitpid(child, 0)
    assert value(running.endpoint, "SELECT 1") == 1


def test_a_server_started_by_a_thread_outlives_it(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "home")
    starter = threading.Thread(target=cluster.start)
    starter.start()
    starter.join()
    with cluster:
        assert value(cluster.endpoint, "SELECT pg_postmaster_start_time() IS NOT NULL") is True


def test_a_home_behind_a_link_is_the_home_itself(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with Cluster(tmp_path / "link") as cluster:
        assert cluster.home.path == tmp_path / "real"
        assert Cluster.attach(tmp_path / "link") == Cluster.attach(tmp_path / "real")


def test_stopping_leaves_no_process_and_no_pid_file(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "home")
    cluster.start()
    pid = cluster.pid
    cluster.stop()
    assert not Path(f"/proc/{pid}").exists()
    assert not (cluster.home.pg / "postmaster.pid").exists()
    cluster.stop()


def test_a_folder_of_the_session_that_is_too_long_for_a_socket_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, session = tmp_path / ("deep" * 30), tmp_path / ("x" * 100)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(session))
    assert not socket_folder(home).is_relative_to(session)
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/s")
    assert socket_folder(home).is_relative_to("/run/s")


@pytest.mark.parametrize(
    "name", ["deep" * 40, "a, b and 'c' \\ \"d\" %x", "广安区"], ids=["deep", "marks", "chinese"]
)
def test_any_folder_name_will_do(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    home = tmp_path / name
    with Cluster(home) as cluster:
        assert value(cluster.endpoint, "SELECT current_user", "app") == "minben_app"
        assert stat.S_IMODE(Path(cluster.endpoint.host).stat().st_mode) == 0o700
        monkeypatch.delenv("XDG_RUNTIME_DIR")
        assert Cluster.attach(home) == Cluster(home).endpoint == cluster.endpoint
