"""Before a blueprint is in force there is nothing to show: every address says so, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from minben import services

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

RETRY_AFTER = "60"


class NothingInForceMiddleware:
    """Answers 503 while no blueprint is in force. What it asks the database, every page would ask anyway."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The page itself, or that there are none yet."""
        try:
            services.in_force()
        except services.NothingInForce:
            request.bare = True  # type: ignore[attr-defined]
            response = render(request, "503.html", status=503)
            response.headers["Retry-After"] = RETRY_AFTER
            response.headers["Cache-Control"] = "no-store"
            return response
        return self.get_response(request)
