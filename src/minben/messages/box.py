"""The mailbox in the portal: everything that a subject was told in any case, newest first, and how much is unread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from minben import cases
from minben.ledger import now

from .models import Mail

if TYPE_CHECKING:
    from minben.cases import Told

PAGE = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what was told, when, and whether it was looked at before."""

    id: UUID
    at: datetime
    seen: bool
    told: Told


@dataclass(frozen=True, slots=True)
class MailPage:
    """Some entries, and ``after``, behind which the next page begins; None on the last."""

    entries: tuple[Entry, ...]
    after: str | None


def mailbox(subject: UUID, *, after: str | None = None, limit: int = PAGE) -> MailPage:
    """The entries of a subject within the reach that holds; two queries. Raises ValueError for an unknown ``after``."""
    found = Mail.objects.filter(subject=subject).order_by("-at", "-id")
    if after is not None:
        moment, _, last = after.partition("~")
        at, row = datetime.fromisoformat(moment), UUID(last)
        found = found.filter(Q(at__lt=at) | Q(at=at, id__lt=row))
    mails = list(found[: limit + 1])
    shown = mails[:limit]
    further = f"{shown[-1].at.isoformat()}~{shown[-1].id}" if len(mails) > limit else None
    return MailPage(_entries(shown), further)


def read_entry(subject: UUID, entry: UUID) -> Entry | None:
    """One entry, which counts as read from now on; None where it is not the subject's."""
    mail = Mail.objects.filter(id=entry, subject=subject).first()
    if mail is None:
        return None
    if mail.seen_at is None:
        mail.seen_at = now()
        mail.save(update_fields=["seen_at"])
    return next(iter(_entries([mail])), None)


def unread(subject: UUID) -> int:
    """How many entries were not looked at yet, within the reach that holds; one query."""
    return Mail.objects.filter(subject=subject, seen_at__isnull=True).count()


def _entries(mails: list[Mail]) -> tuple[Entry, ...]:
    told = cases.told([mail.source for mail in mails])
    return tuple(
        Entry(mail.id, mail.at, mail.seen_at is not None, told[mail.source])
        for mail in mails
        if mail.source in told
    )
