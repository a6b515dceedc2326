"""What every face shares: choosing a language and whom to act as, the demonstration's personas, and what goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minben import people, services
from minben.blueprint.model import Power

from . import languages
from .access import open_to_all
from .personas import persona_groups

if TYPE_CHECKING:
    from django.http import HttpRequest

    from minben.blueprint.model import Blueprint


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """Where to go afterwards: an address of this site that the request names, else ``otherwise``."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    fits = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if fits else otherwise


@open_to_all
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Answer in another language from now on."""
    response = HttpResponseRedirect(safe_next(request, reverse("portal:home")))
    code = languages.known(request.POST.get("language"))
    if code:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 24 * 60 * 60,
            secure=True,
            httponly=True,
            samesite="Lax",
        )
    return response


DESKS = {
    Power.HANDLE: "workbench:tasks",
    Power.RECEIVE: "workbench:counter",
    Power.HELP: "workbench:help",
    Power.SUPERVISE: "console:overview",
}
"""Where an officer begins, by the first of these powers that the post has."""


def home_of(capacity: people.Capacity | None) -> str:
    """The page on which somebody begins: their desk, the console, or the portal."""
    if isinstance(capacity, people.Officer):
        return reverse(next(desk for power, desk in DESKS.items() if power in capacity.post.powers))
    return reverse("portal:home")


@open_to_all
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where signing in leads: to the page on which this person begins."""
    return HttpResponseRedirect(home_of(people.capacity(request, services.in_force())))


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def act_as(request: HttpRequest) -> HttpResponse:
    """Choose among oneself, those one holds a mandate of, and one's posts."""
    blueprint = services.in_force()
    standing = people.standing(request, blueprint)
    if standing is None:
        return redirect("account_login")
    error = ""
    if request.method == "POST":
        chosen = people.act_as(request, blueprint, request.POST.get("capacity", ""))
        if chosen is not None:
            return HttpResponseRedirect(home_of(chosen))
        error = _("Choose who you act as")
    context = {
        "capacities": [(one, scope_of(blueprint, one)) for one in standing.capacities],
        "chosen": people.capacity(request, blueprint),
        "errors": [{"text": error, "target": "capacity-1"}] if error else [],
    }
    return render(request, "pages/act_as.html", context, status=400 if error else 200)


def scope_of(blueprint: Blueprint, capacity: people.Capacity) -> str:
    """The services that a mandate is limited to, in words: what tells several of one giver apart."""
    if not isinstance(capacity, people.Person):
        return ""
    known = (blueprint.services.get(name) for name in capacity.services)
    return "；".join(languages.say(service.title) for service in known if service)


@open_to_all
@require_safe
def personas(request: HttpRequest) -> HttpResponse:
    """Everybody that a visitor of the demonstration can be."""
    if not settings.MINBEN_PERSONAS:
        raise Http404
    wanted = request.GET.get("q", "").strip()
    groups = persona_groups(services.in_force(), people.personas(), wanted)
    return render(request, "pages/personas.html", {"groups": groups, "wanted": wanted})


@open_to_all
@require_POST
def become(request: HttpRequest, persona: str) -> HttpResponse:
    """Sign in as a persona by one click, in the demonstration and nowhere else."""
    account = people.persona(persona) if settings.MINBEN_PERSONAS else None
    if account is None:
        raise Http404
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return HttpResponseRedirect(home_of(people.capacity(request, services.in_force())))


@open_to_all
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The page for a form that did not come from here, or came too late."""
    return render(request, "pages/csrf.html", status=403)


@open_to_all
def broken(request: HttpRequest) -> HttpResponse:
    """The page for our own mistakes; it asks nothing of the database."""
    request.bare = True  # type: ignore[attr-defined]
    chosen = languages.known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME))
    with translation.override(chosen or translation.get_language() or settings.LANGUAGE_CODE):
        return render(request, "500.html", status=500)
