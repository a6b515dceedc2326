"""The gateway's own calls: signed, each taken once by its id, and booked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from minben.ledger import acting, now
from minben.outside import BadSignature, authentic

from .booking import Said, book
from .gateway_calls import notify_url, signer
from .models import GatewayNotice, Payment
from .states import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["BadNotice", "BadSignature", "notified"]
LONGEST_ID = 200


class BadNotice(ValueError):  # noqa: N818 - says what came
    """A signed call that names no payment of ours, or says nothing that could be booked."""


def notified(body: bytes, headers: Mapping[str, str]) -> None:
    """Take in a notice of the gateway; one that came before changes nothing. Raises `BadNotice`.

    Raises `minben.outside.BadSignature` for whatever the gateway has not signed just now.
    """
    authentic(signer(), "POST", notify_url(), body, headers)
    try:
        values = json.loads(body)
        said, key, event = Said.read(values), UUID(str(values["key"])), str(values["event"])
    except (ValueError, KeyError, TypeError) as wrong:
        raise BadNotice("what happened, to which key, by which event?") from wrong
    with acting(SYSTEM):
        if not event or len(event) > LONGEST_ID or not Payment.objects.filter(id=key).exists():
            raise BadNotice("no such payment")
        # Booking knows by the payment's state what is news; the notice is kept for whoever has to settle a dispute.
        book(key, said)
        notice = GatewayNotice(
            id=event, payment=key, state=said.state, amount=said.amount, currency=said.currency, at=now()
        )
        GatewayNotice.objects.bulk_create([notice], ignore_conflicts=True)
