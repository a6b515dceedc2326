"""What makes a procedure more than a row of steps: repetition, taking back, appeal, taskforces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..forms import Form, key
from ..model import Text  # noqa: TC001 - read by the forms
from ..shapes import COUNT, DAY, FEEL, LIMIT, NAME, TEXTS, WORD, ListOf
from .data import CITATION, CitationForm
from .words import OFFICER, POST

if TYPE_CHECKING:
    from datetime import date

    from ..calendar import Limit


class RepeatForm(Form):
    """A step is done again, as its next instance, until a condition is true; what follows waits for the last."""

    until: str = key(
        FEEL, "a FEEL condition over the step's verdict and answers; while it is not true, once more"
    )
    at_most: int = key(COUNT, "how often it is done at most")
    steps: tuple[str, ...] = key(
        ListOf(NAME), "steps that are done again with it, which it needs", name="with", default=()
    )


class EndRecordForm(Form):
    """Taking back: an entry that the step wrote is ended."""

    end: str = key(WORD, "the register")
    entry: str = key(FEEL, "the key of the entry as a FEEL expression", name="key")


class AppealForm(Form):
    """After an adverse outcome the applicant may ask another post to look again."""

    by: str = key(OFFICER, "the officer who decides the appeal; never one who took part in the decision")
    within: Limit = key(LIMIT, "how long after the outcome one may appeal")
    decides: Limit = key(LIMIT, "the time in which the appeal is decided")
    law: tuple[CitationForm, ...] = key(ListOf(CITATION, least=1), "the law that gives the right")


class TaskforceForm(Form):
    """Posts of several agencies that do tasks together for a time."""

    title: Text = key(TEXTS, "what it is called")
    lead: str = key(POST, "the post that leads it, and has its tasks outside the period")
    posts: tuple[str, ...] = key(ListOf(POST, least=1), "the posts whose officers may do its tasks")
    services: tuple[str, ...] = key(ListOf(WORD, least=1), "the services in which it may have steps")
    since: date = key(DAY, "its first day")
    until: date | None = key(DAY, "its last day", default=None)
    basis: tuple[CitationForm, ...] = key(ListOf(CITATION, least=1), "what it was set up by")
