"""Credentials before the world: verified on a page, and what other verifiers fetch (keys, status lists, kinds).

What is fetched is the same for everybody and may be kept for a moment, so it tells nobody whose licence is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from minben import licences, services
from minben.pages.access import open_to_all
from minben.pages.fields import Problem
from minben.pages.languages import say
from minben.pages.limits import limited
from minben.pages.values import Shown, in_words
from minben.people import Limit

from .licences import state_mark

if TYPE_CHECKING:
    from django.http import HttpRequest

    from minben.pages.marks import Mark

VERIFICATIONS = Limit("verify a credential", times=30, seconds=60)
FETCHES = Limit("fetch of an issuer", times=600, seconds=60)
KEYS_KEPT = 300
TYPES_KEPT = 3600


@dataclass(frozen=True, slots=True)
class CheckedView:
    """A credential in words."""

    title: str
    agency: str
    identifier: str
    values: tuple[Shown, ...]
    kept_back: str
    state: Mark
    holds: bool
    superseded: bool


@limited(VERIFICATIONS, methods=("POST",))
@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Paste a credential, or choose a file with one, and learn what it proves."""
    if request.method != "POST":
        return render(request, "portal/verify_credential.html")
    text, blueprint = _sent(request), services.in_force()
    try:
        checked, fields = licences.verify_credential(blueprint, text)
    except licences.BadToken as wrong:
        context = {"errors": [Problem("credential", say(wrong.text))], "text": text[: licences.LONGEST]}
        return render(request, "portal/verify_credential.html", context, status=400)
    licence, back = blueprint.licences[checked.presented.kind], checked.presented.withheld
    view = CheckedView(
        title=say(licence.title),
        agency=say(blueprint.agencies[checked.presented.agency].title),
        identifier=checked.presented.identifier,
        values=tuple(
            Shown(say(field.fact.title), in_words(blueprint, field.fact, field.value)) for field in fields
        ),
        kept_back=ngettext(
            "The holder has kept one more value back.",
            "The holder has kept %(count)s more values back.",
            back,
        )
        % {"count": back}
        if back
        else "",
        state=state_mark(checked.state, checked.state_since),
        holds=checked.state == "valid" and not checked.superseded and not checked.presented.over,
        superseded=checked.superseded,
    )
    return render(request, "portal/verified_credential.html", {"view": view})


def _sent(request: HttpRequest) -> str:
    """What was pasted, else the file's text; of a file that is too long only as much as says so."""
    pasted = request.POST.get("credential", "")
    file = request.FILES.get("file")
    if pasted.strip() or file is None:
        return pasted
    content: bytes = file.read(licences.LONGEST + 1)
    return content.decode("utf-8", "replace")


@limited(FETCHES)
@open_to_all
@require_safe
def issuer(request: HttpRequest, agency: str) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """The issuer's name and keys (SD-JWT VC, JWT VC issuer metadata)."""
    found = licences.issuer_metadata(services.in_force(), agency)
    if found is None:
        raise Http404
    return _public(JsonResponse(found), KEYS_KEPT)


@limited(FETCHES)
@open_to_all
@require_safe
def status_list(request: HttpRequest, agency: str, number: int) -> HttpResponse:
    """The whole status list, signed."""
    found = licences.status_list(agency, number)
    if found is None:
        raise Http404
    if request.headers.get("If-None-Match") == found.tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(found.token, content_type="application/statuslist+jwt")
    response.headers["ETag"] = found.tag
    return _public(response, licences.FRESH_FOR)


@limited(FETCHES)
@open_to_all
@require_safe
def kind(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """What a kind of licence holds (SD-JWT VC type metadata)."""
    blueprint = services.in_force()
    licence = blueprint.licences.get(name)
    if licence is None:
        raise Http404
    described: dict[str, Any] = dict(licences.type_metadata(blueprint, licence))
    return _public(JsonResponse(described), TYPES_KEPT)


def _public(response: HttpResponse, seconds: int) -> HttpResponse:
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
