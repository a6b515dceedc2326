"""Rows of a population register as a file would bring them: texts, every number valid and nobody else's."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from minben.blueprint import read
from minben.ledger import Actor, ActorKind
from minben.registers.formats import resident_check_digit

if TYPE_CHECKING:
    from collections.abc import Iterator

BLUEPRINT = read(Path(__file__).parents[2] / "blueprints" / "guangan")
REGISTER = BLUEPRINT.registers["population"]
ACTOR = Actor(ActorKind.SYSTEM, "benchmark", agency=REGISTER.agency)
DAY = date(2026, 5, 1)
FIRST_BORN, BIRTHDAYS = date(1930, 1, 1), 23_000
VILLAGES = [division.code for division in BLUEPRINT.divisions.values() if division.level == 5]


def number_of(person: int) -> str:
    """The resident number of the so-manieth person."""
    born = FIRST_BORN + timedelta(days=person % BIRTHDAYS)
    body = f"512925{born:%Y%m%d}{person // BIRTHDAYS:03d}"
    return body + resident_check_digit(body)


def people(count: int, *, first: int = 0, street: str = "某路") -> Iterator[dict[str, str]]:
    """So many people, from the so-manieth on."""
    for person in range(first, first + count):
        number = number_of(person)
        yield {
            "id": number,
            "name": "欧阳建国",
            "sex": "male" if int(number[16]) % 2 else "female",
            "birth_date": f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
            "division": VILLAGES[person % len(VILLAGES)],
            "address": f"广安区{street}{person % 500}号",
            "living": "yes",
        }
