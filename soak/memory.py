"""What people and machines have asked a node to do, and which of it they know to be done.

A deed is counted when it is asked for, and again when the node says that it is done or refuses it. What was neither, as
the node or whoever asked was killed, may have been done or not; so a deed must have taken effect at least as often as
it was acknowledged, and at most as often as it was asked for and not refused.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class What(StrEnum):
    """What can be asked for in a case that is there."""

    VERDICT = "verdict"
    COMPLETE = "complete"
    WITHDRAW = "withdraw"
    APPEAL = "appeal"


class Deed(NamedTuple):
    """One deed, with a verdict and the appointment that gave it.

    ``place`` is the id of a step for a verdict, the number of a case and the name of a step for a completion, else the
    number of a case.
    """

    what: What
    place: str
    verdict: str = ""
    by: str = ""


@dataclass
class Deeds:
    """All deeds of somebody, or of all of them together."""

    asked: Counter[Deed] = field(default_factory=Counter)
    done: Counter[Deed] = field(default_factory=Counter)
    refused: Counter[Deed] = field(default_factory=Counter)

    def add(self, others: Deeds) -> None:
        """Take in what somebody else has asked for."""
        self.asked.update(others.asked)
        self.done.update(others.done)
        self.refused.update(others.refused)

    def of(self, what: What) -> Deeds:
        """Those of one kind."""
        return Deeds(
            *(Counter({deed: n for deed, n in each.items() if deed.what is what}) for each in self._all())
        )

    def _all(self) -> tuple[Counter[Deed], Counter[Deed], Counter[Deed]]:
        return self.asked, self.done, self.refused

    def amiss(self, effects: Mapping[Deed, int]) -> Iterator[str]:
        """What was lost, done too often, or done although nobody asked for it; ``effects`` is what took effect.

        >>> deed = Deed(What.WITHDRAW, "511602-261124-00001")
        >>> list(Deeds(asked=Counter({deed: 2}), done=Counter({deed: 1})).amiss({deed: 3}))
        ['withdraw 511602-261124-00001: acknowledged 1 times, asked for 2 times, took effect 3 times']
        """
        for deed in self.asked.keys() | effects.keys():
            took, least = effects.get(deed, 0), self.done[deed]
            most = self.asked[deed] - self.refused[deed]
            if not least <= took <= most:
                said = " ".join(each for each in deed if each)
                yield f"{said}: acknowledged {least} times, asked for {most} times, took effect {took} times"
