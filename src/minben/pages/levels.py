"""The five levels of a rating in words, as GB/T 39735 names them, the best first."""

from __future__ import annotations

from django.utils.translation import gettext as _

LEVELS = (5, 4, 3, 2, 1)


def level_name(level: int) -> str:
    """What a level is called."""
    return {
        5: _("Very satisfied"),
        4: _("Satisfied"),
        3: _("Basically satisfied"),
        2: _("Dissatisfied"),
        1: _("Very dissatisfied"),
    }[level]
