"""A case of one's own, by its number, for the case page and those beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from minben.pages.files import seen_file

if TYPE_CHECKING:
    from minben.cases import CaseFile
    from minben.people import Person


def own_file(number: str, person: Person) -> CaseFile:
    """The case as this person may see it; outside the scope of a mandate it is as if there were none."""
    file = seen_file(number, person)
    if not person.may_use(file.case.service):
        # Leaving by an exception takes the act of the look back: nothing has been shown.
        raise Http404
    return file
