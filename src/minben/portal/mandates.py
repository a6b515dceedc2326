"""Letting somebody act for one, and acting for others: both sides see each mandate, and either may end it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from minben import people, registers, services
from minben.blueprint.model import SubjectKind
from minben.ledger import Reach, legal_today
from minben.pages.access import for_persons
from minben.pages.fields import DATE_PARTS, Problem
from minben.pages.languages import say
from minben.pages.limits import limited
from minben.people import Limit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.model import Blueprint, Service
    from minben.people import Mandate, Person

GIVING = Limit("mandate", times=20, seconds=3600)
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A mandate as its sides read it."""

    id: UUID
    who: str
    services: tuple[str, ...]
    since: date
    until: date | None
    holds: bool
    by_law: str
    """What the register is called that it follows from; '' for one that was given."""
    ended: bool


@dataclass(slots=True)
class Giving:
    """The form as it was filled in, and what is wrong with it."""

    number: str = ""
    name: str = ""
    scope: str = ""
    services: tuple[str, ...] = ()
    days: tuple[str, str, str] = ("", "", "")
    problems: dict[str, Problem] = field(default_factory=dict)

    def wrong(self, place: str, target: str, text: str) -> None:
        """Something has to be put right."""
        self.problems[place] = Problem(target, text)


@for_persons
@require_safe
def mandates(request: HttpRequest, person: Person) -> HttpResponse:
    """Who acts for the subject, and for whom it acts."""
    blueprint, today = services.in_force(), legal_today()
    known = people.mandates_of(person.subject) if may_give(person) else ()
    held = people.mandates_of(person.own)
    context = {
        "given": [
            line(blueprint, one, today, for_giver=True) for one in known if one.giver == person.subject
        ],
        "held": [line(blueprint, one, today, for_giver=False) for one in held if one.holder == person.own],
        "may_give": may_give(person),
        "name": person.name,
    }
    return render(request, "portal/mandates.html", context)


@limited(GIVING, methods=("POST",))
@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, person: Person) -> HttpResponse:
    """Let a resident act for the subject, in all services or in some, until a day or until it is ended."""
    if not may_give(person):
        raise Http404
    blueprint = services.in_force()
    offered = [one for one in blueprint.services.values() if one.subject_kind == person.kind]
    giving = Giving()
    if request.method == "POST":
        giving = _read(request)
        holder, until = _holder(giving, person), _until(giving)
        _check(giving, offered)
        if not giving.problems and holder is not None:
            people.give_mandate(
                person.subject,
                person.kind,
                holder,
                name=person.name,
                holder_name=giving.name,
                actor=person.actor,
                services=giving.services if giving.scope == "some" else (),
                until=until,
            )
            messages.success(request, _("The mandate holds from today. You can end it at any time."))
            return redirect("portal:mandates")
    context = {
        "giving": giving,
        "errors": list(giving.problems.values()),
        "services": [(one.id, say(one.title), one.id in giving.services) for one in offered],
        "name": person.name,
        "parts": list(
            zip(DATE_PARTS, (_("Year"), _("Month"), _("Day")), giving.days, (4, 2, 2), strict=True)
        ),
    }
    return render(request, "portal/mandate_give.html", context, status=400 if giving.problems else 200)


@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, person: Person, mandate: UUID) -> HttpResponse:
    """End a mandate at once, after being asked whether one is sure."""
    blueprint = services.in_force()
    sides = (person.subject,) if may_give(person) else ()
    reach = Reach(subjects=(*sides, person.own))
    known = [*people.mandates_of(person.own), *(people.mandates_of(person.subject) if sides else ())]
    found = next((one for one in known if one.id == mandate and not one.ended_at and not one.source), None)
    if found is None:
        raise Http404
    if request.method == "POST":
        if people.end_mandate_now(mandate, reach=reach, actor=person.actor):
            messages.success(request, _("The mandate has ended."))
        return redirect("portal:mandates")
    shown = line(blueprint, found, legal_today(), for_giver=found.giver in sides)
    return render(request, "portal/mandate_end.html", {"line": shown})


def may_give(person: Person) -> bool:
    """The subject themselves, or whom the law lets act for it; who holds a mandate does not pass it on."""
    if person.mandate is None:
        return True
    return any(one.id == person.mandate and one.source for one in people.mandates_of(person.subject))


def line(blueprint: Blueprint, mandate: Mandate, today: date, *, for_giver: bool) -> Line:
    """A mandate in words for one of its sides; ``who`` is the other."""
    titles = [blueprint.services.get(name) for name in mandate.services]
    register = blueprint.registers.get(mandate.source)
    return Line(
        id=mandate.id,
        who=(mandate.holder_name or _("Representative by law")) if for_giver else mandate.name,
        services=tuple(
            say(known.title) if known else name for known, name in zip(titles, mandate.services, strict=True)
        ),
        since=mandate.since,
        until=mandate.until,
        holds=mandate.ended_at is None
        and mandate.since <= today
        and (mandate.until is None or today <= mandate.until),
        by_law=(say(register.title) if register else mandate.source) if mandate.source else "",
        ended=mandate.ended_at is not None,
    )


def _read(request: HttpRequest) -> Giving:
    posted = request.POST
    year, month, day = (posted.get(f"until-{part}", "").strip() for part in DATE_PARTS)
    return Giving(
        number=posted.get("number", "").strip().upper(),
        name=" ".join(posted.get("name", "").split()),
        scope=posted.get("scope", ""),
        services=tuple(posted.getlist("services")),
        days=(year, month, day),
    )


def _holder(giving: Giving, person: Person) -> UUID | None:
    """The resident with this number; who it is, nobody is told."""
    if not giving.number:
        giving.wrong("number", "number", _("Enter the resident number of who may act for you"))
        return None
    holder = registers.find_subject(SubjectKind.RESIDENT, giving.number)
    if holder is None:
        giving.wrong("number", "number", _("Nobody is known by this number; check it and enter it again"))
    elif holder in (person.subject, person.own):
        giving.wrong("number", "number", _("This is your own number"))
    return holder


def _until(giving: Giving) -> date | None:
    """The last day, None where none was given."""
    if not any(giving.days):
        return None
    try:
        until = date(*map(int, giving.days))
    except ValueError:
        giving.wrong("until", "until-year", _("Enter a date that exists"))
        return None
    if until < legal_today():
        giving.wrong("until", "until-year", _("The last day cannot lie before today"))
    return until


def _check(giving: Giving, offered: Sequence[Service]) -> None:
    if not giving.name or len(giving.name) > LONGEST_NAME:
        giving.wrong("name", "name", _("Enter what you call them, in at most 60 characters"))
    if giving.scope not in ("all", "some"):
        giving.wrong("scope", "scope-all", _("Choose what the mandate is for"))
    elif giving.scope == "some":
        known = {one.id for one in offered}
        if not giving.services or not known.issuperset(giving.services):
            giving.wrong("scope", "scope-some", _("Choose at least one service"))
