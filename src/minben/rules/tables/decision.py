"""What a decision table came to for one case; `grounds` tells it in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..feel.values import release

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ..errors import Problem
    from ..feel.values import Value
    from ..problems import PlacedProblem
    from .table import Table


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that applied: its id, its line in the file, its tests by input, and its annotations."""

    id: str
    line: int
    tests: Mapping[str, str]
    annotations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Result:
    """What rules come to: the value, the outputs by name, and who applied. Values are those of FEEL."""

    value: Value
    outputs: Mapping[str, Value]
    fired: tuple[Fired, ...]
    fault: Problem | None = None


class Decision:
    """The result of a table for one case.

    `made_by` is the table itself, for those who tell the grounds. What is told of the case is made when it is asked
    for: most decisions are made by the thousand, and few are looked at.
    """

    def __init__(
        self,
        made_by: Table,
        on: date,
        result: Result,
        seen: Sequence[Value],
        reasons: tuple[PlacedProblem, ...],
    ) -> None:
        self.made_by = made_by
        self.on = on
        self.reasons = reasons
        self._result = result
        self._seen = seen

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.made_by.name

    @property
    def fired(self) -> tuple[Fired, ...]:
        """The rules that applied; of a policy that gives one answer those that gave it."""
        return self._result.fired

    @property
    def value(self) -> object:
        """The result as DMN has it: the lone output itself, several outputs as one context."""
        return release(self._result.value)

    @property
    def outputs(self) -> Mapping[str, object]:
        """Every output by name: one value, or for R, O and C the list of the values, or the aggregate."""
        return {name: release(value) for name, value in self._result.outputs.items()}

    @property
    def inputs(self) -> Mapping[str, object]:
        """The value of every input that was read, by the text of its column."""
        seen = zip(self.made_by.inputs, self._seen, strict=False)
        return {column.text: release(value) for column, value in seen}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Decision) and self._told == other._told

    def __repr__(self) -> str:
        told = (f"{name}={value!r}" for name, value in zip(_TOLD, self._told, strict=True))
        return f"Decision({', '.join(told)})"

    @property
    def _told(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in _TOLD)


_TOLD = ("table", "on", "outputs", "value", "fired", "inputs", "reasons")
