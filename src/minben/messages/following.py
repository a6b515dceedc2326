"""Following the ledger's sequence: who was told something gets it into their mailbox, and sent where they wish it.

The entries, the deliveries, their jobs and the cursor are one transaction: whatever dies, nothing is left out, and
nothing is entered twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben import cases, services
from minben.blueprint.model import Channel, MessageKind
from minben.ledger import Reach, acting, follow_kinds, now, uuid7
from minben.outside import later

from .contacts import offered
from .models import Contact, Cursor, Delivery, Mail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from minben.ledger import ActView

BATCH = 1000
SYSTEM = Reach(system=True)
TOLD = frozenset(
    {
        "case.notice",
        "case.ask",
        "case.answer",
        "rating.rectify",
        "bundle.impossible",
        "correction.accept",
        "correction.refuse",
    }
)
"""The acts by which somebody is told something; the records that they name say what."""
DELIVER = "messages.deliver"
WAITING = "waiting"


def follow_told() -> int:
    """Follow the sequence a little further; returns how many entries are new."""
    with acting(SYSTEM):
        cursor = Cursor.objects.select_for_update().get(name="told")
        ahead = follow_kinds(TOLD, cursor.leaf, BATCH)
        if ahead.last == cursor.leaf:
            return 0
        mails = _entered(ahead.acts)
        _send(mails)
        cursor.leaf = ahead.last
        cursor.save(update_fields=["leaf"])
    return len(mails)


def _entered(acts: Sequence[ActView]) -> list[Mail]:
    told = cases.told([record.id for act in acts for record in act.records])
    mails = [
        Mail(
            id=uuid7(),
            kind=told[record.id].kind,
            source=record.id,
            subject=act.subjects[0],
            service=told[record.id].service,
            at=act.at,
            act=act.id,
        )
        for act in acts
        for record in act.records
        if record.id in told and _by_this(act, told[record.id].kind)
    ]
    return Mail.objects.bulk_create(mails)


def _by_this(act: ActView, kind: MessageKind) -> bool:
    """Whether this act told it: a question and its answer stand in one row, and each is told by an act of its own."""
    return {"case.ask": MessageKind.QUESTION, "case.answer": MessageKind.ANSWER}.get(act.kind, kind) is kind


def _send(mails: Sequence[Mail]) -> None:
    said = services.in_force().messages
    if not mails or said is None:
        return
    ways = offered()
    agreed: dict[UUID, list[Contact]] = {}
    for contact in Contact.objects.filter(
        subject__in={mail.subject for mail in mails}, withdrawn_act__isnull=True, channel__in=ways
    ):
        agreed.setdefault(contact.subject, []).append(contact)
    deliveries = [
        Delivery(
            id=uuid7(),
            mail=mail,
            subject=mail.subject,
            channel=contact.channel,
            state=WAITING,
            made_at=now(),
        )
        for mail in mails
        for contact in agreed.get(mail.subject, ())
        # Nobody is written to about what they were told before they agreed to it.
        if contact.given_at <= mail.at
        and Channel(contact.channel) in said.templates.get(MessageKind(mail.kind), {})
    ]
    Delivery.objects.bulk_create(deliveries)
    for delivery in deliveries:
        later(DELIVER, delivery.id)
