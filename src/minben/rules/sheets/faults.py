"""Collects what is wrong with a table, so that an officer is told everything in one reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import Problem
from ..problems import Place, PlacedProblem, TableError

if TYPE_CHECKING:
    from collections.abc import Iterable


class Faults:
    """The problems found so far. A cell that could not be read is complained of once."""

    def __init__(self, found: Iterable[PlacedProblem] = ()) -> None:
        self._found = list(found)
        self._unread = {problem.place for problem in self._found}

    def add(self, place: Place, code: str, **values: str) -> None:
        """Notes a problem by its code."""
        self.note(place, Problem(code, values))

    def note(self, place: Place, problem: Problem) -> None:
        """Notes a problem."""
        if place not in self._unread:
            self._found.append(PlacedProblem(place, problem))

    def check(self) -> None:
        """Raises `TableError` with every problem, in the order of the file, if there is any."""
        if self._found:
            raise TableError(tuple(sorted(self._found, key=_in_file_order)))


def _in_file_order(problem: PlacedProblem) -> tuple[int, int, str]:
    return problem.place.line, len(problem.place.cell), problem.place.cell
