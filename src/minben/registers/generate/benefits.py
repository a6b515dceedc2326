"""Benefits that some people are paid already; nobody is paid one twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .chance import Chance
from .numbers import account_number, years_before

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from .people import Household, Person
    from .shape import BenefitShape


class Payment(NamedTuple):
    """What somebody is paid from a day on; a higher amount at a later age is a further payment of the same number."""

    person: Person
    benefit: str
    number: str
    account: str
    amount: str
    since: date


class Benefits:
    """Pays benefits to the households that come by."""

    def __init__(self, shapes: tuple[BenefitShape, ...], seed: str, on: date) -> None:
        self._shapes = shapes
        self._on = on
        self._chance = Chance(f"{seed}/benefits")
        self._serial = 0

    def of(self, household: Household) -> Iterator[Payment]:
        """The payments to these people, in the order in which they began."""
        for shape in self._shapes:
            for person in household.members:
                if (
                    person.age >= shape.amounts[0][0]
                    and person.died is None
                    and self._chance.happens(shape.share)
                ):
                    yield from self._payments(shape, person)

    def _payments(self, shape: BenefitShape, person: Person) -> Iterator[Payment]:
        self._serial += 1
        number = shape.number.format(serial=self._serial)
        account = account_number(shape.account, self._serial)
        steps = [
            (years_before(person.born, -age), amount) for age, amount in shape.amounts if age <= person.age
        ]
        begun = [amount for since, amount in steps if since <= shape.since]
        later = [(since, amount) for since, amount in steps if since > shape.since]
        for since, amount in ([(shape.since, begun[-1])] if begun else []) + later:
            if since <= self._on:
                yield Payment(person, shape.benefit, number, account, amount, since)
