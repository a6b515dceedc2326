"""``minben rules check``, ``convert`` and ``test``: rules in files, before they decide anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer
from rich.text import Text as Line

from ..check.axes import Days
from ..check.model import check_model, summary_of
from ..conversion import convert as convert_files
from ..dmn.tck import run_kit
from ..models.load import read_model
from ..problems import ModelError, Severity
from . import options
from .found import refused_by_columns
from .related import related_files
from .screen import case_line, console, findings_as_json, print_json, problem_line, said, told_plainly

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ..columns import Related
    from ..dmn.tck import Counts, Failure
    from ..problems import PlacedProblem


def check(
    models: options.ModelPaths,
    columns: options.Columns = False,
    data: options.DataFile = None,
    related: options.RelatedFiles = None,
    on: options.CheckedOn = None,
    since: options.From = None,
    as_json: options.AsJson = False,
    lang: options.Lang = None,
) -> None:
    """Check rules for gaps, overlaps, types and whatever else can go wrong. Exits with 1 where there are errors."""
    spoken = options.spoken(lang)
    if on is not None and since is not None:
        raise options.wrong_use("on-or-from", spoken)
    if related and data is None:
        raise options.wrong_use("related-needs-data", spoken)
    with told_plainly(spoken):
        rows = related_files(related) if related else {}
    days = Days(on, on) if on is not None else Days(since)
    asked = _Asked(columns or data is not None, data, rows, days)
    checked = [_checked(path, asked, spoken) for path in models]
    errors = sum(problem.severity is Severity.ERROR for one in checked for problem in one.problems)
    if as_json:
        found = [problem for one in checked for problem in one.problems]
        print_json({"errors": errors, "problems": findings_as_json(found, spoken)})
    else:
        screen = console()
        for one in checked:
            for problem in one.problems:
                screen.print(problem_line(problem, spoken))
                if problem.case is not None:
                    screen.print(case_line(problem.case, spoken))
            screen.print(Line(f"{one.name}: {one.summary}"))
    if errors:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whether it is to be said what does not compile to columns, of which files; and which days are looked at."""

    columns: bool
    data: Path | None
    related: Mapping[str, Related]
    days: Days


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was found in a model, and how much there was, in a line."""

    name: str
    problems: tuple[PlacedProblem, ...]
    summary: str


def _checked(path: Path, asked: _Asked, lang: str) -> _Checked:
    # `.` has a name too.
    name = path.resolve().name
    try:
        model = read_model(path)
        on = asked.days.first or options.today()
        refused = refused_by_columns(model, asked.data, asked.related, on) if asked.columns else None
        problems = check_model(model, days=asked.days, refused=refused)
    except ModelError as fault:
        return _Checked(name, fault.problems, said(lang, "not-checked", count=str(len(fault.problems))))
    return _Checked(name, problems, summary_of(model, problems, lang))


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
