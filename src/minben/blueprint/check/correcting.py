"""Who corrects a register: an officer of the agency that owns it, within a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Power
from ..statutes import CorrectWithin, within

if TYPE_CHECKING:
    from ..calendar import Limit
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
        if register.corrects_within is not None:
            _check_limit(ground, register, register.corrects_within)


def _check_limit(ground: Ground, register: Register, limit: Limit) -> None:
    """Report a limit that is longer than a law in force allows."""
    for pack in ground.blueprint.statutes:
        for rule in pack.rules:
            if isinstance(rule.duty, CorrectWithin) and not within(limit, rule.duty.at_most):
                place = ground.at(register.place.file, "corrects_within")
                most = rule.duty.at_most
                how = {
                    "zh": f"校核期限为 {limit}，最长为 {most}",
                    "en": f"corrections take {limit}; at most {most} are allowed",
                }
                ground.report(place, "duty-broken", cite=rule.cite, how=how, says=rule.says)


def _check_post(ground: Ground, register: Register, wanted: str) -> None:
    place = ground.at(register.place.file, "corrects")
    if not ground.refer(place, "post", wanted, ground.blueprint.posts):
        return
    post = ground.blueprint.posts[wanted]
    if post.agency != register.agency:
        ground.report(place, "corrects-of-others", register=register.id, owner=register.agency)
    if Power.HANDLE not in post.powers:
        ground.report(place, "post-without-power", name=wanted)
