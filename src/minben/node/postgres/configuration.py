"""The server's settings, written anew at each start: they belong to the program, not to the folder.

Durable first: nothing that trades a committed act for speed. Sized for a machine with two cores that the
server shares with the node. The log holds no personal data: no statements, no parameters, and no DETAIL
lines, which quote rows.
"""

import os
from pathlib import Path

from .endpoint import ROLES
from .home import Home

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "huge_pages": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_level": "replica",
    "max_wal_size": "2GB",
    "jit": "off",
    "autovacuum": "on",
    "statement_timeout": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "logging_collector": "on",
    "log_destination": "stderr",
    "log_filename": "postgres-%a.log",
    "log_file_mode": "0600",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
MAP = "minben"


def write_configuration(home: Home, peer: str) -> None:
    """Write ``postgresql.conf``, ``pg_hba.conf`` and ``pg_ident.conf``; ``peer`` is the one user let in."""
    settings = SETTINGS | {
        # A list of folders, so a name with a blank needs double quotes inside the single ones.
        "unix_socket_directories": '"' + str(home.run).replace('"', '""') + '"',
        "log_directory": str(home.log),
    }
    lines = [f"{name} = {quoted(value)}" for name, value in settings.items()]
    replace_text(home.pg / "postgresql.conf", lines)
    replace_text(home.pg / "pg_hba.conf", [f"local all all peer map={MAP}"])
    replace_text(home.pg / "pg_ident.conf", [f'{MAP} "{peer}" {role}' for role in ROLES.values()])


def quoted(value: str) -> str:
    """A value as the configuration file takes it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def replace_text(path: Path, lines: list[str]) -> None:
    """Replace a file as a whole, so that a crash leaves the old or the new one, with the folder's owner."""
    part = path.with_name(path.name + ".part")
    part.write_text("\n".join(lines) + "\n", encoding="utf-8")
    part.chmod(0o600)
    folder = path.parent.stat()
    if folder.st_uid != os.geteuid():
        os.chown(part, folder.st_uid, folder.st_gid)
    part.replace(path)
