"""Writing acts: in the transaction of their effect, never after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS

from .acts import act_row
from .context import current_block
from .identity import uuid7s
from .raw import copy_acts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from .acts import Act
    from .context import Block

MANY = 100
"""From here on acts do not wait for others."""


class OutsideActing(RuntimeError):  # noqa: N818 - says what is wrong
    """An act was written outside `acting`, so not in one transaction with its effect."""


def write_act(act: Act, *, id: UUID | None = None, using: str = DEFAULT_DB_ALIAS) -> UUID:  # noqa: A002
    """Write one act in the current transaction, together with others at its end, and return its id.

    Raises `OutsideActing` where no `acting` block is open.
    """
    block = _block(using)
    row = act_row(act, id=id)
    block.take((row,))
    return row.id


def write_acts(acts: Sequence[Act], *, using: str = DEFAULT_DB_ALIAS) -> list[UUID]:
    """Write many acts at once, in the order given, and return their ids."""
    block = _block(using)
    ids = uuid7s(len(acts))
    # Rows are made while earlier ones are on their way; a list of them would cost memory and time.
    rows = (act_row(act, id=id_) for act, id_ in zip(acts, ids, strict=True))
    if len(ids) >= MANY:
        copy_acts(rows, using=using)
    else:
        block.take(rows)
    return ids


def _block(using: str) -> Block:
    """The block that is open. Raises `OutsideActing`."""
    block = current_block(using)
    if block is None:
        raise OutsideActing("an act is written inside acting(), in the transaction of its effect")
    return block
