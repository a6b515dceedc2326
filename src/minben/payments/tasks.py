"""What workers do for this room: see `minben.payments.gateway_calls`."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

AFTER_FAULTS = RetryStrategy(max_attempts=20, exponential_wait=3)
"""A fault of the program itself must not lose a payment either."""


@app.task(name="payments.order", retry=AFTER_FAULTS)
def order(row: str) -> None:
    """Make an order at the gateway."""
    from . import gateway_calls

    gateway_calls.order(UUID(row))


@app.task(name="payments.reconcile", retry=AFTER_FAULTS)
def reconcile(row: str) -> None:
    """Ask how an order stands."""
    from . import gateway_calls

    gateway_calls.reconcile(UUID(row))


@app.task(name="payments.refund", retry=AFTER_FAULTS)
def refund(row: str) -> None:
    """Give money back."""
    from . import gateway_calls

    gateway_calls.refund(UUID(row))
