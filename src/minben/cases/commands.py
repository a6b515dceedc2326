"""``minben cases migrate``: open cases go on by another version of their service."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer
from rich.console import Console

from minben.environment import tell
from minben.ledger import Actor, ActorKind
from minben.services import NothingInForce, UnknownVersion

from .carrying import carry_over, version_named

app = typer.Typer(no_args_is_help=True)
screen = Console(highlight=False, emoji=False, soft_wrap=True)
say = partial(tell, screen)
"""A line for the person at the terminal, in their language."""
OPERATOR = Actor(kind=ActorKind.SYSTEM, id="operator")


@app.callback()
def main() -> None:
    """Work with cases."""


@app.command("migrate")
def migrate_command(
    service: Annotated[str, typer.Argument(help="The service, by its name in the blueprint.")],
    to: Annotated[
        str | None, typer.Option("--to", metavar="VERSION", help="The version; without it, that in force.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Try each case out and change nothing.")] = False,
) -> None:
    """Let open cases go on by another version of their service; ends with 1 where a case cannot."""
    try:
        blueprint = version_named(to)
    except (UnknownVersion, NothingInForce) as missing:
        say(f"没有施行过版本 {to or ''}", str(missing))
        raise typer.Exit(2) from missing
    if service not in blueprint.services:
        say(f"该版本没有服务“{service}”", f'that version has no service "{service}"')
        raise typer.Exit(2)
    carried = kept = 0
    for one in carry_over(service, blueprint, actor=OPERATOR, dry_run=dry_run):
        carried, kept = carried + (not one.obstacles), kept + bool(one.obstacles)
        for text in one.obstacles:
            say(f"{one.number}：{text['zh']}", f"{one.number}: {text['en']}")
    could = {"zh": "可以改用新版", "en": "could go on"} if dry_run else {"zh": "已改用新版", "en": "went on"}
    say(
        f"{carried} 件{could['zh']}，{kept} 件不能",
        f"{carried} {could['en']} by the version {blueprint.version[:12]}, {kept} cannot",
    )
    if kept:
        raise typer.Exit(1)
