"""What a message is called: by what it is about and which service it belongs to, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from minben.blueprint.model import MessageKind
from minben.cases import About

from .languages import say

if TYPE_CHECKING:
    from datetime import date

    from minben.blueprint.model import Blueprint
    from minben.cases import CaseFile, Told


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice of a case as people read it."""

    title: str
    on: date
    text: str


def message_title(blueprint: Blueprint, told: Told) -> str:
    """The title of an entry of a mailbox: what it is about, and the service.

    A service that the blueprint does not know any more leaves only what it is about.
    """
    service = blueprint.form(told.service)
    about = _occasion(told.kind) or notice_title(told.about) or _given(blueprint, told.service, told.step)
    if service is None:
        return about
    return _("%(about)s: %(service)s") % {"about": about, "service": say(service.title)}


def notice_lines(file: CaseFile) -> list[NoticeLine]:
    """The notices of a case, the oldest first."""
    about = {act.id: act.result for act in file.acts}
    steps = {view.row.id: say(view.title) for view in file.steps if view.row is not None}
    return [
        NoticeLine(
            notice_title(About(about.get(notice.act, ""))) or steps.get(notice.step_id) or _("Notice"),
            notice.on,
            say(notice.text),
        )
        for notice in file.notices
    ]


def notice_title(about: About) -> str:
    """What a notice is about; empty where its step says it better."""
    return {
        About.REFUSED: _("Not granted"),
        About.NOT_ACCEPTED: _("Not accepted"),
        About.COMPLETE: _("Please complete your application"),
        About.RECTIFY: _("Please put something right"),
        About.CHARGED: _("A fee to pay"),
        About.REFUNDED: _("Your fee was paid back"),
        About.UPHELD: _("A human has looked again"),
        About.APPEAL: _("Your appeal is decided"),
        About.UNKEPT: _("A promise was found not to be kept"),
        About.ENDED: _("Withdrawn with the case that began it"),
        About.STOPPED: _("The clock stands"),
        About.RESUMED: _("The clock runs again"),
        About.EXTENDED: _("More time is needed"),
        About.TAKEN_BACK: _("Something was taken back"),
        About.LICENCE: _("Your licence has changed"),
        About.IMPOSSIBLE: _("Cannot begin for now"),
        About.CORRECTED: _("Corrected as you asked"),
        About.NOT_CORRECTED: _("Not corrected"),
    }.get(about, "")


def _occasion(kind: MessageKind) -> str:
    return {
        MessageKind.QUESTION: _("A question for you"),
        MessageKind.ANSWER: _("Your question is answered"),
        MessageKind.RATING: _("What came of your rating"),
    }.get(kind, "")


def _given(blueprint: Blueprint, service: str, step: str) -> str:
    """What the step is called that gave the notice."""
    known = blueprint.services.get(service)
    found = known.steps.get(step) if known else None
    return say(found.title) if found else _("Notice")
