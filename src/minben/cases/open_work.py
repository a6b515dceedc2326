"""What is open now, by service and by post: what must not be left without its definition when a blueprint changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Mapping

OPEN_BY_SERVICE = """
    SELECT service, count(*), (array_agg(number ORDER BY number))[1:%(shown)s]
    FROM cases_case WHERE state <> 'closed' GROUP BY service ORDER BY service"""
WAITING_BY_POST = """
    SELECT s.post, count(*), (array_agg(c.number ORDER BY c.number))[1:%(shown)s]
    FROM cases_step s JOIN cases_case c ON c.id = s.case_id
    WHERE s.state = 'ready' AND s.post <> '' GROUP BY s.post ORDER BY s.post"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many cases, and the numbers of the first of them."""

    count: int
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Cases that are not closed by service, and waiting tasks by post."""

    services: Mapping[str, Waiting]
    posts: Mapping[str, Waiting]


def open_work(*, shown: int) -> OpenWork:
    """All open work within the reach, with at most ``shown`` case numbers each; inside `acting`."""
    return OpenWork(_waiting(OPEN_BY_SERVICE, shown), _waiting(WAITING_BY_POST, shown))


def _waiting(query: str, shown: int) -> dict[str, Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"shown": shown})
        return {name: Waiting(count, tuple(numbers)) for name, count, numbers in cursor.fetchall()}
