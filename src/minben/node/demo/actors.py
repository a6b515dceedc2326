"""Who acts in a played day: officers in their posts, and people who apply for themselves or for their enterprise."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING

from minben.ledger import Actor, ActorKind, Reach, legal_today
from minben.people import Officer, appoint, create_account, link, persona, standing_of
from minben.registers import find_subject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from minben.blueprint.model import Blueprint, Persona, Register

    Row = Mapping[str, object]

PROGRAM = Actor(kind=ActorKind.SYSTEM, id="demo")


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who applies: the subject, seen as their own."""

    subject: UUID

    @property
    def reach(self) -> Reach:
        """Only themselves."""
        return Reach(subjects=(self.subject,))

    @property
    def actor(self) -> Actor:
        """Themselves."""
        return Actor(kind=ActorKind.RESIDENT, id=str(self.subject))


def appoint_officers(blueprint: Blueprint, names: Sequence[str]) -> None:
    """Open an account for each persona with a post, and appoint it; those that are there stay."""
    posts = [each for each in blueprint.personas.values() if each.post is not None]
    for each, name in zip(posts, cycle(names), strict=False):
        if each.post is not None and persona(each.id) is None:
            account = create_account(each.id, name, actor=PROGRAM, persona=each.id)
            appoint(account, each.post, actor=PROGRAM)


def officers(blueprint: Blueprint) -> dict[str, list[Officer]]:
    """The personas in office, by post."""
    found: dict[str, list[Officer]] = {}
    for each in blueprint.personas.values():
        account = persona(each.id) if each.post else None
        if account is None:
            continue
        for capacity in standing_of(account, blueprint, legal_today()).capacities:
            if isinstance(capacity, Officer):
                found.setdefault(capacity.post.id, []).append(capacity)
    return found


def link_person(each: Persona, register: Register, row: Row, name: str) -> None:
    """Open an account for a persona who is a subject, and let it be that resident or enterprise."""
    subject = find_subject(register.subject_kind, str(row[register.subject]))
    if subject is not None and persona(each.id) is None:
        account = create_account(each.id, name, actor=PROGRAM, persona=each.id)
        link(account, subject, register.subject_kind, actor=PROGRAM)
