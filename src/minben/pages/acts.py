"""An act in words that anybody understands: who, in which post, for what, under which law, on which data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext as _

from minben.ledger import ActorKind, kinds

from .languages import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from uuid import UUID

    from minben.blueprint.model import Blueprint
    from minben.ledger import ActView


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act as people read it; an empty text is not shown. ``leaf`` is its number in the ledger once sealed."""

    id: UUID
    at: datetime
    what: str
    who: str
    agency: str
    agency_title: str
    purpose: str
    register: str
    result: str
    basis: tuple[str, ...]
    case: UUID | None
    leaf: int | None


def agency_of(act: ActView, blueprint: Blueprint) -> str:
    """The agency answerable for an act: the actor's, else that of the service it was done for; '' where none is."""
    service = blueprint.form(act.purpose)
    return act.actor.agency or (service.agency if service and act.actor.kind is ActorKind.RULE else "")


def describe(act: ActView, blueprint: Blueprint, own: Collection[UUID] = ()) -> ActLine:
    """Put an act into the reader's language; ``own`` are the subjects that the reader is."""
    agency = agency_of(act, blueprint)
    known = blueprint.agencies.get(agency)
    register = blueprint.registers.get(act.register)
    service = blueprint.form(act.purpose)
    return ActLine(
        id=act.id,
        at=act.at,
        what=kinds.registry[act.kind].title(get_language() or "en")
        if act.kind in kinds.registry
        else act.kind,
        who=_who(act, blueprint, own),
        agency=agency,
        agency_title=say(known.title) if known else agency,
        purpose=say(service.title) if service else "",
        register=say(register.title) if register else act.register,
        result=_result(act, blueprint),
        basis=act.basis,
        case=act.case,
        leaf=act.leaf,
    )


def describe_all(acts: Iterable[ActView], blueprint: Blueprint, own: Collection[UUID] = ()) -> list[ActLine]:
    """Put many acts into words."""
    return [describe(act, blueprint, own) for act in acts]


def _who(act: ActView, blueprint: Blueprint, own: Collection[UUID]) -> str:
    actor = act.actor
    if actor.kind is ActorKind.OFFICER:
        post = blueprint.posts.get(actor.post or "")
        return _("An officer in the post “%(post)s”") % {"post": say(post.title) if post else actor.post}
    if actor.kind is ActorKind.RULE:
        return _("A rule, without any person")
    if actor.kind is ActorKind.VISITOR:
        return _("Somebody who holds the verification code")
    if actor.kind is ActorKind.CLIENT:
        return _("A machine that was asked to act for you")
    if actor.kind is ActorKind.SYSTEM:
        return _("The program itself")
    return (
        _("You")
        if actor.id in {str(subject) for subject in own}
        else _("Another person with the right to act")
    )


def _result(act: ActView, blueprint: Blueprint) -> str:
    """The verdict of a step by its title; other results are codes that mean nothing to people."""
    service = blueprint.services.get(act.purpose)
    step = service.steps.get(act.power.partition("/")[2]) if service else None
    verdict = next((verdict for verdict in step.verdicts if verdict.id == act.result), None) if step else None
    return say(verdict.title) if verdict else ""
