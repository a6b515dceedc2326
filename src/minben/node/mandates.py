"""``minben mandate``: what was agreed on paper, entered by an operator; people do the same on their pages."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - Typer reads the annotation
from typing import Annotated
from uuid import UUID  # noqa: TC003 - Typer reads the annotation

import typer
from rich.console import Console

from minben.blueprint.model import SubjectKind
from minben.ledger import Actor, ActorKind, legal_today
from minben.people import end_mandate, give_mandate, mandates_of
from minben.services import in_force

from .accounts import known, refuse

OPERATOR = Actor(kind=ActorKind.SYSTEM, id="mandate")
Identifier = Annotated[str, typer.Argument(help="The number of a resident, or the code of an enterprise.")]
Kind = Annotated[SubjectKind, typer.Option("--for", help="What the first number is of.")]
app = typer.Typer(no_args_is_help=True)
screen = Console(highlight=False, emoji=False, soft_wrap=True)


@app.command("give")
def give(
    giver: Identifier,
    holder: Annotated[str, typer.Argument(help="The number of the resident who may act.")],
    name: Annotated[str, typer.Option(prompt=True, help="What the giver is called for the holder.")],
    kind: Kind = SubjectKind.RESIDENT,
    holder_name: Annotated[str, typer.Option(help="What the holder is called for the giver.")] = "",
    service: Annotated[
        list[str] | None, typer.Option(help="A service that it holds for; may be repeated. All without.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day; today.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day.")] = None,
    basis: Annotated[list[str] | None, typer.Option(help="The law that it stands on.")] = None,
) -> None:
    """Let one subject act for another, in all services or in those that are named."""
    for each in service or ():
        check_service(each, kind)
    first = since.date() if since else legal_today()
    if until is not None and until.date() < first:
        raise refuse("最后一天不能早于第一天。", "The last day cannot lie before the first.")
    sides = known(kind, giver), known(SubjectKind.RESIDENT, holder)
    if sides[0] == sides[1]:
        raise refuse("不能授权给自己。", "Nobody gives themselves a mandate.")
    given = give_mandate(
        sides[0],
        kind,
        sides[1],
        name=name,
        holder_name=holder_name,
        actor=OPERATOR,
        basis=basis or (),
        services=service or (),
        since=first,
        until=until.date() if until else None,
    )
    screen.print(str(given.id))


@app.command("end")
def end(
    mandate: Annotated[UUID, typer.Argument(help="As `minben mandate list` shows it.")],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day; today.")] = None,
) -> None:
    """End a mandate with its last day; one that follows from a register ends with what the register says."""
    if not end_mandate(mandate, on.date() if on else legal_today(), actor=OPERATOR):
        raise refuse(
            "没有这一授权，或已终止，或由登记而来（须更正登记）。",
            "There is no such mandate, it has ended, or it follows from a register, which would have to be corrected.",
        )


@app.command("list")
def list_(subject: Identifier, kind: Kind = SubjectKind.RESIDENT) -> None:
    """The mandates that somebody has given and holds: id, direction, name, services, period."""
    who = known(kind, subject)
    for each in mandates_of(who):
        way = "->" if each.giver == who else "<-"
        called = each.holder_name if each.giver == who else each.name
        services = ",".join(each.services) or "*"
        ended = f" ended {each.ended_at:%Y-%m-%d}" if each.ended_at else ""
        source = f" {each.source}" if each.source else ""
        screen.print(
            f"{each.id} {way} {called or '-'} {services} {each.since}..{each.until or ''}{source}{ended}",
            markup=False,
        )


def check_service(service: str, kind: SubjectKind) -> None:
    """Refuse a service that the blueprint does not have for this kind of subject, and name those that it has."""
    services = in_force().services
    if service not in services or services[service].subject_kind is not kind:
        names = ", ".join(sorted(one.id for one in services.values() if one.subject_kind is kind))
        raise refuse(
            f"没有可由该主体办理的服务 {service}；有：{names}",
            f"There is no service {service} for them; there are: {names}",
        )
