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
    """Ready: it lies before somebody. Done and void steps never change again."""

    READY = "ready"
    DONE = "done"
    VOID = "void"


class By(StrEnum):
    """Who did a step, and so who decided a case: a passed limit lets the law decide."""

    RULE = "rule"
    OFFICER = "officer"
    APPLICANT = "applicant"
    LAW = "law"


class Colour(StrEnum):
    """How a limit stands on a day: far, near, passed, or there is none."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NONE = "none"


HUMAN = "human"
"""The step in which people look again at what a rule has decided; no service defines it."""
UPHELD, REOPENED = "upheld", "reopened"
"""Its verdicts."""
ADVERSE = (Outcome.REFUSED, Outcome.NOT_ACCEPTED)
"""The outcomes that only people may bring about, or the law, and never a rule."""
