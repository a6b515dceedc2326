"""The DMN files of one folder, as one model finds those that it imports: by namespace, each read once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ..errors import Problem
from ..problems import ModelError
from .definitions import DefinitionsReader
from .versions import VERSIONS
from .xml import read_document, root_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ..models.model import Model
    from ..problems import PlacedProblem
    from .xml import Tag

MAX_FILES = 1000
"""Files of a folder that are looked at."""


class Library:
    """What has been read of one folder, and the problems met."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._models: dict[Path, Model | None] = {}
        self._open: list[Path] = []
        self._found: list[PlacedProblem] = []

    @property
    def problems(self) -> tuple[PlacedProblem, ...]:
        """The problems of every file that was read."""
        return tuple(self._found)

    def read(self, path: Path) -> Model:
        """The model of a file. Raises `ModelError` for a file that is no DMN at all."""
        self._open.append(path)
        try:
            document = read_document(path, path.name)
            model = DefinitionsReader(path.name, document, self).read()
        finally:
            self._open.pop()
        self._found.extend(model.problems)
        self._models[path] = model
        return model

    def imported(self, tag: Tag, namespace: str) -> tuple[Model | None, Problem | None]:
        """The model of a namespace, or why there is none. The problems of its file are kept here."""
        paths = self._with_namespace(namespace, tag.get("locationURI"))
        if not paths:
            return None, Problem("import-not-found", {"namespace": namespace})
        if len(paths) > 1:
            files = ", ".join(path.name for path in paths)
            return None, Problem("import-ambiguous", {"namespace": namespace, "files": files})
        path = paths[0]
        if path in self._open:
            way = " → ".join(known.name for known in (*self._open[self._open.index(path) :], path))
            return None, Problem("import-cycle", {"way": way})
        if path not in self._models:
            try:
                self.read(path)
            except ModelError as fault:
                self._models[path] = None
                self._found.extend(fault.problems)
        return self._models[path], None

    def _with_namespace(self, namespace: str, location: str) -> list[Path]:
        """The files of a namespace; the one at the location alone where it is one of them."""
        known = self._by_namespace.get(namespace, [])
        located = [path for path in known if path.name == location.removeprefix("./")]
        return located or known

    @cached_property
    def _by_namespace(self) -> Mapping[str, list[Path]]:
        """The DMN files of the folder, by the namespace of the model in each."""
        home = self._folder.resolve()
        found: dict[str, list[Path]] = {}
        for path in sorted(self._folder.glob("*.dmn"))[:MAX_FILES]:
            root = root_of(path) if path.resolve().parent == home else None
            if root is not None and root.namespace in VERSIONS:
                found.setdefault(root.get("namespace"), []).append(path)
        return found
