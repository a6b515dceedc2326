"""Writing acts: in the transaction of their effect, never after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS

from .acts import act_row
from .context import current_reach
from .identity import uuid7s
from .raw import ACT_INSERT_SQL, act_parameters, copy_acts, raw_cursor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from .acts import Act

# From here on setting up a COPY is paid back.
MANY = 8


class OutsideActing(RuntimeError):  # noqa: N818 - says what is wrong
    """An act was written outside `acting`, so not in one transaction with its effect."""


def write_act(act: Act, *, id: UUID | None = None, using: str = DEFAULT_DB_ALIAS) -> UUID:  # noqa: A002
    """Write one act into the current transaction and return its id.

    Raises `OutsideActing` where no `acting` block is open.
    """
    require_acting(using)
    row = act_row(act, id=id)
    with raw_cursor(using) as cursor:
        cursor.execute(ACT_INSERT_SQL, act_parameters(row))
    return row.id


def write_acts(acts: Sequence[Act], *, using: str = DEFAULT_DB_ALIAS) -> list[UUID]:
    """Write many acts at once, in the order given, and return their ids."""
    require_acting(using)
    ids = uuid7s(len(acts))
    # Rows are made while earlier ones are on their way; a list of them would cost memory and time.
    rows = (act_row(act, id=id_) for act, id_ in zip(acts, ids, strict=True))
    if len(ids) >= MANY:
        copy_acts(rows, using=using)
    elif ids:
        with raw_cursor(using) as cursor:
            cursor.executemany(ACT_INSERT_SQL, [act_parameters(row) for row in rows])
    return ids


def require_acting(using: str) -> None:
    """Refuse to go on outside `acting`."""
    if current_reach(using) is None:
        raise OutsideActing("an act is written inside acting(), in the transaction of its effect")
