"""A correction in words: what a register says, what it should say, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .languages import say
from .marks import Mark, limit_mark
from .values import in_words

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint
    from minben.cases import Correction, SeenCorrection


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what it said, what it should say, and what the register says now ('' where that is not shown)."""

    title: str
    was: str
    should: str
    now: str


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A correction as people read it."""

    row: Correction
    register: str
    agency: str
    service: str
    state: Mark
    limit: Mark | None
    changes: tuple[Change, ...]
    for_me: bool


def line(blueprint: Blueprint, seen: SeenCorrection) -> CorrectionLine:
    """Put a correction into the reader's language; a register that is no more is called by its name."""
    row = seen.row
    register = blueprint.registers.get(row.register)
    agency, service = blueprint.agencies.get(row.agency), blueprint.services.get(row.service)
    is_open = row.state == "open"
    return CorrectionLine(
        row=row,
        register=say(register.title) if register else row.register,
        agency=say(agency.title) if agency else row.agency,
        service=say(service.title) if service else row.service,
        state=state_mark(row.state),
        limit=limit_mark(seen.colour, row.due, provisional=row.due_provisional) if is_open else None,
        changes=tuple(_changes(blueprint, seen)),
        for_me=seen.for_me,
    )


def state_mark(state: str) -> Mark:
    """How a correction stands."""
    return {
        "open": Mark("amber", _("Being looked into")),
        "accepted": Mark("green", _("Corrected")),
        "refused": Mark("red", _("Not corrected")),
        "withdrawn": Mark("grey", _("Withdrawn")),
    }[state]


def _changes(blueprint: Blueprint, seen: SeenCorrection) -> list[Change]:
    register = blueprint.registers.get(seen.row.register)
    found = []
    for name, change in seen.row.fields.items():
        field = register.fields.get(name) if register else None
        fact = blueprint.facts[field.fact] if field else None
        was, should, now = (
            in_words(blueprint, fact, value) if fact else str(value)
            for value in (change["was"], change["should"], (seen.now or {}).get(name))
        )
        title = say(fact.title) if fact else name
        found.append(Change(title, was, should, now if seen.now is not None else ""))
    return found
