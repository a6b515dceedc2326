"""The cases around a case in words: for which it was begun, and which its steps began."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.cases import Colour
from minben.ledger import legal_today

from .languages import say
from .marks import Mark, limit_mark, outcome_mark

if TYPE_CHECKING:
    from minben.blueprint.model import Blueprint
    from minben.cases import Relative


@dataclass(frozen=True, slots=True)
class RelativeLine:
    """A case around another: which service and agency, how it stands, and its nearest last day while it has one."""

    number: str
    service: str
    agency: str
    outcome: Mark
    limit: Mark | None


def relative_line(blueprint: Blueprint, relative: Relative) -> RelativeLine:
    """Put a case around another into words."""
    service = blueprint.services.get(relative.service)
    agency = blueprint.agencies.get(relative.agency)
    return RelativeLine(
        number=relative.number,
        service=say(service.title) if service else relative.service,
        agency=say(agency.title) if agency else relative.agency,
        outcome=outcome_mark(relative.outcome),
        limit=_limit(relative),
    )


def _limit(relative: Relative) -> Mark | None:
    if relative.due is None or relative.outcome is not None:
        return None
    colour = Colour.RED if relative.late and relative.due < legal_today() else Colour.GREEN
    return limit_mark(colour, relative.due)
