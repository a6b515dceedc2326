"""Enterprises of invented people: each is represented by somebody of the households that come by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from .chance import Chance
from .numbers import credit_code, day_of_age
from .people import date_between

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .people import Household, Person, Place
    from .shape import EnterpriseKind, EnterpriseShape, Industry

STEMS = (2, 3)


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A company or a sole trader."""

    code: str
    name: str
    kind: str
    industry: str
    place: Place
    representative: str
    founded: date
    closed: date | None


class Enterprises:
    """Founds ``count`` enterprises while the households of ``residents`` people come by."""

    def __init__(
        self, shape: EnterpriseShape, county: str, residents: int, count: int, seed: str, on: date
    ) -> None:
        self._shape = shape
        self._county = county
        self._rate = count / residents
        self._count = count
        self._on = on
        self._chance = Chance(f"{seed}/enterprises")
        self._seen = self._founded = 0
        self._last: tuple[Person, Place] | None = None

    def of(self, household: Household) -> Iterator[Enterprise]:
        """The enterprises that are due once this household has come by, for somebody of it to represent."""
        self._seen += len(household.members)
        youngest, oldest = self._shape.representative
        able = [p for p in household.members if youngest <= p.age <= oldest and p.died is None]
        if able:
            self._last = self._chance.one_of(able), household.place
            while self._founded < int(self._seen * self._rate + 1e-9):
                yield self._found(*self._last)

    def rest(self) -> Iterator[Enterprise]:
        """What is still due when all households have come by."""
        while self._last is not None and self._founded < self._count:
            yield self._found(*self._last)

    def _found(self, person: Person, place: Place) -> Enterprise:
        shape, chance = self._shape, self._chance
        kind, industry = shape.kinds.draw(chance), shape.industries.draw(chance)
        first, last = (date(year, 1, 1) for year in shape.founded)
        grown = day_of_age(self._on, max(0, person.age - shape.representative[0] + 1), 1.0)
        founded = date_between(chance, max(first, grown), min(last.replace(month=12, day=31), self._on))
        closed = date_between(chance, founded, self._on) if chance.happens(shape.closed) else None
        code = credit_code(kind.code, self._county, self._founded)
        self._founded += 1
        return Enterprise(
            code, self._name(kind, industry), kind.name, industry.name, place, person.number, founded, closed
        )

    def _name(self, kind: EnterpriseKind, industry: Industry) -> str:
        chance = self._chance
        stem = "".join(chance.one_of(self._shape.stems) for _ in range(chance.between(*STEMS)))
        trade = industry.company if kind.form else chance.one_of(industry.words)
        return f"{self._shape.place}{stem}{trade}{kind.form}"
