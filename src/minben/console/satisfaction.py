"""How satisfied people are: the five levels by agency and by service, drawn, and what came of bad ratings."""

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
from minben.pages.levels import LEVELS, level_name

from .charts import Value, named_bars
from .views import Chart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from minben.cases import Satisfaction
    from minben.people import Officer

GREEN, OCHRE, RED, BLUE, STONE = 1, 2, 3, 4, 5
TONES = {5: GREEN, 4: GREEN, 3: BLUE, 2: OCHRE, 1: RED}


@dataclass(frozen=True, slots=True)
class Line:
    """The ratings of one agency or service; ``share`` is the percentage of level 3 and above."""

    title: str
    total: int
    share: int
    waiting: int
    late: int


@for_supervisors
@require_safe
def satisfaction(request: HttpRequest, officer: Officer) -> HttpResponse:
    """All ratings as numbers and drawings."""
    blueprint = services.in_force()
    figures = cases.satisfaction(officer.reach)
    total = sum(one.total for one in figures)
    agencies = {one.id: say(one.title) for one in blueprint.agencies.values()}
    titles = {one.id: say(one.title) for one in blueprint.services.values()}
    by_agency: dict[str, list[Satisfaction]] = {}
    for one in figures:
        by_agency.setdefault(one.agency, []).append(one)
    context = {
        "total": total,
        "share": round(100 * sum(one.content for one in figures) / total) if total else None,
        "waiting": sum(one.waiting for one in figures),
        "late": sum(one.late for one in figures),
        "rectified": sum(one.rectified for one in figures),
        "charts": [
            _levels(figures),
            _shares("agency", _("Satisfied, by agency"), _("Agency"), agencies, by_agency),
        ],
        "agencies": [_line(agencies.get(agency, agency), ones) for agency, ones in by_agency.items()],
        "services": [_line(titles.get(one.service, one.service), [one]) for one in figures],
    }
    return render(request, "console/satisfaction.html", context)


def _levels(figures: Iterable[Satisfaction]) -> Chart:
    counts: Counter[int] = Counter()
    for one in figures:
        counts.update(one.levels)
    values = tuple(Value(level_name(level), counts[level], TONES[level]) for level in LEVELS)
    says = _("Bars: %(values)s") % {"values": ", ".join(f"{value.label} {value.number}" for value in values)}
    return Chart("levels", _("Ratings by level"), says, _("Level"), values, named_bars(values), _("Ratings"))


def _shares(
    id_: str, title: str, of: str, titles: dict[str, str], groups: dict[str, list[Satisfaction]]
) -> Chart:
    lines = [_line(titles.get(group, group), ones) for group, ones in groups.items()]
    values = tuple(
        Value(f"{line.title} (%)", line.share, GREEN)
        for line in sorted(lines, key=lambda line: (-line.share, line.title))
    )
    says = _("Bars: %(values)s") % {"values": ", ".join(f"{value.label} {value.number}" for value in values)}
    return Chart(id_, title, says, of, values, named_bars(values), _("Satisfied"))


def _line(title: str, ones: Iterable[Satisfaction]) -> Line:
    found = list(ones)
    total = sum(one.total for one in found)
    share = round(100 * sum(one.content for one in found) / total) if total else 0
    return Line(title, total, share, sum(one.waiting for one in found), sum(one.late for one in found))
