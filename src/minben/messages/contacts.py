"""Contact data with consent: where somebody wants to be written to, given and taken back by themselves.

An address is kept as long as the consent lasts. Taking it back erases address and salt in the same transaction; the act
of giving it stays and holds a commitment that nobody can open any more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from typing import TYPE_CHECKING

from minben import services
from minben.blueprint.model import Channel
from minben.environment import Environment
from minben.ledger import Act, Reach, RecordRef, acting, commit_values, now, uuid7, write_act

from . import kinds
from .models import Contact

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from minben.ledger import Actor

SYSTEM = Reach(system=True)
LONGEST = 200
_MOBILE = re.compile(r"\+?\d{6,15}")


class BadAddress(ValueError):  # noqa: N818 - says what is wrong
    """An address that no message could reach; ``text`` says what is wanted, by language."""

    def __init__(self, *, zh: str, en: str) -> None:
        super().__init__(en)
        self.text: Mapping[str, str] = {"zh": zh, "en": en}


@dataclass(frozen=True, slots=True)
class ContactView:
    """A consent that holds."""

    channel: Channel
    address: str
    language: str
    since: datetime


def offered() -> tuple[Channel, ...]:
    """The channels that the blueprint has words for and the node has a service for."""
    said = services.in_force().messages
    there = Environment.read().services
    ways = {Channel.EMAIL: there.smtp_url, Channel.SMS: there.sms_url}
    return tuple(channel for channel in Channel if said and channel in said.carries and ways[channel])


def contacts_of(subject: UUID) -> dict[Channel, ContactView]:
    """The consents of a subject that hold, within the reach that holds; one query."""
    found = Contact.objects.filter(subject=subject, withdrawn_act__isnull=True)
    return {
        Channel(one.channel): ContactView(Channel(one.channel), one.address or "", one.language, one.given_at)
        for one in found
    }


def give(subject: UUID, channel: Channel, address: str, language: str, actor: Actor) -> None:
    """Agree to be written to over a channel, in a language; an address given before is erased. Raises `BadAddress`."""
    checked = _checked(channel, address)
    with acting(SYSTEM):
        _end(subject, channel, actor)
        committed = commit_values({"channel": str(channel), "address": checked})
        contact = Contact(
            id=uuid7(),
            subject=subject,
            channel=channel,
            address=checked,
            language=language,
            given_at=now(),
            act=uuid7(),
            salt=committed.salt,
            commitment=committed.digest,
        )
        reference = RecordRef(contact.id, committed.digest.hex())
        write_act(_act(kinds.CONSENT, subject, channel, actor, reference), id=contact.act)
        contact.save(force_insert=True)


def withdraw(subject: UUID, channel: Channel, actor: Actor) -> bool:
    """Take a consent back and erase the address; whether there was one."""
    with acting(SYSTEM):
        return _end(subject, channel, actor)


def _end(subject: UUID, channel: Channel, actor: Actor) -> bool:
    held = Contact.objects.select_for_update().filter(
        subject=subject, channel=channel, withdrawn_act__isnull=True
    )
    contact = held.first()
    if contact is None:
        return False
    contact.withdrawn_at = now()
    contact.withdrawn_act = write_act(_act(kinds.WITHDRAW, subject, channel, actor, RecordRef(contact.id)))
    contact.address = contact.salt = None
    contact.save(update_fields=["withdrawn_at", "withdrawn_act", "address", "salt"])
    return True


def _act(kind: str, subject: UUID, channel: Channel, actor: Actor, record: RecordRef) -> Act:
    return Act(
        kind=kind, actor=actor, purpose="messages", subjects=(subject,), records=(record,), result=channel
    )


def _checked(channel: Channel, address: str) -> str:
    said = address.strip()
    if channel is Channel.SMS:
        said = re.sub(r"[ \-()]", "", said)
        if not _MOBILE.fullmatch(said):
            raise BadAddress(
                zh="请填写手机号码，例如 13800138000", en="Enter a mobile number, such as 13800138000"
            )
        return said
    try:
        parsed = Address(addr_spec=said)
    except (ValueError, IndexError, MessageError) as wrong:
        raise _no_mail() from wrong
    if not (parsed.username and parsed.domain) or len(said) > LONGEST or not said.isascii():
        raise _no_mail()
    return said


def _no_mail() -> BadAddress:
    return BadAddress(
        zh="请填写电子邮件地址，例如 name@example.com", en="Enter an e-mail address, such as name@example.com"
    )
