"""What an operator types about messages: which wait or failed, and to try one again."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from uuid import UUID  # noqa: TC003 - Typer reads the annotation

import typer
from rich.console import Console

from minben.environment import tell

from .operating import deliveries, try_again

app = typer.Typer(no_args_is_help=True)
screen = Console(highlight=False, emoji=False, soft_wrap=True)
say = partial(tell, screen)
"""A line for the person at the terminal, in their language."""


@app.command("list")
def list_command(
    failed: Annotated[bool, typer.Option("--failed", help="Only those that are not tried any more.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 100,
) -> None:
    """List messages that are not sent yet; those in the state "sending" may have arrived."""
    rows = deliveries(failed=failed, limit=limit)
    for row in rows:
        tried = f"{row.tried_at:%Y-%m-%d %H:%M:%S}" if row.tried_at else "-"
        screen.print(
            f"{row.id}  {row.channel:5}  {row.state:7}  {row.attempts:2}  {tried}  {row.error or '-'}",
            markup=False,
        )
    if not rows:
        say("没有等待或失败的消息。", "No message waits or has failed.")


@app.command("retry")
def retry_command(message: Annotated[UUID, typer.Argument(help="The id from the list.")]) -> None:
    """Let a failed message be tried again; the receiving side knows it by its id."""
    if not try_again(message):
        say("没有这条失败的消息。", "There is no failed message of this id.")
        raise typer.Exit(1)
    say("将再次发送。", "It will be tried again.")
