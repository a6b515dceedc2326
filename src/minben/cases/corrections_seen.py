"""Corrections as people see them: a person their own, officers those of their post, and those that touch their cases.

Who looks at somebody else's correction does so by an act; the officer who decides it reads the entry as it is now,
which is one too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben import services
from minben.ledger import Act, Reach, RecordRef, acting, legal_today, write_act
from minben.registers import consult

from . import kinds
from .corrections import OPEN
from .models_correcting import Correction
from .problems import NotFound
from .states import Colour

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any
    from uuid import UUID

    from .files import Viewer
    from .parties import Officer

LISTED = 200


@dataclass(frozen=True, slots=True)
class SeenCorrection:
    """A correction and how its limit stands. ``now`` is what the entry says now, for who decides it, else None."""

    row: Correction
    colour: Colour
    for_me: bool
    now: Mapping[str, Any] | None


def my_corrections(subject: UUID, reach: Reach) -> list[SeenCorrection]:
    """What somebody asked to have corrected, the newest first."""
    today = legal_today()
    with acting(reach):
        found = Correction.objects.filter(subject=subject).order_by("-asked_at", "-id")[:LISTED]
        return [SeenCorrection(row, colour(row, today), for_me=False, now=None) for row in found]


def correction_tasks(officer: Officer) -> list[SeenCorrection]:
    """The open corrections of an officer's post, the most pressing first."""
    today = legal_today()
    with acting(officer.reach):
        found = Correction.objects.filter(state=OPEN, post__in=officer.reach.posts).order_by("due", "id")
        return [SeenCorrection(row, colour(row, today), for_me=True, now=None) for row in found[:LISTED]]


def corrections_touching(subject: UUID, service: str) -> list[Correction]:
    """The open corrections of entries that a service read about a subject, within the reach that holds."""
    return list(Correction.objects.filter(subject=subject, service=service, state=OPEN).order_by("asked_at"))


def correction(number: str, viewer: Viewer) -> SeenCorrection:
    """One correction. Raises `NotFound` also where it is not theirs to see."""
    with acting(viewer.reach):
        row = Correction.objects.filter(number=number).first()
        mine = row is not None and row.post in viewer.reach.posts
        if row is None or not (mine or row.subject in viewer.reach.subjects):
            raise NotFound
        if viewer.actor.id != str(row.subject):
            write_act(_look(row, viewer))
        for_me = mine and row.state == OPEN
        return SeenCorrection(
            row, colour(row, legal_today()), for_me, _entry(row, viewer) if for_me else None
        )


def colour(row: Correction, today: date) -> Colour:
    """How the limit of a correction stands on a day; a provisional one is never red."""
    if row.state != OPEN or row.due is None:
        return Colour.NONE
    if row.due < today and not row.due_provisional:
        return Colour.RED
    return Colour.AMBER if row.amber_on is not None and row.amber_on <= today else Colour.GREEN


def _look(row: Correction, viewer: Viewer) -> Act:
    return Act(
        kind=kinds.READ_CORRECTION,
        actor=viewer.actor,
        purpose=row.service,
        power=viewer.actor.post or "",
        subjects=(row.subject,),
        register=row.register,
        records=(RecordRef(row.id),),
    )


def _entry(row: Correction, viewer: Viewer) -> Mapping[str, Any]:
    """What the entry says now, read by the officer of its owner; nothing where it is no more."""
    blueprint = services.in_force()
    register = blueprint.registers.get(row.register)
    if register is None:
        return {}
    with acting(Reach(agency=row.agency, registers=(register.id,))):
        found = consult(
            register,
            blueprint=blueprint,
            actor=viewer.actor,
            purpose=row.service,
            key=row.key,
            basis=tuple(citation.cite for citation in register.corrects_law),
            power=viewer.actor.post or "",
        )
    return found[0].values if found else {}
