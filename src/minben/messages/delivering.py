"""Sending one message: begun, sent and ended in steps that a worker may be killed between.

That a try begins is committed before anything leaves, so a worker that finds one begun knows that it may have
arrived: it sends again by the same key, which the receiving side recognises. What fails for good, or too often, stays
for the operator (`minben message list --failed`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from minben.blueprint.model import Channel
from minben.ledger import Act, Actor, ActorKind, Reach, RecordRef, acting, now, uuid7, write_act
from minben.outside import Unreachable, later

from . import kinds
from .following import DELIVER, WAITING
from .letters import letter
from .models import Contact, Delivery
from .sending import Refused, send

if TYPE_CHECKING:
    from uuid import UUID

    from .letters import Letter

SYSTEM = Reach(system=True)
PROGRAM = Actor(kind=ActorKind.SYSTEM, id="messages")
SENDING, SENT, FAILED, DROPPED = "sending", "sent", "failed", "dropped"
FINAL = (SENT, FAILED, DROPPED)
TRIES = 12
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=2)


def deliver(delivery_id: UUID) -> str:
    """Try to send a message, unless that is done already; returns the state it comes to."""
    begun = _begin(delivery_id)
    if begun is None:
        with acting(SYSTEM):
            return Delivery.objects.values_list("state", flat=True).get(id=delivery_id)
    written, channel, again = begun
    try:
        send(channel, delivery_id, written, again=again)
    except Refused as refused:
        return _end(delivery_id, FAILED, kinds.FAIL, str(refused))
    except Unreachable as gone:
        return _put_off(delivery_id, str(gone))
    return _end(delivery_id, SENT, kinds.SEND, "")


def _begin(delivery_id: UUID) -> tuple[Letter, Channel, bool] | None:
    """Note that a try begins; None where there is nothing to send (any more)."""
    with acting(SYSTEM):
        delivery = _locked(delivery_id)
        if delivery.state in FINAL:
            return None
        contact = Contact.objects.filter(
            subject=delivery.subject, channel=delivery.channel, withdrawn_act__isnull=True
        ).first()
        written = letter(delivery, contact) if contact else None
        if written is None:
            _close(delivery, DROPPED, kinds.DROP, "")
            return None
        again = delivery.state == SENDING
        delivery.state, delivery.tried_at = SENDING, now()
        delivery.attempts += 1
        delivery.save(update_fields=["state", "tried_at", "attempts"])
        return written, Channel(delivery.channel), again


def _put_off(delivery_id: UUID, error: str) -> str:
    """Try again later, each time later, and give up in the end."""
    with acting(SYSTEM):
        delivery = _locked(delivery_id)
        if delivery.attempts >= TRIES:
            return _close(delivery, FAILED, kinds.FAIL, error)
        delivery.error = error
        delivery.save(update_fields=["error"])
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (delivery.attempts - 1))
        later(DELIVER, delivery_id, after=pause)
        return delivery.state


def _end(delivery_id: UUID, state: str, kind: str, error: str) -> str:
    with acting(SYSTEM):
        return _close(_locked(delivery_id), state, kind, error)


def _close(delivery: Delivery, state: str, kind: str, error: str) -> str:
    if delivery.state in FINAL:
        return delivery.state
    delivery.state, delivery.error, delivery.act = state, error, uuid7()
    write_act(
        Act(
            kind=kind,
            actor=PROGRAM,
            purpose=delivery.mail.service,
            subjects=(delivery.subject,),
            records=(RecordRef(delivery.id),),
            result=delivery.channel,
            derived_from=(delivery.mail.act,),
        ),
        id=delivery.act,
    )
    delivery.save(update_fields=["state", "error", "act"])
    return state


def again(delivery_id: UUID) -> bool:
    """Let a message that could not be sent be tried anew; whether it was one."""
    with acting(SYSTEM):
        delivery = _locked(delivery_id)
        if delivery.state != FAILED:
            return False
        # It may have arrived at the last try, so the next one asks first.
        delivery.state, delivery.attempts = (SENDING if delivery.attempts else WAITING), 0
        delivery.save(update_fields=["state", "attempts"])
        later(DELIVER, delivery.id)
        return True


def _locked(delivery_id: UUID) -> Delivery:
    return Delivery.objects.select_for_update(of=("self",)).select_related("mail").get(id=delivery_id)
