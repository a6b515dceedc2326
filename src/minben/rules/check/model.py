"""Checks a whole model: every decision with its tables and expressions, what they read, and what nothing reads.

What one table or expression says by itself is checked by `table`, `infer` and `division`; here the types go from
decision to decision, and requirements are held against what is really read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..errors import Problem
from ..feel.free import free_names
from ..feel.tree import Decide
from ..feel.walk import walk
from ..messages import MESSAGES
from ..models.definitions import DecisionDefinition, DecisionService, InputData, KnowledgeModel
from ..problems import PlacedProblem, Severity
from .axes import ALWAYS, Days
from .calls import call_problems, endless_calls
from .division import expression_divisions, facts_known
from .model_types import ModelTypes
from .table import check_table
from .typable import typable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..errors import Span
    from ..feel.infer import Inference
    from ..models.definitions import Definition
    from ..models.model import Model
    from ..problems import Place
    from ..tables.table import Table

UNDECIDED = frozenset(
    ("undecided", "gap-undecided", "gap-perhaps", "overlap-undecided", "overlap-perhaps", "never-perhaps")
)
"""The codes that say that something could not be told."""
_UNKNOWN = ("unknown-name", "unknown-function")


def check_model(
    model: Model,
    *,
    days: Days = ALWAYS,
    refused: Mapping[str, Sequence[PlacedProblem]] | None = None,
) -> tuple[PlacedProblem, ...]:
    """What is wrong, or may be, with a model, in the order of its definitions.

    `days` are the days that count, as for `check_table`. `refused` is why decisions cannot be compiled to columns,
    where that is asked for: these are told as notices. The models that it imports are checked after it.
    """
    checker = _Checker(model, days, refused or {})
    found = [*checker.problems(), *checker.unread()]
    for imported in imported_by(model):
        found.extend(_Checker(imported, days, {}).problems())
    return tuple(dict.fromkeys(found))


def imported_by(model: Model) -> list[Model]:
    """The models that a model imports, and those that they import, each once."""
    found: dict[int, Model] = {}
    pending = [model]
    while pending:
        for known in pending.pop().imports:
            if known.model is not None and id(known.model) not in found:
                found[id(known.model)] = known.model
                pending.append(known.model)
    return list(found.values())


def summary_of(model: Model, problems: Sequence[PlacedProblem], lang: str) -> str:
    """How much was checked and what was found, in a line; `lang` is `zh` or `en`.

    In English such as `3 tables, 41 rules: 1 error, 2 warnings, 1 undecided`.
    """
    tables = tables_in(model)
    counts = Counter(_kind(problem) for problem in problems)
    found = [_count(lang, codes, counts[kind]) for kind, codes in _FOUND.items() if counts[kind]]
    rules = sum(len(table.all_rules) for table in tables)
    checked = [
        _count(lang, ("count-table", "count-tables"), len(tables)),
        _count(lang, ("count-rule", "count-rules"), rules),
    ]
    comma = "，" if lang == "zh" else ", "
    told = comma.join(found) or MESSAGES["count-nothing"][lang]
    return f"{comma.join(checked)}{MESSAGES['colon'][lang]}{told}"


_FOUND = {
    "error": ("count-error", "count-errors"),
    "warning": ("count-warning", "count-warnings"),
    "undecided": ("count-undecided", "count-undecided"),
    "info": ("count-info", "count-infos"),
}
"""How each kind of problem is counted: one of it, and several."""


def _kind(problem: PlacedProblem) -> str:
    return "undecided" if problem.code in UNDECIDED else problem.severity.value


def _count(lang: str, codes: tuple[str, str], count: int) -> str:
    return MESSAGES[codes[count != 1]][lang].format(count=count)


def tables_in(model: Model) -> list[Table]:
    """Every decision table of a model and of those that it imports, each once."""
    found = [table for one in (model, *imported_by(model)) for table in _own_tables(one)]
    return list({id(table): table for table in found}.values())


def _own_tables(model: Model) -> Iterator[Table]:
    names = [decision.name for decision in model.decisions] + [known.name for known in model.knowledge]
    for name in names:
        for node in walk(model.tree_of(name)):
            if isinstance(node, Decide):
                yield node.table


class _Checker:
    def __init__(self, model: Model, days: Days, refused: Mapping[str, Sequence[PlacedProblem]]) -> None:
        self._model = model
        self._days = days
        self._refused = refused
        self._types = ModelTypes(model)

    def problems(self) -> Iterator[PlacedProblem]:
        yield from self._model.problems
        for known in self._model.knowledge:
            yield from self._element(known)
        for decision in self._model.decisions:
            yield from self._element(decision)
        yield from self._alike()
        yield from endless_calls(self._model)

    # One by one.

    def _element(self, element: DecisionDefinition | KnowledgeModel) -> Iterator[PlacedProblem]:
        if element.logic is None:
            values = {"name": element.name}
            yield PlacedProblem(element.place, Problem("no-logic", values), Severity.ERROR)
            return
        scope = self._types.scope(element.name)
        inference = self._types.inferred[element.name]
        for problem in inference.problems:
            yield self._placed(element, self._explained(problem), Severity.ERROR)
        tree = self._model.tree_of(element.name)
        facts = dict(facts_known(scope, self._model.types))
        for problem, severity in expression_divisions(tree, facts):
            yield self._placed(element, problem, severity)
        for problem in call_problems(self._model, tree):
            yield self._placed(element, problem, Severity.ERROR)
        yield from self._tables(inference)
        yield from self._needs(element)
        for refusal in self._refused.get(element.name, ()):
            yield replace(refusal, severity=Severity.INFO)

    def _tables(self, inference: Inference) -> Iterator[PlacedProblem]:
        for table, types in inference.tables:
            for found in check_table(table, types, named=self._model.types, days=self._days):
                case = None if found.case is None else typable(self._model, found.case)
                yield replace(found, problem=self._explained(found.problem), case=case)

    def _explained(self, problem: Problem) -> Problem:
        """A name that is not known is one of the model that its reader does not say it needs, or none."""
        name = problem.values.get("name", "")
        if problem.code.removesuffix("-near") in _UNKNOWN and name in self._model.elements:
            return Problem("need-missing", {"name": name}, problem.span)
        return problem

    def _placed(self, element: Definition, problem: Problem, severity: Severity) -> PlacedProblem:
        return PlacedProblem(self._place(element, problem.span), problem, severity)

    def _place(self, element: Definition, span: Span | None) -> Place:
        return self._model.places.get(id(span), element.place)

    def _needs(self, element: DecisionDefinition | KnowledgeModel) -> Iterator[PlacedProblem]:
        """What an element says it needs and does not read."""
        read = free_names(self._model.tree_of(element.name))
        for requirement in element.requirements:
            prefix, own = self._model.split(requirement.name)
            if requirement.name and (prefix or own) not in read:
                values = {"name": element.name, "need": requirement.name}
                yield PlacedProblem(requirement.place, Problem("need-unread", values), Severity.WARNING)

    # All together.

    def unread(self) -> Iterator[PlacedProblem]:
        """Facts and functions that nothing in the model needs. A decision that nothing needs is an answer."""
        needed = {need for element in self._model.elements.values() for need in _needed_by(element)}
        places = {data.name: data.place for data in self._model.inputs}
        places.update((known.name, known.place) for known in self._model.knowledge)
        for name, place in places.items():
            if name not in needed:
                yield PlacedProblem(place, Problem("never-read", {"name": name}), Severity.WARNING)

    def _alike(self) -> Iterator[PlacedProblem]:
        """Facts without a type whose name is nearly that of something else: most likely a slip."""
        for data in self._model.inputs:
            others = [name for name in self._model.elements if name != data.name]
            near = get_close_matches(data.name, others, n=1, cutoff=_ALIKE) if data.type is None else []
            if near:
                problem = Problem("name-near", {"name": data.name, "near": near[0]})
                yield PlacedProblem(data.place, problem, Severity.WARNING)


_ALIKE = 0.8
"""How much alike two names are that are taken for one, from 0 to 1."""


def _needed_by(element: Definition) -> Iterator[str]:
    match element:
        case InputData():
            return
        case DecisionService():
            for reference in (*element.inputs, *element.input_decisions):
                yield reference.name
        case _:
            # A function may call itself; that nobody else does is worth telling.
            yield from (need for need in element.needs if need != element.name)
