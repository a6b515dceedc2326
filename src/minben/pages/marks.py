"""Marks: how a limit or a case stands, in a word and a colour; the colour never stands alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from minben.blueprint.model import Outcome

from .templatetags.minben import day, moment

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """``tone`` picks the colour in the style sheet: green, amber, red, blue or grey."""

    tone: str
    text: str


TONES = ("red", "amber", "green", "stopped", "none")


def colour_name(colour: str) -> str:
    """What a limit's colour means."""
    return {
        "red": _("Overdue"),
        "amber": _("Due soon"),
        "green": _("In time"),
        "stopped": _("Clock stopped"),
        "none": _("No limit"),
    }[colour]


def limit_mark(
    colour: str, due: date | None, *, provisional: bool = False, due_at: datetime | None = None
) -> Mark:
    """How a limit stands, with its last day, or the moment at which it ends.

    A provisional one has not passed, whatever the day; one whose clock is stopped has no last day yet.
    """
    if colour == "stopped":
        return Mark("blue", colour_name(colour))
    if due is None:
        return Mark("grey", colour_name("none"))
    said = moment(due_at) if due_at else day(due)
    if provisional:
        text = _("Due %(day)s, provisionally: the calendar of that year is not loaded") % {"day": said}
        return Mark("amber" if colour == "red" else colour, text)
    if colour == "red":
        text = _("Overdue since %(day)s") % {"day": said}
    elif colour == "amber":
        text = _("Due soon: %(day)s") % {"day": said}
    else:
        text = _("Due %(day)s") % {"day": said}
    return Mark(colour, text)


def outcome_name(outcome: str) -> str:
    """What a case came to."""
    return {
        Outcome.GRANTED: _("Granted"),
        Outcome.REFUSED: _("Refused"),
        Outcome.NOT_ACCEPTED: _("Not accepted"),
        Outcome.WITHDRAWN: _("Withdrawn"),
    }[Outcome(outcome)]


def outcome_mark(outcome: str | None) -> Mark:
    """What a case came to, or that it is at work."""
    if outcome is None:
        return Mark("blue", _("In progress"))
    tone = {Outcome.GRANTED: "green", Outcome.WITHDRAWN: "grey"}.get(Outcome(outcome), "red")
    return Mark(tone, outcome_name(outcome))


def decider_name(kind: str) -> str:
    """Who decided."""
    return {
        "rule": _("A rule"),
        "officer": _("An officer"),
        "law": _("The law, because a limit had passed"),
        "applicant": _("The applicant"),
        "service": _("Another service, in a case of its own"),
    }[kind]


def state_name(state: str) -> str:
    """How far a case is."""
    return {"open": _("Open"), "decided": _("Decided, not finished"), "closed": _("Finished")}[state]
