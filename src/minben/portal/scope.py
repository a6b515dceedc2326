"""Pages that show all of a subject at once, whatever the service: closed to a mandate that names its services."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.shortcuts import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from minben.people import Person

P = ParamSpec("P")


def for_all_services(
    view: Callable[Concatenate[HttpRequest, Person, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Person, P], HttpResponse]:
    """The subject themselves, or somebody whose mandate has no limits; others are told why not, with 403."""

    @wraps(view)
    def guarded(request: HttpRequest, person: Person, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not person.unlimited:
            return render(request, "portal/limited_mandate.html", {"giver": person.name}, status=403)
        return view(request, person, *args, **kwargs)

    return guarded
