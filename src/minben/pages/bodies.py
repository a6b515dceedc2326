"""How large a request may be: small, but for pages that take files, which take files from whoever is signed in.

Django would read the body of every form before the page is asked for, and end with an error page of its own beyond its
limits. So the size is looked at first. What is too large is read to its end and thrown away, piece by piece, so that
the browser listens to the answer; but not for ever. A page that takes files is then shown again as if nothing had been
sent, for it alone knows which limit to name.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.shortcuts import render

from minben.environment import MEGABYTE, Environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

V = TypeVar("V", bound="Callable[..., HttpResponseBase]")
MARK = "minben_takes_files"
ANSWER = "minben_too_large"
DROPPED = "minben_dropped"
FRAME = 1 * MEGABYTE
"""What the rest of a form may take beside the file."""
FILES_AT_ONCE = 5
"""How many of the largest files fit into one form."""
READ_ON = 10
"""So many times what is allowed is read and thrown away before the connection is given up."""
_PIECE = 65_536


def takes_files(view: V) -> V:
    """Let a page take files from whoever is signed in. Stands outermost."""
    return takes_files_from(view, lambda request: bool(request.user.is_authenticated))


def takes_files_from(view: V, may: Callable[[HttpRequest], bool]) -> V:
    """Let a view take files from whoever ``may`` hand them in."""
    setattr(view, MARK, may)
    return view


def answers_too_large(view: V, answer: Callable[[HttpRequest, int], HttpResponse]) -> V:
    """Let a view say itself, in its own form, that a request has more bytes than it takes."""
    setattr(view, ANSWER, answer)
    return view


class BodyLimitMiddleware:
    """Answers 413 with a page that says how much is taken. Stands before whatever reads forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; the view that is known later says what is allowed."""
        response = self.get_response(request)
        if was_dropped(request) and response.status_code == HTTPStatus.BAD_REQUEST:
            response.status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Refuse what is too large for this page; one that takes files is asked as if it were only looked at."""
        allowed = most_bytes(request, view)
        if _length(request) <= allowed:
            return None
        _read_to_end(request, allowed * READ_ON)
        answer: Callable[[HttpRequest, int], HttpResponse] | None = getattr(view, ANSWER, None)
        if answer is not None:
            return answer(request, allowed)
        if _takes_files(request, view):
            setattr(request, DROPPED, True)
            request.method = "GET"
            return None
        megabytes = max(1, (allowed - FRAME) // MEGABYTE)
        return render(request, "413.html", {"megabytes": megabytes}, status=413)


def most_bytes(request: HttpRequest, view: Callable[..., HttpResponseBase]) -> int:
    """The largest body that a view takes from whoever asks."""
    if _takes_files(request, view):
        return FILES_AT_ONCE * Environment.read().upload_limit + FRAME
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or FRAME)


def was_dropped(request: HttpRequest) -> bool:
    """Whether more was sent than the page takes at once, and thrown away: the page has to say so."""
    return bool(getattr(request, DROPPED, False))


def _takes_files(request: HttpRequest, view: Callable[..., HttpResponseBase]) -> bool:
    may: Callable[[HttpRequest], bool] | None = getattr(view, MARK, None)
    return may is not None and may(request)


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
