"""What happened to a licence, in words: for its holder and for the officers who change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from minben.blueprint.licensing import LicenceMove
from minben.licences import STATE_WORDS

from .languages import say

if TYPE_CHECKING:
    from datetime import date

    from minben.licences import History


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change as people read it; ``law`` and ``reasons`` may be empty."""

    on: date
    what: str
    state: str
    law: tuple[str, ...]
    reasons: str


def move_name(move: str) -> str:
    """What a change is called."""
    names = {
        LicenceMove.WITHHOLD: _("Withheld"),
        LicenceMove.RESTORE: _("Given back"),
        LicenceMove.REVOKE: _("Revoked"),
        LicenceMove.CANCEL: _("Cancelled"),
        LicenceMove.WITHDRAW: _("Withdrawn as a penalty"),
        LicenceMove.RENEW: _("Renewed"),
        LicenceMove.CORRECT: _("Corrected"),
    }
    if move == "lapse":
        return _("Lapsed with its last day")
    return next((name for known, name in names.items() if known == move), _("Changed with the register"))


def changes(history: History) -> list[ChangeLine]:
    """The changes of a licence, the newest first."""
    return [
        ChangeLine(row.on, move_name(row.move), say(STATE_WORDS[row.after]), tuple(row.law), row.reasons)
        for row in history.changes
    ]
