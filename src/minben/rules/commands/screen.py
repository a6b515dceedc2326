"""What commands print: answers on standard output, problems and reasons on standard error."""

from __future__ import annotations

import json
import shlex
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.text import Text as Line

from ..errors import FeelError, Problem
from ..feel.as_json import to_json
from ..feel.values import admit
from ..grounds.words import SIGNS
from ..messages import MESSAGES
from ..problems import ModelError, Place, PlacedProblem, Severity, TableError
from ..text import literal_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..feel.as_json import Json
    from ..grounds.reasons import Causes
    from ..problems import Case

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}
_SEVERITIES = {
    Severity.ERROR: "severity-error",
    Severity.WARNING: "severity-warning",
    Severity.INFO: "severity-info",
}


def said(lang: str, code: str, **values: str) -> str:
    """A message."""
    return MESSAGES[code][lang].format_map(values)


def refusal(place: str, code: str, **values: str) -> ModelError:
    """The error that something stands in the way."""
    return ModelError((PlacedProblem(Place(place), Problem(code, values)),))


@contextmanager
def told_plainly(lang: str) -> Iterator[None]:
    """Says every problem that stands in the way, a line each, and ends with 1."""
    try:
        yield
    except (ModelError, TableError) as fault:
        print_problems(fault.problems, lang)
        raise typer.Exit(1) from None


def console(*, stderr: bool = False) -> Console:
    """The terminal, which breaks no line by itself."""
    return Console(stderr=stderr, highlight=False, emoji=False, soft_wrap=True)


def problem_line(problem: PlacedProblem, lang: str) -> Line:
    """Place, weight and problem; in colour on a terminal only."""
    severity, colon = said(lang, _SEVERITIES[problem.severity]), said(lang, "colon")
    return Line.assemble(
        (f"{problem.place.text(lang)}{colon}", "cyan"),
        (f"{severity}{colon}", _STYLES[problem.severity]),
        problem.problem.text(lang),
    )


def case_line(case: Case, lang: str) -> Line:
    """The facts and the date of a case as they are typed after `eval` or `explain`."""
    facts = json.dumps(json_of(case.facts), ensure_ascii=False)
    typed = f"--input {shlex.quote(facts)} --on {case.on.isoformat()}"
    return Line(said(lang, "case-typed", typed=typed), style="dim")


def print_problems(problems: Sequence[PlacedProblem], lang: str) -> None:
    """Problems, a line each, on standard error."""
    screen = console(stderr=True)
    for problem in problems:
        screen.print(problem_line(problem, lang))


def print_causes(found: Causes, lang: str) -> None:
    """Why something is null, a line each, on standard error; what more is null because of it in one line."""
    screen = console(stderr=True)
    for text in dict.fromkeys(reason.text(lang) for reason in found.reasons):
        screen.print(Line(said(lang, "null-because", reason=text), style="yellow"))
    if found.hence:
        places = SIGNS[lang].sentences.join(place.text(lang) for place in found.hence)
        screen.print(Line(said(lang, "null-hence", places=places), style="yellow"))


def print_json(value: object) -> None:
    """An answer for programs."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def problems_as_json(problems: Sequence[PlacedProblem], lang: str) -> list[Json]:
    """Problems for programs."""
    return [_problem_as_json(problem, lang) for problem in problems]


def _problem_as_json(problem: PlacedProblem, lang: str) -> dict[str, Json]:
    return {"place": str(problem.place), "code": problem.code, "text": problem.problem.text(lang)}


def findings_as_json(problems: Sequence[PlacedProblem], lang: str) -> list[Json]:
    """What a check found, for programs: how grave it is, and the facts and the date of a case that shows it."""
    return [_finding_as_json(problem, lang) for problem in problems]


def _finding_as_json(problem: PlacedProblem, lang: str) -> Json:
    told = {**_problem_as_json(problem, lang), "severity": problem.severity.value}
    if problem.case is not None:
        told["case"] = {"input": json_of(problem.case.facts), "on": problem.case.on.isoformat()}
    return told


def json_of(value: object) -> Json:
    """A value as JSON; a function, which has none, as the word."""
    try:
        return to_json(value)
    except FeelError:
        return literal_of(admit(value))
