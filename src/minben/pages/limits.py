"""How often a page may be asked for: a decorator that counts by account, or by address for a visitor."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.shortcuts import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from minben.people import Limit

    from .access import P, View


def limited(limit: Limit, *, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[View[P]], View[P]]:
    """Answer 429 beyond the limit. Stands outside the access decorator, whose mark it keeps."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method in methods and not limit.allows(_who(request)):
                return too_many(request, limit)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def too_many(request: HttpRequest, limit: Limit) -> HttpResponseBase:
    """The page that asks to wait."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(limit.seconds)
    return response


def _who(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"account {request.user.pk}"
    return f"address {request.META.get('REMOTE_ADDR', '')}"
