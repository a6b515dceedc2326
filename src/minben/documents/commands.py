"""``minben documents``: seal the file of a case for an archive, check such a file, take out the event log."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from minben.environment import Environment, tell
from minben.files import StorageAway
from minben.ledger import KeyProblem, public_key, public_keys

from .checking import check_package
from .eventlog import write_event_log
from .package import NoSuchCase, write_package

app = typer.Typer(no_args_is_help=True)
screen = Console(stderr=True, emoji=False, soft_wrap=True)
out = Console(highlight=False, emoji=False, soft_wrap=True)
say = partial(tell, out)
"""A line for the person at the terminal, in their language."""

Numbers = Annotated[list[str], typer.Argument(help="The numbers of the cases.")]
Folder = Annotated[Path, typer.Option("--out", file_okay=False, help="The folder that the packages go into.")]
Package = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The package.")]
LogFile = Annotated[
    Path,
    typer.Option(
        "--out", dir_okay=False, help="Where the log goes: SQLite if it ends in .sqlite, else JSON."
    ),
]
Key = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help="The published key of the node's ledger (PEM)."),
]


@app.command("package")
def package_command(numbers: Numbers, folder: Folder = Path()) -> None:
    """Seal the files of cases, each into NUMBER.zip: acts with proofs, contents, files, definition."""
    keys = public_keys(Environment.read().home)
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        path = folder / f"{number}.zip"
        try:
            count = write_package(number, path, keys)
        except NoSuchCase:
            _fail(f"没有编号为 {number} 的办件。", f"There is no case {number}.")
        except (OSError, StorageAway) as error:
            _fail(f"无法写入 {path}：{error}", f"{path} cannot be written: {error}")
        say(f"{path}：{count} 个文件，已封存。", f"{path}: {count} files, sealed.")


@app.command("check")
def check_command(package: Package, key: Key = None) -> None:
    """Check a sealed case file, without a node; exit code 1 where anything is wrong."""
    try:
        trusted = public_key(key) if key else None
    except KeyProblem as problem:
        _fail(str(problem), str(problem))
    checked = check_package(package, trusted)
    for wrong in checked.wrong:
        say(f"{wrong.path}：{wrong.zh}", f"{wrong.path}: {wrong.en}")
    if checked.wrong:
        raise typer.Exit(1)
    say(
        f"办件 {checked.number} 完好：{checked.acts} 个行为，{checked.rows} 行内容，{checked.files} 个文件。"
        f"密钥 {checked.key}",
        f"Case {checked.number} is whole: {checked.acts} acts, {checked.rows} rows, {checked.files} files. "
        f"Key {checked.key}",
    )
    if trusted is None:
        say(
            "请将此密钥与公布的比对，或用 --key 给出。",
            "Compare this key with the published one, or give it by --key.",
        )


@app.command("log")
def log_command(path: LogFile) -> None:
    """Write all acts of cases as an event log in OCEL 2.0, with people under names that hold for this log only."""
    try:
        extent = write_event_log(path)
    except OSError as error:
        _fail(f"无法写入 {path}：{error}", f"{path} cannot be written: {error}")
    say(
        f"{path}：{extent.cases} 个办件的 {extent.events} 个事件，至第 {extent.leaf} 个行为。",
        f"{path}: {extent.events} events of {extent.cases} cases, up to act {extent.leaf}.",
    )


def _fail(zh: str, en: str) -> NoReturn:
    tell(screen, zh, en, style="red")
    raise typer.Exit(1)
