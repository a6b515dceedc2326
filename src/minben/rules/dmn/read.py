"""Reads DMN files (versions 1.1 to 1.6) as models, with every problem in them at once, each with file and line.

What a model imports is looked for among the DMN files of its own folder, by namespace; nothing else is ever opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..problems import ModelError, Severity
from .library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from ..models.model import Model


def read_dmn(path: Path) -> Model:
    """The model of a DMN file and of those it imports. Raises `ModelError` with every problem in them."""
    library = Library(path.parent)
    model = library.read(path)
    problems = library.problems
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise ModelError(problems)
    return model


def salvage_dmn(path: Path) -> Model:
    """The model of a DMN file as far as it can be read: expressions with errors in them are `Broken`, and null.

    The problems are in `Model.problems`. Raises `ModelError` for a file that is no DMN at all.
    """
    return Library(path.parent).read(path)
