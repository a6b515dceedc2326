"""By which ways people come: what posts take in for others, and who stands for an enterprise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Format, Power

if TYPE_CHECKING:
    from ..model import Post, Register, Representative
    from .ground import Ground


def check(ground: Ground) -> None:
    """Report posts that receive what they cannot, and registers whose representative is nobody."""
    for post in ground.blueprint.posts.values():
        _check_post(ground, post)
    for register in ground.blueprint.registers.values():
        if register.representative is not None:
            _check_representative(ground, register, register.representative)


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
