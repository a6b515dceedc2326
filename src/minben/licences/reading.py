"""Issued licences as their holder and their agency see them: a constant number of queries, within a reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minben.blueprint.licensing import LicenceState
from minben.ledger import Act, RecordRef, acting, write_act

from . import kinds, models
from .identifiers import BadIdentifier, Identifier
from .issuing import SYSTEM
from .problems import BadToken
from .tokens import read_presentation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from minben.blueprint.model import Blueprint
    from minben.cases import Officer
    from minben.ledger import Actor

    from .tokens import Presented

MOST = 50
VERIFY = "verify"


@dataclass(frozen=True, slots=True)
class Issued:
    """A licence with its current version. ``credential`` and ``shown`` are None once its entry was erased."""

    id: UUID
    kind: str
    agency: str
    register: str
    key: str
    subject: UUID
    state: LicenceState
    state_since: date
    last_day: date | None
    version: int
    identifier: str
    shown: Mapping[str, Any] | None
    credential: str | None
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """What happened to a licence: its changes and its versions, the newest first."""

    changes: Sequence[models.Change]
    versions: Sequence[models.Version]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a presented credential proves, and how its licence stands. ``superseded``: there is a newer version."""

    presented: Presented
    state: LicenceState
    state_since: date
    superseded: bool
    issued_at: datetime


def licences_of(subjects: Sequence[UUID]) -> list[Issued]:
    """The licences of these subjects, the newest first."""
    return _issued(list(models.IssuedLicence.objects.filter(subject__in=list(subjects)).order_by("-id")))


def licence_of_entry(register: str, key: str) -> Issued | None:
    """The licence of an entry, as far as the reach that holds sees it."""
    return next(iter(_issued(list(models.IssuedLicence.objects.filter(register=register, key=key)))), None)


def agency_licences(officer: Officer, wanted: str = "") -> list[Issued]:
    """The newest licences of the officer's agency, or the one with a number or an identifier."""
    with acting(officer.reach):
        rows = models.IssuedLicence.objects.filter(agency=officer.post.agency)
        if wanted:
            ids = models.Version.objects.filter(identifier=wanted.upper()).values("licence")
            rows = rows.filter(key=wanted) | rows.filter(id__in=ids)
        return _issued(list(rows.order_by("-id")[:MOST]))


def licence_for(officer: Officer, licence_id: UUID) -> tuple[Issued, History] | None:
    """A licence of the officer's agency with its history; looking at it is an act. None where there is none."""
    with acting(officer.reach):
        rows = list(models.IssuedLicence.objects.filter(id=licence_id, agency=officer.post.agency))
        if not rows:
            return None
        issued = _issued(rows)[0]
        found = issued, history_of(licence_id)
        with acting(SYSTEM):
            write_act(_looked(officer.actor, issued))
    return found


def history_of(licence_id: UUID) -> History:
    """The history of a licence, as far as the reach that holds sees it."""
    changes = list(models.Change.objects.filter(licence=licence_id).order_by("-id"))
    versions = models.Version.objects.filter(licence=licence_id).defer("credential").order_by("-number")
    return History(changes, list(versions))


def check_presentation(blueprint: Blueprint, text: str, visitor: Actor) -> Checked:
    """Read a presentation and say how its licence stands; the holder learns that somebody did. Raises `BadToken`."""
    presented = read_presentation(text)
    try:
        Identifier.parse(presented.identifier)
    except BadIdentifier as error:
        raise BadToken(error.text["zh"], error.text["en"]) from error
    with acting(SYSTEM):
        version = models.Version.objects.filter(identifier=presented.identifier).defer("credential").first()
        row = models.IssuedLicence.objects.filter(id=version.licence).first() if version else None
        if version is None or row is None or presented.kind not in blueprint.licences:
            raise BadToken(
                "签名无误，但登记中没有这件证照，不予认可",
                "it is signed, but no such licence is on record; do not accept it",
            )
        write_act(
            Act(
                kind=kinds.VERIFY,
                actor=visitor,
                purpose=VERIFY,
                subjects=(row.subject,),
                register=row.register,
                records=(RecordRef(version.record),),
            )
        )
        newer = version.number != row.version
        return Checked(presented, LicenceState(row.state), row.state_since, newer, version.issued_at)


def _issued(rows: list[models.IssuedLicence]) -> list[Issued]:
    found = models.Version.objects.filter(licence__in=[row.id for row in rows]).order_by("number")
    versions = {version.licence: version for version in found}
    return [_joined(row, versions[row.id]) for row in rows if row.id in versions]


def _joined(row: models.IssuedLicence, version: models.Version) -> Issued:
    return Issued(
        id=row.id,
        kind=row.kind,
        agency=row.agency,
        register=row.register,
        key=row.key,
        subject=row.subject,
        state=LicenceState(row.state),
        state_since=row.state_since,
        last_day=row.last_day,
        version=version.number,
        identifier=version.identifier,
        shown=version.shown,
        credential=version.credential,
        issued_at=version.issued_at,
    )


def _looked(actor: Actor, issued: Issued) -> Act:
    return Act(
        kind=kinds.READ,
        actor=actor,
        purpose=issued.kind,
        power=actor.post or "",
        subjects=(issued.subject,),
        register=issued.register,
        records=(RecordRef(issued.id),),
    )
