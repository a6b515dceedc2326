"""How far a soak is, told every few moments; a database that is away is no news."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import psycopg
from django.db import Error, connection

from .books import rows

if TYPE_CHECKING:
    from collections.abc import Callable

TELL_EVERY = 15.0
# What was there before the soak is no business of it: of those only what came on paper for it is counted.
STATES = """
SELECT count(*) FILTER (WHERE state = 'open'), count(*) FILTER (WHERE state = 'decided'),
       count(*) FILTER (WHERE state = 'closed')
  FROM cases_case WHERE received_at >= %s::timestamptz OR idempotency_key LIKE 'papers %%'"""


@dataclass(frozen=True, slots=True)
class Look:
    """How many cases of the soak are in which state."""

    open: int
    decided: int
    ended: int

    @property
    def unfinished(self) -> int:
        """How many are not over."""
        return self.open + self.decided


class Progress(threading.Thread):
    """Says what has come and what is over, until it is left."""

    def __init__(self, say: Callable[[str], None], acknowledged: Callable[[], int]) -> None:
        super().__init__(name="progress")
        self._say, self._acknowledged = say, acknowledged
        ((self._begun,),) = rows("SELECT now()::text")
        self._told = threading.Event()

    def look(self) -> Look:
        """How it stands now. Raises `django.db.Error` where the database is away."""
        (found,) = rows(STATES, self._begun)
        return Look(*map(int, found))

    def run(self) -> None:
        """Say it every few moments."""
        while not self._told.wait(TELL_EVERY):
            try:
                now = self.look()
            except (Error, psycopg.Error):
                continue
            self._say(
                f"{self._acknowledged()} acknowledged to machines; open {now.open}, decided {now.decided}, "
                f"over {now.ended}"
            )
        connection.close()

    def __enter__(self) -> Self:
        """Begin to tell."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Tell no more."""
        self._told.set()
        self.join()
