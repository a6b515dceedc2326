"""A jurisdiction written down in files: reading, checking and comparing a blueprint. No database, no web server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .folder import load
from .model import Blueprint
from .problems import BlueprintProblems, Problem, Severity, errors
from .reader import draft

__all__ = ["Blueprint", "BlueprintProblems", "Problem", "Severity", "read", "read_files"]


def read(path: Path | str) -> Blueprint:
    """The blueprint in a folder, checked as a whole. Raises `BlueprintProblems` with everything that is wrong."""
    problems: list[Problem] = []
    files = load(Path(path), problems.append)
    if problems:
        raise BlueprintProblems(problems)
    return read_files(files)


def read_files(files: Mapping[str, bytes]) -> Blueprint:
    """The blueprint in these files, by path. Raises `BlueprintProblems` where they cannot be read."""
    made = draft(files)
    if made.blueprint is None or errors(made.problems):
        raise BlueprintProblems(made.problems)
    return made.blueprint
