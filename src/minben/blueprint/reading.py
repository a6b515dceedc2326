"""A folder or a set of files to a blueprint: all problems at once, or a model that has passed every check."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .check import check
from .folder import load
from .problems import BlueprintProblems, Problem, errors, in_order
from .reader import draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .model import Blueprint
    from .reader import Draft
    from .scenarios import BundleScenario, Scenario


@dataclass(frozen=True, slots=True)
class Report:
    """What reading and checking found. ``blueprint`` is None where the essential files cannot be read."""

    blueprint: Blueprint | None
    problems: tuple[Problem, ...]
    scenarios: tuple[Scenario, ...] = ()
    bundle_scenarios: tuple[BundleScenario, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps the blueprint out of force."""
        return errors(self.problems)


def examine(path: Path | str, *, on: date | None = None) -> Report:
    """Read and check a folder as of a day (today in its own time zone), whatever it holds."""
    problems: list[Problem] = []
    files = load(Path(path), problems.append)
    if not files and problems:
        return Report(None, in_order(problems))
    made = draft(files, unread=frozenset(problem.place.file for problem in problems))
    report = _checked(made, on)
    return replace(report, problems=in_order([*problems, *report.problems]))


def examine_files(files: Mapping[str, bytes], *, on: date | None = None) -> Report:
    """Read and check files by their path in the folder, as of a day."""
    return _checked(draft(files), on)


def _checked(made: Draft, on: date | None) -> Report:
    if made.blueprint is not None:
        check(made.blueprint, made, on or datetime.now(ZoneInfo(made.blueprint.timezone)).date())
    scenarios, of_bundles = tuple(made.scenarios), tuple(made.bundle_scenarios)
    return Report(made.blueprint, in_order(made.problems), scenarios, of_bundles)


def read(path: Path | str, *, on: date | None = None) -> Blueprint:
    """The blueprint in a folder, checked as a whole. Raises `BlueprintProblems` with everything that is wrong."""
    report = examine(path, on=on)
    if report.blueprint is None or report.errors:
        raise BlueprintProblems(report.problems)
    return report.blueprint


def read_files(files: Mapping[str, bytes]) -> Blueprint:
    """The blueprint in these files by path, as stored with a version that was checked when it came into force.

    The checks are not run again: a version must stay readable for its open cases when agreements have ended or the
    program has learned new checks. Raises `BlueprintProblems` where the files cannot be read at all.
    """
    made = draft(files)
    if made.blueprint is None or errors(made.problems):
        raise BlueprintProblems(in_order(made.problems))
    return made.blueprint
