"""``minben rules check``, ``convert`` and ``test``: rules in files, before they decide anything."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import typer
from rich.text import Text as Line

from ..conversion import convert as convert_files
from ..dmn.tck import run_kit
from ..models.load import read_model
from ..problems import ModelError, PlacedProblem, Severity
from . import options
from .found import column_problems, model_problems
from .screen import console, print_json, problem_line, problems_as_json, said, told_plainly

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from ..dmn.tck import Counts, Failure


def check(
    models: options.ModelPaths,
    columns: options.Columns = False,
    data: options.DataFile = None,
    on: options.On = None,
    as_json: options.AsJson = False,
    lang: options.Lang = None,
) -> None:
    """Check rules for gaps, overlaps, types and whatever else can go wrong. Exits with 1 where there are errors."""
    spoken = options.spoken(lang)
    day = on or options.today()
    found = [
        problem
        for path in models
        for problem in _problems(path, day, data, columns=columns or data is not None)
    ]
    counts = Counter(problem.severity for problem in found)
    if as_json:
        told = problems_as_json(found, spoken)
        print_json({"errors": counts[Severity.ERROR], "problems": told})
    else:
        screen = console()
        for problem in found:
            screen.print(problem_line(problem, spoken))
        screen.print(Line(_summary(counts, spoken)))
    if counts[Severity.ERROR]:
        raise typer.Exit(1)


def _problems(path: Path, on: date, data: Path | None, *, columns: bool) -> Iterator[PlacedProblem]:
    try:
        model = read_model(path)
        yield from model_problems(model)
        if columns:
            yield from column_problems(model, data, on)
    except ModelError as fault:
        yield from fault.problems


def _summary(counts: Counter[Severity], lang: str) -> str:
    numbers = {severity.name.lower(): str(counts[severity]) for severity in Severity}
    return said(lang, "problems-counted", **numbers)


def convert(
    source: options.Source, target: options.Target, force: options.Force = False, lang: options.Lang = None
) -> None:
    """Write rules as another kind of file, with nothing lost; what cannot be kept is refused."""
    spoken = options.spoken(lang)
    with told_plainly(spoken):
        done = convert_files(source, target, overwrite=force)
        names = ", ".join(done.decisions)
        typer.echo(said(spoken, "converted", target=str(done.target), decisions=names))


def run_tests(cases: options.Cases, lang: options.Lang = None) -> None:
    """Run test cases in the form of the DMN conformance kit. Exits with 1 where any fails."""
    spoken = options.spoken(lang)
    screen = console()

    def tell(failure: Failure) -> None:
        screen.print(Line(failure.text(spoken)))

    with told_plainly(spoken):
        counts = run_kit(cases, tell)
        for line in _counted(counts, spoken):
            screen.print(Line(line))
        if counts.failed:
            raise typer.Exit(1)


def _counted(counts: Counts, lang: str) -> Iterator[str]:
    yield said(lang, "value-tests", passed=str(counts.values_passed), failed=str(counts.values_failed))
    yield said(lang, "error-tests", passed=str(counts.errors_passed), failed=str(counts.errors_failed))
    yield said(lang, "tests-counted", passed=str(counts.passed), failed=str(counts.failed))
