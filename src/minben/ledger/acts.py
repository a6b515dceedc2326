"""What an act says, and its canonical body.

An act is who (a person, an officer in a post, a rule, the program), under which power and legal basis, for what
purpose, about whom, on which record or case, by which version of which rule, with which result. It holds ids, codes and
enumerated words only; values and reasons stand in records, to which it commits. ``docs/ledger.md`` fixes the body.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from . import kinds
from .canonical import dump
from .guard import check_count, check_digest, check_given, check_word
from .identity import now, timestamp, uuid7

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

FORMAT_VERSION = 1
# The fields that a body holds as they are, where they are not empty.
OPTIONAL = (
    "power",
    "basis",
    "subjects",
    "case",
    "register",
    "rule",
    "result",
    "count",
    "root",
    "predicate",
    "derived_from",
)
optional_fields = attrgetter(*OPTIONAL)


class ActorKind(StrEnum):
    """Who may act.

    A visitor is an unknown person, for instance one who verifies a paper; a client is a machine that people have asked
    to act for them.
    """

    RESIDENT = "resident"
    OFFICER = "officer"
    RULE = "rule"
    SYSTEM = "system"
    VISITOR = "visitor"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: ``id`` is a subject's or an appointment's UUID, ``service/step@version`` or a command's name.

    ``post`` and ``agency`` are the officer's, or those that a rule decides for.
    """

    kind: ActorKind
    id: str
    post: str | None = None
    agency: str | None = None


class RecordRef(NamedTuple):
    """A record that an act touched: its id, and the commitment (64 hexadecimal digits) where the act wrote it."""

    id: UUID
    commitment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActFields:
    """The fields of an act, as written or as read back."""

    kind: str
    actor: Actor
    purpose: str
    power: str = ""
    basis: tuple[str, ...] = ()
    subjects: tuple[UUID, ...] = ()
    case: UUID | None = None
    register: str = ""
    records: tuple[RecordRef, ...] = ()
    rule: str = ""
    result: str = ""
    count: int = 0
    root: str = ""
    predicate: str = ""
    derived_from: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(ActFields):
    """An act to be written.

    ``kind`` is registered in `minben.ledger.kinds`; ``purpose`` a service or a command; ``power`` "service/step" or a
    post; ``basis`` citations; ``subjects`` whom it is about; ``register`` the resource; ``rule``
    "service/step@blueprint version"; ``result`` a verdict or outcome; ``count`` and ``root`` a batch and the Merkle
    root over its records (`merkle_root`); ``predicate`` which part of the population was read, or where a batch came
    from; ``derived_from`` acts and records that it follows from.

    Raises `PersonalValue` where a word looks like a number of a person or like free text, and `UnknownKind`.
    """

    def __post_init__(self) -> None:
        kinds.registry[self.kind]
        check_given("actor.id", self.actor.id)
        check_given("purpose", self.purpose)
        check_word("actor.post", self.actor.post or "")
        check_word("actor.agency", self.actor.agency or "")
        for field in ("power", "register", "rule", "result", "predicate"):
            check_word(field, getattr(self, field))
        for cite in self.basis:
            check_word("basis", cite)
        for record in self.records:
            if record.commitment is not None:
                check_digest("records.commitment", record.commitment)
        if self.root:
            check_digest("root", self.root)
        check_count(self.count)
        if len(set(self.subjects)) != len(self.subjects):
            # Somebody may be applicant and parent in one; an act is about each of its subjects once.
            object.__setattr__(self, "subjects", tuple(dict.fromkeys(self.subjects)))


class ActRow(NamedTuple):
    """The columns of ``ledger_act``, in the order of `minben.ledger.raw.COLUMNS`."""

    id: UUID
    at: datetime
    kind: str
    agency: str
    actor_kind: str
    actor_id: str
    purpose: str
    subjects: list[UUID]
    case_id: UUID | None
    register: str
    body: bytes


def act_row(act: Act, *, id: UUID | None = None) -> ActRow:  # noqa: A002 - the column's name
    """The row that stands for ``act``, happening now; for those who write a record and its act in one statement."""
    id_ = id or uuid7()
    at = now()
    actor = act.actor
    return ActRow(
        id_,
        at,
        act.kind,
        actor.agency or "",
        actor.kind.value,
        actor.id,
        act.purpose,
        list(act.subjects),
        act.case,
        act.register,
        body(act, id_, at),
    )


def body(act: ActFields, id: UUID, at: datetime) -> bytes:  # noqa: A002 - the field's name
    """The canonical bytes that are hashed into the tree. Empty fields are left out.

    Everything in an `Act` is text, a UUID, or a number within the limits, so the bytes are those of RFC 8785.
    """
    said: dict[str, Any] = {
        "v": FORMAT_VERSION,
        "id": id,
        "at": timestamp(at),
        "kind": act.kind,
        "actor": actor_body(act.actor),
        "purpose": act.purpose,
    }
    for name, value in zip(OPTIONAL, optional_fields(act), strict=True):
        if value:
            said[name] = value
    if act.records:
        said["records"] = [record_body(record) for record in act.records]
    return dump(said)


def actor_body(actor: Actor) -> dict[str, str]:
    """The actor as it stands in a body."""
    said = {"kind": actor.kind.value, "id": actor.id}
    if actor.post:
        said["post"] = actor.post
    if actor.agency:
        said["agency"] = actor.agency
    return said


def record_body(record: RecordRef) -> dict[str, Any]:
    """A touched record as it stands in a body."""
    if record.commitment is None:
        return {"id": record.id}
    return {"id": record.id, "commitment": record.commitment}
