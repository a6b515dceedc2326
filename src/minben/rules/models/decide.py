"""Runs a model over the facts of a case (DMN 1.5, 10.4): each decision once, when something needs it.

An expression sees what its decision needs and nothing else. Where something has no value it is null, and the reasons
say why, each at the decision, expression or cell where it arose.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from ..errors import Problem, UndefinedError
from ..feel.conform import fit
from ..feel.run import BUDGET, Run, Scope, guarded
from ..feel.values import Function, Value, admit, kind, release
from ..problems import PlacedProblem
from .boxed import Broken, all_parts
from .definitions import DecisionService, InputData
from .lower import service_type

if TYPE_CHECKING:
    from datetime import date

    from ..feel.registry import Clock
    from ..feel.types import Type
    from ..problems import Place
    from ..tables.decision import Decision
    from .definitions import Definition
    from .model import Model

COUNTING_DATE = "counting date"
"""The name by which every expression of a model may read the date that counts."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What decisions came to.

    `values` has each decision that was asked for, as plain Python; `reasons` why anything was null, wherever it arose;
    `tables` what every table decided, in the order in which they did, and `made_in` the definition that each was
    decided for.
    """

    values: Mapping[str, object]
    reasons: tuple[PlacedProblem, ...]
    tables: tuple[Decision, ...]
    made_in: tuple[str, ...]


def decide(
    model: Model,
    facts: Mapping[str, object],
    *,
    on: date,
    decisions: Sequence[str] | None = None,
    clock: Clock | None = None,
    budget: int = BUDGET,
) -> Outcome:
    """What the decisions come to with these facts; all of the model's where none are named.

    Facts of an imported model stand in a context by the name of the import, or beside the others. Raises `KeyError`
    for a decision that the model does not have, and nothing for what the facts are.
    """
    asked = tuple(model.decision(name).name for name in decisions) if decisions is not None else None
    names = asked if asked is not None else tuple(decision.name for decision in model.decisions)
    work = _Deciding(model, facts, _Kept(Run(clock, budget, model.types, on)))
    return work.outcome({name: partial(work.value, name) for name in names})


def serve(
    model: Model,
    service: str,
    facts: Mapping[str, object],
    *,
    on: date,
    clock: Clock | None = None,
    budget: int = BUDGET,
) -> Outcome:
    """What a decision service comes to: its output decisions, from the facts alone.

    A fact takes the place of each of its input decisions. Raises `KeyError` for a service that the model does not have.
    """
    offered = model.service(service)
    work = _Deciding(model, facts, _Kept(Run(clock, budget, model.types, on)))
    work.give(offered)
    names = tuple(reference.name for reference in offered.outputs if reference.name)
    return work.outcome({name: partial(work.served, offered, name) for name in names})


def call(
    model: Model,
    knowledge: str,
    facts: Mapping[str, object],
    *,
    on: date,
    clock: Clock | None = None,
    budget: int = BUDGET,
) -> Outcome:
    """What the function of a business knowledge model comes to with these arguments by name.

    Raises `KeyError` for a function that the model does not have.
    """
    name = model.function(knowledge).name
    work = _Deciding(model, facts, _Kept(Run(clock, budget, model.types, on)))
    return work.outcome({name: partial(work.called, name)})


def seen_by(
    model: Model,
    decision: str,
    facts: Mapping[str, object],
    *,
    on: date,
    clock: Clock | None = None,
    budget: int = BUDGET,
) -> Mapping[str, Value]:
    """Every name that the logic of a decision may read, functions included, with its value for these facts.

    What cannot be worked out is null. Raises `KeyError` for a decision that the model does not have.
    """
    work = _Deciding(model, facts, _Kept(Run(clock, budget, model.types, on)))
    seen = _Visible(work, model.decision(decision).name)
    values: dict[str, Value] = {}
    for name in seen:
        values[name] = None
        guarded(partial(_copy, values, seen, name))
    return values


def _copy(values: dict[str, Value], seen: Mapping[str, Value], name: str) -> None:
    values[name] = seen[name]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a model and those that it imports keep together."""

    run: Run
    reasons: list[PlacedProblem] = field(default_factory=list)
    tables: list[tuple[str, Decision]] = field(default_factory=list)


class _Deciding:
    """A model at work on one case."""

    def __init__(self, model: Model, facts: Mapping[str, object], kept: _Kept) -> None:
        self._model = model
        self._facts = facts
        self._kept = kept
        self._run = kept.run
        self._reasons = kept.reasons
        self._values: dict[str, Value] = {}
        self._open: list[str] = []
        self._imported: dict[str, _Deciding] = {}

    def outcome(self, asked: Mapping[str, Callable[[], Value]]) -> Outcome:
        """The values asked for, with all reasons and tables."""
        values: dict[str, object] = dict.fromkeys(asked)
        for name, value in asked.items():
            stopped = guarded(partial(self._put, values, name, value))
            if stopped is not None:
                self._keep(self._model.elements[name].place, stopped)
        tables = tuple(table for _, table in self._kept.tables)
        in_tables = (reason for table in tables for reason in table.reasons)
        made_in = tuple(name for name, _ in self._kept.tables)
        return Outcome(values, (*self._reasons, *in_tables), tables, made_in)

    def _put(self, values: dict[str, object], name: str, value: Callable[[], Value]) -> None:
        values[name] = release(value(), self._run.spend)

    def give(self, service: DecisionService) -> None:
        """Takes the input decisions of a service from the facts."""
        for reference in service.input_decisions:
            element = self._model.elements.get(reference.name)
            if element is not None:
                self._values[element.name] = self._given(element)

    def served(self, service: DecisionService, name: str) -> Value:
        """The value of a decision as the service gives it."""
        value = self.value(name)
        if len(service.outputs) > 1:
            return value
        return self._fitted(value, service_type(service), service.place)

    def called(self, name: str) -> Value:
        """What a function gives with the facts as its arguments."""
        function = self.value(name)
        if not isinstance(function, Function):
            raise UndefinedError("not-a-function", kind=kind(function))
        return function.call_named({key: admit(value) for key, value in self._facts.items()})

    # Values by name.

    def value(self, name: str) -> Value:
        """The value of anything in the model, worked out once. Raises `UndefinedError` where it needs itself."""
        if name not in self._values:
            if name in self._open:
                way = " → ".join((*self._open[self._open.index(name) :], name))
                raise UndefinedError("requirement-cycle", way=way)
            self._open.append(name)
            try:
                self._values[name] = self._work_out(name)
            finally:
                self._open.pop()
        return self._values[name]

    def _work_out(self, name: str) -> Value:
        element = self._model.elements.get(name)
        if element is None:
            return self._of_import("").value(name)
        if isinstance(element, InputData):
            return self._given(element)
        for part in () if isinstance(element, DecisionService) else all_parts(element.logic):
            if isinstance(part, Broken):
                self._reasons.extend(part.problems)
        return self._run_code(element)

    def _given(self, element: Definition) -> Value:
        if element.name not in self._facts:
            self._keep(element.place, Problem("no-fact", {"name": element.name}))
            return None
        try:
            value = admit(self._facts[element.name])
        except UndefinedError as fault:
            self._keep(element.place, Problem(fault.code, fault.values))
            return None
        return self._fitted(value, element.variable.type, element.place)

    def _fitted(self, value: Value, type_: Type | None, place: Place) -> Value:
        if type_ is None:
            return value
        try:
            return fit(value, type_, self._run.named, self._run.spend)
        except UndefinedError as fault:
            self._keep(place, Problem(fault.code, fault.values))
            return None

    def _run_code(self, element: Definition) -> Value:
        run = self._run
        outer, run.reasons = run.reasons, []
        # What needs this one may have decided tables already: they are not this one's.
        before, run.decisions = run.decisions, []
        try:
            run.spend()
            return self._model.code_of(element.name)(Scope(run, _Visible(self, element.name)))
        finally:
            for problem in run.reasons:
                place = self._model.places.get(id(problem.span), element.place)
                self._keep(place, problem if place is not element.place else replace(problem, span=None))
            run.reasons = outer
            self._kept.tables.extend((element.name, table) for table in run.decisions)
            run.decisions = before

    def _keep(self, place: Place, problem: Problem) -> None:
        self._reasons.append(PlacedProblem(place, problem))

    # What a definition sees.

    def visible(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """The names in the scope of a definition; under the name of an import those of its elements that are needed."""
        names: dict[str, tuple[str, ...]] = {COUNTING_DATE: ()}
        for needed in self._model.needs_of(name):
            prefix, own = self._model.split(needed)
            names[prefix or own] = (*names.get(prefix, ()), own) if prefix else ()
        return names

    def read(self, name: str, elements: tuple[str, ...]) -> Value:
        """The value of a name in a scope; `elements` are those of an import that are needed."""
        if elements:
            imported = self._of_import(name)
            return {element: imported.value(element) for element in elements}
        if name == COUNTING_DATE and name not in self._model.elements:
            return admit(self._run.on)
        return self.value(name)

    def _of_import(self, name: str) -> _Deciding:
        if name not in self._imported:
            model = self._model.imported(name)
            given = self._facts.get(name)
            facts = ChainMap(dict(given), dict(self._facts)) if isinstance(given, Mapping) else self._facts
            self._imported[name] = _Deciding(model, facts, self._kept)
        return self._imported[name]


class _Visible(Mapping[str, Value]):
    """The names that a definition may read, each worked out when it is first read."""

    def __init__(self, work: _Deciding, name: str) -> None:
        self._work = work
        self._names = work.visible(name)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __getitem__(self, name: str) -> Value:
        return self._work.read(name, self._names[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
