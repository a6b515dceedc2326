"""Making accounts and giving them something to stand for; each an act in the transaction of its effect."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db.models import Q

from minben.ledger import Act, Actor, acting, legal_today, write_act

from .capacities import SYSTEM
from .models import Account, Appointment, Link

if TYPE_CHECKING:
    from datetime import date

    from minben.blueprint.model import SubjectKind

PURPOSE = "people"


class NameTakenError(Exception):
    """Somebody has this user name already."""

    def __init__(self, username: str) -> None:
        super().__init__(f"The user name {username!r} is taken; choose another.")
        self.username = username


def create_account(
    username: str, name: str, *, actor: Actor, password: str | None = None, persona: str | None = None
) -> Account:
    """A new account; without a password it can only be entered as a persona of a demonstration."""
    account = Account(username=username, name=name, persona=persona)
    account.set_password(password)
    with acting(SYSTEM):
        if Account.objects.filter(username=username).exists():
            raise NameTakenError(username)
        account.save(force_insert=True)
        write_act(Act(kind="account.create", actor=actor, purpose=PURPOSE, result=str(account.pk)))
    return account


def link(account: Account, subject: UUID, kind: SubjectKind, *, actor: Actor) -> Link:
    """The account is this subject; linking it again changes nothing."""
    with acting(SYSTEM):
        known = Link.objects.filter(account=account, subject=subject).first()
        if known is not None:
            return known
        act = write_act(
            Act(
                kind="account.link", actor=actor, purpose=PURPOSE, subjects=(subject,), result=str(account.pk)
            )
        )
        return Link.objects.create(account=account, subject=subject, kind=kind.value, act=act)


def appoint(
    account: Account, post: str, *, actor: Actor, since: date | None = None, until: date | None = None
) -> Appointment:
    """The account holds this post from ``since``."""
    new = uuid4()
    with acting(SYSTEM):
        act = write_act(
            Act(kind="appointment.make", actor=actor, purpose=PURPOSE, power=post, result=str(new))
        )
        return Appointment.objects.create(
            id=new, account=account, post=post, since=since or legal_today(), until=until, act=act
        )


def end_appointment(appointment: UUID, on: date, *, actor: Actor) -> bool:
    """The appointment's last day is ``on``; False when it is unknown or has ended already."""
    with acting(SYSTEM):
        found = Appointment.objects.filter(Q(until=None) | Q(until__gt=on), id=appointment)
        if not found.update(until=on):
            return False
        write_act(Act(kind="appointment.end", actor=actor, purpose=PURPOSE, result=str(appointment)))
        return True


def personas() -> list[Account]:
    """The accounts that a demonstration offers by one click."""
    with acting(SYSTEM):
        return list(Account.objects.exclude(persona=None).filter(is_active=True).order_by("persona"))


def persona(name: str) -> Account | None:
    """The account of one persona."""
    with acting(SYSTEM):
        return Account.objects.filter(persona=name, is_active=True).first()


def account_of(username: str) -> Account | None:
    """The account with this user name."""
    with acting(SYSTEM):
        return Account.objects.filter(username=username).first()
