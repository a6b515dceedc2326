"""What is wrong with a blueprint: where, what, and what was probably meant, in Chinese and English.

Reading and checking never stop at the first mistake. Everything they find is a `Problem`; only when all is looked at do
the errors among them leave `read` as one `BlueprintProblems`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from minben.rules import PlacedProblem, Severity as RulesSeverity

from .messages import MESSAGES, NEAR
from .model import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ALIKE = 70


class Severity(StrEnum):
    """An error keeps a blueprint out of force; a warning is said and no more."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a code of `messages.MESSAGES`, its values, and its place in the files.

    A value that is a mapping is a text by language. The value ``near`` is what was probably meant.

    >>> print(Problem(Place("posts.yaml", 3), "unknown", {"kind": "agency", "name": "aproval", "near": "approval"}))
    posts.yaml:3: there is no agency "aproval"; did you mean "approval"?
    """

    place: Place
    code: str
    values: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict, hash=False)

    @property
    def severity(self) -> Severity:
        """As the message's definition has it."""
        return Severity.WARNING if MESSAGES[self.code].warning else Severity.ERROR

    def text(self, lang: str) -> str:
        """The problem in words, without its place; `lang` is ``zh`` or ``en``."""
        said = {key: _in(value, lang) for key, value in self.values.items()}
        message = MESSAGES[self.code].said(lang).format_map(said)
        return message + NEAR[lang].format_map(said) if said.get("near") else message

    def __str__(self) -> str:
        return f"{self.place}: {self.text('en')}"


def _in(value: str | Mapping[str, str], lang: str) -> str:
    if isinstance(value, str):
        return value
    return value.get(lang) or next(iter(value.values()), "")


class BlueprintProblems(Exception):  # noqa: N818 - holds all of them
    """A blueprint that cannot be put in force; `problems` holds all that was found, warnings too."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(map(str, self.problems)))


def of_table(file: str, fault: PlacedProblem) -> Problem:
    """A problem of a decision table as one of the blueprint."""
    grave = fault.severity is RulesSeverity.ERROR
    found = {lang: fault.problem.text(lang) for lang in ("zh", "en")}
    cell = fault.place.cell
    named = {"zh": f"单元格 {cell}：", "en": f"cell {cell}: "} if cell else ""
    values: dict[str, str | Mapping[str, str]] = {"cell": named, "found": found}
    return Problem(Place(file, max(fault.place.line, 1)), "table" if grave else "table-doubt", values)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by file and line."""
    unique = {(problem.place, problem.code, problem.text("en")): problem for problem in problems}
    return tuple(sorted(unique.values(), key=lambda found: (found.place.file, found.place.line, found.code)))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that keep the blueprint out of force."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)


def near(name: str, known: Iterable[str]) -> str:
    """The known name most like this one, or nothing where none is alike.

    >>> near("birthdate", ["name", "birth_date"])
    'birth_date'
    """
    found = process.extractOne(name, tuple(known), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return found[0] if found else ""
