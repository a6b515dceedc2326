"""How a case came in, in words: by which channel, and who entered it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from minben.cases import Channel
from minben.ledger import ActorKind

from .files import post_title

if TYPE_CHECKING:
    from minben.cases import CaseFile
    from minben.ledger import Actor

RECEIPTS = ("case.receive", "case.import")


def came_in(file: CaseFile) -> str:
    """By which way, and by whom; only the channel where the receipt is not among the acts that are shown."""
    receipt = next((act for act in file.acts if act.kind in RECEIPTS), None)
    way = _way(file.case.channel)
    if file.case.imported:
        # It was received elsewhere in whatever way they have there, which need not be one of ours.
        ours = file.case.channel in list(Channel)
        return (
            _("%(way)s, brought in from elsewhere") % {"way": way} if ours else _("Brought in from elsewhere")
        )
    who = _who(file, receipt.actor) if receipt else ""
    return _("%(way)s, entered by %(who)s") % {"way": way, "who": who} if who else way


def _way(channel: str) -> str:
    known: dict[str, str] = {
        Channel.WEB: _("Applied online"),
        Channel.COUNTER: _("Applied at the counter"),
        Channel.HELP: _("Applied online, with an officer's help"),
        Channel.API: _("Applied through a machine"),
    }
    return known.get(channel, channel)


def _who(file: CaseFile, actor: Actor) -> str:
    if actor.kind is ActorKind.OFFICER and actor.post:
        return post_title(file.blueprint, actor.post)
    if actor.kind is ActorKind.RESIDENT:
        own = actor.id == str(file.case.subject)
        return _("the applicant") if own else _("somebody who acts for the applicant")
    return ""
