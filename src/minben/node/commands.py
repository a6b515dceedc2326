"""What an operator types: serve, demo, migrate, backup, restore, and plan and apply of a blueprint."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import psycopg
import typer
from django.db import OperationalError
from rich.console import Console

from minben.blueprint import BlueprintProblems, errors, read
from minben.environment import Environment, tell, terminal_language
from minben.services import NothingInForce

from .demo.script import ScriptProblem
from .postgres import DatabaseProblem, backup, find_database, open_database, restore
from .running import database_at_hand, migrate
from .serving import PortTaken, check_port, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minben.blueprint import Problem
    from minben.blueprint.model import Blueprint

PORT = 8000
Port = Annotated[int, typer.Option(min=1, max=65535, help="Where the pages are served on this machine.")]
Folder = Annotated[Path, typer.Argument(help="The folder of the blueprint.")]
screen = Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)
say = partial(tell, screen)
"""A line for the person at the terminal, in their language."""


@contextmanager
def said_plainly() -> Iterator[None]:
    """Say what an operator can mend as a sentence, and end with status 1."""
    try:
        yield
    except (DatabaseProblem, NothingInForce, PortTaken) as problem:
        screen.print(problem.text(terminal_language()), markup=False, style="red", soft_wrap=True)
        sys.exit(1)
    except ScriptProblem as problem:
        screen.print(str(problem), markup=False, style="red", soft_wrap=True)
        sys.exit(1)
    except (OperationalError, psycopg.OperationalError):
        home = Environment.read().home
        say(
            f"数据库中断：请检查磁盘空间与 {home / 'log'} 中的日志，再运行一次。已提交的数据完好。",
            f"The database broke off: look at the disk's free space and the logs in {home / 'log'}, then run it again. "
            "Nothing committed is lost.",
        )
        sys.exit(1)


def blueprint_in(folder: Path) -> Blueprint:
    """The checked blueprint of a folder; everything that is wrong with it is printed, and the command ends."""
    try:
        return read(folder)
    except BlueprintProblems as found:
        print_problems(found.problems)
        count = len(errors(found.problems))
        say(f"{count} 处错误，蓝图未施行。", f"{count} errors; the blueprint was not put in force.")
        raise typer.Exit(1) from found


def print_problems(problems: tuple[Problem, ...]) -> None:
    """One line each: place, then what is wrong."""
    for problem in problems:
        screen.print(f"{problem.place}: {problem.text(terminal_language())}", markup=False)


def only_blueprint() -> Path:
    """The one blueprint below ``blueprints/`` of the current folder."""
    found = sorted(path.parent for path in Path("blueprints").glob("*/blueprint.yaml"))
    if len(found) == 1:
        return found[0]
    names = ", ".join(map(str, found)) or "-"
    say(
        f"请用 --blueprint 指定蓝图目录（找到：{names}）",
        f"Name the folder with --blueprint (found: {names})",
    )
    raise typer.Exit(2)


def serve_command(
    port: Port = PORT,
    watched: Annotated[
        Path | None,
        typer.Option(
            "--watch",
            exists=True,
            file_okay=False,
            help="A blueprint folder that is put in force after each change, if it is sound.",
        ),
    ] = None,
) -> None:
    """Serve the pages of the node until Ctrl-C."""
    from minben.services import any_in_force

    home = Environment.read().home
    with open_database() as database:
        check_port(port)
        migrate()
        if watched is None and not any_in_force():
            say(
                "还没有施行蓝图，页面要等施行后才能使用：minben blueprint apply 目录",
                "No blueprint is in force, and without one there are no pages: minben blueprint apply DIR",
            )
        serve(database, home, port, personas=False, say=say, watched=watched)


def demo_command(
    residents: Annotated[int, typer.Option(min=100, help="How many residents the district has.")] = 20_000,
    serve_pages: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the pages afterwards.")
    ] = True,
    port: Port = PORT,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
    blueprint: Annotated[Path | None, typer.Option(help="The folder of the blueprint.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same district.")] = 1,
) -> None:
    """Set up a district, play a day of it, and serve its pages."""
    from .demo import run

    folder = blueprint or only_blueprint()
    home = Environment.read().home
    with open_database() as database:
        if serve_pages:
            check_port(port)
        summary = run(blueprint_in(folder), folder, home, residents=residents, seed=seed, screen=screen)
        if as_json:
            sys.stdout.write(json.dumps(summary.as_json()) + "\n")
            sys.stdout.flush()
        summary.show(screen, terminal_language(), port if serve_pages else None)
        if serve_pages:
            serve(database, home, port, personas=True, say=say)


def migrate_command() -> None:
    """Bring the database up to date."""
    with database_at_hand():
        say("数据库已是最新。", "The database is up to date.")


def backup_command(
    target: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    keys: Annotated[bool, typer.Option("--keys", help="Copy the private keys too.")] = False,
) -> None:
    """Write a checked copy of the whole database; the node may go on serving."""
    with database_at_hand():
        report = backup(find_database(), target, include_keys=keys)
        say(report.text("zh"), report.text("en"))


def restore_command(
    source: Annotated[Path, typer.Argument(help="A folder written by `minben backup`.")],
) -> None:
    """Bring a backup back into an empty node, and verify its ledger."""
    from minben.ledger import public_keys, verify_ledger

    with open_database() as database:
        report = restore(database.endpoint, source)
        say(report.text("zh"), report.text("en"))
        migrate()
        ledger = verify_ledger(public_keys(Environment.read().home), effects=True)
        if not ledger.ok:
            say(
                f"账本有 {ledger.findings.total} 处问题，请运行 minben ledger verify --effects。",
                f"{ledger.findings.total} things are wrong with the ledger: run minben ledger verify --effects.",
            )
            raise typer.Exit(1)
        say(f"账本完好：{ledger.size} 个行为。", f"The ledger is whole: {ledger.size} acts.")


def plan_command(folder: Folder) -> None:
    """Show what applying a blueprint would change, and what would keep it out of force."""
    from minben.blueprint import compare
    from minben.ledger import acting
    from minben.services import any_in_force, in_force

    from .applying import SYSTEM, orphans_of

    new = blueprint_in(folder)
    with database_at_hand():
        if not any_in_force():
            say(
                "还没有施行过蓝图；这将是第一个。",
                "No blueprint is in force yet; this would be the first.",
            )
            return
        with acting(SYSTEM):
            before = in_force()
            orphans = orphans_of(before, new)
    changes = compare(before, new)
    for change in changes:
        screen.print(change.text(terminal_language()), markup=False)
    if not changes:
        say("没有变化。", "Nothing would change.")
    for orphan in orphans:
        screen.print(orphan.text[terminal_language()], markup=False, style="red")
    if orphans:
        raise typer.Exit(1)


def apply_command(folder: Folder) -> None:
    """Put a blueprint in force: one transaction, one act."""
    from .applying import WouldOrphan, apply

    new = blueprint_in(folder)
    with database_at_hand():
        try:
            applied = apply(new)
        except WouldOrphan as problem:
            for orphan in problem.orphans:
                screen.print(orphan.text[terminal_language()], markup=False, style="red")
            say("未施行，什么都没有改变。", "Not put in force; nothing was changed.")
            raise typer.Exit(1) from problem
    version = applied.version[:12]
    if applied.act is None:
        say(f"版本 {version} 已在施行。", f"Version {version} is in force already.")
    else:
        say(
            f"版本 {version} 已施行（行为 {applied.act}）。",
            f"Version {version} is in force (act {applied.act}).",
        )


def with_database(group: typer.Typer, *, but: frozenset[str] = frozenset()) -> typer.Typer:
    """Let the commands of a group find the database open: that of the node that serves, or this node's own.

    Those named by ``but`` do without.
    """

    @group.callback()
    def open_for_command(context: typer.Context) -> None:
        if context.invoked_subcommand not in but and not {"--help", "-h"} & set(sys.argv):
            context.with_resource(database_at_hand())

    return group


def add_to(app: typer.Typer, blueprint: typer.Typer) -> None:
    """Put these commands into the program and into its group ``blueprint``."""
    app.command("serve")(serve_command)
    app.command("demo")(demo_command)
    app.command("migrate")(migrate_command)
    app.command("backup")(backup_command)
    app.command("restore")(restore_command)
    blueprint.command("plan")(plan_command)
    blueprint.command("apply")(apply_command)
