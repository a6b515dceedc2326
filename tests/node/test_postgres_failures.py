"""Whatever happens to a server or its folder: a clear answer, and nothing that was committed is lost."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from minben.node.postgres import Cluster, DatabaseProblem, problems as all_problems
from minben.node.postgres.binaries import major_version
from minben.node.postgres.home import Home
from minben.node.postgres.problems import (
    DiskFull,
    FolderForeign,
    FolderInUse,
    FolderOpen,
    NotACluster,
    OtherVersion,
    StartFailed,
    StillRunning,
)
from minben.node.postgres.remains import PidFile, await_quiet, processes_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minben.node.postgres import Endpoint

SOURCES = Path(__file__).parents[2] / "src"
LAUNCHER = """
import sys
from pathlib import Path
from minben.node.postgres import Cluster
cluster = Cluster(Path(sys.argv[1]))
cluster.start()
print(cluster.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "home"
    yield place
    await_quiet(Home.of(place))


def launcher(home: Path) -> tuple[subprocess.Popen[str], int]:
    """A launcher in a process of its own, and the process of its server."""
    command = [sys.executable, "-c", LAUNCHER, str(home)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(SOURCES), *sys.path])}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout
    return process, int(process.stdout.readline())


def write(endpoint: Endpoint, number: int) -> None:
    """Commit a number."""
    with endpoint.connect("owner") as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        owner.execute("INSERT INTO kept VALUES (%s)", [number])


def kept(endpoint: Endpoint) -> list[int]:
    """The numbers that were committed."""
    with endpoint.connect("owner") as owner:
        return [number for (number,) in owner.execute("SELECT number FROM kept ORDER BY 1")]


def test_a_second_program_is_told_who_has_the_folder(home: Path) -> None:
    first, server = launcher(home)
    with pytest.raises(FolderInUse) as caught:
        Cluster(home).start()
    assert str(first.pid) in caught.value.text("zh")
    assert str(first.pid) in caught.value.text("en")
    assert Path(f"/proc/{server}").exists()
    write(Cluster.attach(home), 1)
    first.communicate("")


def test_two_programs_that_start_at_once_leave_one_server(home: Path) -> None:
    command = [sys.executable, "-c", LAUNCHER, str(home)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(SOURCES), *sys.path])}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    both = [subprocess.Popen(command, text=True, env=environment, **pipes) for _ in range(2)]  # type: ignore[call-overload]
    loser = next(
        process for process in iter(lambda: next((p for p in both if p.poll()), None), object()) if process
    )
    winner = both[1 - both.index(loser)]
    assert str(winner.pid) in loser.communicate()[1]
    server = int(winner.stdout.readline())
    known = PidFile.read(home / "pg")
    assert known is not None
    assert known.pid == server
    winner.communicate("")


def test_a_server_ends_with_its_killed_launcher_and_starts_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It must end by itself: nobody may have to ask it.
    monkeypatch.setattr("minben.node.postgres.remains.GRACE", 1000)
    first, server = launcher(home)
    write(Cluster.attach(home), 1)
    first.kill()
    first.wait()
    with Cluster(home) as cluster:
        assert cluster.pid != server
        assert kept(cluster.endpoint) == [1]
    assert "received fast shutdown request" in log_of(home)


def test_a_server_that_hangs_while_it_shuts_down_is_stopped_at_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minben.node.postgres.remains.GRACE", 0.1)
    monkeypatch.setattr("minben.node.postgres.remains.FAST", 0.5)
    first, server = launcher(home)
    write(Cluster.attach(home), 1)
    os.kill(
        process_named("checkpointer", home), signal.SIGSTOP
    )  # a fast shutdown waits for its last checkpoint
    first.kill()
    first.wait()
    with Cluster(home) as cluster:
        assert cluster.pid != server
        assert kept(cluster.endpoint) == [1]
    assert "received immediate shutdown request" in log_of(home)


def process_named(name: str, home: Path) -> int:
    """The process of the server in this folder that does this work."""
    return next(pid for pid in processes_in(home / "pg") if name in Path(f"/proc/{pid}/cmdline").read_text())


def test_a_killed_server_loses_only_what_was_not_committed(home: Path) -> None:
    cluster = Cluster(home)
    write(cluster.start(), 1)
    with psycopg.connect(cluster.endpoint.dsn("owner")) as open_transaction:
        open_transaction.execute("INSERT INTO kept VALUES (2)")
        assert cluster.pid
        os.kill(cluster.pid, signal.SIGKILL)
        cluster.stop()
        with Cluster(home) as again:
            assert kept(again.endpoint) == [1]
        with pytest.raises(psycopg.OperationalError):
            open_transaction.execute("SELECT 1")
        open_transaction.close()


def test_no_acknowledged_commit_is_lost(home: Path) -> None:
    cluster = Cluster(home)
    write(cluster.start(), 0)
    acknowledged = [0]
    underway = threading.Event()

    def write_on() -> None:
        with suppress(psycopg.OperationalError), cluster.endpoint.connect("owner") as owner:
            while True:
                owner.execute("INSERT INTO kept VALUES (%s)", [len(acknowledged)])
                acknowledged.append(len(acknowledged))
                if len(acknowledged) == 100:
                    underway.set()

    writer = threading.Thread(target=write_on)
    writer.start()
    assert underway.wait(60)
    assert cluster.pid
    os.kill(cluster.pid, signal.SIGKILL)
    writer.join()
    cluster.stop()
    with Cluster(home) as again:
        found = kept(again.endpoint)
    # The last one may have been committed and its answer lost.
    assert found in (acknowledged, [*acknowledged, len(acknowledged)])


def test_a_session_that_outlives_its_killed_server_is_ended(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minben.node.postgres.remains.GRACE", 0.3)
    cluster = Cluster(home)
    write(cluster.start(), 1)
    busy = cluster.endpoint.connect("app")
    # Counting never waits for anything, so this session does not notice that its server is gone.
    busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 100000000000)")
    session = busy.info.backend_pid
    until_running(cluster, session)
    assert cluster.pid
    os.kill(cluster.pid, signal.SIGKILL)
    cluster.stop()
    assert session in processes_in(home / "pg")
    with Cluster(home) as again:
        assert kept(again.endpoint) == [1]
        assert session not in processes_in(home / "pg")


def until_running(cluster: Cluster, session: int) -> None:
    """Return when the session works at its statement."""
    with cluster.endpoint.connect("admin") as admin:
        while admin.execute("SELECT state FROM pg_stat_activity WHERE pid = %s", [session]).fetchone() != (
            "active",
        ):
            pass


def test_a_killed_server_is_started_again_while_the_node_runs(home: Path) -> None:
    with Cluster(home) as cluster:
        write(cluster.endpoint, 1)
        assert not cluster.tend()
        assert cluster.pid
        os.kill(cluster.pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while not cluster.tend():
            assert time.monotonic() < deadline
        assert kept(cluster.endpoint) == [1]
        with pytest.raises(FolderInUse):
            Cluster(home).start()


def test_instant_restarts(home: Path) -> None:
    for number in range(5):
        with Cluster(home) as cluster:
            write(cluster.endpoint, number)
            if number % 2:
                assert cluster.pid
                os.kill(cluster.pid, signal.SIGKILL)
    with Cluster(home) as cluster:
        assert kept(cluster.endpoint) == [0, 1, 2, 3, 4]


def test_a_server_that_answers_keeps_its_pid_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Cluster(home) as cluster:
        monkeypatch.setattr("minben.node.postgres.remains.processes_in", lambda _: [])
        await_quiet(cluster.home)
        assert (home / "pg" / "postmaster.pid").exists()


def test_a_pid_file_whose_number_went_to_another_program_is_no_obstacle(home: Path) -> None:
    with Cluster(home) as cluster:
        write(cluster.endpoint, 1)
        text = (home / "pg" / "postmaster.pid").read_text()
    bystander = subprocess.Popen(["sleep", "60"])
    (home / "pg" / "postmaster.pid").write_text("\n".join([str(bystander.pid), *text.splitlines()[1:]]))
    with Cluster(home) as cluster:
        assert kept(cluster.endpoint) == [1]
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_a_folder_of_another_version_is_left_alone(home: Path) -> None:
    with Cluster(home):
        pass
    version = home / "pg" / "PG_VERSION"
    version.write_text("17\n")
    before = sorted((home / "pg").iterdir())
    with pytest.raises(OtherVersion) as caught:
        Cluster(home).start()
    for text in (caught.value.text("zh"), caught.value.text("en")):
        assert "17" in text
        assert major_version() in text
        assert "minben backup" in text
        assert "minben restore" in text
    assert sorted((home / "pg").iterdir()) == before
    version.write_text(f"{major_version()}\n")
    with Cluster(home):
        pass


def test_a_data_folder_of_something_else_is_left_alone(home: Path) -> None:
    (home / "pg").mkdir(parents=True)
    (home / "pg").chmod(0o700)
    (home / "pg" / "letter.txt").write_text("mine")
    with pytest.raises(NotACluster):
        Cluster(home).start()
    assert [path.name for path in (home / "pg").iterdir()] == ["letter.txt"]


def test_a_half_made_cluster_is_made_anew(home: Path) -> None:
    (home / "pg.part" / "base").mkdir(parents=True)
    (home / "pg.part" / "PG_VERSION").write_text("18\n")
    with Cluster(home) as cluster:
        write(cluster.endpoint, 1)
    assert not (home / "pg.part").exists()


def test_a_folder_that_others_can_enter_is_refused(home: Path) -> None:
    with Cluster(home):
        pass
    for name in ("pg", "run", "keys", "log"):
        (home / name).chmod(0o755)
        with pytest.raises(FolderOpen) as caught:
            Cluster(home).start()
        assert f"chmod 0700 {home / name}" in caught.value.text("en")
        (home / name).chmod(0o700)
    with Cluster(home):
        pass


def test_a_server_that_does_not_end_is_waited_for_and_then_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minben.node.postgres.remains.PATIENCE", 0.1)
    monkeypatch.setattr("minben.node.postgres.remains.processes_in", lambda _: [4711])
    with pytest.raises(StillRunning, match="4711"):
        await_quiet(Home.of(home))


def test_a_home_that_others_can_write_to_is_refused(home: Path) -> None:
    home.mkdir(mode=0o777)
    home.chmod(0o777)
    with pytest.raises(FolderOpen, match=f"chmod 0755 {home}"):
        Cluster(home).start()


def test_a_linked_folder_is_refused(home: Path, tmp_path: Path) -> None:
    home.mkdir(mode=0o700)
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (home / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FolderForeign, match="symbolic link"):
        Cluster(home).start()


def test_a_socket_folder_outside_that_somebody_prepared_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / ("deep" * 30)
    with tempfile.TemporaryDirectory(prefix="minben-") as session:
        monkeypatch.setenv("XDG_RUNTIME_DIR", session)
        run = Home.of(home).run
        assert run.parent == Path(session)
        run.mkdir()
        run.chmod(0o777)
        with pytest.raises(FolderOpen):
            Cluster(home).start()


def test_a_server_that_does_not_start_shows_the_end_of_its_log(home: Path) -> None:
    with Cluster(home) as cluster:
        write(cluster.endpoint, 1)
    control = home / "pg" / "global" / "pg_control"
    whole = control.read_bytes()
    control.write_bytes(b"\0" * len(whole))
    with pytest.raises(StartFailed) as caught:
        Cluster(home).start()
    assert "database files are incompatible with server" in caught.value.text("zh")
    control.write_bytes(whole)
    with Cluster(home) as cluster:
        assert kept(cluster.endpoint) == [1]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with too little room for a cluster."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m,mode=0700", "none", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system needs root with the right to mount")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_named_when_the_cluster_is_made(small_disk: Path) -> None:
    with pytest.raises(DiskFull) as caught:
        Cluster(small_disk / "home").start()
    assert "磁盘已满" in caught.value.text("zh")
    assert not (small_disk / "home" / "pg").exists()
    assert not (small_disk / "home" / "pg.part").exists()


def test_a_full_disk_is_named_when_the_server_starts(small_disk: Path) -> None:
    remount(small_disk, "200m")
    home = small_disk / "home"
    with Cluster(home) as cluster:
        write(cluster.endpoint, 1)
        assert cluster.pid
        os.kill(cluster.pid, signal.SIGKILL)
    filler = small_disk / "filler"
    fill(filler)
    with pytest.raises(DiskFull) as caught:
        Cluster(home).start()
    assert str(home) in caught.value.text("en")
    filler.unlink()
    with Cluster(home) as cluster:
        assert kept(cluster.endpoint) == [1]


def remount(folder: Path, size: str) -> None:
    """Give the file system this size."""
    subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)


def fill(path: Path) -> None:
    """Write until no byte more goes in."""
    with path.open("wb", buffering=0) as file:
        for block in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"x" * block):
                    pass
            except OSError:
                continue


def log_of(home: Path) -> str:
    """All that the server logged."""
    return "".join(path.read_text() for path in (home / "log").glob("postgres-*.log"))


def test_every_problem_speaks_both_languages() -> None:
    kinds = [
        kind for kind in vars(all_problems).values() if isinstance(kind, type) and kind is not DatabaseProblem
    ]
    texts = 0
    for kind in kinds:
        if not issubclass(kind, DatabaseProblem):
            continue
        texts += 1
        names = [field.name for field in dataclasses.fields(kind)]
        problem = kind(**{name: f"<{name}>" for name in names})
        assert problem.text("en") == str(problem)
        assert any("\u4e00" <= letter <= "\u9fff" for letter in problem.text("zh-hans"))
        for name in names:
            assert f"<{name}>" in problem.text("zh"), kind
            assert f"<{name}>" in problem.text("en"), kind
    assert texts > 20
