"""Materials on the portal: handing them in, and one's own files again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from minben import cases, files
from minben.pages.access import for_persons
from minben.pages.bodies import takes_files
from minben.pages.handing import as_attachment, material_page
from minben.pages.limits import limited

from .applying import APPLICATIONS, filler_of, fits

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from minben.people import Person


@takes_files
@limited(APPLICATIONS)
@for_persons
@require_http_methods(["GET", "HEAD", "POST"])
def material(request: HttpRequest, person: Person, service: str, name: str) -> HttpResponse:
    """One material of an application."""
    filler = filler_of(person, service)
    if not fits(filler.service, person):
        return redirect(filler.way.page("begin"))
    return material_page(request, filler, name)


@for_persons
@require_safe
def draft_file(request: HttpRequest, person: Person, service: str, file: UUID) -> HttpResponseBase:
    """A file of an application that has not been sent."""
    del request
    try:
        return as_attachment(*cases.read_draft_file(filler_of(person, service).filling, file))
    except (cases.CaseProblem, files.FileGone) as missing:
        raise Http404 from missing


@for_persons
@require_safe
def case_file(request: HttpRequest, person: Person, number: str, file: UUID) -> HttpResponseBase:
    """A file of one of the person's cases."""
    del request
    try:
        return as_attachment(*cases.read_file(number, file, person))
    except (cases.NotFound, files.FileGone) as missing:
        raise Http404 from missing
