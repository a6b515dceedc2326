"""Who is what to whom in a household.

The table names one direction of each pair of roles; the other follows, so that kinship is always the same both ways.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .numbers import years_before
from .shape import Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from .people import Household, Person
    from .shape import Ages

OPPOSITE = {
    "spouse": "spouse",
    "sibling": "sibling",
    "parent": "child",
    "child": "parent",
    "grandparent": "grandchild",
    "grandchild": "grandparent",
}
# (a, b): what b is to a.
ONE_WAY = {
    (Role.HEAD, Role.SPOUSE): "spouse",
    (Role.HEAD, Role.CHILD): "child",
    (Role.SPOUSE, Role.CHILD): "child",
    (Role.HEAD, Role.PARENT): "parent",
    (Role.CHILD, Role.PARENT): "grandparent",
    (Role.HEAD, Role.GRANDCHILD): "grandchild",
    (Role.SPOUSE, Role.GRANDCHILD): "grandchild",
    (Role.CHILD, Role.CHILD_IN_LAW): "spouse",
    (Role.CHILD, Role.GRANDCHILD): "child",
    (Role.CHILD_IN_LAW, Role.GRANDCHILD): "child",
    (Role.HEAD, Role.SIBLING): "sibling",
    (Role.SIBLING, Role.PARENT): "parent",
    (Role.PARENT, Role.PARENT): "spouse",
    (Role.CHILD, Role.CHILD): "sibling",
    (Role.GRANDCHILD, Role.GRANDCHILD): "sibling",
    (Role.SIBLING, Role.SIBLING): "sibling",
}
RELATIONS = ONE_WAY | {(b, a): OPPOSITE[relation] for (a, b), relation in ONE_WAY.items()}


class Kinship(NamedTuple):
    """``relative`` is the ``relation`` of ``person``; ``began`` is when both were there, or married."""

    person: Person
    relative: Person
    relation: str
    place: tuple[int, int]
    began: date


def kinships(household: Household, ages: Ages, on: date) -> Iterator[Kinship]:
    """Every kinship within a household, both ways."""
    for i, person in enumerate(household.members):
        for j, relative in enumerate(household.members):
            relation = RELATIONS.get((person.role, relative.role)) if i != j else None
            if relation is not None:
                began = max(person.born, relative.born)
                if relation == "spouse":
                    began = max(_marriageable(person, ages, on), _marriageable(relative, ages, on))
                yield Kinship(person, relative, relation, (i, j), began)


def _marriageable(person: Person, ages: Ages, on: date) -> date:
    return years_before(on, max(0, person.age - ages.married[person.sex]))
