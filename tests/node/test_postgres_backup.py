"""A backup is one moment and whole; a restore proves what it brings back before anything is replaced."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import threading
from typing import TYPE_CHECKING

import psycopg
import pytest

from minben.node.postgres import Cluster, Endpoint, backup, create_database, drop_database, restore
from minben.node.postgres.backing_up import dump
from minben.node.postgres.home import Home
from minben.node.postgres.manifest import Manifest
from minben.node.postgres.problems import (
    BackupDamaged,
    BackupExists,
    BackupNewer,
    DatabaseBusy,
    DatabaseNotEmpty,
    DatabaseProblem,
    DiskFull,
    FolderUnusable,
    NotABackup,
    RestoreRunning,
    RowsDiffer,
    ToolFailed,
)
from minben.node.postgres.restoring import LOCK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMA = """
    CREATE SCHEMA extra;
    CREATE TABLE "Odd ""name" (id int PRIMARY KEY, name text);
    CREATE TABLE extra.parent (id int NOT NULL, at date) PARTITION BY LIST (id);
    CREATE TABLE extra.one PARTITION OF extra.parent FOR VALUES IN (1);
    CREATE TABLE extra.two PARTITION OF extra.parent FOR VALUES IN (2);
    CREATE TABLE acts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea, tags text[]);
    CREATE INDEX ON "Odd ""name" USING gin (name gin_trgm_ops);
    ALTER TABLE acts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY nobody ON acts USING (false) WITH CHECK (true);
    GRANT INSERT ON acts TO minben_app;
    INSERT INTO "Odd ""name" SELECT n, '居民' || n FROM generate_series(1, 1000) n;
    INSERT INTO extra.parent VALUES (1, '2024-02-29'), (2, '1949-10-01'), (2, NULL);
    INSERT INTO acts (body, tags) SELECT decode(md5(n::text), 'hex'), ARRAY['民', NULL] FROM generate_series(1, 50) n;
"""
PUBLIC, PRIVATE = "ledger-ed25519-0a1b.pub.pem", "ledger-ed25519.pem"
ROWS = {'public.Odd "name': 1000, "extra.one": 1, "extra.two": 2, "public.acts": 50}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("backup") / "home") as running:
        yield running


@pytest.fixture
def full(cluster: Cluster) -> Iterator[Endpoint]:
    """A database with something of every kind in it."""
    made = create_database(cluster.endpoint, "full")
    with made.connect("owner") as owner:
        owner.execute(SCHEMA)
    yield made
    drop_database(cluster.endpoint, "full")


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[Endpoint]:
    made = create_database(cluster.endpoint, "target")
    yield made
    for name in ("target", "target_restoring", "target_replaced"):
        drop_database(cluster.endpoint, name)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a node with keys in it."""
    place = Home.of(tmp_path / "node")
    place.prepare_keys()
    for name, text in {PUBLIC: "public", PRIVATE: "private", "database.json": "{}", "session": "s"}.items():
        (place.keys / name).write_text(text)
    return place.path


def fingerprint(endpoint: Endpoint) -> object:
    """All that the tables hold, and who may do what with them."""
    with endpoint.connect("admin") as admin:
        return [
            admin.execute(query).fetchall()
            for query in (
                'SELECT * FROM "Odd ""name" ORDER BY 1',
                "SELECT * FROM extra.parent ORDER BY 1, 2",
                "SELECT * FROM acts ORDER BY 1",
                "SELECT relname, relowner::regrole::text, relacl::text, relrowsecurity, relforcerowsecurity"
                " FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'extra'::regnamespace)"
                " AND relkind IN ('r', 'p', 'S')"
                " ORDER BY 1",
                "SELECT polname, polcmd FROM pg_policy ORDER BY 1",
                "SELECT last_value FROM acts_id_seq",
                "SELECT extname FROM pg_extension ORDER BY 1",
                "SELECT datacl::text, datdba::regrole::text FROM pg_database WHERE datname = current_database()",
            )
        ]


def databases(endpoint: Endpoint) -> set[str]:
    with endpoint.connect("admin") as admin:
        return {name for (name,) in admin.execute("SELECT datname FROM pg_database")}


def test_what_is_restored_is_what_was_backed_up(
    full: Endpoint, empty: Endpoint, home: Path, tmp_path: Path
) -> None:
    written = backup(full, tmp_path / "copy", home=home)
    assert (written.tables, written.rows) == (4, sum(ROWS.values()))
    report = restore(empty, tmp_path / "copy", home=tmp_path / "new")
    assert (report.tables, report.rows) == (4, sum(ROWS.values()))
    assert fingerprint(empty) == fingerprint(full)
    assert (
        databases(empty)
        == databases(full)
        == {"postgres", "template0", "template1", "minben", "full", "target"}
    )


def test_the_manifest_tells_everything(full: Endpoint, home: Path, tmp_path: Path) -> None:
    backup(full, tmp_path / "copy", home=home)
    manifest = Manifest.read(tmp_path / "copy")
    assert manifest.rows == ROWS
    assert manifest.server_version.startswith("18")
    found = {
        str(path.relative_to(tmp_path / "copy")) for path in (tmp_path / "copy").rglob("*") if path.is_file()
    }
    assert manifest.files.keys() | {"manifest.json"} == found
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in (tmp_path / "copy").rglob("*"))
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o700


def test_writing_goes_on_while_one_moment_is_copied(
    full: Endpoint, empty: Endpoint, home: Path, tmp_path: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        with full.connect("owner") as owner:
            while not stop.is_set():
                with owner.transaction():
                    owner.execute("INSERT INTO acts (body) VALUES ('x')")
                    owner.execute("""INSERT INTO "Odd ""name" SELECT max(id) + 1, 'x' FROM "Odd ""name" """)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backup(full, tmp_path / "copy", home=home)
    finally:
        stop.set()
        writer.join()
    rows = Manifest.read(tmp_path / "copy").rows
    assert rows["public.acts"] - 50 == rows['public.Odd "name'] - 1000
    restore(empty, tmp_path / "copy", home=tmp_path / "new")
    with empty.connect("admin") as admin:
        assert admin.execute("SELECT count(*) FROM acts").fetchone() == (rows["public.acts"],)


def test_private_keys_stay_unless_asked_for(full: Endpoint, home: Path, tmp_path: Path) -> None:
    without = backup(full, tmp_path / "without", home=home)
    assert [path.name for path in (tmp_path / "without" / "keys").iterdir()] == [PUBLIC]
    assert "不含私钥" in without.text("zh")
    assert "private keys are not in it" in without.text("en")
    with_keys = backup(full, tmp_path / "with", home=home, include_keys=True)
    assert {path.name for path in (tmp_path / "with" / "keys").iterdir()} == {PUBLIC, PRIVATE}
    assert "holds the private keys" in with_keys.text("en")


def test_keys_come_back_and_never_replace_others(
    full: Endpoint, empty: Endpoint, home: Path, tmp_path: Path
) -> None:
    backup(full, tmp_path / "copy", home=home, include_keys=True)
    place = Home.of(tmp_path / "new")
    place.prepare_keys()
    (place.keys / PUBLIC).write_text("another")
    report = restore(empty, tmp_path / "copy", home=place.path)
    assert (report.keys_restored, report.keys_kept) == ((PRIVATE,), (PUBLIC,))
    assert (place.keys / PUBLIC).read_text() == "another"
    assert stat.S_IMODE((place.keys / PRIVATE).stat().st_mode) == 0o600
    assert PUBLIC in report.text("zh")
    assert PUBLIC in report.text("en")


def test_a_backup_never_overwrites(full: Endpoint, home: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    with pytest.raises(BackupExists):
        backup(full, tmp_path / "copy", home=home)
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderUnusable):
        backup(full, tmp_path / "file" / "copy", home=home)


def test_a_backup_that_fails_leaves_nothing(
    full: Endpoint, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "place" / "copy"
    with pytest.raises(psycopg.OperationalError):
        backup(full.to("missing"), target, home=home)
    monkeypatch.setattr("minben.node.postgres.backing_up.COMPRESSION", "nonsense")
    with pytest.raises(ToolFailed, match="pg_dump"):
        backup(full, target, home=home)
    assert list(target.parent.iterdir()) == []


def test_a_full_disk_stops_a_backup_and_leaves_nothing(full: Endpoint, home: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system needs root with the right to mount")
    try:
        with full.connect("owner") as owner:
            owner.execute(
                "INSERT INTO acts (body) SELECT uuid_send(gen_random_uuid()) FROM generate_series(1, 20000)"
            )
        with pytest.raises(DiskFull) as caught:
            backup(full, disk / "copy", home=home)
        assert str(disk) in caught.value.text("zh")
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.parametrize("harm", ["change", "cut", "remove", "add"])
def test_a_damaged_backup_is_named_and_not_restored(
    full: Endpoint, empty: Endpoint, home: Path, tmp_path: Path, harm: str
) -> None:
    backup(full, tmp_path / "copy", home=home)
    victim = max((tmp_path / "copy" / "database").glob("*.dat.gz"), key=lambda path: path.stat().st_size)
    whole = victim.read_bytes()
    if harm == "change":
        victim.write_bytes(whole[:40] + bytes([whole[40] ^ 1]) + whole[41:])
    elif harm == "cut":
        victim.write_bytes(whole[:-1])
    elif harm == "remove":
        victim.unlink()
    else:
        victim = tmp_path / "copy" / "keys" / "planted.pub"
        victim.write_text("x")
    with pytest.raises(BackupDamaged, match=victim.name):
        restore(empty, tmp_path / "copy", home=tmp_path / "new")
    with empty.connect("admin") as admin:
        assert admin.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_rows_that_do_not_come_back_stop_the_restore(
    full: Endpoint, empty: Endpoint, home: Path, tmp_path: Path
) -> None:
    backup(full, tmp_path / "copy", home=home)
    path = tmp_path / "copy" / "manifest.json"
    content = json.loads(path.read_text())
    content["rows"]["public.acts"] += 1
    path.write_text(json.dumps(content))
    with pytest.raises(RowsDiffer, match=r"public\.acts"):
        restore(empty, tmp_path / "copy", home=tmp_path / "new")
    assert "target_restoring" not in databases(empty)


def test_a_folder_that_is_no_backup_is_refused(empty: Endpoint, tmp_path: Path) -> None:
    for text in (None, "", "[]", '{"format": 1}', '{"format": 2}', "{"):
        if text is not None:
            (tmp_path / "manifest.json").write_text(text)
        with pytest.raises(NotABackup):
            restore(empty, tmp_path, home=tmp_path / "new")


def test_a_database_with_tables_is_never_overwritten(full: Endpoint, home: Path, tmp_path: Path) -> None:
    backup(full, tmp_path / "copy", home=home)
    before = fingerprint(full)
    with pytest.raises(DatabaseNotEmpty) as caught:
        restore(full, tmp_path / "copy", home=home)
    assert "full" in caught.value.text("zh")
    assert fingerprint(full) == before


def test_a_database_that_fills_during_the_restore_stays(
    full: Endpoint, empty: Endpoint, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(full, tmp_path / "copy", home=home)

    def fill_meanwhile(*_: object) -> None:
        with empty.connect("owner") as owner:
            owner.execute("CREATE TABLE late (id int); INSERT INTO late VALUES (1)")

    monkeypatch.setattr("minben.node.postgres.restoring.fill", fill_meanwhile)
    with pytest.raises(DatabaseNotEmpty):
        restore(empty, tmp_path / "copy", home=tmp_path / "new")
    with empty.connect("owner") as owner:
        assert owner.execute("SELECT id FROM late").fetchall() == [(1,)]
    assert (
        databases(empty)
        == databases(full)
        == {"postgres", "template0", "template1", "minben", "full", "target"}
    )


def test_a_database_in_use_is_not_replaced(
    full: Endpoint, empty: Endpoint, home: Path, tmp_path: Path
) -> None:
    backup(full, tmp_path / "copy", home=home)
    with empty.connect("app") as session:
        with pytest.raises(DatabaseBusy):
            restore(empty, tmp_path / "copy", home=tmp_path / "new")
        session.execute("SELECT 1")
    assert "target_restoring" not in databases(empty)


def test_two_restores_do_not_meet(full: Endpoint, empty: Endpoint, home: Path, tmp_path: Path) -> None:
    backup(full, tmp_path / "copy", home=home)
    with empty.to("postgres").connect("admin") as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with pytest.raises(RestoreRunning):
            restore(empty, tmp_path / "copy", home=tmp_path / "new")


def test_a_backup_of_a_newer_server_is_refused(
    full: Endpoint, empty: Endpoint, home: Path, tmp_path: Path
) -> None:
    backup(full, tmp_path / "copy", home=home)
    path = tmp_path / "copy" / "manifest.json"
    path.write_text(path.read_text().replace('"server_version": "18', '"server_version": "19'))
    with pytest.raises(BackupNewer, match="19"):
        restore(empty, tmp_path / "copy", home=tmp_path / "new")


def test_a_restore_cut_short_can_be_run_again(
    full: Endpoint, empty: Endpoint, home: Path, tmp_path: Path
) -> None:
    backup(full, tmp_path / "copy", home=home)
    left_over = create_database(empty, "target_restoring")
    with left_over.connect("owner") as owner:
        owner.execute("CREATE TABLE acts (id int)")
    restore(empty, tmp_path / "copy", home=tmp_path / "new")
    assert fingerprint(empty) == fingerprint(full)


def test_an_archive_that_cannot_be_read_back_is_no_backup(
    full: Endpoint, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaging(endpoint: Endpoint, folder: Path) -> object:
        said = dump(endpoint, folder)
        victim = max(folder.glob("*.dat.gz"), key=lambda path: path.stat().st_size)
        victim.write_bytes(victim.read_bytes()[:-20])
        return said

    monkeypatch.setattr("minben.node.postgres.backing_up.dump", damaging)
    with pytest.raises(DatabaseProblem):
        backup(full, tmp_path / "copy", home=home)
    assert not (tmp_path / "copy").exists()
    shutil.rmtree(home)


def put(home: Path, name: str, content: bytes) -> Path:
    """A file as `minben.files` keeps it."""
    place = home / "files" / name[:2] / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place


def test_files_that_people_handed_in_are_backed_up_and_come_back(
    full: Endpoint, empty: Endpoint, home: Path, tmp_path: Path
) -> None:
    put(home, "ab" * 20, b"plan")
    put(home, "cd" * 20 + ".part", b"half-written")
    backup(full, tmp_path / "backup", home=home)
    manifest = Manifest.read(tmp_path / "backup")
    assert [name for name in manifest.files if name.startswith("files/")] == [f"files/ab/{'ab' * 20}"]
    other = tmp_path / "other"
    report = restore(empty, tmp_path / "backup", home=other)
    assert report.files == 1
    assert "1" in report.text("en")
    restored = other / "files" / "ab" / ("ab" * 20)
    assert restored.read_bytes() == b"plan"
    assert stat.S_IMODE(restored.stat().st_mode) == 0o600
    assert stat.S_IMODE((other / "files").stat().st_mode) == 0o700


def test_files_handed_in_and_erased_during_the_dump_are_in_the_backup(
    full: Endpoint, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased = put(home, "ab" * 20, b"erased meanwhile")

    def busy(endpoint: Endpoint, folder: Path) -> tuple[dict[str, int], str]:
        erased.unlink()
        put(home, "cd" * 20, b"handed in meanwhile")
        return dump(endpoint, folder)

    monkeypatch.setattr("minben.node.postgres.backing_up.dump", busy)
    backup(full, tmp_path / "backup", home=home)
    names = {path.name for path in (tmp_path / "backup" / "files").glob("*/*")}
    assert names == {"ab" * 20, "cd" * 20}


def test_a_changed_file_stops_the_restore(
    full: Endpoint, empty: Endpoint, home: Path, tmp_path: Path
) -> None:
    put(home, "ab" * 20, b"plan")
    backup(full, tmp_path / "backup", home=home)
    (tmp_path / "backup" / "files" / "ab" / ("ab" * 20)).write_bytes(b"plam")
    with pytest.raises(BackupDamaged):
        restore(empty, tmp_path / "backup", home=tmp_path / "other")
    assert not (tmp_path / "other" / "files").exists()
