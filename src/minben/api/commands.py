"""``minben client``: open a client of the interface, end it, list them."""

from __future__ import annotations

import sys
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from minben.environment import tell
from minben.services import in_force

from .clients import NameTaken, all_clients, end_client, open_client

app = typer.Typer(no_args_is_help=True)
screen = Console(stderr=True, emoji=False, soft_wrap=True)
PER_MINUTE = 600

Name = Annotated[str, typer.Argument(help="What the client is called.")]


@app.command("open")
def open_command(
    name: Name,
    agency: Annotated[str, typer.Option(help="The agency under whose agreement it works.")],
    service: Annotated[list[str], typer.Option(help="A service that it may use; may be repeated.")],
    basis: Annotated[list[str] | None, typer.Option(help="The law or agreement that allows it.")] = None,
    per_minute: Annotated[int, typer.Option(min=1, help="How often it may ask in a minute.")] = PER_MINUTE,
) -> None:
    """Open a client; its token is printed this once, on standard output."""
    blueprint = in_force()
    if agency not in blueprint.agencies:
        _fail(f"没有部门 {agency}。", f"There is no agency {agency}.")
    for each in service:
        if each not in blueprint.services:
            _fail(f"没有可办服务 {each}。", f"There is no service {each}.")
    try:
        token = open_client(name, agency, service, per_minute=per_minute, basis=basis or ())
    except NameTaken:
        _fail(
            f"接口用户 {name} 已开通；请先停用，或另取名称。",
            f"The client {name} is open; end it first, or choose another name.",
        )
    tell(screen, "令牌只显示这一次，请妥善保管。", "The token is shown this once; keep it safe.")
    sys.stdout.write(token + "\n")


@app.command("end")
def end_command(name: Name) -> None:
    """End a client; its token is worth nothing from now on."""
    if not end_client(name):
        _fail(f"没有开通着的接口用户 {name}。", f"No client {name} is open.")


@app.command("list")
def list_command() -> None:
    """Every client: name, agency, services, since when, until when."""
    for row in all_clients():
        ended = f"..{row.ended_at:%Y-%m-%d}" if row.ended_at else ".."
        sys.stdout.write(
            f"{row.name} {row.agency} {','.join(row.services)} {row.opened_at:%Y-%m-%d}{ended}\n"
        )


def _fail(zh: str, en: str) -> NoReturn:
    tell(screen, zh, en, style="red")
    raise typer.Exit(1)
