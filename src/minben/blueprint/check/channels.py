"""By which ways people come: what posts take in for others, and who stands for an enterprise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.rules import FeelError, free_names, parse

from ..competence import COMPETENT, is_of_competent, posts_of
from ..model import Format, Power
from .formulas import BUILT_IN

if TYPE_CHECKING:
    from ..model import Place, Post, Register, Representative, Service
    from .ground import Ground


def check(ground: Ground) -> None:
    """Report posts that receive what they cannot, registers whose representative is nobody, and unclear competence."""
    if COMPETENT in ground.blueprint.agencies:
        place = ground.draft.row("agencies.csv", "id", COMPETENT)
        ground.report(place, "name-reserved", name=COMPETENT)
    for service in ground.blueprint.services.values():
        _check_competent(ground, service)
    for post in ground.blueprint.posts.values():
        _check_post(ground, post)
    for register in ground.blueprint.registers.values():
        if register.representative is not None:
            _check_representative(ground, register, register.representative)


def real_posts(ground: Ground, place: Place, post: str) -> tuple[str, ...]:
    """The posts that one in a service's file can be; none, and it is reported, where no rule says whose it is."""
    if not is_of_competent(post):
        return (post,)
    services = ground.blueprint.services.values()
    service = next((one for one in services if one.place.file == place.file), None)
    if service is None or service.competent is None:
        ground.report(place, "competent-without-rule", name=post)
        return ()
    return posts_of(service, post)


def _check_competent(ground: Ground, service: Service) -> None:
    file = service.place.file
    for number, agency in enumerate(service.agencies):
        ground.refer(ground.at(file, "agencies", number), "agency", agency, ground.blueprint.agencies)
    if (service.competent is None) != (not service.agencies):
        key = "competent" if service.competent else "agencies"
        ground.report(ground.at(file, key), "competent-by-halves", service=service.id)
    if service.competent is not None:
        later = _names_in(service.competent) & {*service.steps, *_asked_later(service)}
        for name in sorted(later):
            ground.report(ground.at(file, "competent"), "competent-too-late", name=name)


def _names_in(source: str) -> frozenset[str]:
    try:
        return free_names(parse(source, BUILT_IN))
    except FeelError:
        return frozenset()


def _asked_later(service: Service) -> set[str]:
    return {name for step in service.steps.values() for name in step.asks}


def _check_post(ground: Ground, post: Post) -> None:
    for number, service in enumerate(post.receives):
        place = ground.at("posts.yaml", post.id, "receives", number)
        ground.refer(place, "service", service, ground.blueprint.services)
    if post.receives and Power.RECEIVE not in post.powers:
        ground.report(ground.at("posts.yaml", post.id, "receives"), "receives-without-power", name=post.id)


def _check_representative(ground: Ground, register: Register, representative: Representative) -> None:
    file, name = register.place.file, representative.field
    called = ground.at(file, "representative", "called")
    ground.refer(called, "field", representative.called, register.fields)
    place = ground.at(file, "representative", "field")
    if not ground.refer(place, "field", name, register.fields):
        return
    fact = ground.blueprint.facts.get(register.fields[name].fact)
    if not register.identifies or (fact is not None and fact.format is not Format.GB11643):
        ground.report(place, "representative-of-nobody", register=register.id, name=name)
