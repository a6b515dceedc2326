"""The board of cards: where work is late, and where it is about to be, by agency and service."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minben import cases, services
from minben.pages.access import for_supervisors
from minben.pages.languages import say

from .charts import Value, named_bars
from .views import Chart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.model import Blueprint
    from minben.cases import BoardLine
    from minben.people import Officer

DAYS = 90
OCHRE, RED = 2, 3


@dataclass(frozen=True, slots=True)
class Line:
    """The cards of one agency in one service, in words."""

    agency: str
    service: str
    row: BoardLine


@for_supervisors
@require_safe
def board(request: HttpRequest, officer: Officer) -> HttpResponse:
    """All cards of the last days and of open tasks."""
    blueprint = services.in_force()
    found = cases.cards(officer.reach, days=DAYS)
    context = {
        "days": DAYS,
        "red_open": sum(one.red_open for one in found),
        "yellow_open": sum(one.yellow_open for one in found),
        "red": sum(one.red for one in found),
        "yellow": sum(one.yellow for one in found),
        "charts": [
            _by_agency(
                blueprint,
                "red-cards",
                _("Red cards by agency"),
                RED,
                [(one.agency, one.red) for one in found],
            ),
            _by_agency(
                blueprint,
                "yellow-cards",
                _("Yellow cards by agency"),
                OCHRE,
                [(one.agency, one.yellow) for one in found],
            ),
        ],
        "lines": [_line(blueprint, one) for one in found],
    }
    return render(request, "console/board.html", context)


def _line(blueprint: Blueprint, row: BoardLine) -> Line:
    service = blueprint.services.get(row.service)
    return Line(_agency(blueprint, row.agency), say(service.title) if service else row.service, row)


def _agency(blueprint: Blueprint, agency: str) -> str:
    found = blueprint.agencies.get(agency)
    return say(found.title) if found else agency


def _by_agency(
    blueprint: Blueprint, id_: str, title: str, tone: int, counted: Sequence[tuple[str, int]]
) -> Chart:
    summed: Counter[str] = Counter()
    for agency, count in counted:
        summed[agency] += count
    values = tuple(
        Value(_agency(blueprint, agency), count, tone) for agency, count in summed.most_common() if count
    )
    listed = ", ".join(f"{value.label} {value.number}" for value in values)
    says = _("Bars: %(values)s") % {"values": listed} if values else _("There is nothing yet.")
    return Chart(id_, title, says, _("Agency"), values, named_bars(values))
