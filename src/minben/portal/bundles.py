"""Bundles on the portal: the guide of one, and how what was applied for together stands.

It is filled in on the pages of a service (`applying`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from minben import cases, services
from minben.cases import PartState
from minben.pages.access import for_persons, open_to_all
from minben.pages.fields import Problem
from minben.pages.languages import say
from minben.pages.marks import Mark

from .lines import Line, line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.model import Agency, Blueprint, Bundle, Service
    from minben.cases import BundleView, PartView
    from minben.people import Person


@dataclass(frozen=True, slots=True)
class Stage:
    """A service on the guide page of a bundle, with the titles of those that come first."""

    service: Service
    agency: Agency
    after: tuple[str, ...]
    always: bool


@dataclass(frozen=True, slots=True)
class PartLine:
    """A service of a bundle that was applied for: its case as a list shows it, or how it stands without one."""

    part: PartView
    title: str
    agency: str
    mark: Mark
    line: Line | None
    says: str


@dataclass(frozen=True, slots=True)
class BundleLine:
    """A bundle in words."""

    view: BundleView
    title: str
    mark: Mark
    parts: tuple[PartLine, ...]

    @property
    def costs(self) -> tuple[PartLine, ...]:
        """The services that cost something."""
        return tuple(one for one in self.parts if one.part.cost is not None)


@open_to_all
@require_safe
def bundle(request: HttpRequest, bundle: str) -> HttpResponse:
    """The guide of a bundle: which services, in which order, what is asked, what it costs."""
    blueprint = services.in_force()
    found = blueprint.bundles.get(bundle)
    if found is None:
        raise Http404
    context = {
        "bundle": found,
        "stages": list(_stages(blueprint, found)),
        "lead": blueprint.agencies[found.lead],
    }
    return render(request, "portal/bundle.html", context)


def _stages(blueprint: Blueprint, found: Bundle) -> Sequence[Stage]:
    return [
        Stage(
            service=blueprint.services[part.service],
            agency=blueprint.agencies[blueprint.services[part.service].agency],
            after=tuple(say(blueprint.services[one].title) for one in part.after),
            always=part.when is None,
        )
        for part in found.parts.values()
    ]


@for_persons
@require_safe
def status(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """How a bundle stands: what is done, what waits for what, the last days, the fees."""
    return _show(request, _view_of(number, person))


@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """Take a bundle back, after being asked whether one is sure."""
    view = _view_of(number, person)
    if request.method == "POST":
        try:
            cases.withdraw_bundle(view.id, person)
        except cases.CaseProblem as wrong:
            return _show(request, _view_of(number, person), [Problem("", say(wrong.text))])
        messages.success(request, _("Your application has been withdrawn."))
        return redirect("portal:bundle-status", number=number)
    return render(request, "portal/bundle_withdraw.html", {"bundle": bundle_line(view)})


def bundle_line(view: BundleView) -> BundleLine:
    """A bundle in words, by the blueprint of its receipt."""
    blueprint = services.version(view.version)
    return BundleLine(
        view=view,
        title=say(blueprint.bundles[view.bundle].title),
        mark=_mark(view),
        parts=tuple(_part(blueprint, part) for part in view.parts),
    )


def lines_of(person: Person) -> list[BundleLine]:
    """The bundles of the subject that the person acts as."""
    return [bundle_line(view) for view in cases.my_bundles(person.reach, person.subject)]


def _mark(view: BundleView) -> Mark:
    if view.withdrawn:
        return Mark("grey", _("Withdrawn"))
    counted = {"over": view.over, "all": len(view.parts)}
    text = _("%(over)s of %(all)s done") % counted
    if view.over < len(view.parts):
        return Mark("blue", text)
    granted = all(part.case is not None and part.case.outcome == "granted" for part in view.parts)
    return Mark("green" if granted else "grey", text)


def _part(blueprint: Blueprint, part: PartView) -> PartLine:
    service = blueprint.services[part.service]
    shown = line(blueprint, part.case) if part.case else None
    agency = part.case.agency if part.case else service.agency
    return PartLine(
        part=part,
        title=say(service.title),
        agency=say(blueprint.agencies[agency].title),
        mark=shown.outcome if shown else _standing(part),
        line=shown,
        says=_says(blueprint, part),
    )


def _standing(part: PartView) -> Mark:
    return {
        PartState.WAITING: Mark("grey", _("Waits")),
        PartState.IMPOSSIBLE: Mark("red", _("Not possible")),
        PartState.WITHDRAWN: Mark("grey", _("Withdrawn")),
        PartState.RECEIVED: Mark("blue", _("Received")),
    }[part.state]


def _says(blueprint: Blueprint, part: PartView) -> str:
    """Why a service has not been received."""
    if part.state is PartState.WAITING:
        titles = _("”, “").join(say(blueprint.services[one].title) for one in part.after)
        return _("It begins by itself when “%(services)s” is done.") % {"services": titles}
    if part.state is PartState.IMPOSSIBLE and part.because:
        missing = say(blueprint.services[part.because].title)
        return _("It stands on “%(service)s”, which was not granted.") % {"service": missing}
    # Its own answers did not fit when its turn came; which, the notice says.
    return say(part.told) if part.told else ""


def _view_of(number: str, person: Person) -> BundleView:
    try:
        return cases.bundle_view(number, person)
    except cases.NotFound as missing:
        raise Http404 from missing


def _show(request: HttpRequest, view: BundleView, errors: list[Problem] | None = None) -> HttpResponse:
    context = {"bundle": bundle_line(view), "errors": errors or []}
    return render(request, "portal/bundle_status.html", context, status=409 if errors else 200)
