"""How large a request may be: small, but for pages that take files, which take files from whoever is signed in.

Django would read the body of every form before the page is asked for, and end with an error page of its own beyond its
limits. So the size is looked at first. What is too large is read to its end and thrown away, piece by piece, so that
the browser listens to the answer; but not for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.shortcuts import render

from minben.environment import MEGABYTE, Environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

V = TypeVar("V", bound="Callable[..., HttpResponseBase]")
MARK = "minben_takes_files"
FRAME = 1 * MEGABYTE
"""What the rest of a form may take beside the file."""
FILES_AT_ONCE = 5
"""How many of the largest files fit into one form."""
READ_ON = 10
"""So many times what is allowed is read and thrown away before the connection is given up."""
_PIECE = 65_536


def takes_files(view: V) -> V:
    """Let a page take files. Stands outermost."""
    setattr(view, MARK, True)
    return view


class BodyLimitMiddleware:
    """Answers 413 with a page that says how much is taken. Stands before whatever reads forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; the view that is known later says what is allowed."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Refuse what is too large for this page."""
        allowed = most_bytes(request, view)
        if _length(request) <= allowed:
            return None
        _read_to_end(request, allowed * READ_ON)
        megabytes = max(1, (allowed - FRAME) // MEGABYTE)
        return render(request, "413.html", {"megabytes": megabytes}, status=413)


def most_bytes(request: HttpRequest, view: Callable[..., HttpResponseBase]) -> int:
    """The largest body that a view takes from whoever asks."""
    if getattr(view, MARK, False) and request.user.is_authenticated:
        return FILES_AT_ONCE * Environment.read().upload_limit + FRAME
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or FRAME)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _read_to_end(request: HttpRequest, most: int) -> None:
    left = min(_length(request), most)
    while left > 0:
        piece = request.read(min(_PIECE, left))
        if not piece:
            return
        left -= len(piece)
