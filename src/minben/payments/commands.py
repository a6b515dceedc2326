"""What an operator types about payments: which are not done or doubtful, and asking the gateway about one."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from uuid import UUID  # noqa: TC003 - Typer reads the annotation

import typer
from rich.console import Console

from minben.environment import tell

from .operating import ask_gateway, give_back, payments

app = typer.Typer(no_args_is_help=True)
screen = Console(highlight=False, emoji=False, soft_wrap=True)
say = partial(tell, screen)
"""A line for the person at the terminal, in their language."""


@app.command("list")
def list_command(
    doubtful: Annotated[bool, typer.Option("--doubtful", help="Only disputed and failed ones.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 100,
) -> None:
    """List payments that are not done; in the state "disputed" another amount came than was due."""
    rows = payments(doubtful=doubtful, limit=limit)
    for row in rows:
        begun = f"{row.begun_at:%Y-%m-%d %H:%M:%S}"
        line = f"{row.id}  {row.state:9}  {row.attempts:2}  {begun}  {row.order or '-'}  {row.error or '-'}"
        screen.print(line, markup=False)
    if not rows:
        say("没有未完成的缴费。", "No payment is open or doubtful.")


@app.command("ask")
def ask_command(payment: Annotated[UUID, typer.Argument(help="The id from the list.")]) -> None:
    """Ask the gateway now how a payment stands, and book what it says."""
    state = ask_gateway(payment)
    if state is None:
        say("没有这笔缴费。", "There is no payment of this id.")
        raise typer.Exit(1)
    screen.print(str(state), markup=False)


@app.command("refund")
def refund_command(payment: Annotated[UUID, typer.Argument(help="The id from the list.")]) -> None:
    """Give back what came of a disputed payment; the person can then pay anew."""
    if not give_back(payment):
        say("没有这笔金额不符的缴费。", "There is no disputed payment of this id.")
        raise typer.Exit(1)
    say("将原路退回。", "It will be paid back the way it came.")
