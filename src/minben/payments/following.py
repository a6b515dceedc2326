"""Looking after payments: money that an outcome gives back, and orders of which nothing was heard for a while."""

from __future__ import annotations

from datetime import timedelta

from minben import cases
from minben.ledger import acting, follow_kinds, now
from minben.outside import later

from .booking import lock, send_back
from .models import Cursor, Payment
from .states import OPEN, SYSTEM, PaymentState

BATCH = 1000
QUIET = timedelta(seconds=60)
"""After this long without news the gateway is asked."""
AT_ONCE = 200
RECONCILE = "payments.reconcile"


def follow_outcomes() -> int:
    """Follow the ledger a little further; give back what was paid in cases whose outcome says so; returns how many."""
    with acting(SYSTEM):
        cursor = Cursor.objects.select_for_update().get(name="outcomes")
        ahead = follow_kinds(("case.conclude",), cursor.leaf, BATCH)
        if ahead.last == cursor.leaf:
            return 0
        ended = {act.case for act in ahead.acts if act.case is not None}
        paid = Payment.objects.filter(case__in=ended, state=PaymentState.PAID).order_by("id")
        back = [payment for payment in paid if cases.refund_due(payment.case)]
        for payment in back:
            send_back(lock(payment.id))
        cursor.leaf = ahead.last
        cursor.save(update_fields=["leaf"])
    return len(back)


def look_after(quiet: timedelta = QUIET) -> int:
    """Let workers ask the gateway about orders of which nothing was heard for a while; returns how many."""
    with acting(SYSTEM):
        silent = Payment.objects.select_for_update(skip_locked=True).filter(
            state__in=OPEN, asked_at__lt=now() - quiet
        )
        found = [payment.id for payment in silent.order_by("asked_at")[:AT_ONCE]]
        Payment.objects.filter(id__in=found).update(asked_at=now())
        for payment in found:
            later(RECONCILE, payment)
    return len(found)
