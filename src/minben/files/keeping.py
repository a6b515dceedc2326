"""Taking a file in, finding it again, giving its bytes out.

Order is the safety: the file is looked into, its bytes are written to the storage, and only then are its row and its
act written in one transaction. A crash before leaves an object that no row names (see `sweeping`), never a row without
its bytes; whoever was told that their file is here finds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.blueprint.model import FileType
from minben.ledger import Act, RecordRef, acting, commit_values, now, uuid7, write_act

from . import kinds, models
from .names import shown_name
from .problems import FileGone
from .scanning import MEDIA, scan
from .storage import new_name, storage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from minben.ledger import Actor, Json, Reach


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose file it is, for which service it is handed in and on which legal basis, and who does so."""

    subject: UUID
    purpose: str
    actor: Actor
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is kept; ``size`` in bytes. ``name`` is empty once it is erased."""

    id: UUID
    subject: UUID
    purpose: str
    holder: UUID | None
    name: str
    type: FileType
    size: int
    stored_at: datetime
    erased: bool

    @property
    def media(self) -> str:
        """The media type under which it is given out."""
        return MEDIA[self.type]


def store(path: Path, name: str, owner: Owner, *, wanted: Collection[FileType], at_most: int) -> Kept:
    """Take a file in that lies at ``path``; within a reach that includes its owner, or that of the program.

    ``wanted`` are the types that will do, ``at_most`` the bytes. Raises `FileRefused` and `StorageAway`; nothing is
    kept then.
    """
    scanned = scan(path, wanted, at_most)
    object_name = new_name()
    storage().put(object_name, path)
    file, act = uuid7(), uuid7()
    commitment = commit_values(bound(scanned.digest, scanned.size, scanned.type))
    row = models.File(
        id=file,
        subject=owner.subject,
        purpose=owner.purpose,
        object=object_name,
        name=shown_name(name, scanned.type),
        type=scanned.type,
        size=scanned.size,
        digest=scanned.digest,
        salt=commitment.salt,
        commitment=commitment.digest,
        stored_at=now(),
        act=act,
    )
    row.save(force_insert=True)
    write_act(
        Act(
            kind=kinds.STORE,
            actor=owner.actor,
            purpose=owner.purpose,
            basis=owner.basis,
            subjects=(owner.subject,),
            records=(RecordRef(file, commitment.digest.hex()),),
        ),
        id=act,
    )
    return as_kept(row)


def kept(ids: Iterable[UUID]) -> Mapping[UUID, Kept]:
    """Those of these files that the reach at hand may see, by id; one query."""
    wanted = tuple(ids)
    rows = models.File.objects.filter(id__in=wanted) if wanted else ()
    return {row.id: as_kept(row) for row in rows}


def held(holder: UUID) -> tuple[Kept, ...]:
    """The files that are part of something, those that are not erased, in the order in which they came."""
    rows = models.File.objects.filter(holder=holder, erased_at__isnull=True).order_by("stored_at", "id")
    return tuple(as_kept(row) for row in rows)


def hold(ids: Iterable[UUID], holder: UUID, *, subject: UUID, purpose: str) -> None:
    """Make files of a subject part of what they were handed in for; within the reach of the program.

    Those that are part of it already stay so. Raises `FileGone` where one is not the subject's or the service's, is
    erased, or is part of something else.
    """
    wanted = set(ids)
    if not wanted:
        return
    own = models.File.objects.filter(
        id__in=wanted, subject=subject, purpose=purpose, erased_at__isnull=True
    ).select_for_update()
    holders = {row.id: row.holder for row in own}
    if set(holders) != wanted or any(one not in (None, holder) for one in holders.values()):
        raise FileGone
    models.File.objects.filter(id__in=wanted, holder__isnull=True).update(holder=holder)


def read(file: UUID, actor: Actor, reach: Reach) -> tuple[Kept, Iterator[bytes]]:
    """A file and its bytes, piece by piece, for somebody who may see it.

    Whoever reads another's file does so by an act, committed with the transaction in which this is called: the first
    byte must not leave before. Raises `FileGone` and `StorageAway`.
    """
    with acting(reach):
        row = models.File.objects.filter(id=file, erased_at__isnull=True).first()
        if row is None or row.object is None:
            raise FileGone
        pieces = storage().open(row.object)
        if actor.id != str(row.subject):
            write_act(
                Act(
                    kind=kinds.READ,
                    actor=actor,
                    purpose=row.purpose,
                    power=actor.post or "",
                    subjects=(row.subject,),
                    case=row.holder,
                    records=(RecordRef(row.id),),
                )
            )
    return as_kept(row), pieces


def bound(digest: bytes, size: int, type_: str) -> Json:
    """What the act of a file commits to."""
    return {"sha256": digest.hex(), "size": size, "type": str(type_)}


def as_kept(row: models.File) -> Kept:
    """A row as other rooms see it."""
    return Kept(
        id=row.id,
        subject=row.subject,
        purpose=row.purpose,
        holder=row.holder,
        name=row.name or "",
        type=FileType(row.type),
        size=row.size,
        stored_at=row.stored_at,
        erased=row.erased_at is not None,
    )
