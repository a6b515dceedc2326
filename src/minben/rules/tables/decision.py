"""What a decision table came to for one case; `grounds` tells it in plain words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

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
class Decision:
    """The result of a table for one case.

    `outputs` has every output by name: one value, or for the policies R, O and C the list of the values, or the
    aggregate. `value` is the result as DMN has it: the lone output itself, several outputs as one context.
    `made_by` is the table itself, for those who tell the grounds.
    """

    table: str
    on: date
    outputs: Mapping[str, object]
    value: object
    fired: tuple[Fired, ...]
    inputs: Mapping[str, object]
    reasons: tuple[PlacedProblem, ...]
    made_by: Table = field(compare=False, repr=False)
