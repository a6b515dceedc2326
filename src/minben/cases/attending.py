"""Officers who fill in an application with somebody: at the counter, or helping with a draft that was shown to them.

An attendance is the officer's right to see and fill in one draft, and its act says how the person agreed. Row security
opens the draft for as long as it lasts, and nothing else of the person: what registers hold is read as any officer
reads it, by the agreements of the service and with acts of its own.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from minben import services
from minben.blueprint import agencies_of
from minben.blueprint.model import Power
from minben.ledger import Act, acting, now, uuid7, write_act
from minben.registers import find_subject

from . import kinds
from .applications import Attendance, Channel, Draft
from .doing import cites
from .drafts import Filling
from .loading import PROGRAM_REACH
from .numbers import CODE_ALPHABET
from .problems import DraftGone, NobodyKnown, NoSuchCode, NotFound, NotReceivedHere
from .scope import must_be_within
from .terms import terms_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from minben.blueprint.model import Blueprint, Post

    from .parties import Officer

AT_COUNTER = timedelta(hours=4)
"""How long an officer may go on after the person has agreed at the counter."""
HELPING = timedelta(days=3)
"""How long a draft stays open to a helper."""
CODE_LENGTH = 8


class Consent(StrEnum):
    """How a person agreed that an officer fills in for them."""

    CARD = "card"
    SIGNED = "signed"
    SPOKEN = "spoken"
    CODE = "code"


AT_THE_COUNTER = (Consent.CARD, Consent.SIGNED, Consent.SPOKEN)


def received_by(blueprint: Blueprint, post: Post) -> tuple[str, ...]:
    """What a post takes applications in for: what its agency can handle or leads, and the services it was given."""
    own = (
        service.id
        for service in blueprint.services.values()
        if post.agency in agencies_of(service) or service.id in post.receives
    )
    led = (bundle.id for bundle in blueprint.bundles.values() if bundle.lead == post.agency)
    return (*led, *own)


def attend(officer: Officer, service: str, identifier: str, consent: Consent) -> Attendance:
    """Somebody is at the counter and agrees that this officer fills in an application of the service with them.

    One act, for the service, about the person; where nobody has this number, one that says that somebody was looked
    for. Raises `NotReceivedHere` and `NobodyKnown`.
    """
    blueprint = services.in_force()
    if Power.RECEIVE not in officer.post.powers or service not in received_by(blueprint, officer.post):
        raise NotReceivedHere
    with acting(PROGRAM_REACH):
        form = blueprint.form(service)
        subject = find_subject(form.subject_kind, identifier) if form else None
        if subject is not None:
            return _open(officer, service, subject, Channel.COUNTER, consent)
        write_act(_act(kinds.SEARCH, officer, service, (), "nobody"))
    raise NobodyKnown


def help_with(officer: Officer, code: str) -> Attendance:
    """Take up a draft whose owner has asked for help and given the code. Raises `NoSuchCode`."""
    if Power.HELP not in officer.post.powers:
        raise NotReceivedHere
    with acting(PROGRAM_REACH):
        draft = Draft.objects.select_for_update().filter(help_code=code, help_until__gt=now()).first()
        if draft is None or services.in_force().form(draft.service) is None:
            raise NoSuchCode
        own = Attendance.objects.filter(
            draft=draft.id, appointment=officer.appointment, ended_at=None, until__gt=now()
        ).first()
        return own or _open(officer, draft.service, draft.subject, Channel.HELP, Consent.CODE, draft)


def attendance(officer: Officer, attendance_id: UUID) -> Attendance:
    """One that this officer has opened and that still lasts. Raises `NotFound`."""
    with acting(officer.reach):
        found = _lasting(officer).filter(id=attendance_id).first()
    if found is None:
        raise NotFound
    return found


def attendances(officer: Officer, channel: Channel) -> tuple[Attendance, ...]:
    """Those that this officer has open, the latest first."""
    with acting(officer.reach):
        return tuple(_lasting(officer).filter(channel=channel).order_by("-since"))


def filling(officer: Officer, attended: Attendance) -> Filling:
    """What the officer fills in."""
    return Filling(
        attended.service, attended.subject, officer.reach, officer.actor, Channel(attended.channel)
    )


def end_attendance(officer: Officer, attendance_id: UUID) -> None:
    """Let go of a draft: it waits for the person, who goes on with it or sends it. Raises `NotFound`."""
    attended = attendance(officer, attendance_id)
    with acting(PROGRAM_REACH):
        if not _lasting(officer).filter(id=attended.id).update(ended_at=now()):
            raise NotFound
        kind = kinds.ATTEND_END
        if attended.draft is not None:
            kind = kinds.DRAFT_HAND_BACK
            Draft.objects.filter(id=attended.draft).update(
                handed_back_at=now(), help_code=None, help_until=None
            )
        write_act(_act(kind, officer, attended.service, (attended.subject,), str(attended.id)))


def share_draft(filled: Filling, key: str) -> str:
    """Ask for help with a draft: the code that opens it to a helper, for a few days. Raises `DraftGone`."""
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    with acting(filled.reach):
        must_be_within(filled.subject, filled.service)
        changed = _own(filled, key).update(help_code=code, help_until=now() + HELPING, handed_back_at=None)
        if not changed:
            raise DraftGone
        write_act(_by(kinds.DRAFT_SHARE, filled))
    return code


def unshare_draft(filled: Filling, key: str) -> None:
    """Close a draft to helpers again, to those at work on it too. Raises `DraftGone`."""
    with acting(filled.reach):
        must_be_within(filled.subject, filled.service)
        draft = _own(filled, key).first()
        if draft is None:
            raise DraftGone
        _own(filled, key).update(help_code=None, help_until=None)
        with acting(PROGRAM_REACH):
            Attendance.objects.filter(draft=draft.id, ended_at=None).update(ended_at=now())
        write_act(_by(kinds.DRAFT_UNSHARE, filled))


def _own(filled: Filling, key: str) -> QuerySet[Draft]:
    return Draft.objects.filter(subject=filled.subject, service=filled.service, key=key)


def _lasting(officer: Officer) -> QuerySet[Attendance]:
    return Attendance.objects.filter(appointment=officer.appointment, ended_at=None, until__gt=now())


def _open(
    officer: Officer,
    service: str,
    subject: UUID,
    channel: Channel,
    consent: Consent,
    draft: Draft | None = None,
) -> Attendance:
    at, act = now(), uuid7()
    opened = Attendance(
        subject=subject,
        service=service,
        channel=channel,
        consent=consent,
        draft=draft.id if draft else None,
        appointment=officer.appointment,
        post=officer.post.id,
        since=at,
        until=draft.help_until if draft and draft.help_until else at + AT_COUNTER,
        act=act,
    )
    write_act(_act(kinds.ATTEND, officer, service, (subject,), f"{channel}: {consent}"), id=act)
    opened.save(force_insert=True)
    return opened


def _act(kind: str, officer: Officer, service: str, subjects: tuple[UUID, ...], result: str) -> Act:
    return Act(
        kind=kind,
        actor=officer.actor,
        purpose=service,
        power=officer.post.id,
        basis=cites(terms_of(services.in_force(), service)),
        subjects=subjects,
        result=result,
    )


def _by(kind: str, filled: Filling) -> Act:
    return Act(kind=kind, actor=filled.actor, purpose=filled.service, subjects=(filled.subject,))
