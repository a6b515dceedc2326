"""A problem of a decision table with the place where an officer finds it: file, line and cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from .messages import MESSAGES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from .errors import Problem


class Severity(Enum):
    """Whether a problem forbids the use of the table."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    """Nothing need be done: something that its author should know."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a table: the file (or the table's name), the line in the file and the cell as a spreadsheet has it.

    `cell` is empty for a whole line, `line` 0 for the whole table.

    >>> str(Place("allowance.csv", 5, "C5"))
    'allowance.csv:5, C5'
    """

    file: str
    line: int = 0
    cell: str = ""

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        return f"{self.file}{line}{f', {self.cell}' if self.cell else ''}"

    def text(self, lang: str) -> str:
        """The place in words; `lang` is `zh` or `en`."""
        line = f":{self.line}" if self.line else ""
        cell = MESSAGES["cell"][lang].format(cell=self.cell) if self.cell else ""
        return f"{self.file}{line}{cell}"


@dataclass(frozen=True, slots=True)
class Case:
    """A case that shows a problem: the facts to decide it with, as plain Python, and the date that counts."""

    facts: Mapping[str, object]
    on: date


@dataclass(frozen=True, slots=True)
class PlacedProblem:
    """A problem and its place in a table; a `case` that shows it, where one can be made."""

    place: Place
    problem: Problem
    severity: Severity = Severity.ERROR
    case: Case | None = field(default=None, compare=False)

    @property
    def code(self) -> str:
        """The code of the problem."""
        return self.problem.code

    def text(self, lang: str) -> str:
        """Place and problem in words; `lang` is `zh` or `en`."""
        return f"{self.place.text(lang)}{MESSAGES['colon'][lang]}{self.problem.text(lang)}"


class TableError(Exception):
    """A file is not a decision table. Holds every problem found in it."""

    def __init__(self, problems: tuple[PlacedProblem, ...]) -> None:
        super().__init__("\n".join(problem.text("en") for problem in problems))
        self.problems = problems

    def text(self, lang: str) -> str:
        """All problems, one a line; `lang` is `zh` or `en`."""
        return "\n".join(problem.text(lang) for problem in self.problems)


class ModelError(Exception):
    """Files are not a model of decisions. Holds every problem found in them."""

    def __init__(self, problems: tuple[PlacedProblem, ...]) -> None:
        super().__init__("\n".join(problem.text("en") for problem in problems))
        self.problems = problems

    def text(self, lang: str) -> str:
        """All problems, one a line; `lang` is `zh` or `en`."""
        return "\n".join(problem.text(lang) for problem in self.problems)
