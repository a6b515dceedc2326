"""Guang'an in force over an empty database, some people in its registers, and officers in its posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from minben.blueprint import desks
from minben.ledger import Act, Actor, ActorKind, Reach, acting, legal_clock, legal_today, write_act

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minben.blueprint.model import Blueprint, Post
    from minben.node.postgres import Endpoint

TODAY = date(2026, 3, 2)
SYSTEM = Reach(system=True)
LOADER = Actor(kind=ActorKind.SYSTEM, id="test")
ACCOUNT = "6222020000000000018"
VILLAGE = "511602001001"


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as the room wants one."""

    subject: UUID
    identifier: str

    @property
    def reach(self) -> Reach:
        return Reach(subjects=(self.subject,))

    @property
    def actor(self) -> Actor:
        return Actor(kind=ActorKind.RESIDENT, id=str(self.subject))


@dataclass(frozen=True, slots=True)
class InPost:
    """An officer as the room wants one."""

    post: Post
    appointment: UUID
    desks: tuple[str, ...] = ()

    @property
    def reach(self) -> Reach:
        supervise = "supervise" in self.post.powers
        return Reach(agency=self.post.agency, posts=self.desks or (self.post.id,), supervise=supervise)

    @property
    def actor(self) -> Actor:
        kind = ActorKind.OFFICER
        return Actor(kind=kind, id=str(self.appointment), post=self.post.id, agency=self.post.agency)


@dataclass(frozen=True, slots=True)
class District:
    """Guang'an in force, and ways to fill it."""

    blueprint: Blueprint

    def officer(self, post: str) -> InPost:
        return InPost(self.blueprint.posts[post], uuid4(), desks(self.blueprint, post, legal_today()))

    def write(self, register: str, **values: object) -> UUID:
        from minben.registers import write_record

        with acting(SYSTEM):
            record = write_record(
                self.blueprint.registers[register],
                values,
                blueprint=self.blueprint,
                actor=LOADER,
                purpose="test",
                valid_from=date(2020, 1, 1),
            )
        return record.subject

    def resident(self, born: date, name: str = "王桂兰", *, order: int = 2, living: bool = True) -> Somebody:
        number = resident_number(born, order)
        sex = "male" if order % 2 else "female"
        subject = self.write(
            "population", id=number, name=name, sex=sex, birth_date=born, division=VILLAGE, living=living
        )
        return Somebody(subject, number)

    def enterprise(self, name: str = "广安好吃餐饮有限公司", *, serial: str = "12345678") -> Somebody:
        code = credit_code(f"91511602MA{serial[:7]}")
        subject = self.write(
            "enterprises",
            code=code,
            name=name,
            kind="company",
            industry="catering",
            division=VILLAGE,
            address="广安区城南街道1号",
            representative=resident_number(date(1980, 5, 1), 10),
            founded=date(2025, 1, 6),
            state="open",
        )
        return Somebody(subject, code)

    def kin(self, person: Somebody, relative: Somebody, name: str, relation: str) -> None:
        self.write(
            "kinship",
            number=f"K{uuid4().hex[:12]}",
            resident=person.identifier,
            relative=relative.identifier,
            relative_name=name,
            relation=relation,
        )


def resident_number(born: date, order: int) -> str:
    """A number with the county code that births of the time carried, and its check character."""
    place = "512925" if born <= date(1993, 12, 31) else "513621" if born.year < 1998 else "511602"
    body = f"{place}{born:%Y%m%d}{order:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]


def credit_code(body: str) -> str:
    """A credit code with its check character."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(pow(3, place, 31) * alphabet.index(char) for place, char in enumerate(body))
    return body + alphabet[-total % 31]


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


@pytest.fixture
def today() -> Iterator[date]:
    """The legal day of a test."""
    with legal_clock(lambda: at(TODAY)):
        yield TODAY


@pytest.fixture
def district(database: Endpoint, guangan: Blueprint, today: date) -> District:
    """Guang'an in force."""
    del database, today
    put_in_force(guangan)
    return District(guangan)


def put_in_force(blueprint: Blueprint) -> None:
    """Let this blueprint hold."""
    from minben import services

    with acting(SYSTEM):
        act = write_act(Act(kind="blueprint.apply", actor=LOADER, purpose="test", result=blueprint.version))
        services.put_in_force(blueprint, act)
