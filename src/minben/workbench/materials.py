"""The files of a case on the workbench: given out to be saved, each by an act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.views.decorators.http import require_safe

from minben import cases, files
from minben.blueprint.model import Power
from minben.pages.access import for_officers
from minben.pages.handing import as_attachment

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponseBase

    from minben.people import Officer


@for_officers(Power.HANDLE)
@require_safe
def case_file(request: HttpRequest, officer: Officer, number: str, file: UUID) -> HttpResponseBase:
    """A file of a case that is before the officer's agency or post."""
    del request
    try:
        return as_attachment(*cases.read_file(number, file, officer))
    except (cases.NotFound, files.FileGone) as missing:
        raise Http404 from missing
