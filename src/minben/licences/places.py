"""Places on status lists: drawn for credentials that are issued, and lists that say when one of theirs has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from minben.ledger import uuid7

from . import models
from .credentials import StatusPlace
from .statuslists import FULL, draw

if TYPE_CHECKING:
    from collections.abc import Collection


def take_places(agency: str, number: int) -> list[StatusPlace]:
    """So many free places on the agency's newest list, which a new one follows when half of it is taken."""
    if not number:
        return []
    current = models.StatusList.objects.select_for_update().filter(agency=agency).order_by("-number").first()
    if current is None or current.taken + number > FULL:
        following = current.number + 1 if current else 1
        current = models.StatusList.objects.create(
            id=uuid7(), agency=agency, number=following, taken=0, changed=0
        )
    current.taken += number
    current.save(update_fields=["taken"])
    return [StatusPlace(current.number, index) for index in _free(agency, current.number, number)]


def _free(agency: str, number: int, wanted: int) -> list[int]:
    taken: set[int] = set()
    found: list[int] = []
    on_list = models.Version.objects.filter(agency=agency, list_number=number)
    while len(found) < wanted:
        drawn = draw(taken, wanted - len(found))
        taken.update(drawn)
        used = set(on_list.filter(list_index__in=drawn).values_list("list_index", flat=True))
        found += [index for index in drawn if index not in used]
    return found


def announce(lists: Collection[tuple[str, int]]) -> None:
    """Say that something on these lists has changed; in the transaction of the change."""
    for agency, number in sorted(lists):
        models.StatusList.objects.filter(agency=agency, number=number).update(changed=F("changed") + 1)
