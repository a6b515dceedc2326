"""A copy of the node's database that can be trusted: one moment, checked, and whole or not there at all.

The row counts of the manifest are taken in the very snapshot that is dumped. The archive is read back to its end
before the folder gets its name. It holds everything that the registers hold, so it is as secret as the database.
"""

import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from .binaries import binary, run_tool
from .endpoint import Endpoint
from .home import Home, file_problems_of
from .manifest import Manifest, count_rows, files_of
from .problems import BackupExists
from .server import sync_folder

DATABASE_FOLDER = "database"
KEYS_FOLDER = "keys"
FILES_FOLDER = "files"
PUBLIC_SUFFIX = ".pub"
# Passwords belong to one server and the secret of sessions to one node; each makes its own.
NEVER_COPIED = frozenset({"database.json", "session"})
# Cheap and nearly as small as the best; a district's dump is bound by the compression.
COMPRESSION = "gzip:1"


@dataclass(frozen=True)
class BackupReport:
    """What was written; ``seconds`` from beginning to end, checks included."""

    path: Path
    tables: int
    rows: int
    bytes: int
    private_keys: bool
    seconds: float

    def text(self, lang: str) -> str:
        """One paragraph for the operator, in Chinese for any ``zh…`` tag, else in English."""
        size = f"{self.bytes / 1_000_000:,.1f} MB"
        if lang.lower().startswith("zh"):
            keys = (
                "包含私钥，请严加保管。" if self.private_keys else "不含私钥：请另行保存 keys 目录中的私钥。"
            )
            facts = f"{self.tables} 张表，{self.rows:,} 行，{size}，用时 {self.seconds:.1f} 秒"
            return f"备份已写入并核验：{self.path}（{facts}）。{keys}"
        keys = (
            "It holds the private keys: guard it well."
            if self.private_keys
            else "The private keys are not in it: keep those of the keys folder elsewhere."
        )
        facts = f"{self.tables} tables, {self.rows:,} rows, {size}, {self.seconds:.1f} s"
        return f"Backup written and checked: {self.path} ({facts}). {keys}"


def backup(
    endpoint: Endpoint, target: Path, *, home: Path | None = None, include_keys: bool = False
) -> BackupReport:
    """Write a backup of the database into the new folder ``target``; the node may go on working.

    The public keys of ``home`` (``.pub`` in their names) always go along, so that a ledger can be verified from the
    backup alone; private ones only with ``include_keys``. Raises `BackupExists`, `DiskFull`, `ToolFailed`.
    """
    begun = time.monotonic()
    target = target.absolute()
    if os.path.lexists(target):
        raise BackupExists(target)
    with file_problems_of(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        # Beside the target, so on the same disk: a rename makes it the backup when it is whole.
        part = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
        try:
            # Before the database and once more after it: no file that the dump names is missing, whether it was handed
            # in or erased while the dump was made.
            copy_files(Home.of(home).files, part / FILES_FOLDER)
            rows, version = dump(endpoint, part / DATABASE_FOLDER)
            copy_files(Home.of(home).files, part / FILES_FOLDER)
            copy_keys(Home.of(home).keys, part / KEYS_FOLDER, private=include_keys)
            files = files_of(part)
            now = datetime.now(UTC)
            manifest = Manifest(now, version, endpoint.database, include_keys, files, rows)
            manifest.write(part)
            read_back(part / DATABASE_FOLDER)
            sync_all(part)
            part.rename(target)
            sync_folder(target.parent)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    size = sum(facts.bytes for facts in files.values())
    return BackupReport(target, len(rows), sum(rows.values()), size, include_keys, time.monotonic() - begun)


def dump(endpoint: Endpoint, folder: Path) -> tuple[dict[str, int], str]:
    """Dump the database; its row counts in the same snapshot, and the server's version."""
    with psycopg.connect(endpoint.dsn("admin")) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        # Row security must make this fail rather than leave rows out, should the administrator be subject to it.
        connection.execute("SET LOCAL row_security = off")
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        query = "SELECT pg_export_snapshot(), current_setting('server_version')"
        [(snapshot, version)] = connection.execute(query).fetchall()
        arguments = [
            f"--snapshot={snapshot}",
            "--format=directory",
            f"--compress={COMPRESSION}",
            f"--jobs={jobs()}",
        ]
        # Extensions are the server's part: a restore makes them anew, in the version that it has.
        arguments += ["--exclude-extension=*", f"--file={folder}", f"--dbname={endpoint.address('admin')}"]
        run_tool([binary("pg_dump"), *arguments], folder.parent, endpoint.secret("admin"))
        return count_rows(connection), version


def jobs() -> int:
    """How many tables are copied at once."""
    return min(4, os.cpu_count() or 1)


def copy_keys(source: Path, target: Path, *, private: bool) -> None:
    """Copy the keys: the public ones, or all."""
    if not source.is_dir():
        return
    target.mkdir(mode=0o700)
    for path in sorted(source.iterdir()):
        wanted = private or PUBLIC_SUFFIX in path.suffixes
        if wanted and path.is_file() and path.name not in NEVER_COPIED:
            shutil.copyfile(path, target / path.name)
            (target / path.name).chmod(0o600)


def copy_files(source: Path, target: Path) -> int:
    """Copy the files that ``target`` lacks; how many. An object never changes, and one that is half-written is none."""
    copied = 0
    for path in sorted(source.glob("??/*")):
        place = target / path.parent.name / path.name
        if path.suffix or place.exists():
            continue
        for folder in (target, place.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = place.with_name(f"{path.name}.part")
        try:
            shutil.copyfile(path, part)
        except FileNotFoundError:
            # Erased at this moment.
            continue
        part.chmod(0o600)
        part.rename(place)
        copied += 1
    return copied


def read_back(folder: Path) -> None:
    """Unpack the whole archive into nothing: what cannot be read now could not be restored later."""
    run_tool([binary("pg_restore"), "--file=/dev/null", folder], folder.parent)


def sync_all(folder: Path) -> None:
    """Bring every file and every name to disk."""
    for path in [*folder.rglob("*"), folder]:
        sync_folder(path)
