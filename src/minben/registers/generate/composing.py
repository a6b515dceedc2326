"""Puts households together so that all of them have the ages and sexes of the people's pyramid.

Every drawn person takes one from what is left of an age and sex, and what is left is how likely it is to be drawn next:
the pyramid comes out whatever households are made of. Only what is left is kept, so any number of people needs the same
memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from .shape import FEMALE, MALE, OLDEST, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .chance import Chance
    from .shape import Shape

SEXES = (FEMALE, MALE)
# Ages that lag behind are drawn more often than what is left of them alone would say.
CATCHING_UP = 4
# What stays possible of an age that is used up: somebody has to be drawn even if only used-up ages fit.
SCARCE = 0.003


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a household: the role, the sex and the age in whole years."""

    role: Role
    sex: int
    age: int


class Composer:
    """Draws the members of one household after the other."""

    def __init__(self, shape: Shape, residents: int, chance: Chance) -> None:
        self._shape = shape
        self._ages = shape.ages
        self._chance = chance
        people = sum(map(sum, shape.pyramid))
        self._wanted = [[weight * residents / people for weight in shape.pyramid[sex]] for sex in SEXES]
        self._left = [list(self._wanted[sex]) for sex in SEXES]
        self._weights = [list(self._wanted[sex]) for sex in SEXES]

    def compose(self) -> list[Member]:
        """The members of the next household, the head first. A role that nobody can have is left empty."""
        template = self._shape.households.draw(self._chance)
        members = [self._head(template)]
        for role in template[1:]:
            member = self._draw(role, members, template)
            if member is not None:
                members.append(member)
        return members

    def _head(self, template: tuple[Role, ...]) -> Member:
        earliest = [self._youngest_head(sex, template) for sex in SEXES]
        latest = OLDEST - 2 * self._ages.parent[FEMALE][0] if Role.PARENT in template else OLDEST
        first = min(earliest)
        share = (1 - self._shape.male_heads, self._shape.male_heads)
        lag = self._lag_of_offspring(template)
        weights = [
            share[sex] * self._weights[sex][age] * lag[age] if age >= earliest[sex] else 0.0
            for sex in SEXES
            for age in range(first, latest + 1)
        ]
        sex, years = divmod(self._chance.weighted(weights), latest + 1 - first)
        return self._take(Role.HEAD, sex, first + years)

    def _lag_of_offspring(self, template: tuple[Role, ...]) -> list[float]:
        """By the age of a head, how far the ages lag behind that children or grandchildren could have (1: not at all).

        Households with children are headed at the ages whose children are missing most.
        """
        generations = 1 if Role.CHILD in template else 2 if Role.GRANDCHILD in template else 0
        if not generations or Role.CHILD_IN_LAW in template:
            return [1.0] * (OLDEST + 1)
        youngest, oldest = (generations * age for age in self._ages.parent[FEMALE])
        now = _sums(self._weights)
        wanted = _sums(self._wanted)
        lags = []
        for age in range(OLDEST + 1):
            first, last = max(0, age - oldest), max(0, age - youngest + 1)
            all_wanted = wanted[last] - wanted[first]
            lags.append((now[last] - now[first]) / all_wanted if all_wanted > 0 else SCARCE)
        return lags

    def _youngest_head(self, sex: int, template: tuple[Role, ...]) -> int:
        """The least age at which somebody can head a household of these roles."""
        ages = self._ages
        youngest = max(ages.head, ages.married[sex] if Role.SPOUSE in template else 0)
        if Role.CHILD in template or Role.GRANDCHILD in template:
            youngest = max(youngest, ages.parent[sex][0])
        if Role.GRANDCHILD in template or Role.CHILD_IN_LAW in template:
            youngest = ages.parent[sex][0] + self._youngest_couple()
        return youngest

    def _youngest_couple(self) -> int:
        """The age from which either sex can be married and have a child."""
        return max(*self._ages.married, *(span[0] for span in self._ages.parent))

    def _draw(self, role: Role, members: list[Member], template: tuple[Role, ...]) -> Member | None:
        by_role: dict[Role, list[Member]] = {}
        for member in members:
            by_role.setdefault(member.role, []).append(member)
        head = members[0]
        couple = [*by_role[Role.HEAD], *by_role.get(Role.SPOUSE, ())]
        children, parents = by_role.get(Role.CHILD, []), by_role.get(Role.PARENT, [])
        match role:
            case Role.SPOUSE:
                return self._partner(role, head)
            case Role.CHILD:
                grown = Role.CHILD_IN_LAW in template or Role.GRANDCHILD in template
                return self._offspring(role, couple, children, least=self._youngest_couple() if grown else 0)
            case Role.CHILD_IN_LAW:
                return self._partner(role, children[0]) if children else None
            case Role.GRANDCHILD if children:
                return self._offspring(
                    role, [*children, *by_role.get(Role.CHILD_IN_LAW, ())], by_role.get(role, [])
                )
            case Role.GRANDCHILD:
                return self._grandchild(couple, by_role.get(role, []))
            case Role.PARENT:
                return self._parent(head, parents)
            case Role.SIBLING:
                return self._sibling(head, parents, by_role.get(role, []))
        raise AssertionError(role)

    def _partner(self, role: Role, of: Member) -> Member | None:
        """Somebody of the other sex, of about the same age, old enough to be married."""
        sex = FEMALE if of.sex == MALE else MALE
        older, within = self._ages.spouse
        middle = of.age + (older if sex == MALE else -older)
        return self._within(
            role,
            [sex],
            max(self._ages.married[sex], middle - within),
            middle + within,
            lambda age: within + 1 - abs(age - middle),
        )

    def _offspring(
        self, role: Role, parents: Iterable[Member], others: Sequence[Member], *, least: int = 0
    ) -> Member | None:
        """A child of all of these, at least a year apart from the others."""
        spans = [(p.age - self._ages.parent[p.sex][1], p.age - self._ages.parent[p.sex][0]) for p in parents]
        first, last = max(least, *(span[0] for span in spans)), min(span[1] for span in spans)
        return self._within(role, SEXES, first, last, _apart_from(others))

    def _grandchild(self, couple: Sequence[Member], others: Sequence[Member]) -> Member | None:
        """A grandchild whose parents live elsewhere."""
        youngest = min(span[0] for span in self._ages.parent)
        oldest = max(span[1] for span in self._ages.parent)
        first = max(p.age - self._ages.parent[p.sex][1] - oldest for p in couple)
        last = min(p.age - self._ages.parent[p.sex][0] - youngest for p in couple)
        return self._within(Role.GRANDCHILD, SEXES, max(0, first), last, _apart_from(others))

    def _parent(self, head: Member, parents: Sequence[Member]) -> Member | None:
        if parents:
            other = self._partner(Role.PARENT, parents[0])
            if other is None or not self._may_be_parent(other, head):
                return None
            return other
        sex = FEMALE if self._chance.happens(0.5) else MALE
        first, last = self._ages.parent[sex]
        return self._within(Role.PARENT, [sex], head.age + first, head.age + last)

    def _may_be_parent(self, parent: Member, child: Member) -> bool:
        first, last = self._ages.parent[parent.sex]
        return first <= parent.age - child.age <= last

    def _sibling(self, head: Member, parents: Sequence[Member], others: Sequence[Member]) -> Member | None:
        reach = self._ages.siblings
        spans = [(p.age - self._ages.parent[p.sex][1], p.age - self._ages.parent[p.sex][0]) for p in parents]
        first = max(self._ages.head, head.age - reach, *(span[0] for span in spans))
        last = min(head.age + reach, *(span[1] for span in spans), OLDEST)
        return self._within(Role.SIBLING, SEXES, first, last, _apart_from([head, *others]))

    def _within(
        self,
        role: Role,
        sexes: Sequence[int],
        first: int,
        last: int,
        likely: Callable[[int], float] | None = None,
    ) -> Member | None:
        """Somebody of one of these sexes from ``first`` to ``last`` years old, None where nobody can be."""
        first, last = max(first, 0), min(last, OLDEST)
        if first > last:
            return None
        weights = [weight for sex in sexes for weight in self._weights[sex][first : last + 1]]
        if likely is not None:
            factors = [likely(age) for age in range(first, last + 1)]
            weights = [w * f for w, f in zip(weights, factors * len(sexes), strict=True)]
        if not any(weights):
            return None
        which, years = divmod(self._chance.weighted(weights), last + 1 - first)
        return self._take(role, sexes[which], first + years)

    def _take(self, role: Role, sex: int, age: int) -> Member:
        wanted = self._wanted[sex][age]
        left = self._left[sex][age] = self._left[sex][age] - 1
        self._weights[sex][age] = (
            wanted * max((left / wanted) ** CATCHING_UP, SCARCE) if left > 0 else wanted * SCARCE
        )
        return Member(role, sex, age)


def _sums(by_sex: Sequence[Sequence[float]]) -> list[float]:
    """For each age, the sum over both sexes and all lesser ages."""
    return list(accumulate(map(sum, zip(*by_sex, strict=True)), initial=0.0))


def _apart_from(others: Sequence[Member]) -> Callable[[int], float] | None:
    """Weighs out ages within a year of these: brothers and sisters are at least a year apart."""
    if not others:
        return None
    taken = {age for other in others for age in range(other.age - 1, other.age + 2)}
    return lambda age: 0.0 if age in taken else 1.0
