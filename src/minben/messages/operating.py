"""What an operator sees of deliveries: no address and no word, only which, how often, and the code of the error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.ledger import Reach, acting

from .delivering import FAILED, SENDING, again
from .following import WAITING
from .models import Delivery

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

SYSTEM = Reach(system=True)


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery that is not done. ``sending`` means that it may have arrived and nobody knows."""

    id: UUID
    channel: str
    state: str
    attempts: int
    error: str
    made_at: datetime
    tried_at: datetime | None


def deliveries(*, failed: bool = False, limit: int = 100) -> tuple[DeliveryRow, ...]:
    """The deliveries that are open or failed, the oldest first; with ``failed`` those that nobody tries any more."""
    states = (FAILED,) if failed else (WAITING, SENDING, FAILED)
    with acting(SYSTEM):
        found = Delivery.objects.filter(state__in=states).order_by("made_at", "id")[:limit]
        return tuple(
            DeliveryRow(one.id, one.channel, one.state, one.attempts, one.error, one.made_at, one.tried_at)
            for one in found
        )


def try_again(delivery: UUID) -> bool:
    """Let a failed delivery be tried anew; whether there is such a one."""
    with acting(SYSTEM):
        there = Delivery.objects.filter(id=delivery).exists()
    return there and again(delivery)
