"""Households of invented people, one after the other: names, numbers, birthdays, a village and an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from .chance import Chance
from .composing import Composer, Member
from .numbers import ResidentNumbers, day_of_age, years_before
from .problems import DemographyProblem
from .shape import MALE, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from minben.blueprint.model import Blueprint, Division

    from .shape import Shape

VILLAGE = 5
GROUPS, HOUSES = 9, 99
OLDEST_HOUSEHOLD = 20
"""Years since the longest-standing household was registered."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a household lives."""

    village: Division
    town: Division
    village_name: str
    group: int
    house: int

    def address(self, pattern: str) -> str:
        """The address by the blueprint's pattern."""
        return pattern.format(
            town=self.town.name, village=self.village_name, group=self.group, number=self.house
        )


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody; ``died`` is None for the living."""

    role: Role
    sex: int
    age: int
    born: date
    number: str
    surname: str
    given: str
    died: date | None

    @property
    def name(self) -> str:
        """Surname and given name."""
        return self.surname + self.given


@dataclass(frozen=True, slots=True)
class Household:
    """People who live together; the head comes first. ``number`` counts within the village, ``serial`` over all."""

    serial: int
    number: int
    place: Place
    formed: date
    members: tuple[Person, ...]


def households(
    blueprint: Blueprint, shape: Shape, residents: int, seed: str, on: date
) -> Iterator[Household]:
    """Households of ``residents`` people in all, as they are on a day; the same for the same seed."""
    chance = Chance(f"{seed}/households")
    composer, people = Composer(shape, residents, chance), _People(blueprint, shape, chance, on)
    villages = _villages(blueprint)
    in_village: dict[str, int] = {}
    serial, left = 0, residents
    while left > 0:
        serial += 1
        members = composer.compose()[:left]
        left -= len(members)
        village, town = chance.one_of(villages)
        number = in_village[village.code] = in_village.get(village.code, 0) + 1
        name = _without(village.name, shape.village_endings)
        place = Place(village, town, name, chance.between(1, GROUPS), chance.between(1, HOUSES))
        yield people.settle(serial, number, place, members)


def _without(name: str, endings: tuple[str, ...]) -> str:
    """A village's name as addresses say it, without the first of these endings that it has."""
    return next((name.removesuffix(ending) for ending in endings if name.endswith(ending)), name)


def _villages(blueprint: Blueprint) -> list[tuple[Division, Division]]:
    """The villages below the blueprint's own division, with the town of each."""
    below: dict[str, bool] = {blueprint.division: True}

    def within(code: str | None) -> bool:
        if code is None or code not in blueprint.divisions:
            return False
        if code not in below:
            below[code] = within(blueprint.divisions[code].parent)
        return below[code]

    found = [
        (village, blueprint.divisions[str(village.parent)])
        for village in blueprint.divisions.values()
        if village.level == VILLAGE and within(village.code)
    ]
    if not found:
        raise DemographyProblem(
            "shape.yaml",
            "address",
            zh=f"{blueprint.division}之下没有村（社区），人无处可住",
            en=f"there are no villages below {blueprint.division} for people to live in",
        )
    return found


class _People:
    """Turns members into persons."""

    def __init__(self, blueprint: Blueprint, shape: Shape, chance: Chance, on: date) -> None:
        self._shape = shape
        self._chance = chance
        self._on = on
        self._numbers = ResidentNumbers(blueprint.resident_codes)

    def settle(self, serial: int, number: int, place: Place, members: Sequence[Member]) -> Household:
        """A household of persons with names and numbers."""
        persons: list[Person] = []
        for member in members:
            persons.append(self._person(member, persons))
        grown = years_before(self._on, max(0, persons[0].age - self._shape.ages.head))
        earliest = max(grown, years_before(self._on, OLDEST_HOUSEHOLD))
        formed = date_between(self._chance, earliest, self._on)
        return Household(serial, number, place, formed, tuple(persons))

    def _person(self, member: Member, family: Sequence[Person]) -> Person:
        number, born = self._numbers.take(
            day_of_age(self._on, member.age, self._chance.fraction()), member.sex
        )
        surname = self._inherited(member, family) or self._shape.surnames.draw(self._chance)
        return Person(
            role=member.role,
            sex=member.sex,
            age=member.age,
            born=born,
            number=number,
            surname=surname,
            given=self._given(member.sex, born.year),
            died=self._death(member.age),
        )

    def _inherited(self, member: Member, family: Sequence[Person]) -> str | None:
        """The surname that comes from the family: a child has its father's, where he is there."""
        match member.role:
            case Role.CHILD:
                parents = [p for p in family if p.role in (Role.HEAD, Role.SPOUSE)]
            case Role.GRANDCHILD:
                parents = [p for p in family if p.role in (Role.CHILD, Role.CHILD_IN_LAW)] or [family[0]]
            case Role.SIBLING:
                parents = [family[0]]
            case Role.PARENT if member.sex == MALE:
                parents = [family[0]]
            case _:
                return None
        fathers = [p for p in parents if p.sex == MALE]
        return (fathers or parents)[0].surname

    def _given(self, sex: int, year: int) -> str:
        eras = [names for names in self._shape.given_names if names.sex == sex]
        era = next((names for names in eras if names.since <= year <= names.until), eras[0])
        first = self._chance.one_of(era.characters)
        return first if self._chance.happens(era.single) else first + self._chance.one_of(era.characters)

    def _death(self, age: int) -> date | None:
        share = 0.0
        for since, of_this_age in self._shape.deceased:
            share = of_this_age if age >= since else share
        if not self._chance.happens(share):
            return None
        return date_between(self._chance, years_before(self._on, 1), self._on)


def date_between(chance: Chance, first: date, last: date) -> date:
    """A day from ``first`` to ``last``, both included; ``last`` where they are the other way round."""
    days = (last - first).days
    return last if days <= 0 else first + timedelta(days=chance.below(days + 1))
