"""Who may use a view. Every view of every face carries exactly one of these decorators; a test walks all addresses.

``@open_to_all`` · ``@for_persons`` (a resident, or somebody acting for an enterprise) · ``@for_officers(power)`` (a
post with that power) · ``@for_supervisors``. The last three hand the view who is asking as its second argument and run
it under that reach, so that the database itself shows nothing more; the transaction ends before the answer leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from minben import people, services
from minben.blueprint.model import Power
from minben.ledger import acting

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

P = ParamSpec("P")
View = Callable[Concatenate["HttpRequest", P], "HttpResponseBase"]
PersonView = Callable[Concatenate["HttpRequest", "people.Person", P], "HttpResponseBase"]
OfficerView = Callable[Concatenate["HttpRequest", "people.Officer", P], "HttpResponseBase"]

MARK = "minben_access"


def open_to_all(view: View[P]) -> View[P]:
    """Anybody, signed in or not."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return _marked(guarded, "all")


def for_persons(view: PersonView[P]) -> View[P]:
    """Somebody signed in who acts as a subject: themselves, or one whose mandate they hold."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = people.person(request, services.in_force())
        if person is None:
            return _turned_away(request)
        with acting(person.reach):
            return _private(view(request, person, *args, **kwargs))

    return _marked(guarded, "persons")


def for_officers(power: Power) -> Callable[[OfficerView[P]], View[P]]:
    """Somebody signed in who acts in a post with this power."""

    def decorate(view: OfficerView[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            officer = people.officer(request, services.in_force())
            if officer is None or power not in officer.post.powers:
                return _turned_away(request)
            with acting(officer.reach):
                return _private(view(request, officer, *args, **kwargs))

        return _marked(guarded, f"officers: {power}")

    return decorate


def for_supervisors(view: OfficerView[P]) -> View[P]:
    """Somebody signed in who acts in a post that looks over the whole jurisdiction's work."""
    return for_officers(Power.SUPERVISE)(view)


def _marked(view: View[P], who: str) -> View[P]:
    setattr(view, MARK, who)
    return view


def _private(response: HttpResponseBase) -> HttpResponseBase:
    add_never_cache_headers(response)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _turned_away(request: HttpRequest) -> HttpResponse:
    """Visitors are asked to sign in; who acts as somebody else is shown how to change that."""
    if people.standing(request, services.in_force()) is None:
        return redirect_to_login(request.get_full_path())
    return render(request, "pages/other_capacity.html", status=403)
