"""What is shown of the cases around a case: that they run, since when, and what they came to; never what is in them.

Whoever may see a case may see this much of the case that began it and of those that its steps began, also where row
security keeps those themselves from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.ledger import acting

from . import models
from .loading import PROGRAM_REACH

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Relative:
    """A case around another; ``due`` is the earliest last day among its open steps, ``late`` whether one has passed."""

    number: str
    service: str
    version: str
    agency: str
    received_on: date
    outcome: str | None
    due: date | None
    late: bool


def children_of(case: models.Case) -> dict[UUID, Relative]:
    """The cases that steps of a case began, by the step's row."""
    with acting(PROGRAM_REACH):
        found = models.Case.objects.filter(parent=case, parent_step__isnull=False)
        return {one.parent_step_id: _relative(one) for one in found if one.parent_step_id is not None}


def parent_of(case: models.Case) -> Relative | None:
    """The case that began a case; None where none did."""
    if case.parent_id is None:
        return None
    with acting(PROGRAM_REACH):
        return _relative(models.Case.objects.get(id=case.parent_id))


def _relative(case: models.Case) -> Relative:
    return Relative(
        number=case.number,
        service=case.service,
        version=case.version,
        agency=case.agency,
        received_on=case.received_on,
        outcome=case.outcome,
        due=case.due,
        late=case.late,
    )
