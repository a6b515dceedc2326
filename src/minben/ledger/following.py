"""Following the sequence: what a consumer has not looked at yet, and a bell that tells when there is more.

A consumer starts with leaf -1 and keeps the last one that it has looked at. Most acts are none of its business; of
those it learns no more than that they are there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connections

from .sequence import CHANNEL
from .views import ActView, view

if TYPE_CHECKING:
    from collections.abc import Collection

    import psycopg

FOLLOW = """
SELECT l.leaf, a.body FROM (
    SELECT leaf, act FROM ledger_leaf WHERE leaf > %(after)s ORDER BY leaf LIMIT %(limit)s
) AS l LEFT JOIN ledger_act a ON a.id = l.act AND a.kind = ANY (%(kinds)s) ORDER BY l.leaf
"""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the sequence: its acts of the kinds that were asked for, and the ``last`` leaf of all."""

    acts: tuple[ActView, ...]
    last: int


def follow_kinds(
    kinds: Collection[str], after_leaf: int, limit: int = 1000, *, using: str = DEFAULT_DB_ALIAS
) -> Stretch:
    """Look at the next leaves, at most ``limit``, after passing over as many at once of which none is of these kinds.

    ``last`` stays where it was when there are no more. Under the reach of the system, for which there is no gap.
    """
    last, whole = after_leaf, True
    acts: tuple[ActView, ...] = ()
    while whole and not acts:
        with connections[using].cursor() as cursor:
            cursor.execute(FOLLOW, {"after": last, "limit": limit, "kinds": list(kinds)})
            rows = cursor.fetchall()
        acts = tuple(view(leaf, bytes(body)) for leaf, body in rows if body is not None)
        last, whole = rows[-1][0] if rows else last, len(rows) == limit
    return Stretch(acts, last)


@dataclass(slots=True)
class Bell:
    """Rings in this process when acts have got their leaves; so whoever waits need not look all the time.

    It is hung up on Django's connection by the first who waits, and again where that is another one than before.
    """

    using: str = DEFAULT_DB_ALIAS
    _hung: psycopg.Connection[Any] | None = field(default=None, init=False)

    def wait(self, seconds: float) -> bool:
        """Return when it rings or has rung since the last call, at the latest after so many seconds; whether it did.

        A bell that was only now hung up counts as rung, for nobody would have heard it before. Outside of transactions.
        """
        connection = connections[self.using]
        with connection.wrap_database_errors:
            connection.ensure_connection()
            driver: psycopg.Connection[Any] = connection.connection
            if driver is not self._hung:
                driver.execute(f"LISTEN {CHANNEL}")
                self._hung = driver
                return True
            return len(list(driver.notifies(timeout=seconds, stop_after=1))) > 0
