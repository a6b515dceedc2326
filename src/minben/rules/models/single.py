"""The one table that is meant in a file's bytes, whatever kind of file it is: CSV, a workbook or DMN."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ..dmn.definitions import DefinitionsReader
from ..dmn.xml import document_of
from ..errors import Problem
from ..problems import ModelError, Place, PlacedProblem, Severity, TableError
from ..sheets import read_table
from .boxed import TableBox

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..dmn.xml import Tag
    from ..tables.table import Table
    from .model import Model

DMN = ".dmn"


def table_in(data: bytes, name: str, names: Iterable[str] = ()) -> Table:
    """The table of a file of rules. Raises `TableError` with every problem in it.

    The ending of `name` says what kind of file it is. After it `#` and the name of a sheet or decision says which table
    is meant where there are several: `rates.xlsx#2025`. What a decision of a DMN file needs is looked for among the
    facts, as for any other table. `names` are facts that have operators or keywords in their names.
    """
    file, _, decision = name.partition("#")
    if PurePosixPath(file).suffix.lower() != DMN:
        return read_table(data, name, names)
    try:
        model = DefinitionsReader(file, document_of(data, file), _NoImports()).read()
    except ModelError as faults:
        raise TableError(faults.problems) from None
    errors = tuple(problem for problem in model.problems if problem.severity is Severity.ERROR)
    if errors:
        raise TableError(errors)
    return replace(_chosen(model, file, decision), name=name)


class _NoImports:
    """A file by itself has no other models beside it."""

    def imported(self, tag: Tag, namespace: str) -> tuple[None, Problem]:
        """None, and why."""
        return None, Problem("import-not-found", {"namespace": namespace, "element": tag.name})


def _chosen(model: Model, file: str, decision: str) -> Table:
    tables = {made.name: made.logic.table for made in model.decisions if isinstance(made.logic, TableBox)}
    if decision in tables:
        return tables[decision]
    if not decision and len(tables) == 1 and len(model.decisions) == 1:
        return next(iter(tables.values()))
    values = {
        "decision": decision,
        "decisions": ", ".join(tables),
        "file": file,
        "first": next(iter(tables), ""),
    }
    code = "decision-table-missing" if decision or not tables else "decision-table-needed"
    raise TableError((PlacedProblem(Place(file), Problem(code, values)),))
