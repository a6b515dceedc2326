"""Sweeping: objects that no row names, and files that were handed in and never became part of anything.

An object without a row is what a crash between storage and database leaves, or an erasure whose removal failed. It is
left alone for a day, for its row may be on its way. A file that is part of nothing belongs to an application that was
never sent; it is erased, by an act of the program, after as many days as drafts may live.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from minben.ledger import Actor, ActorKind, Reach, acting, now

from . import models
from .erasing import erase
from .storage import storage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from .storage import Stored

UNKNOWN_AFTER = timedelta(days=1)
LOOSE_AFTER = timedelta(days=30)
_BATCH = 500
_SYSTEM = Reach(system=True)
_PROGRAM = Actor(kind=ActorKind.SYSTEM, id="files")


@dataclass(frozen=True, slots=True)
class Swept:
    """How many objects without a row were removed, and how many files that were part of nothing were erased."""

    objects: int
    files: int


def sweep() -> Swept:
    """Sweep once; two at the same time do no harm. Raises `StorageAway`."""
    files = _erase_loose()
    return Swept(_remove_unknown(), files)


def _remove_unknown() -> int:
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


def _erase_loose() -> int:
    erased = 0
    while True:
        with acting(_SYSTEM):
            loose = models.File.objects.select_for_update(skip_locked=True).filter(
                holder__isnull=True, erased_at__isnull=True, stored_at__lt=now() - LOOSE_AFTER
            )
            ids = [row.id for row in loose[:_BATCH]]
            for file in ids:
                erase(file, _PROGRAM)
        erased += len(ids)
        if len(ids) < _BATCH:
            return erased


def _older(objects: Iterator[Stored], before: datetime) -> Iterator[str]:
    return (one.name for one in objects if one.at < before)


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(names, _BATCH)):
        yield batch
