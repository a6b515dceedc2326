"""Whom a visitor of the demonstration can be, by kind: residents, enterprises, officers of each agency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from minben.blueprint.model import SubjectKind

from .languages import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from minben.blueprint.model import Blueprint, Persona
    from minben.people import Account


@dataclass(frozen=True, slots=True)
class PersonaLine:
    """One that can be chosen; ``id`` names the account."""

    id: str
    title: str
    name: str


@dataclass(frozen=True, slots=True)
class PersonaGroup:
    """Those of one kind. Agencies are many, so theirs are ``folded`` until somebody looks for one."""

    title: str
    folded: bool
    lines: tuple[PersonaLine, ...]


def persona_groups(blueprint: Blueprint, accounts: Iterable[Account], wanted: str) -> list[PersonaGroup]:
    """The personas in whose title in any language, name, agency or id all words of ``wanted`` stand, by group."""
    words = wanted.casefold().split()
    order = (_("Residents"), _("Enterprises, and who acts for them"))
    people: dict[str, list[PersonaLine]] = {title: [] for title in order}
    for account in accounts:
        persona = blueprint.personas.get((account.persona or "").partition("#")[0])
        line = PersonaLine(
            account.persona or "", say(persona.title) if persona else account.name, account.name
        )
        group = _group(blueprint, persona, order)
        titles = " ".join(persona.title.values()) if persona else ""
        said = f"{group} {titles} {line.name} {line.id}".casefold()
        if all(word in said for word in words):
            people.setdefault(group, []).append(line)
    return [
        PersonaGroup(title, title not in order and not words, tuple(lines))
        for title, lines in people.items()
        if lines
    ]


def _group(blueprint: Blueprint, persona: Persona | None, order: tuple[str, str]) -> str:
    if persona is not None and persona.post is not None:
        return say(blueprint.agencies[blueprint.posts[persona.post].agency].title)
    enterprise = persona is not None and persona.subject_kind is SubjectKind.ENTERPRISE
    return order[1] if enterprise else order[0]
