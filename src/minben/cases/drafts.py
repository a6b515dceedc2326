"""An application that waits to be finished: kept for its subject, found again wherever it goes on.

One draft for a subject and a service. Every answer is kept as soon as it is given, by an act that commits to it and
says nothing of it; the page, the counter and a helper fill in the same one. Sending it makes the case in the same
transaction that removes the draft, under the key that it was begun with, so that however often it is sent, from however
many windows, there is one case. What is not sent in the time that the blueprint gives is erased.

An answer to a question that the service does not put any more, because another blueprint came into force meanwhile, is
set aside and told; nobody has to wonder where it went.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import uuid4

from django.db import IntegrityError

from minben import services
from minben.ledger import Act, acting, legal_today, now, uuid7, write_act, write_acts

from . import kinds, models
from .applications import Attendance, Channel, Draft
from .binding import bind_draft
from .doing import cites, program
from .intake import submit
from .loading import PROGRAM_REACH
from .problems import DraftGone, NotYoursToSend
from .scope import must_be_within
from .terms import terms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from minben.blueprint.model import Ask, Blueprint, Material, Service
    from minben.ledger import Actor, Reach

    Text = Mapping[str, str]

T = TypeVar("T")
R_co = TypeVar("R_co", covariant=True)
BATCH = 1000
_KEPT = (
    "version",
    "answers",
    "set_aside",
    "salt",
    "commitment",
    "channel",
    "saved_at",
    "expires_on",
    "act",
)


@dataclass(frozen=True, slots=True)
class Filling:
    """Somebody fills in an application of a service for a subject, by a channel: themselves, an agent, an officer."""

    service: str
    subject: UUID
    reach: Reach
    actor: Actor
    channel: Channel


@dataclass(frozen=True, slots=True)
class SetAside:
    """An answer that the service does not ask for any more, with the words of its question."""

    name: str
    title: Text
    value: Any


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as it stands against the blueprint in force.

    ``answers`` are those whose questions the service still has. ``offered`` is false where the service is no more.
    """

    id: UUID
    service: str
    subject: UUID
    key: str
    version: str
    offered: bool
    saved_at: datetime
    expires_on: date
    answers: Mapping[str, Any]
    set_aside: tuple[SetAside, ...]
    help_code: str | None = None
    help_until: datetime | None = None
    handed_back_at: datetime | None = None
    title: Text = field(default_factory=dict)
    """What the service is called, or was called when there was one."""


class Send(Protocol[R_co]):
    """Receives what a draft holds: its answers, the channel it comes by, and the act that it comes from."""

    def __call__(self, answers: Mapping[str, Any], channel: Channel, derived_from: tuple[UUID, ...]) -> R_co:
        """What was made of it."""


def begin_draft(filling: Filling) -> KeptDraft:
    """Begin an application; one that waits already for this subject and service is discarded. Raises `OutOfScope`."""
    blueprint = services.in_force()
    at = now()
    draft = Draft(
        subject=filling.subject,
        service=filling.service,
        version=blueprint.version,
        key=str(uuid4()),
        channel=filling.channel,
        begun_at=at,
        saved_at=at,
        expires_on=_expires_on(blueprint),
        act=uuid7(),
    )
    with acting(filling.reach):
        must_be_within(filling.subject, filling.service)
        discard_draft(filling)
        try:
            with acting(filling.reach):
                _note(kinds.DRAFT_BEGIN, filling, draft, blueprint)
                draft.save(force_insert=True)
        except IntegrityError:
            # Another window has begun at the same moment: both go on with the one draft.
            draft = Draft.objects.get(subject=filling.subject, service=filling.service)
    return _kept(draft, blueprint)


def draft_of(filling: Filling) -> KeptDraft | None:
    """The draft that waits, None where there is none or it is not theirs to see."""
    with acting(filling.reach):
        found = Draft.objects.filter(subject=filling.subject, service=filling.service).first()
        return None if found is None else _kept(found, services.in_force())


def drafts_of(reach: Reach) -> tuple[KeptDraft, ...]:
    """All drafts of the subjects of a reach, within its services, the last saved first."""
    with acting(reach):
        blueprint = services.in_force()
        found = Draft.objects.filter(subject__in=reach.subjects).order_by("-saved_at", "id")
        return tuple(_kept(row, blueprint) for row in found)


def save_answers(filling: Filling, key: str, answers: Mapping[str, Any]) -> KeptDraft:
    """Keep these answers beside those that are there already; the key says which draft they were given for.

    Raises `OutOfScope`, and `DraftGone` where that draft is no more.
    """
    blueprint = services.in_force()
    with acting(filling.reach):
        must_be_within(filling.subject, filling.service)
        draft = _locked(filling, key)
        if draft is None:
            raise DraftGone
        kept = _kept(draft, blueprint)
        fresh = {**kept.answers, **answers}
        aside = {one.name: {"title": dict(one.title), "value": one.value} for one in kept.set_aside}
        if (fresh, aside) != (draft.answers, draft.set_aside):
            draft.answers, draft.set_aside = fresh, aside
            draft.version, draft.channel = blueprint.version, filling.channel
            draft.saved_at, draft.expires_on, draft.act = now(), _expires_on(blueprint), uuid7()
            _note(kinds.DRAFT_SAVE, filling, draft, blueprint)
            draft.save(update_fields=_KEPT)
        return _kept(draft, blueprint)


def discard_draft(filling: Filling) -> bool:
    """Throw the draft away with all that it holds; False where there was none."""
    with acting(filling.reach):
        must_be_within(filling.subject, filling.service)
        draft = _locked(filling)
        if draft is None:
            return False
        draft.delete()
        write_act(_act(kinds.DRAFT_DISCARD, filling, draft, ()))
        return True


def submit_draft(filling: Filling, key: str) -> models.Case:
    """Send the draft with this key: the case is received and the draft gone, or nothing has happened.

    Sent once more it gives the same case. Raises `OutOfScope`, `NotYoursToSend` for a helper, `DraftGone`, and whatever
    `submit` raises.
    """
    blueprint = services.in_force()

    def send(answers: Mapping[str, Any], channel: Channel, derived_from: tuple[UUID, ...]) -> models.Case:
        return submit(
            blueprint,
            filling.service,
            filling.subject,
            answers,
            channel=channel,
            actor=filling.actor,
            idempotency_key=key,
            derived_from=derived_from,
        )

    return hand_over(filling, key, send, lambda: _received(filling, key))


def hand_over(filling: Filling, key: str, send: Send[T], sent: Callable[[], T | None]) -> T:
    """Send the draft with this key by ``send`` and remove it; where it is gone, what was ``sent`` with it before.

    Raises `OutOfScope`, `NotYoursToSend` for a helper, `DraftGone`, and whatever ``send`` raises.
    """
    if filling.channel is Channel.HELP:
        raise NotYoursToSend
    with acting(filling.reach):
        must_be_within(filling.subject, filling.service)
        draft = _locked(filling, key)
        if draft is None:
            before = sent()
            if before is None:
                raise DraftGone
            return before
        kept = _kept(draft, services.in_force())
        channel = Channel.HELP if _was_helped(filling, draft) else filling.channel
        received = send(kept.answers, channel, (draft.act,))
        draft.delete()
        with acting(PROGRAM_REACH):
            Attendance.objects.filter(subject=filling.subject, service=filling.service, ended_at=None).update(
                ended_at=now()
            )
    return received


def erase_expired_drafts(today: date | None = None) -> int:
    """Erase every draft whose last day has passed by a legal day (today), an act each; returns how many."""
    day = today or legal_today()
    erased = 0
    while batch := _erase_batch(day):
        erased += batch
    return erased


def _erase_batch(day: date) -> int:
    with acting(PROGRAM_REACH):
        passed = Draft.objects.select_for_update(skip_locked=True).filter(expires_on__lt=day)
        rows = list(passed.order_by("expires_on", "id")[:BATCH])
        if rows:
            Draft.objects.filter(id__in=[row.id for row in rows]).delete()
            write_acts([_expiry(row) for row in rows])
    return len(rows)


def _expiry(draft: Draft) -> Act:
    return Act(
        kind=kinds.DRAFT_EXPIRE,
        actor=program(""),
        purpose=draft.service,
        subjects=(draft.subject,),
        derived_from=(draft.act,),
    )


def _locked(filling: Filling, key: str | None = None) -> Draft | None:
    found = Draft.objects.select_for_update().filter(subject=filling.subject, service=filling.service)
    return (found if key is None else found.filter(key=key)).first()


def _received(filling: Filling, key: str) -> models.Case | None:
    with acting(PROGRAM_REACH):
        return models.Case.objects.filter(
            subject=filling.subject, service=filling.service, idempotency_key=key
        ).first()


def _was_helped(filling: Filling, draft: Draft) -> bool:
    return filling.channel is Channel.WEB and draft.handed_back_at is not None


def _expires_on(blueprint: Blueprint) -> date:
    return blueprint.calendar.due(legal_today(), blueprint.drafts_last).day


def _note(kind: str, filling: Filling, draft: Draft, blueprint: Blueprint) -> None:
    """Write the act of touching a draft, which commits to what the draft holds from now on."""
    basis = cites(terms_of(blueprint, filling.service))
    write_act(_act(kind, filling, draft, basis, bound=True), id=draft.act)


def _act(kind: str, filling: Filling, draft: Draft, basis: tuple[str, ...], *, bound: bool = False) -> Act:
    return Act(
        kind=kind,
        actor=filling.actor,
        purpose=filling.service,
        power=filling.actor.post or "",
        basis=basis,
        subjects=(filling.subject,),
        records=(bind_draft(draft),) if bound else (),
    )


def _kept(draft: Draft, blueprint: Blueprint) -> KeptDraft:
    service = blueprint.form(draft.service)
    asked = _asked(service)
    aside = {name: SetAside(name, kept["title"], kept["value"]) for name, kept in draft.set_aside.items()}
    former = _former(draft) if service is None or draft.answers.keys() - asked.keys() else service
    for name, value in draft.answers.items():
        if name not in asked:
            ask = _asked(former).get(name)
            aside[name] = SetAside(name, ask.title if ask else {}, value)
    titled = service or former
    return KeptDraft(
        id=draft.id,
        service=draft.service,
        subject=draft.subject,
        key=draft.key,
        version=draft.version,
        offered=service is not None,
        saved_at=draft.saved_at,
        expires_on=draft.expires_on,
        answers={name: value for name, value in draft.answers.items() if name in asked},
        set_aside=tuple(aside.values()),
        help_code=draft.help_code if draft.help_until and draft.help_until > now() else None,
        help_until=draft.help_until,
        handed_back_at=draft.handed_back_at,
        title=titled.title if titled else {},
    )


def _asked(service: Service | None) -> Mapping[str, Ask | Material]:
    """What an application answers: questions and materials."""
    return {**service.asks, **service.materials} if service else {}


def _former(draft: Draft) -> Service | None:
    """The service as it was when the draft was saved last."""
    return services.version(draft.version).form(draft.service)
