"""What a backup says of itself: every file with its size and digest, every table with its number of rows.

The manifest is written last and checked first. It is what makes a copy a backup: a restore is believed when the
files are the ones that were written and the tables hold as many rows as they did.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg import Connection, sql
from psycopg.rows import TupleRow

from .problems import BackupDamaged, NotABackup

FORMAT = 1
NAME = "manifest.json"
# Ordinary tables, the parts of partitioned ones among them; not those that belong to an extension.
TABLES = """
    SELECT n.nspname, c.relname
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND c.relpersistence <> 't'
       AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
       AND NOT EXISTS (SELECT FROM pg_depend d
                        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
     ORDER BY 1, 2
"""


@dataclass(frozen=True)
class FileFacts:
    """A file of the backup: size in bytes and SHA-256 in hexadecimal."""

    bytes: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> "FileFacts":
        """Read the file and measure it."""
        with path.open("rb") as file:
            return cls(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


@dataclass(frozen=True)
class Manifest:
    """The facts of one backup; ``rows`` counts by ``schema.table``, in the snapshot that was dumped."""

    created_at: datetime
    server_version: str
    database: str
    private_keys: bool
    files: Mapping[str, FileFacts]
    rows: Mapping[str, int]

    def write(self, folder: Path) -> None:
        """Write it into the backup's folder."""
        content = {"format": FORMAT} | asdict(self) | {"created_at": self.created_at.isoformat()}
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
        path = folder / NAME
        path.touch(mode=0o600)
        path.write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read the manifest of a backup; raises `NotABackup`."""
        try:
            content: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
            if content.pop("format") != FORMAT:
                raise NotABackup(folder)
            content["created_at"] = datetime.fromisoformat(content["created_at"])
            content["files"] = {name: FileFacts(**facts) for name, facts in content["files"].items()}
            return cls(**content)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotABackup(folder) from error

    def check_files(self, folder: Path) -> None:
        """Read every file again; raises `BackupDamaged` with all that is changed, missing or added."""
        found = files_of(folder)
        names = sorted(self.files.keys() | found.keys())
        wrong = [name for name in names if self.files.get(name) != found.get(name)]
        if wrong:
            raise BackupDamaged(folder, ", ".join(wrong))


def files_of(folder: Path) -> dict[str, FileFacts]:
    """All files of a backup but its manifest, by their path inside it."""
    paths = sorted(path for path in folder.rglob("*") if not path.is_dir())
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: FileFacts.of(path) for name, path in names.items() if name != NAME}


def count_rows(connection: Connection[TupleRow]) -> dict[str, int]:
    """The rows of every table that this transaction sees, in one statement."""
    tables = connection.execute(TABLES).fetchall()
    if not tables:
        return {}
    counts = [
        sql.SQL("SELECT {}, count(*) FROM {}").format(
            sql.Literal(f"{schema}.{name}"), sql.Identifier(schema, name)
        )
        for schema, name in tables
    ]
    return dict(connection.execute(sql.SQL(" UNION ALL ").join(counts)).fetchall())
