"""Clients: opened and ended by an operator, each an act; known by their token."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from minben.blueprint import in_scope
from minben.ledger import Act, Actor, ActorKind, Reach, acting, now, raw_cursor, uuid7, write_act
from minben.services import in_force

from . import kinds
from .models import Client as ClientRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

SYSTEM = Reach(system=True)
OPERATOR = Actor(kind=ActorKind.SYSTEM, id="client")
PURPOSE = "api"
PREFIX = "mb_"
TOKEN_BYTES = 32
_CLIENT_OF = "SELECT id, name, agency, services, per_minute FROM api_client_of(%s)"


class NameTaken(ValueError):  # noqa: N818 - says what is wrong
    """A client of this name is open."""


@dataclass(frozen=True, slots=True)
class Client:
    """A machine as a request brings it."""

    id: UUID
    name: str
    agency: str
    services: tuple[str, ...]
    per_minute: int

    @property
    def actor(self) -> Actor:
        """Who its acts name."""
        return Actor(kind=ActorKind.CLIENT, id=str(self.id), agency=self.agency)

    def on_behalf_of(self, subject: UUID) -> Behalf:
        """The client acting for somebody, in its services and in the bundles that hold no others."""
        return Behalf(self.actor, Reach(subjects=(subject,), services=in_scope(in_force(), self.services)))


@dataclass(frozen=True, slots=True)
class Behalf:
    """A party of a case as `minben.cases` wants one: the client is who acts, the subject what it sees."""

    actor: Actor
    reach: Reach


def open_client(
    name: str, agency: str, services: Sequence[str], *, per_minute: int, basis: Iterable[str] = ()
) -> str:
    """Open a client; returns its token, which is shown this once. Raises `NameTaken`."""
    token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    client, act, law = uuid7(), uuid7(), tuple(basis)
    with acting(SYSTEM):
        if ClientRow.objects.filter(name=name, ended_at=None).exists():
            raise NameTaken(name)
        ClientRow.objects.create(
            id=client,
            name=name,
            agency=agency,
            services=list(services),
            basis=list(law),
            per_minute=per_minute,
            token_hash=_hashed(token),
            opened_at=now(),
            act=act,
        )
        write_act(
            Act(kind=kinds.OPEN, actor=OPERATOR, purpose=PURPOSE, basis=law, result=str(client)), id=act
        )
    return token


def end_client(name: str) -> bool:
    """End the open client of this name; False where there is none. Its token is worth nothing from then on."""
    with acting(SYSTEM):
        row = ClientRow.objects.select_for_update().filter(name=name, ended_at=None).first()
        if row is None:
            return False
        ClientRow.objects.filter(id=row.id).update(ended_at=now())
        write_act(Act(kind=kinds.END, actor=OPERATOR, purpose=PURPOSE, result=str(row.id)))
    return True


def all_clients() -> list[ClientRow]:
    """Every client, the open ones first, by name."""
    with acting(SYSTEM):
        return sorted(ClientRow.objects.all(), key=lambda row: (row.ended_at is not None, row.name))


def client_of_token(token: str) -> Client | None:
    """The open client with this token; one query by its hash."""
    if not token.startswith(PREFIX):
        return None
    with raw_cursor() as cursor:
        cursor.execute(_CLIENT_OF, [_hashed(token)])
        row = cursor.fetchone()
    if row is None:
        return None
    id_, name, agency, services, per_minute = row
    return Client(id_, name, agency, tuple(services), per_minute)


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
