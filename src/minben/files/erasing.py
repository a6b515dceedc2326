"""Erasing a file: its bytes and everything the row says of them go, the row's commitment and the acts stay."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from minben.ledger import Act, RecordRef, now, uuid7, write_act

from . import kinds, models
from .problems import FileGone
from .storage import storage

if TYPE_CHECKING:
    from uuid import UUID

    from minben.ledger import Actor

NOTHING = {"object": None, "name": None, "digest": None, "salt": None}


def erase(file: UUID, actor: Actor) -> None:
    """Erase a file within the reach at hand, by an act. Raises `FileGone` where there is none any more.

    The bytes are removed after the transaction; if that fails, the object is one that no row names and is swept.
    """
    row = models.File.objects.select_for_update().filter(id=file, erased_at__isnull=True).first()
    if row is None or row.object is None:
        raise FileGone
    models.File.objects.filter(id=file).update(**NOTHING, erased_at=now())
    write_act(
        Act(
            kind=kinds.ERASE,
            actor=actor,
            purpose=row.purpose,
            power=actor.post or "",
            subjects=(row.subject,),
            case=row.holder,
            records=(RecordRef(row.id),),
        ),
        id=uuid7(),
    )
    transaction.on_commit(partial(storage().remove, row.object), robust=True)
