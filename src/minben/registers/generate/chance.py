"""Draws that are the same for the same seed on every machine and in every version of Python.

Of `random.Random` only ``random()`` is used: it is the one method whose sequence is promised to stay.
"""

from __future__ import annotations

from bisect import bisect
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

Thing = TypeVar("Thing")


class Chance:
    """A source of draws.

    >>> Chance("seed").below(1000) == Chance("seed").below(1000)
    True
    """

    def __init__(self, seed: str) -> None:
        self.fraction = Random(seed).random  # noqa: S311 - people are invented, nothing is kept secret

    def below(self, limit: int) -> int:
        """A whole number from 0 to ``limit`` - 1."""
        return int(self.fraction() * limit)

    def between(self, first: int, last: int) -> int:
        """A whole number from ``first`` to ``last``, both included."""
        return first + int(self.fraction() * (last - first + 1))

    def one_of(self, things: Sequence[Thing]) -> Thing:
        """One of these, each as likely."""
        return things[int(self.fraction() * len(things))]

    def happens(self, share: float) -> bool:
        """True for this share of the draws."""
        return self.fraction() < share

    def weighted(self, weights: Sequence[float]) -> int:
        """An index, each as likely as its weight; the weights need not add up to one, but to more than nothing."""
        edges = list(accumulate(weights))
        return min(bisect(edges, self.fraction() * edges[-1]), len(edges) - 1)


class Shares(Generic[Thing]):
    """Things that occur in fixed shares."""

    def __init__(self, things: Sequence[tuple[Thing, float]]) -> None:
        self.things = [thing for thing, _ in things]
        self._edges = list(accumulate(share for _, share in things))

    def draw(self, chance: Chance) -> Thing:
        """One of them, as often as its share says."""
        place = bisect(self._edges, chance.fraction() * self._edges[-1])
        return self.things[min(place, len(self.things) - 1)]
