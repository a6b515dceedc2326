"""Whether two officers are one person: the posts that one account holds or held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.ledger import Reach, acting

from .models import Appointment

if TYPE_CHECKING:
    from uuid import UUID


def held_with(appointment: UUID) -> frozenset[UUID]:
    """Every appointment, past ones too, of whoever holds this one, itself included.

    What the law keeps apart are people: a second post does not make a second person.
    """
    with acting(Reach(system=True)):
        account = Appointment.objects.filter(id=appointment).values("account")
        held = Appointment.objects.filter(account__in=account).values_list("id", flat=True)
        return frozenset(held) | {appointment}
