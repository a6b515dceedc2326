"""What stands in a case beside its procedure, for the case page: the fee, questions and answers, ratings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben import cases
from minben.blueprint.model import StepKind

if TYPE_CHECKING:
    from minben.cases import CaseFile, StepView
    from minben.people import Person


def beside(file: CaseFile, person: Person) -> dict[str, object]:
    """The fee, the questions, the ratings, and what can still be rated; a constant number of queries."""
    ratings = cases.ratings_of(file.case.id)
    return {
        "charge": cases.charge_of(file.case.id) if file.service.charging else None,
        "questions": cases.questions_of(file.case.id, officer=False),
        "ratings": ratings,
        "to_rate": cases.may_rate(file.case, person, ratings),
    }


def is_paid(step: StepView) -> bool:
    """Whether a step is done by paying, not by filling something in."""
    return step.step is not None and step.step.kind is StepKind.COLLECT
