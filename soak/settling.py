"""Before the soak: accounts for those who will apply and decide, made while nobody serves.

The people, enterprises and posts are those of the blueprint; applicants are picked from the registers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from minben import messages, people
from minben.blueprint.model import Channel, SubjectKind
from minben.ledger import Actor, ActorKind, Reach, acting
from minben.node.running import database_at_hand
from minben.registers import find_subject
from minben.services import in_force

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from minben.blueprint import Blueprint

WITH_NUMBER, MOST_NUMBERS = 5, 150
"""One in so many subjects of each kind, and so many at most, want to be told by short message."""
NUMBER = "13800138000"
PASSWORD = "never lost, never twice"  # noqa: S105 - of accounts that live as long as a soak
CLERK = Actor(kind=ActorKind.SYSTEM, id="soak")
SYSTEM = Reach(system=True)
AT_ONCE, AT_DESKS = "kinship-certificate", "food-licence"
"""A service that a rule decides at once, and one that travels over several desks."""
WITH_KIN = """
SELECT values ->> 'resident' FROM registers_record
 WHERE register = 'kinship' AND superseded_at IS NULL GROUP BY 1 ORDER BY 1 LIMIT %s"""
IN_BUSINESS = """
SELECT key FROM (SELECT DISTINCT ON (key) key, values, is_end FROM registers_record
                  WHERE register = 'enterprises' AND superseded_at IS NULL AND valid_from <= current_date
                  ORDER BY key, valid_from DESC) r
 WHERE NOT is_end AND values ->> 'state' = 'open' ORDER BY key LIMIT %s"""
LIVING = """
SELECT key FROM (SELECT DISTINCT ON (key) key, values, is_end FROM registers_record
                  WHERE register = 'population' AND superseded_at IS NULL AND valid_from <= current_date
                  ORDER BY key, valid_from DESC) r
 WHERE NOT is_end AND values ->> 'living' = 'true' ORDER BY key LIMIT %s"""


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody who will sign in: to apply for ``service`` as ``subject``, or as the officer of ``appointment``."""

    username: str
    service: str = ""
    subject: UUID | None = None
    appointment: UUID | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """Who will come to the pages, and all subjects of the district for whom machines will send applications in."""

    roles: list[Role]
    subjects: dict[SubjectKind, list[str]]


def settle(applicants: int, services: Iterable[str]) -> Settled:
    """Make the accounts: two in three applicants are residents, the others enterprises; and all officers they need."""
    with database_at_hand(), acting(SYSTEM):
        blueprint = in_force()
        enterprises = max(1, applicants // 3)
        residents = _keys(WITH_KIN, max(1, applicants - enterprises))
        roles = [
            *_applicants(SubjectKind.RESIDENT, residents, AT_ONCE),
            *_applicants(SubjectKind.ENTERPRISE, _keys(IN_BUSINESS, enterprises), AT_DESKS),
            *_officers(blueprint, (AT_ONCE, AT_DESKS, *services)),
        ]
        subjects = {
            SubjectKind.RESIDENT: _keys(LIVING, None),
            SubjectKind.ENTERPRISE: _keys(IN_BUSINESS, None),
        }
        for kind, identifiers in subjects.items():
            _give_numbers(kind, identifiers[::WITH_NUMBER][:MOST_NUMBERS])
        return Settled(roles, subjects)


def _keys(query: str, count: int | None) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, [count])
        return [key for (key,) in cursor.fetchall()]


def _give_numbers(kind: SubjectKind, identifiers: Iterable[str]) -> None:
    for identifier in identifiers:
        subject = find_subject(kind, identifier)
        if subject is not None:
            messages.give(subject, Channel.SMS, NUMBER, "zh", CLERK)


def _applicants(kind: SubjectKind, identifiers: list[str], service: str) -> Iterable[Role]:
    for number, identifier in enumerate(identifiers):
        subject = find_subject(kind, identifier)
        if subject is not None:
            username = f"soak-{kind}-{number}"
            account = people.create_account(username, username, actor=CLERK, password=PASSWORD)
            people.link(account, subject, kind, actor=CLERK)
            yield Role(username, service, subject)


def _officers(blueprint: Blueprint, services: Iterable[str]) -> Iterable[Role]:
    """As many in each post as its steps need, and one more, so that two come to the same task."""
    needed: dict[str, int] = {}
    for service in dict.fromkeys(services):
        wanted = blueprint.services[service]
        aside = [wanted.human, wanted.appeal.post if wanted.appeal else None]
        needed |= {post: 1 for post in aside if post is not None and post not in needed}
        for step in wanted.steps.values():
            for post in (step.post, *step.posts):
                if post is not None:
                    needed[post] = max(needed.get(post, 0), step.people)
    for post, people_ in needed.items():
        for number in range(people_ + 1):
            username = f"soak-{post.replace('/', '-')}-{number}"
            account = people.create_account(username, username, actor=CLERK, password=PASSWORD)
            yield Role(username, appointment=people.appoint(account, post, actor=CLERK).id)
