"""The scenarios of a blueprint folder: examples beside each service, or bundle, of how its cases are meant to run.

They lie in the folder and are checked with it, but are no part of what is put in force: a scenario says what the
procedure should come to, not what it is. So `build.version_of` leaves them out, a new scenario is no new version, and
`read_files` of a stored version knows none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .composing import compose
from .forms import Filled
from .grammar.scenario import GivenForm
from .model import Place
from .nodes import Node, decode, line_at
from .problems import BlueprintProblems, Problem
from .shapes import Reading, Refused

if TYPE_CHECKING:
    from pathlib import Path

    from .grammar.bundle_scenario import BundleScenarioForm
    from .grammar.scenario import ScenarioForm


@dataclass(frozen=True, slots=True, repr=False)
class _Named:
    """``name`` in ``file``, of which ``tree`` is what was read."""

    name: str
    file: str
    tree: Node

    def at(self, *path: str | int) -> Place:
        """Where the value at this path of keys stands, or the nearest thing around it."""
        return Place(self.file, line_at(self.tree, (self.name, *path)))

    def __repr__(self) -> str:
        """Without what is given, which may look like a person's."""
        return f"<{type(self).__name__} {self.name} at {self.at()}>"


@dataclass(frozen=True, slots=True, repr=False)
class Scenario(_Named):
    """One scenario of ``service``, and what it says."""

    service: str
    says: ScenarioForm


@dataclass(frozen=True, slots=True, repr=False)
class BundleScenario(_Named):
    """One scenario of ``bundle``, and what it says."""

    bundle: str
    says: BundleScenarioForm


def read_given(path: Path) -> GivenForm:
    """What a case starts from, in a file of its own. Raises `BlueprintProblems`."""
    problems: list[Problem] = []
    file = str(path)
    text = decode(file, path.read_bytes(), problems.append)
    node = compose(file, text, problems.append) if text is not None else None
    form = None
    if node is not None:
        try:
            form = Filled(GivenForm).read(node, Reading(file, (), problems.append))
        except Refused:
            form = None
    if form is None or problems:
        raise BlueprintProblems(problems)
    return form
