"""Entries that cannot be issued: told in the log without what they hold, and the others go on."""

from __future__ import annotations

import logging
from traceback import extract_tb
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError

from .keys import KeyProblem

if TYPE_CHECKING:
    from uuid import UUID

logger = logging.getLogger(__name__)
AWAY = (OperationalError, InterfaceError, KeyProblem)
"""What concerns all entries: nothing can be issued until it is put right."""


def tell_fault(register: str, record: UUID | None, error: Exception) -> None:
    """Log which entry failed, how and where."""
    frames = extract_tb(error.__traceback__)
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "-"
    logger.error(
        "the licence of %s %s was not issued: %s at %s", register, record, type(error).__name__, where
    )
