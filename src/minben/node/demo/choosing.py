"""Choosing who appears in a played day, while the made-up people go by on their way into the registers.

Each group and each persona of a blueprint says by a FEEL condition over the identifying record whom it means. Nobody
is chosen twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from minben.blueprint.model import FactType
from minben.rules import DATE, NUMBER, STRING, Clock, compile_expression, from_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from random import Random

    from minben.blueprint.model import Blueprint, Register
    from minben.rules import Expression

    Row = Mapping[str, object]

TYPES = {FactType.NUMBER: NUMBER, FactType.MONEY: NUMBER, FactType.DATE: DATE}
SPARE = 4
"""How many candidates are kept for each one wanted, so that the chosen are not all neighbours."""


@dataclass
class Wanted:
    """A number of rows that meet a condition."""

    condition: Expression
    count: int
    candidates: list[Row] = field(default_factory=list)

    @property
    def has_enough(self) -> bool:
        """Whether no more need be looked for."""
        return len(self.candidates) >= self.count * SPARE


class Chooser:
    """Looks at the rows of one identifying register and keeps candidates for what is wanted of it."""

    def __init__(self, blueprint: Blueprint, register: Register, clock: Clock) -> None:
        self.register = register
        self._types = {name: blueprint.facts[field.fact].type for name, field in register.fields.items()}
        self._clock = clock
        self._wanted: dict[str, Wanted] = {}

    def want(self, name: str, who: str, count: int) -> None:
        """Look for rows that meet the FEEL condition ``who``."""
        self._wanted[name] = Wanted(compile_expression(who, (*self._types, "today")), count)

    def watch(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Let rows through and keep those that are wanted."""
        missing = list(self._wanted.values())
        for row in rows:
            if missing:
                self._look(row, missing)
                missing = [wanted for wanted in missing if not wanted.has_enough]
            yield row

    def _look(self, row: Row, missing: list[Wanted]) -> None:
        facts = {name: self._value(name, row.get(name)) for name in self._types}
        facts["today"] = self._clock().date()
        for wanted in missing:
            if wanted.condition.evaluate(facts, clock=self._clock).value is True:
                wanted.candidates.append(row)

    def _value(self, name: str, text: object) -> object:
        if text is None or text == "":
            return None
        if self._types[name] is FactType.YES_NO:
            return text in (True, "true", "yes")
        return from_json(str(text), TYPES.get(self._types[name], STRING))

    def choose(self, random: Random) -> dict[str, list[Row]]:
        """The chosen rows by the name under which they were wanted; those wanted first choose first."""
        taken: set[object] = set()
        chosen: dict[str, list[Row]] = {}
        for name, wanted in self._wanted.items():
            free = [row for row in wanted.candidates if row[self.register.key] not in taken]
            chosen[name] = random.sample(free, min(wanted.count, len(free)))
            taken.update(row[self.register.key] for row in chosen[name])
        return chosen
