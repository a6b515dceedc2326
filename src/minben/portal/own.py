"""A case of one's own, by its number, for the pages beside the case page: asking, answering, paying, rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from minben import cases

if TYPE_CHECKING:
    from minben.cases import CaseFile
    from minben.people import Person


def own_file(number: str, person: Person) -> CaseFile:
    """The case as this person may see it; outside the scope of a mandate it is as if there were none."""
    try:
        file = cases.case_file(number, person)
    except cases.NotFound as missing:
        raise Http404 from missing
    if not person.may_use(file.case.service):
        raise Http404
    return file
