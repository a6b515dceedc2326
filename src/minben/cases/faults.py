"""Cases that fail in a loop over many: told in the log, left as they were, and the loop goes on."""

from __future__ import annotations

import logging
from traceback import extract_tb
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError

from .procedure import DeadEndError

if TYPE_CHECKING:
    from uuid import UUID

logger = logging.getLogger(__name__)
AWAY = (OperationalError, InterfaceError)
"""What says that the database is away and no case can be worked on: the loop ends and is started again."""


def tell_fault(case_id: UUID, doing: str, error: Exception) -> None:
    """Log which case failed, how and where; never the words of the error, which may quote what the case holds."""
    frames = extract_tb(error.__traceback__)
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "-"
    # A dead end names the service and its steps, which are words of the blueprint.
    what = str(error) if isinstance(error, DeadEndError) else type(error).__name__
    logger.error("case %s: %s failed and was undone: %s at %s", case_id, doing, what, where)
