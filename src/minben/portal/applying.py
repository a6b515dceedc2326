"""Applying for a service on the portal: for oneself, or by mandate; and asking an officer for help with it.

The pages are those of `minben.pages.filling`; here stands who may fill in, and what follows once it is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from minben import cases
from minben.blueprint import beyond_scope
from minben.cases import Channel, Filling
from minben.pages.access import for_persons
from minben.pages.filling import Filler, Way, begin_page, check_page, filler, question_page, service_of
from minben.pages.languages import say
from minben.pages.limits import limited
from minben.people import Limit

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from minben.blueprint.model import Service
    from minben.cases import Bundle, Case
    from minben.people import Person

APPLICATIONS = Limit("apply", times=120, seconds=60)


@limited(APPLICATIONS)
@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, person: Person, service: str) -> HttpResponse:
    """What we know already and what we will ask."""
    filled = filler_of(person, service)
    if not fits(filled.service, person):
        return render(request, "portal/apply_other.html", _why_not(filled, person), status=403)
    return begin_page(request, filled)


@limited(APPLICATIONS)
@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, person: Person, service: str, name: str) -> HttpResponse:
    """One question."""
    filled = filler_of(person, service)
    if not fits(filled.service, person):
        return redirect(filled.way.page("begin"))
    return question_page(request, filled, name)


@limited(APPLICATIONS)
@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, person: Person, service: str) -> HttpResponse:
    """All answers once more, and then they are sent."""
    filled = filler_of(person, service)
    if not fits(filled.service, person):
        return redirect(filled.way.page("begin"))

    def sent(case: Case | Bundle) -> HttpResponse:
        if isinstance(case, cases.Bundle):
            messages.success(request, _("Your application has been received. Here you see how it stands."))
            return redirect("portal:bundle-status", number=case.number)
        request.session[f"received:{service}"] = case.number
        return redirect("portal:received", service=service)

    return check_page(request, filled, sent, may_ask_for_help=True)


@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, person: Person, service: str) -> HttpResponse:
    """Throw a draft away, after being asked whether one is sure; one of a service that is no more, too."""
    waiting = next((one for one in cases.drafts_of(person.reach) if one.service == service), None)
    if waiting is None or waiting.subject != person.subject:
        return redirect("portal:my-cases")
    if request.method == "POST":
        cases.discard_draft(_filling(person, service))
        messages.success(request, _("What you had filled in has been discarded."))
        return redirect("portal:my-cases")
    return render(request, "portal/discard.html", {"waiting": waiting})


@limited(APPLICATIONS)
@for_persons
@require_POST
def help_(request: HttpRequest, person: Person, service: str) -> HttpResponse:
    """Ask for help with a draft, or close it to helpers again; the last look then shows the code, or none."""
    change = cases.share_draft if request.POST.get("help") == "ask" else cases.unshare_draft
    try:
        change(_filling(person, service), request.POST.get("key", ""))
    except cases.CaseProblem as wrong:
        messages.error(request, say(wrong.text))
    return redirect("portal:check", service=service)


def _why_not(filled: Filler, person: Person) -> dict[str, object]:
    """Why the person cannot apply: it is for others, or the mandate lacks services."""
    blueprint, service = filled.blueprint, filled.service
    bundle = blueprint.bundles.get(service.id)
    missing = beyond_scope(bundle, person.services) if bundle else (service.id,)
    return {
        "service": service,
        "back": filled.way.back,
        "for_others": service.subject_kind != person.kind,
        "giver": person.name,
        "missing": [say(blueprint.services[name].title) for name in missing],
    }


def filler_of(person: Person, service: str) -> Filler:
    """A person who fills in an application for the subject that they act as."""
    blueprint, wanted = service_of(service)
    is_bundle = service in blueprint.bundles
    back = (
        reverse("portal:bundle", args=[service]) if is_bundle else reverse("portal:item", args=[wanted.item])
    )
    return filler(blueprint, wanted, _filling(person, service), Way("portal:", (service,), back))


def _filling(person: Person, service: str) -> Filling:
    return Filling(service, person.subject, person.reach, person.actor, Channel.WEB)


def fits(service: Service, person: Person) -> bool:
    """Whether the service is for this kind of subject, and within the mandate."""
    return service.subject_kind == person.kind and person.may_use(service.id)
