"""Turns the case of one table into facts of the whole model, so that somebody can type it and see.

A table that reads other decisions is shown with values of these. Facts are looked for under which they have them: of
a table, those of a rule that gives the value. What is found is decided once, and kept only where it comes out so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..feel.operators import same
from ..feel.tree import Name
from ..feel.values import admit
from ..models.boxed import LiteralExpression, TableBox
from ..models.definitions import DecisionDefinition, InputData
from ..models.lower import NOWHERE, lower
from ..problems import Case
from .axes import Days
from .constants import UNDEFINED, value_of
from .grid import Grid
from .pieces import ANYTHING
from .witness import facts_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from ..feel.tree import Node
    from ..feel.values import Value
    from ..models.model import Model
    from ..tables.table import Rule

_MOST_STEPS = 20
"""Decisions that are followed to their facts for one case."""


def typable(model: Model, case: Case) -> Case | None:
    """A case in facts that the model takes as they are typed; None where none was found."""
    wanted = {name: value for name, value in case.facts.items() if name not in _facts_of(model)}
    facts: Mapping[str, object] | None = case.facts
    for _ in range(_MOST_STEPS):
        decided = [name for name in facts or () if name not in _facts_of(model)]
        if facts is None or not decided:
            break
        facts = _without(model, decided[0], facts, case.on)
    if facts is None or any(name not in _facts_of(model) for name in facts):
        return None
    if wanted and not _comes_out(model, facts, wanted, case.on):
        return None
    return Case(facts, case.on)


def _facts_of(model: Model) -> frozenset[str]:
    return frozenset(name for name, element in model.elements.items() if isinstance(element, InputData))


def _comes_out(model: Model, facts: Mapping[str, object], wanted: Mapping[str, object], on: date) -> bool:
    values = model.decide(facts, on=on, decisions=tuple(wanted)).values
    return all(same(admit(values[name]), admit(value)) is True for name, value in wanted.items())


def _without(
    model: Model, decision: str, facts: Mapping[str, object], on: date
) -> Mapping[str, object] | None:
    """Facts, or values of decisions before it, under which a decision has the value that it has among the facts."""
    element = model.elements.get(decision)
    if not isinstance(element, DecisionDefinition):
        return None
    left = {name: value for name, value in facts.items() if name != decision}
    given: list[tuple[Node, Value]] = [
        (Name(name, span=NOWHERE), admit(value)) for name, value in left.items()
    ]
    for readings in _ways(element, admit(facts[decision]), on, model):
        found = facts_for([*given, *readings], on)
        if found is not None:
            return found
    return None


def _ways(
    element: DecisionDefinition, value: Value, on: date, model: Model
) -> Iterator[list[tuple[Node, Value]]]:
    """What expressions would have to come to for a decision to have a value."""
    match element.logic:
        case LiteralExpression():
            yield [(lower(element.logic), value)]
        case TableBox(table=table) if len(table.outputs) == 1 and table.policy.one_rule:
            grid = Grid(table, {}, model.types, Days(on, on))
            for rule, told in enumerate(table.rules):
                readings = _of_rule(grid, rule, told, on)
                constant = value_of(told.results[0])
                if readings is not None and constant is UNDEFINED:
                    yield [*readings, (told.results[0], value)]
                elif readings is not None and same(constant, value) is True:
                    yield readings


def _of_rule(grid: Grid, rule: int, told: Rule, on: date) -> list[tuple[Node, Value]] | None:
    """Values of its inputs for which a rule applies."""
    if not told.in_force(on) or not all(grid.boxes[rule]) or not grid.certain >> rule & 1:
        return None
    axes = zip(grid.axes, grid.boxes[rule], strict=True)
    found = [(axis.tree, axis.samples[runs[0][0]]) for axis, runs in axes]
    return [(tree, sample) for tree, sample in found if tree is not None and sample is not ANYTHING]
