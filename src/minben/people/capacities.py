"""What an account stands for: the subjects it is, those it acts for, the posts it holds; and how far each can see.

A person acts in exactly one *capacity* at a time: as themselves, for somebody by mandate, or in a post. The capacity
decides the `Reach` under which the database answers (row security) and the `Actor` that acts name. Everything is read
in one query, as a set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

from minben.blueprint import desks, in_scope
from minben.blueprint.model import Power, SubjectKind
from minben.ledger import Actor, ActorKind, Reach, acting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from minben.blueprint.model import Blueprint, Post

    from .models import Account

SYSTEM = Reach(system=True)


@dataclass(frozen=True, slots=True)
class Person:
    """A person acting as themselves, or for ``subject`` by the mandate ``mandate``.

    ``own`` is who they are; ``subjects`` all that they see in this capacity: the giver alone by a mandate, else all
    that the account is. ``services`` limits what a mandate allows (empty: all); it
    names the bundles too of which every service is allowed.
    """

    account: Account
    subject: UUID
    kind: SubjectKind
    own: UUID
    name: str
    subjects: tuple[UUID, ...]
    mandate: UUID | None = None
    services: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Names this capacity among those of the account; each mandate is one of its own."""
        return f"mandate:{self.mandate}" if self.mandate else f"subject:{self.subject}"

    @property
    def reach(self) -> Reach:
        """What is one's own, or the giver's within the services of the mandate; never both at once."""
        return Reach(subjects=self.subjects, services=self.services)

    @property
    def actor(self) -> Actor:
        """The human who acts, also where it is for somebody else."""
        return Actor(kind=ActorKind.RESIDENT, id=str(self.own))

    def may_use(self, service: str) -> bool:
        """Whether the mandate's scope holds this service."""
        return self.unlimited or service in self.services

    @property
    def unlimited(self) -> bool:
        """Whether they may do all that the subject may: for oneself, or by a mandate that names no services."""
        return not self.services


@dataclass(frozen=True, slots=True)
class Officer:
    """A person acting in a post; ``registers`` are those that the post's agency owns."""

    account: Account
    appointment: UUID
    post: Post
    registers: tuple[str, ...]
    desks: tuple[str, ...]
    """The post, and the taskforces for which it acts today (see `minben.blueprint.taskforces`)."""

    @property
    def agency(self) -> str:
        """The agency whose post it is."""
        return self.post.agency

    @property
    def key(self) -> str:
        """Names this capacity among those of the account."""
        return f"post:{self.appointment}"

    @property
    def name(self) -> Mapping[str, str]:
        """The post and who is in it, in each language."""
        return {language: f"{title} · {self.account.name}" for language, title in self.post.title.items()}

    @property
    def reach(self) -> Reach:
        """The post's tasks, the agency's cases and registers; all cases for a post that supervises."""
        return Reach(
            agency=self.post.agency,
            posts=self.desks,
            registers=self.registers,
            supervise=Power.SUPERVISE in self.post.powers,
        )

    @property
    def actor(self) -> Actor:
        """The appointment, so that the act says who held the post then."""
        return Actor(
            kind=ActorKind.OFFICER, id=str(self.appointment), post=self.post.id, agency=self.post.agency
        )


Capacity = Person | Officer


@dataclass(frozen=True, slots=True)
class Standing:
    """All capacities of an account, the first being the one taken by default."""

    account: Account
    capacities: tuple[Capacity, ...]

    def chosen(self, key: str | None) -> Capacity | None:
        """The capacity of this key, else the first; None for an account that stands for nobody yet."""
        first = next(iter(self.capacities), None)
        return next((capacity for capacity in self.capacities if capacity.key == key), first)


class _Row(NamedTuple):
    what: str
    id: UUID
    subject: UUID | None
    kind: str
    name: str
    services: list[str]
    own: UUID | None


_STANDING = """
SELECT 'link', id, subject, kind, '', '{}'::text[], subject
  FROM people_link WHERE account_id = %(account)s
UNION ALL
SELECT 'mandate', m.id, m.giver, m.giver_kind, m.name, m.services::text[], m.holder
  FROM people_mandate m JOIN people_link l ON l.subject = m.holder
 WHERE l.account_id = %(account)s AND m.ended_at IS NULL
   AND %(today)s BETWEEN m.since AND coalesce(m.until, 'infinity'::date)
UNION ALL
SELECT 'post', id, NULL, post, '', '{}'::text[], NULL
  FROM people_appointment
 WHERE account_id = %(account)s AND %(today)s BETWEEN since AND coalesce(until, 'infinity'::date)
ORDER BY 1, 5, 2
"""


def standing_of(account: Account, blueprint: Blueprint, today: date) -> Standing:
    """Everything that the account stands for on this day, in one query; posts that are no more do not count."""
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_STANDING, {"account": account.pk, "today": today})
        rows = [_Row(*row) for row in cursor.fetchall()]
    linked = tuple(row.subject for row in rows if row.what == "link" and row.subject is not None)
    persons = [_person(row, account, linked, blueprint) for row in rows if row.what != "post"]
    officers = [
        _officer(row, account, blueprint, today)
        for row in rows
        if row.what == "post" and row.kind in blueprint.posts
    ]
    return Standing(account, (*persons, *officers))


def _person(row: _Row, account: Account, linked: tuple[UUID, ...], blueprint: Blueprint) -> Person:
    if row.subject is None or row.own is None:
        raise ValueError(row.what)
    mandated = row.what == "mandate"
    return Person(
        account=account,
        subject=row.subject,
        kind=SubjectKind(row.kind),
        own=row.own,
        name=row.name if mandated else account.name,
        subjects=(row.subject,) if mandated else linked,
        mandate=row.id if mandated else None,
        services=in_scope(blueprint, row.services),
    )


def _officer(row: _Row, account: Account, blueprint: Blueprint, today: date) -> Officer:
    post = blueprint.posts[row.kind]
    owned = tuple(register.id for register in blueprint.registers.values() if register.agency == post.agency)
    return Officer(
        account=account,
        appointment=row.id,
        post=post,
        registers=owned,
        desks=desks(blueprint, post.id, today),
    )
