"""Sweeping: objects that no row names, and which files are part of nothing.

An object without a row is what a crash between storage and database leaves, or an erasure whose removal failed. It is
left alone for a day, for its row may be on its way. Whether a file that is part of nothing is still wanted only the
rooms above know, which erase it.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import Q

from minben.ledger import Reach, acting, now

from . import models
from .keeping import as_kept
from .storage import storage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from .keeping import Kept
    from .storage import Stored

UNKNOWN_AFTER = timedelta(days=1)
_BATCH = 500
_SYSTEM = Reach(system=True)


def sweep() -> int:
    """Remove objects that no row names; how many. Two at the same time do no harm. Raises `StorageAway`."""
    before = now() - UNKNOWN_AFTER
    removed = 0
    place = storage()
    for batch in _batches(_older(place.objects(), before)):
        with acting(_SYSTEM):
            known = set(models.File.objects.filter(object__in=batch).values_list("object", flat=True))
        for name in batch:
            if name not in known:
                place.remove(name)
                removed += 1
    return removed


def loose(*, before: datetime, batch: int) -> Iterator[list[Kept]]:
    """Files handed in before a moment that are part of nothing and not erased, so many at a time, the oldest first."""
    last = None
    while True:
        with acting(_SYSTEM):
            found = models.File.objects.filter(
                holder__isnull=True, erased_at__isnull=True, stored_at__lt=before
            ).order_by("stored_at", "id")
            if last is not None:
                found = found.filter(
                    Q(stored_at__gt=last.stored_at) | Q(stored_at=last.stored_at, id__gt=last.id)
                )
            rows = list(found[:batch])
        if not rows:
            return
        last = rows[-1]
        yield [as_kept(row) for row in rows]


def _older(objects: Iterator[Stored], before: datetime) -> Iterator[str]:
    return (one.name for one in objects if one.at < before)


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(names, _BATCH)):
        yield batch
