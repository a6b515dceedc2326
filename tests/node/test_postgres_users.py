"""Who the server runs as and who may speak to it: an ordinary user, root, and everybody else on the machine."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from minben.node.postgres import Cluster, confinement
from minben.node.postgres.binaries import binary
from minben.node.postgres.endpoint import ROLES
from minben.node.postgres.problems import FolderForeign, NoOrdinaryUser

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = Path(__file__).parents[2] / "src"
NOBODY = pwd.getpwnam("nobody")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as other users")
STATUS_AS_OTHER = """
import os, sys
from pathlib import Path
from minben.node.postgres import Cluster
with Cluster(Path(sys.argv[1])) as cluster, cluster.endpoint.connect("app") as connection:
    print(connection.execute("SELECT current_user").fetchone()[0], os.stat(f"/proc/{cluster.pid}").st_uid, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach, unlike those that pytest makes."""
    folder = Path(tempfile.mkdtemp(prefix="minben-users-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def psql(cluster: Cluster, uid: int, role: str) -> subprocess.CompletedProcess[str]:
    """Try to connect as a role, being another user of the machine."""
    where = ["-h", str(cluster.home.run), "-U", role, "-d", "minben"]
    command = [str(binary("psql")), "-w", *where, "-Atc", "SELECT 'inside'"]
    return subprocess.run(
        command, user=uid, group=uid, extra_groups=[], capture_output=True, text=True, check=False
    )


@as_root
def test_other_users_cannot_reach_the_socket(open_folder: Path) -> None:
    with Cluster(open_folder / "home") as cluster:
        for role in ROLES.values():
            answer = psql(cluster, NOBODY.pw_uid, role)
            assert "Permission denied" in answer.stderr
            assert answer.stdout == ""
            assert psql(cluster, 0, role).stdout == "inside\n"


@as_root
def test_other_users_are_refused_even_where_the_folder_is_open(open_folder: Path) -> None:
    with Cluster(open_folder / "home") as cluster:
        for path in (cluster.home.path, cluster.home.run):
            path.chmod(0o755)
        (cluster.home.run / ".s.PGSQL.5432").chmod(0o777)
        inside = confinement.choose(cluster.home)
        # The account that the namespace shows strangers as, the one that it runs as, and one more.
        for uid in {confinement.overflow_uid(), inside.uid, pwd.getpwnam("mail").pw_uid}:
            answer = psql(cluster, uid, "minben_admin")
            assert "Peer authentication failed" in answer.stderr, uid
            assert answer.stdout == ""


def interpreter_for_all() -> str:
    """A Python that an ordinary user can run, with Minben and its packages."""
    for candidate in (sys.executable, "/usr/bin/python3"):
        run = [candidate, "-c", "import minben.node.postgres"]
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            subprocess.run(
                run, env=environment(), user=NOBODY.pw_uid, cwd="/", capture_output=True, check=True
            )
            return candidate
    pytest.skip("no Python here that an ordinary user can run with Minben's packages")


def environment() -> dict[str, str]:
    """Minben and the packages of this interpreter for another one."""
    packages = Path(psycopg.__file__).parents[1]
    return {"PYTHONPATH": f"{SOURCES}:{packages}", "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}


@as_root
def test_an_ordinary_user_runs_it_directly_and_keeps_root_out(open_folder: Path) -> None:
    home = open_folder / "home"
    os.chown(open_folder, NOBODY.pw_uid, NOBODY.pw_gid)
    command = [interpreter_for_all(), "-c", STATUS_AS_OTHER, str(home)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    user = {"user": NOBODY.pw_uid, "group": NOBODY.pw_gid, "extra_groups": list[int]()}
    process = subprocess.Popen(command, env=environment(), cwd="/", text=True, **pipes, **user)  # type: ignore[call-overload]
    assert process.stdout.readline().split() == ["minben_app", str(NOBODY.pw_uid)]
    assert (home / "pg").stat().st_uid == NOBODY.pw_uid
    with pytest.raises(FolderForeign):
        Cluster(home).start()
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        Cluster.attach(home).connect("app")
    process.communicate("")
    assert process.returncode == 0


def refuse_namespaces(_: int) -> confinement.Confinement:
    """What a container without the right to make namespaces does."""
    raise NoOrdinaryUser("Operation not permitted")


@as_root
def test_where_namespaces_are_refused_root_drops_to_an_existing_account(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confinement, "namespace", refuse_namespaces)
    home = open_folder / "home"
    with Cluster(home) as cluster:
        server = Path(f"/proc/{cluster.pid}").stat().st_uid
        assert server == (home / "pg").stat().st_uid != 0
        assert psql(cluster, 0, "minben_app").stdout == "inside\n"
        assert psql(cluster, server, "minben_app").stdout == ""
        with pytest.raises(PermissionError):
            as_user(server, home / "keys")
    monkeypatch.undo()
    with Cluster(home) as again:
        assert Path(f"/proc/{again.pid}").stat().st_uid == server


def as_user(uid: int, folder: Path) -> None:
    """List a folder as another user."""
    listing = subprocess.run(["ls", folder], user=uid, capture_output=True, text=True, check=False)
    if "Permission denied" in listing.stderr:
        raise PermissionError(listing.stderr)


@as_root
def test_an_account_that_cannot_get_there_is_not_taken(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confinement, "namespace", refuse_namespaces)
    open_folder.chmod(0o700)
    with pytest.raises(NoOrdinaryUser) as caught:
        Cluster(open_folder / "home").start()
    assert str(open_folder) in caught.value.text("en")
    assert "MINBEN_DATABASE_URL" in caught.value.text("zh")
    assert not (open_folder / "home").exists()


@as_root
def test_a_user_without_a_name_runs_it_in_a_namespace(open_folder: Path) -> None:
    nameless = 54321
    os.chown(open_folder, nameless, nameless)
    python = interpreter_for_all()
    command = [python, "-c", STATUS_AS_OTHER, str(open_folder / "home")]
    done = subprocess.run(
        command,
        env=environment(),
        cwd="/",
        text=True,
        input="",
        capture_output=True,
        user=nameless,
        check=False,
    )
    if "NoOrdinaryUser" in done.stderr:
        pytest.skip("this machine lets only root make user namespaces")
    assert done.stdout.split() == ["minben_app", str(nameless)], done.stderr
