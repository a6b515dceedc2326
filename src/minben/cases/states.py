"""The words in which cases and steps are stored."""

from __future__ import annotations

from enum import StrEnum

from minben.blueprint.model import Outcome


class CaseState(StrEnum):
    """Open: no outcome yet. Decided: there is one, and something is still to be done. Closed: nothing is left."""

    OPEN = "open"
    DECIDED = "decided"
    CLOSED = "closed"


class StepState(StrEnum):
    """Ready: it lies before somebody. Under way: in the tasks of its posts, or in a case of its own.

    Done and void steps never change again, but that it may be noted once that what a done one gave was taken back.
    """

    READY = "ready"
    UNDER_WAY = "under-way"
    DONE = "done"
    VOID = "void"


class By(StrEnum):
    """Who did a step, and so who decided a case: a passed limit lets the law decide."""

    RULE = "rule"
    OFFICER = "officer"
    APPLICANT = "applicant"
    LAW = "law"
    SERVICE = "service"
    """Another service, by a case of its own."""


class PartState(StrEnum):
    """How a service of a bundle stands before it is a case, or that it is one."""

    WAITING = "waiting"
    RECEIVED = "received"
    IMPOSSIBLE = "impossible"
    WITHDRAWN = "withdrawn"


class Colour(StrEnum):
    """How a limit stands at a time: far, near, passed, its clock stopped, or there is none."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    STOPPED = "stopped"
    NONE = "none"


HUMAN = "human"
"""The step in which people look again at what a rule has decided; no service defines it."""
APPEAL = "appeal"
"""The step in which another post looks again at an adverse outcome; no service defines it."""
OUTSIDE = (HUMAN, APPEAL)
"""Steps beside the procedure."""
UPHELD, REOPENED = "upheld", "reopened"
"""Its verdicts."""
_EXTENSION = ".extension"
ALLOWED, NOT_ALLOWED = "allowed", "not-allowed"
"""The verdicts on a request to extend a limit."""


def extension_of(step: str) -> str:
    """The name under which the request to extend the limit of a step is kept; no service defines it."""
    return step + _EXTENSION


def is_extension(step: str) -> bool:
    """Whether this is the request to extend a limit."""
    return step.endswith(_EXTENSION)


def aside(step: str) -> bool:
    """Whether a step stands beside the procedure."""
    return step in OUTSIDE or is_extension(step)


ADVERSE = (Outcome.REFUSED, Outcome.NOT_ACCEPTED)
"""The outcomes that only people may bring about, or the law, and never a rule."""
