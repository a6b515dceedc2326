"""Bringing a backup back, beside the database first and into its place only when it is proved.

The order is the safety: the files are checked before anything is created, the restored tables are counted before the
names are exchanged, and what was there is looked at once more before it is dropped. A failure leaves the node with the
database that it had.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from .backing_up import (
    DATABASE_FOLDER,
    FILES_FOLDER,
    KEYS_FOLDER,
    NEVER_COPIED,
    copy_files,
    jobs,
    sync_all,
)
from .binaries import binary, run_tool
from .endpoint import MAINTENANCE, Endpoint
from .home import Home, file_problems_of
from .manifest import TABLES, Manifest, count_rows
from .problems import BackupNewer, DatabaseBusy, DatabaseNotEmpty, RestoreRunning, RowsDiffer
from .roles import create_database, drop_database

LOCK = 0x726573746F7265


@dataclass(frozen=True)
class RestoreReport:
    """What was brought back; keys that the node already had in another form were left as they are."""

    source: Path
    tables: int
    rows: int
    keys_restored: tuple[str, ...]
    keys_kept: tuple[str, ...]
    private_keys: bool
    seconds: float
    files: int = 0

    def text(self, lang: str) -> str:
        """One paragraph for the operator, in Chinese for any ``zh…`` tag, else in English."""
        chinese = lang.lower().startswith("zh")
        facts = (
            f"已恢复并核对 {self.tables} 张表，{self.rows:,} 行，用时 {self.seconds:.1f} 秒。"
            if chinese
            else f"Restored and checked: {self.tables} tables, {self.rows:,} rows in {self.seconds:.1f} s."
        )
        if self.files:
            facts += (
                f"文件 {self.files:,} 个。" if chinese else f" Files that people handed in: {self.files:,}."
            )
        if self.keys_kept:
            names = ", ".join(self.keys_kept)
            facts += (
                f"本节点已有不同的密钥，未覆盖：{names}。"
                if chinese
                else f" Other keys were here and stay: {names}."
            )
        if not self.private_keys:
            facts += (
                "备份不含私钥，请放回 keys 目录。"
                if chinese
                else " The backup holds no private keys: put yours back into the keys folder."
            )
        return facts


def restore(endpoint: Endpoint, source: Path, *, home: Path | None = None) -> RestoreReport:
    """Restore the backup in ``source`` into the empty database of ``endpoint``, and its keys into ``home``.

    Raises `NotABackup`, `BackupDamaged`, `BackupNewer`, `DatabaseNotEmpty`, `DatabaseBusy`, `RowsDiffer`, `DiskFull`
    or `ToolFailed`; then the database is as it was. Verifying the ledger afterwards is the caller's part.
    """
    begun = time.monotonic()
    with file_problems_of(source):
        manifest = Manifest.read(source)
        manifest.check_files(source)
    with alone(endpoint) as admin:
        check_not_newer(manifest, admin.info.server_version // 10000)
        check_unused(admin, endpoint.database)
        check_empty(endpoint)
        beside = endpoint.to(f"{endpoint.database}_restoring")
        drop_database(endpoint, beside.database)
        try:
            fill(create_database(endpoint, beside.database), source, manifest)
            # Before the exchange: a restore that ends with an error must be one that can be run again.
            restored, kept = restore_keys(source / KEYS_FOLDER, Home.of(home))
            copied = restore_files(source / FILES_FOLDER, Home.of(home))
            take_place(endpoint, beside)
        except BaseException:
            drop_database(endpoint, beside.database)
            raise
    tables, rows = len(manifest.rows), sum(manifest.rows.values())
    seconds = time.monotonic() - begun
    return RestoreReport(source, tables, rows, restored, kept, manifest.private_keys, seconds, copied)


@contextmanager
def alone(endpoint: Endpoint) -> Iterator[Connection[TupleRow]]:
    """The administrator's connection to the server, which keeps a second restore out until it is closed."""
    with endpoint.to(MAINTENANCE).connect("admin") as admin:
        if admin.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone() != (True,):
            raise RestoreRunning(endpoint.database)
        yield admin


def check_not_newer(manifest: Manifest, server_version: int) -> None:
    """An older server may not understand what a newer one wrote."""
    if int(manifest.server_version.split(".")[0]) > server_version:
        raise BackupNewer(manifest.server_version, str(server_version))


def check_unused(admin: Connection[TupleRow], database: str) -> None:
    """Refuse a database that somebody is connected to before the long work rather than after it."""
    query = "SELECT FROM pg_stat_activity WHERE datname = %s AND coalesce(backend_type, '') IN ('', 'client backend')"
    if admin.execute(query, [database]).fetchone() is not None:
        raise DatabaseBusy(database)


def check_empty(endpoint: Endpoint) -> None:
    """Refuse a database that has tables, be they empty: somebody has begun to use it."""
    with endpoint.connect("admin") as admin:
        tables = admin.execute(TABLES).fetchall()
    if tables:
        raise DatabaseNotEmpty(endpoint.database, len(tables))


def fill(beside: Endpoint, source: Path, manifest: Manifest) -> None:
    """Restore into a new database, gather its statistics and count its rows."""
    arguments = ["--exit-on-error", f"--jobs={jobs()}", f"--dbname={beside.address('admin')}"]
    folder = source / DATABASE_FOLDER
    run_tool([binary("pg_restore"), *arguments, folder], source, beside.secret("admin"))
    with beside.connect("admin") as admin:
        # Without statistics the first queries would be planned blindly.
        admin.execute("ANALYZE")
        admin.execute("SET row_security = off")
        found = count_rows(admin)
    names = sorted(manifest.rows.keys() | found.keys())
    differing = [name for name in names if manifest.rows.get(name) != found.get(name)]
    if differing:
        raise RowsDiffer(", ".join(differing))


def take_place(endpoint: Endpoint, beside: Endpoint) -> None:
    """Exchange the restored database for the empty one, and drop that if it is empty still."""
    replaced = endpoint.to(f"{endpoint.database}_replaced")
    with endpoint.to(MAINTENANCE).connect("admin") as admin:
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        names = [sql.Identifier(each.database) for each in (endpoint, replaced, beside)]
        living, aside, new = names
        try:
            with admin.transaction():
                admin.execute(rename.format(living, aside))
                admin.execute(rename.format(new, living))
        except psycopg.errors.ObjectInUse as error:
            raise DatabaseBusy(endpoint.database) from error
        try:
            check_empty(replaced)
        except DatabaseNotEmpty:
            with admin.transaction():
                admin.execute(rename.format(living, new))
                admin.execute(rename.format(aside, living))
            raise
    drop_database(endpoint, replaced.database)


def restore_files(source: Path, home: Home) -> int:
    """Copy the files that the node lacks, and bring them to disk; how many."""
    with file_problems_of(home.files):
        copied = copy_files(source, home.files)
        if copied:
            sync_all(home.files)
    return copied


def restore_keys(source: Path, home: Home) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Copy the keys that the node lacks; the names of those copied, and of those that differ and were left."""
    home.prepare_keys()
    copied, kept = [], []
    paths = sorted(source.iterdir()) if source.is_dir() else []
    for path in paths:
        place = home.keys / path.name
        if path.name in NEVER_COPIED:
            continue
        if not place.exists():
            with file_problems_of(home.keys):
                shutil.copyfile(path, place)
                place.chmod(0o600)
            copied.append(path.name)
        elif place.read_bytes() != path.read_bytes():
            kept.append(path.name)
    return tuple(copied), tuple(kept)
