"""What is open, by service and by post: what a new blueprint must not leave without its definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .sets import rows

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Found:
    """How many there are, and the case numbers of the first."""

    count: int
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Open cases by service, waiting tasks by post."""

    services: Mapping[str, Found]
    posts: Mapping[str, Found]


_SERVICES = """
SELECT service, count(*), (array_agg(number ORDER BY received_at, id))[:%(shown)s]
  FROM cases_case WHERE state <> 'closed' GROUP BY service ORDER BY service"""
_POSTS = """
SELECT s.post, count(*), (array_agg(c.number ORDER BY s.ready_at, s.id))[:%(shown)s]
  FROM cases_step s JOIN cases_case c ON c.id = s.case_id
 WHERE s.state = 'ready' AND s.post <> '' GROUP BY s.post ORDER BY s.post"""


def open_work(*, shown: int) -> OpenWork:
    """Everything open under the reach that holds, with up to ``shown`` case numbers each; two queries."""
    given = {"shown": shown}
    return OpenWork(services=_found(_SERVICES, given), posts=_found(_POSTS, given))


def _found(statement: str, given: dict[str, int]) -> dict[str, Found]:
    return {name: Found(count, tuple(numbers)) for name, count, numbers in rows(statement, given)}
