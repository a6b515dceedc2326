"""One evaluation at work: the facts in scope, the budget, and the reasons for what is null.

What cannot be worked out gives null and a reason with its place; nothing is raised. Work that repeats (iterations,
filters, calls, long results) is counted against a budget; where it is spent, the whole evaluation is null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..errors import Problem, Span, UndefinedError
from .conform import NO_TYPES
from .registry import BUILTINS, Clock
from .values import Function, Value, admit, release

if TYPE_CHECKING:
    from datetime import date

    from ..tables.decision import Decision
    from .types import Type

BUDGET = 1_000_000
"""Steps that one evaluation may take by default."""
MAX_REASONS = 100
"""Reasons kept of one evaluation; further ones say nothing new."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an expression came to: its value, as plain Python, and why anything in it was null.

    `decisions` are those of the tables inside it, in the order in which they were made; each has its own reasons.
    """

    value: object
    reasons: tuple[Problem, ...]
    decisions: tuple[Decision, ...] = ()


MISSING = object()
"""Stands for the value of a name that has none."""


class StopError(Exception):
    """The evaluation as a whole has no value."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Run:
    """One evaluation at work: its clock, its budget, and what it has met: reasons, decisions of tables.

    `on` is the date that counts for the tables inside.
    """

    def __init__(
        self, clock: Clock | None, budget: int, named: Mapping[str, Type], on: date | None = None
    ) -> None:
        self.clock = clock
        self.named = named
        self.on = on
        self.reasons: list[Problem] = []
        self.decisions: list[Decision] = []
        self._limit = budget
        self._left = budget
        self._builtins: dict[str, Function] = {}

    def spend(self, steps: int = 1) -> None:
        """Counts work. Raises where the budget is spent."""
        self._left -= steps
        if self._left < 0:
            raise StopError(Problem("budget", {"limit": str(self._limit)}))

    def builtin(self, name: str) -> Function:
        """A built-in function, under the clock of this run and at its cost."""
        function = BUILTINS[name]
        if not function.needs_run:
            return function
        if name not in self._builtins:
            self._builtins[name] = function.within(self.clock, self.spend)
        return self._builtins[name]

    def null(self, fault: UndefinedError, span: Span | None) -> None:
        """Keeps why something is null."""
        if len(self.reasons) < MAX_REASONS:
            self.reasons.append(Problem(fault.code, fault.values, span))

    def decided(self, decision: Decision) -> None:
        """Keeps what a table has decided."""
        self.decisions.append(decision)


class Scope:
    """The names that have values at a place, the inner before the outer."""

    __slots__ = ("_outer", "_values", "run")

    def __init__(self, run: Run, values: Mapping[str, Value], outer: Scope | None = None) -> None:
        self.run = run
        self._values = values
        self._outer = outer

    def inner(self, values: Mapping[str, Value]) -> Scope:
        """A scope inside this one."""
        return Scope(self.run, values, self)

    def find(self, name: str) -> Value:
        """The value of a name. Raises `UndefinedError`."""
        scope: Scope | None = self
        while scope is not None:
            value = scope._values.get(name, MISSING)
            if value is not MISSING:
                return value
            scope = scope._outer
        if name in BUILTINS:
            return self.run.builtin(name)
        raise self._unknown(name)

    def find_function(self, name: str) -> Value:
        """The value of a name that is called: a fact named `date` does not hide the function of that name."""
        value = self.find(name)
        if not isinstance(value, Function) and name in BUILTINS:
            return self.run.builtin(name)
        return value

    def why_not(self, name: str, fault: UndefinedError) -> UndefinedError:
        """Why there is no value of a name, if it was looked for in an outer scope and this is the fault met there."""
        return self._unknown(name) if fault.code.startswith("unknown-name") else fault

    def _unknown(self, name: str) -> UndefinedError:
        if name == "?":
            return UndefinedError("no-test-value")
        near = get_close_matches(name, self._names(), n=1)
        if near:
            return UndefinedError("unknown-name-near", name=name, near=near[0])
        return UndefinedError("unknown-name", name=name)

    def _names(self) -> list[str]:
        names: list[str] = []
        scope: Scope | None = self
        while scope is not None:
            names.extend(scope._values)
            scope = scope._outer
        return names


class _Facts(Mapping[str, Value]):
    """The facts of a case as FEEL values, each converted when it is first read."""

    def __init__(self, facts: Mapping[str, object]) -> None:
        self._facts = facts
        self._admitted: dict[str, Value] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._facts

    def __getitem__(self, name: str) -> Value:
        value = self.get(name, MISSING)
        if value is MISSING:
            raise KeyError(name)
        return value

    def get(self, name: str, default: object = None) -> Value:
        """The value of a fact."""
        value = self._admitted.get(name, MISSING)
        if value is MISSING:
            value = self._facts.get(name, MISSING)
            if value is MISSING:
                return default
            value = self._admitted[name] = admit(value)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


Code = Callable[[Scope], Value]
"""A compiled node."""


def run_code(
    code: Code,
    facts: Mapping[str, object],
    *,
    clock: Clock | None = None,
    budget: int = BUDGET,
    named: Mapping[str, Type] = NO_TYPES,
    on: date | None = None,
) -> Evaluation:
    """Runs a compiled expression over the facts; `on` is the date that counts for the tables inside it."""
    run = Run(clock, budget, named, on)
    values: list[object] = []
    stopped = guarded(lambda: values.append(release(code(facts_scope(run, facts)), run.spend)))
    return Evaluation(
        None if stopped else values[0],
        (*run.reasons, stopped) if stopped else tuple(run.reasons),
        tuple(run.decisions),
    )


def facts_scope(run: Run, facts: Mapping[str, object]) -> Scope:
    """The outermost scope of an evaluation."""
    return Scope(run, _Facts(facts))


def guarded(work: Callable[[], None]) -> Problem | None:
    """Does some work of an evaluation; a problem where it had to be stopped."""
    try:
        work()
    except StopError as stop:
        return stop.problem
    except UndefinedError as fault:
        return Problem(fault.code, fault.values)
    except RecursionError:
        return Problem("recursion")
    return None
