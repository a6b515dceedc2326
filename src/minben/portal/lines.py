"""Cases as a list shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from minben import cases
from minben.pages.files import post_title
from minben.pages.languages import say
from minben.pages.marks import Mark, limit_mark, outcome_mark

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint
    from minben.cases import CaseRow


@dataclass(frozen=True, slots=True)
class Line:
    """A case as a list shows it: how it stands, and the next step with whoever has it and its last day."""

    row: CaseRow
    service: str
    outcome: Mark
    next: str
    who: str
    limit: Mark | None
    questions: int = 0
    """How many questions in the case wait for whoever sees the list."""


def line(blueprint: Blueprint, row: CaseRow, questions: int = 0) -> Line:
    """A case in words."""
    service = blueprint.services.get(row.service)
    step = service.steps.get(row.next_step or "") if service else None
    title = say(step.title) if step else ""
    if row.next_step == cases.HUMAN:
        title = _("A person looks at it again")
    elif row.next_step == cases.APPEAL:
        title = _("Appeal")
    return Line(
        row=row,
        service=say(service.title) if service else row.service,
        outcome=outcome_mark(row.outcome),
        next=title,
        who=post_title(blueprint, row.next_post) if row.next_post else _("you") if row.next_step else "",
        limit=_limit(row),
        questions=questions,
    )


def _limit(row: CaseRow) -> Mark | None:
    """The next step's last day; where it is the applicant's turn, that is what matters."""
    if row.next_step is None:
        return None
    if not row.next_post and row.due is None:
        return Mark("amber", _("Your turn"))
    return limit_mark(row.colour, row.due, provisional=row.due_provisional)
