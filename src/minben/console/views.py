"""The district at a glance, for posts that supervise: numbers as drawings, each with its table."""

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
from minben.pages.marks import colour_name, decider_name, outcome_name, state_name

from .charts import Drawing, Value, day_bars, named_bars

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.model import Blueprint
    from minben.cases import Counts, Day
    from minben.people import Officer

DAYS = 14
STATES = ("open", "decided", "closed")
OUTCOMES = ("granted", "refused", "not accepted", "withdrawn")
DECIDERS = ("rule", "officer", "law")
COLOURS = ("green", "amber", "red", "none")
GREEN, OCHRE, RED, BLUE, STONE = 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its words; ``of`` heads the first column of its table."""

    id: str
    title: str
    says: str
    of: str
    values: tuple[Value, ...]
    drawing: Drawing
    counted: str = ""
    """What its numbers count, if not cases."""


@for_supervisors
@require_safe
def overview(request: HttpRequest, officer: Officer) -> HttpResponse:
    """How the district's cases stand now."""
    blueprint = services.in_force()
    counts = cases.counts(officer.reach, days=DAYS)
    decided = counts.on_time + counts.late
    context = {
        "counts": counts,
        "open": counts.by_state.get("open", 0),
        "overdue": sum(n for colour, n in counts.open_by_colour.items() if colour == "red"),
        "on_time_share": round(100 * counts.on_time / decided) if decided else None,
        "rule_share": _share(counts.by_decider, "rule"),
        "charts": charts(blueprint, counts),
    }
    return render(request, "console/overview.html", context)


def charts(blueprint: Blueprint, counts: Counts) -> list[Chart]:
    """All charts of the page, in their order."""
    return [
        _bars(
            "state",
            _("Cases by state"),
            _("State"),
            counts.by_state,
            STATES,
            state_name,
            (BLUE, OCHRE, GREEN),
        ),
        _bars(
            "limits",
            _("Limits of what is not finished"),
            _("Limit"),
            {str(colour): count for colour, count in counts.open_by_colour.items()},
            COLOURS,
            colour_name,
            (GREEN, OCHRE, RED, STONE),
        ),
        _bars(
            "outcome",
            _("Cases by outcome"),
            _("Outcome"),
            counts.by_outcome,
            OUTCOMES,
            outcome_name,
            (GREEN, RED, OCHRE, STONE),
        ),
        _on_time(counts),
        _bars(
            "decider",
            _("Rules beside officers"),
            _("Decided by"),
            counts.by_decider,
            DECIDERS,
            decider_name,
            (GREEN, BLUE, STONE),
        ),
        _by_agency(blueprint, counts.by_service),
        _by_service(blueprint, counts.by_service),
        _days("received", _("Received per day"), counts.days, lambda one: one.received, BLUE),
        _days("decided", _("Decided per day"), counts.days, lambda one: one.decided, GREEN),
    ]


def _share(counts: Mapping[str, int], name: str) -> int | None:
    total = sum(counts.values())
    return round(100 * counts.get(name, 0) / total) if total else None


def _bars(
    id_: str,
    title: str,
    of: str,
    counts: Mapping[str, int],
    order: Sequence[str],
    name: Callable[[str], str],
    tones: Sequence[int],
) -> Chart:
    values = tuple(Value(name(key), counts.get(key, 0), tone) for key, tone in zip(order, tones, strict=True))
    return _bar_chart(id_, title, of, values)


def _bar_chart(id_: str, title: str, of: str, values: tuple[Value, ...]) -> Chart:
    says = _("Bars: %(values)s") % {"values": ", ".join(f"{value.label} {value.number}" for value in values)}
    return Chart(id_, title, says, of, values, named_bars(values))


def _on_time(counts: Counts) -> Chart:
    values = (Value(_("On time"), counts.on_time, GREEN), Value(_("Late"), counts.late, RED))
    return _bar_chart("on-time", _("Decided on time or late"), _("Decided"), values)


def _by_agency(blueprint: Blueprint, by_service: Mapping[str, int]) -> Chart:
    counts: Counter[str] = Counter()
    for service, count in by_service.items():
        known = blueprint.services.get(service)
        if known is not None:
            counts[known.agency] += count
    values = tuple(
        Value(say(blueprint.agencies[agency].title), count, GREEN) for agency, count in counts.most_common()
    )
    return _bar_chart("agency", _("Cases by agency"), _("Agency"), values)


def _by_service(blueprint: Blueprint, by_service: Mapping[str, int]) -> Chart:
    ordered = sorted(by_service.items(), key=lambda pair: -pair[1])
    titles = {service.id: say(service.title) for service in blueprint.services.values()}
    values = tuple(Value(titles.get(service, service), count, BLUE) for service, count in ordered)
    return _bar_chart("service", _("Cases by service"), _("Service"), values)


def _days(id_: str, title: str, days: Sequence[Day], number: Callable[[Day], int], tone: int) -> Chart:
    values = tuple(Value(f"{one.day.month}/{one.day.day}", number(one), tone) for one in days)
    says = _("Bars, one for each of %(days)s days: %(total)s in all") % {
        "days": len(values),
        "total": sum(value.number for value in values),
    }
    return Chart(id_, title, says, _("Day"), values, day_bars(values))
