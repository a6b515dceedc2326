"""Notices say the same in every language: braces match, and every language fills in the same values.

That every text is there in every language is seen when it is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import GiveNotice
from .formulas import BRACES, placeholders

if TYPE_CHECKING:
    from .ground import Ground


def check(ground: Ground) -> None:
    """Report notices with unmatched braces, and placeholders that only some languages have."""
    for service in ground.blueprint.services.values():
        for step in service.steps.values():
            for part, given in (("gives", step.gives), ("undo", step.undo)):
                for position, give in enumerate(given):
                    if isinstance(give, GiveNotice):
                        path = (service.place.file, "steps", step.id, part, position, "notice")
                        _check_notice(ground, give, path)


def _check_notice(ground: Ground, give: GiveNotice, path: tuple[str | int, ...]) -> None:
    file = str(path[0])
    sets = {}
    for lang, text in give.text.items():
        if not BRACES.fullmatch(text):
            ground.report(ground.at(file, *path[1:], lang), "braces")
            return
        sets[lang] = frozenset(placeholders(text))
    everywhere = frozenset.union(*sets.values())
    for lang, found in sets.items():
        if found != everywhere:
            missing = ", ".join(f"{{{name}}}" for name in sorted(everywhere - found))
            ground.report(ground.at(file, *path[1:], lang), "placeholders-differ", missing=missing)
