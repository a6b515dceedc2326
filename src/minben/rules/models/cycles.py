"""Decisions that need themselves, by whatever way: no such model can be decided.

Functions may call themselves: what a business knowledge model needs of another one is no cycle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import Problem
from ..problems import PlacedProblem
from .definitions import DecisionService, InputData, KnowledgeModel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import Model


def cycles_in(model: Model) -> Iterator[PlacedProblem]:
    """The cycles, each told once, with the way around it, at a decision on it."""
    done: set[str] = set()
    for start in model.elements:
        way: list[str] = []
        pending: list[tuple[str, int]] = [(start, 0)]
        while pending:
            name, level = pending.pop()
            del way[level:]
            if name in way:
                names = (*way[way.index(name) :], name)
                problem = Problem("requirement-cycle", {"way": " → ".join(names)})
                yield PlacedProblem(model.elements[name].place, problem)
            if name in done or name in way:
                continue
            done.add(name)
            way.append(name)
            pending.extend((needed, level + 1) for needed in reversed(_needed(model, name)))


def _needed(model: Model, name: str) -> list[str]:
    """What of the model must be known before an element is."""
    element = model.elements[name]
    if isinstance(element, InputData):
        return []
    if isinstance(element, DecisionService):
        inside = [reference.name for reference in (*element.outputs, *element.encapsulated)]
        return [decision for decision in inside if decision in model.elements]
    needs = [needed for needed in element.needs if needed in model.elements]
    if isinstance(element, KnowledgeModel):
        return [needed for needed in needs if not isinstance(model.elements[needed], KnowledgeModel)]
    return needs
