"""What workers do for this room: see `minben.messages.delivering`."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .following import DELIVER

AFTER_FAULTS = RetryStrategy(max_attempts=20, exponential_wait=3)
"""A fault of the program itself must not lose a message either."""


@app.task(name=DELIVER, retry=AFTER_FAULTS)
def deliver(row: str) -> None:
    """Send one message."""
    from .delivering import deliver as send

    send(UUID(row))
