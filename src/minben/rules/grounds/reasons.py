"""Which reasons for a null say something new, and which only that a null told already is read.

One fact that is not given makes a whole chain of operations null, each with a reason of its own. Who reads them wants
the first, and to know how far it reaches.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..models.boxed import TableBox, all_parts
from ..models.definitions import DecisionDefinition, KnowledgeModel
from ..problems import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ..errors import Problem
    from ..models.definitions import Definition
    from ..models.model import Model
    from ..problems import PlacedProblem
    from ..tables.table import Table


@dataclass(frozen=True, slots=True)
class Causes:
    """The reasons that say something new, each once, and the places where more is null because of them."""

    reasons: tuple[PlacedProblem, ...]
    hence: tuple[Place, ...] = ()


def causes(model: Model, reasons: Iterable[PlacedProblem]) -> Causes:
    """What of the reasons of an outcome is to be told.

    A reason that speaks of a null follows from another that stands in the same decision or in one that it needs, or
    says that a fact is not given which it needs. Where there is none, the null was given, and the reason is told.
    """
    return _sorted_out(reasons, _Reach(model).follows)


def causes_in_expression(reasons: Iterable[PlacedProblem]) -> Causes:
    """The same for an expression by itself."""
    return _sorted_out(reasons, lambda _reason, _other: True)


def _sorted_out(
    reasons: Iterable[PlacedProblem], follows: Callable[[PlacedProblem, PlacedProblem], bool]
) -> Causes:
    known = list(dict.fromkeys(reasons))
    told = [reason for reason in known if not _speaks_of_null(reason.problem)]
    hence: dict[Place, None] = {}
    for reason in known:
        if _speaks_of_null(reason.problem):
            if any(follows(reason, other) for other in told):
                hence[reason.place] = None
            else:
                told.append(reason)
    places = {reason.place for reason in told}
    return Causes(tuple(told), tuple(place for place in hence if place not in places))


def _speaks_of_null(problem: Problem) -> bool:
    """Whether a reason is that an operation met a null."""
    kinds = (problem.values.get(name, "") for name in ("kind", "left", "right", "given"))
    return problem.code == "path-of-null" or any("Null" in said.split(", ") for said in kinds)


class _Reach:
    """What in a model a null reaches."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._behind: dict[str, frozenset[str]] = {}

    def follows(self, reason: PlacedProblem, other: PlacedProblem) -> bool:
        """Whether a reason may come of another one."""
        needed = {need for name in self._names.get(reason.place, ()) for need in self._needed(name)}
        fact = other.problem.values["name"] if other.code == "no-fact" else ""
        return fact in needed or not needed.isdisjoint(self._names.get(other.place, ()))

    @cached_property
    def _names(self) -> Mapping[Place, set[str]]:
        """What each place belongs to; that of a fact may be a cell that reads it."""
        found: dict[Place, set[str]] = {}
        for element in self._model.elements.values():
            for place in (element.place, *_places_of(element)):
                found.setdefault(place, set()).add(element.name)
        return found

    def _needed(self, name: str) -> frozenset[str]:
        """The names that a definition comes to need, its own among them."""
        if name not in self._behind:
            found: set[str] = set()
            pending = [name]
            while pending:
                one = pending.pop()
                if one not in found:
                    found.add(one)
                    pending.extend(self._model.needs_of(one) if one in self._model.elements else ())
            self._behind[name] = frozenset(found)
        return self._behind[name]


def _places_of(element: Definition) -> Iterator[Place]:
    if isinstance(element, DecisionDefinition | KnowledgeModel):
        for part in all_parts(element.logic):
            yield part.place
            if isinstance(part, TableBox):
                yield from _places_in(part.table)


def _places_in(table: Table) -> Iterator[Place]:
    yield Place(table.name)
    yield from (column.place for column in table.inputs)
    yield from (output.place for output in table.outputs)
    for rule in table.all_rules:
        yield rule.place
        for cell in (*rule.test_cells, *rule.result_cells):
            yield cell.place
