"""The reader's language: the one chosen here before, else what the browser asks for, else the jurisdiction's first.

Django names languages ``zh-hans`` and ``en``, blueprints ``zh`` and ``en``; `spoken` leads from one to the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from minben import services

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Language:
    """One choice in the header; ``tag`` is how HTML names it (BCP 47)."""

    code: str
    tag: str
    name: str
    chosen: bool


def spoken(code: str | None = None) -> str:
    """The blueprint's name of a language of Django's, by default of the one now in use.

    >>> spoken("zh-hans")
    'zh'
    """
    return (code or translation.get_language() or settings.LANGUAGE_CODE).partition("-")[0]


def tag(code: str) -> str:
    """The BCP 47 tag of a language of Django's.

    >>> tag("zh-hans"), tag("en")
    ('zh-Hans', 'en')
    """
    language, _, script = code.partition("-")
    return f"{language}-{script.title()}" if script else language


def say(text: Text | str) -> str:
    """A blueprint's text in the reader's language, else in the first that it is written in."""
    if isinstance(text, str):
        return text
    return text.get(spoken()) or next(iter(text.values()), "")


def choices() -> list[Language]:
    """The languages of the pages, the current one marked."""
    current = translation.get_language()
    return [Language(code, tag(code), name, code == current) for code, name in settings.LANGUAGES]


def known(code: str | None) -> str | None:
    """The language of the pages with this code, or None."""
    return next((language for language, _ in settings.LANGUAGES if code == language), None)


def asked_by_browser(header: str) -> str | None:
    """The first language of the Accept-Language header that the pages speak."""
    for accepted, _quality in parse_accept_lang_header(header):
        for code, _ in settings.LANGUAGES:
            if accepted == code or accepted.partition("-")[0] == spoken(code):
                return code
    return None


def first_of_jurisdiction() -> str:
    """The language that the blueprint in force names first; the program's own while none is, or none can be read."""
    try:
        first = services.in_force().languages[0]
    except (services.NothingInForce, OperationalError, InterfaceError):
        # A database that is away is told by whoever answers, in words of its own kind, and not from here.
        return settings.LANGUAGE_CODE
    return next((code for code, _ in settings.LANGUAGES if spoken(code) == first), settings.LANGUAGE_CODE)


def language_of(request: HttpRequest) -> str:
    """The language in which this request is answered."""
    return (
        known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME))
        or asked_by_browser(request.headers.get("Accept-Language", ""))
        or first_of_jurisdiction()
    )


class LanguageMiddleware:
    """Answers each request in its reader's language and says which one it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language of the request."""
        code = language_of(request)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", tag(code))
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
