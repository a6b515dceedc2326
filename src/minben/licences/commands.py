"""``minben licence list|show|state|issue`` and ``minben licence keys list|rotate``: an operator's view of licences.

An operator sees which licences there are and how they stand, never what they show; only officers change them.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from django.db.models import Count
from rich.console import Console

from minben import services
from minben.environment import tell, terminal_language
from minben.ledger import acting

from . import addresses, models
from .issuing import SYSTEM, follow_acts, go_through
from .keys import KeyProblem, public_keys, rotate, signing_key
from .problems import STATE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minben.blueprint.model import Blueprint

app = typer.Typer(no_args_is_help=True)
keys = typer.Typer(no_args_is_help=True)
app.add_typer(keys, name="keys", help="The keys by which agencies sign licences.")
screen = Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)
say = partial(tell, screen)
"""A line for the person at the terminal, in their language."""
out = Console(highlight=False, emoji=False, soft_wrap=True)

AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
Agency = Annotated[str, typer.Argument(help="The agency, by its name in the blueprint.", metavar="AGENCY")]


@contextmanager
def said_plainly() -> Iterator[None]:
    """Say what is wrong with a key in a sentence, and end with status 1."""
    try:
        yield
    except KeyProblem as problem:
        screen.print(str(problem), markup=False)
        raise typer.Exit(1) from problem


@app.command("list")
def list_command(
    agency: Annotated[str, typer.Option(help="Only those of this agency.")] = "",
    state: Annotated[str, typer.Option(help="Only those in this state, such as valid or revoked.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List licences by identifier and state, never by what they show."""
    if state and state not in STATE_WORDS:
        say(
            f"没有“{state}”这种状态；可用的：{'、'.join(STATE_WORDS)}",
            f"no such state: {', '.join(STATE_WORDS)}",
        )
        raise typer.Exit(2)
    with acting(SYSTEM):
        rows = models.IssuedLicence.objects.order_by("-id")
        rows = rows.filter(agency=agency) if agency else rows
        rows = rows.filter(state=state) if state else rows
        found = list(rows[:limit])
        versions = models.Version.objects.filter(licence__in=[row.id for row in found]).only(
            "licence", "identifier"
        )
        named = {row.licence: row.identifier for row in versions.order_by("number")}
    if as_json:
        _print_json([_summary(row, named[row.id]) for row in found])
        return
    for row in found:
        out.print(f"{named[row.id]}  {row.kind}  {STATE_WORDS[row.state][terminal_language()]}", markup=False)


@app.command("show")
def show_command(
    identifier: Annotated[str, typer.Argument(help="The identifier of a licence, of any version.")],
    as_json: AsJson = False,
) -> None:
    """Show the versions of a licence, its changes with their law, and what its status lists say; no values."""
    with acting(SYSTEM):
        version = models.Version.objects.filter(identifier=identifier.strip().upper()).first()
        if version is None:
            say("没有这个标识的证照。", "There is no licence with this identifier.")
            raise typer.Exit(1)
        row = models.IssuedLicence.objects.get(id=version.licence)
        versions = list(models.Version.objects.filter(licence=row.id).order_by("number"))
        changes = list(models.Change.objects.filter(licence=row.id).order_by("id"))
    said = _summary(row, versions[-1].identifier) | {
        "versions": [
            {
                "identifier": each.identifier,
                "issued_at": each.issued_at.isoformat(),
                "status": each.status,
                "status_list": addresses.status_list(each.agency, each.list_number),
            }
            for each in versions
        ],
        "changes": [
            {
                "on": each.on.isoformat(),
                "move": each.move,
                "state": each.after,
                "law": each.law,
                "post": each.post,
            }
            for each in changes
        ],
    }
    if as_json:
        _print_json(said)
        return
    for name, value in said.items():
        lines = value if isinstance(value, list) else [value]
        for line in lines:
            shown = "  ".join(map(str, line.values())) if isinstance(line, dict) else line
            out.print(f"{name}: {shown}", markup=False)


@app.command("state")
def state_command(as_json: AsJson = False) -> None:
    """Count licences by kind and state."""
    with acting(SYSTEM):
        counted = models.IssuedLicence.objects.values("kind", "state").annotate(number=Count("id"))
        found = list(counted.order_by("kind", "state"))
    if as_json:
        _print_json(found)
        return
    for row in found:
        word = STATE_WORDS[row["state"]][terminal_language()]
        out.print(f"{row['kind']}  {word}  {row['number']}", markup=False)


@app.command("issue")
def issue_command() -> None:
    """Go through all registers of licences and issue what is not issued yet; what is in step stays as it is."""
    with said_plainly():
        with acting(SYSTEM):
            go_through({licence.register for licence in services.in_force().licences.values()})
        done = 0
        while _waits():
            done += follow_acts().done
    say(f"签发或变更了 {done} 件证照。", f"{done} licences were issued or changed.")


@keys.command("list")
def list_keys(agency: Agency, as_json: AsJson = False) -> None:
    """List the keys under which an agency's licences are believed; the first one signs."""
    _check_agency(services.in_force(), agency)
    with said_plainly():
        signing_key(agency)
        found = public_keys(agency)
    if as_json:
        _print_json([key.public for key in found])
        return
    for key in found:
        out.print(f"{key.number:03d}  {key.id}", markup=False)


@keys.command("rotate")
def rotate_key(agency: Agency) -> None:
    """Make an agency's next key and destroy the private one before it; licences signed by it stay verifiable."""
    _check_agency(services.in_force(), agency)
    with said_plainly():
        key = rotate(agency)
    say(
        f"{agency} 现用第 {key.number} 把密钥：{key.id}",
        f"{agency} now signs with key {key.number}: {key.id}",
    )


def _waits() -> bool:
    with acting(SYSTEM):
        return models.Cursor.objects.filter(name__startswith="register:").exists()


def _check_agency(blueprint: Blueprint, agency: str) -> None:
    issuers = sorted({licence.agency for licence in blueprint.licences.values()})
    if agency not in issuers:
        named = ", ".join(issuers) or "-"
        say(
            f"“{agency}”不颁发证照；颁发证照的部门：{named}",
            f"{agency} issues no licences; those that do: {named}",
        )
        raise typer.Exit(2)


def _summary(row: models.IssuedLicence, identifier: str) -> dict[str, object]:
    return {
        "identifier": identifier,
        "kind": row.kind,
        "agency": row.agency,
        "state": row.state,
        "since": row.state_since.isoformat(),
        "last_day": row.last_day.isoformat() if row.last_day else None,
        "version": row.version,
    }


def _print_json(said: object) -> None:
    sys.stdout.write(orjson.dumps(said).decode() + "\n")
