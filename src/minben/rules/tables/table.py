"""Decision tables (DMN 1.5, chapter 8): what one is, and how it decides a case.

A `Table` is data: it is read from CSV and workbooks by `sheets`, from XML by `dmn`, checked by `check`, and decides
by its compiled cells (`deciding`). Every rule may be in force for a time only; `decide` takes the date that counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from ..errors import UndefinedError
from ..feel.conform import NO_TYPES
from ..feel.run import BUDGET, Run, Scope, facts_scope, guarded
from ..feel.types import NUMBER, ContextType, ListType
from .deciding import Compiled, Work

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ..feel.registry import Clock
    from ..feel.tree import Node, UnaryTests
    from ..feel.types import Type
    from ..feel.values import Value
    from ..problems import Place
    from .decision import Decision


class HitPolicy(StrEnum):
    """What happens where several rules apply."""

    UNIQUE = "U"
    """Only one rule may apply."""
    ANY = "A"
    """Several may apply if they say the same."""
    PRIORITY = "P"
    """The one whose output stands first among the allowed values."""
    FIRST = "F"
    """The one that stands first in the table."""
    RULE_ORDER = "R"
    """All, in the order of the table."""
    OUTPUT_ORDER = "O"
    """All, in the order of the allowed values."""
    COLLECT = "C"
    """All, in no order that means anything."""
    SUM = "C+"
    """The sum of all."""
    MINIMUM = "C<"
    """The least of all."""
    MAXIMUM = "C>"
    """The greatest of all."""
    COUNT = "C#"
    """How many apply."""

    @property
    def one_rule(self) -> bool:
        """Whether the result is that of a single rule."""
        return self in (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY, HitPolicy.FIRST)

    @property
    def aggregates(self) -> bool:
        """Whether the result is one value made of all."""
        return self in (HitPolicy.SUM, HitPolicy.MINIMUM, HitPolicy.MAXIMUM, HitPolicy.COUNT)


@dataclass(frozen=True, slots=True)
class Input:
    """An input column: the expression whose value is tested, its type, and the values it may have."""

    text: str
    tree: Node
    type: Type
    allowed: UnaryTests | None
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Output:
    """An output column. `allowed` are the values it may have, for P and O from the most important down."""

    name: str
    type: Type
    allowed: tuple[Value, ...] | None
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is written, and where. Equal cells, columns and rules say the same, wherever they stand."""

    text: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the table. It is in force from `since` to `until`, both included; None is open."""

    id: str
    tests: tuple[UnaryTests, ...]
    results: tuple[Node, ...]
    test_cells: tuple[Cell, ...]
    result_cells: tuple[Cell, ...]
    since: date | None
    until: date | None
    annotations: Mapping[str, str] = field(hash=False)
    place: Place = field(compare=False)

    def in_force(self, on: date) -> bool:
        """Whether the rule counts on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Table:
    """A decision table. `otherwise` is the rule that applies where no other one does, if there is one."""

    name: str
    policy: HitPolicy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    otherwise: Rule | None = None

    def __getstate__(self) -> dict[str, object]:
        """The table without its compiled cells, which no other process could take."""
        return {part.name: getattr(self, part.name) for part in fields(self)}

    def decide(
        self,
        facts: Mapping[str, object],
        *,
        on: date,
        clock: Clock | None = None,
        budget: int = BUDGET,
        named: Mapping[str, Type] = NO_TYPES,
    ) -> Decision:
        """What the rules in force on a day say about these facts. Never raises for what the facts are."""
        work = Work(self, facts_scope(Run(clock, budget, named, on), facts), on)
        stopped = guarded(work.decide)
        return work.decision(stopped)

    def answer(self, scope: Scope) -> Value:
        """What it says where its facts are the names of a scope; the whole decision is kept in the run.

        Raises `UndefinedError` where the run has no date that counts.
        """
        run = scope.run
        if run.on is None:
            raise UndefinedError("no-date", table=self.name)
        work = Work(self, scope, run.on)
        outer, run.reasons = run.reasons, []
        try:
            work.decide()
            run.decided(work.decision(None))
        finally:
            run.reasons = outer
        return work.value

    @property
    def type(self) -> Type:
        """The type of its value: of the lone output, of a context of all, or of a list of these."""
        if self.policy is HitPolicy.COUNT:
            return NUMBER
        if len(self.outputs) == 1:
            one = self.outputs[0].type
        else:
            one = ContextType.of({output.name: output.type for output in self.outputs})
        return one if self.policy.one_rule or self.policy.aggregates else ListType(one)

    @cached_property
    def compiled(self) -> Compiled:
        """The cells ready to run, made once."""
        return Compiled(self)

    @property
    def all_rules(self) -> tuple[Rule, ...]:
        """The rules, `otherwise` last."""
        return self.rules if self.otherwise is None else (*self.rules, self.otherwise)
