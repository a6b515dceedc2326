"""Who corrects a register: an officer of the agency that owns it, within a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Power

if TYPE_CHECKING:
    from ..model import Register
    from .ground import Ground


def check(ground: Ground) -> None:
    """Report registers whose corrections nobody can decide, or not in time."""
    for register in ground.blueprint.registers.values():
        if register.corrects is not None:
            _check_post(ground, register, register.corrects)
        if (register.corrects is None) != (register.corrects_within is None):
            key = "corrects" if register.corrects else "corrects_within"
            place = ground.at(register.place.file, key)
            ground.report(place, "corrects-by-halves", register=register.id)


def _check_post(ground: Ground, register: Register, wanted: str) -> None:
    place = ground.at(register.place.file, "corrects")
    if not ground.refer(place, "post", wanted, ground.blueprint.posts):
        return
    post = ground.blueprint.posts[wanted]
    if post.agency != register.agency:
        ground.report(place, "corrects-of-others", register=register.id, owner=register.agency)
    if Power.HANDLE not in post.powers:
        ground.report(place, "post-without-power", name=wanted)
