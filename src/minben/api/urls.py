"""The addresses of the interface, each marked with who may use it, and those that take files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern

from minben.pages.access import MARK
from minben.pages.bodies import answers_too_large, takes_files_from

from .clients import client_of_token
from .problems import response
from .views import api
from .views_files import too_large

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

OPEN = ("openapi-json", "api-root")
TAKE_FILES = ("hand_in", "bring")


def _from_client(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and client_of_token(token) is not None


def _too_large(request: HttpRequest, most: int) -> HttpResponse:
    return response(request, too_large(most))


patterns, _, _ = api.urls
urlpatterns = [entry for entry in patterns if isinstance(entry, URLPattern)]
for entry in urlpatterns:
    setattr(entry.callback, MARK, "all" if entry.name in OPEN else "clients")
    answers_too_large(entry.callback, _too_large)
    if entry.name in TAKE_FILES:
        takes_files_from(entry.callback, _from_client)
