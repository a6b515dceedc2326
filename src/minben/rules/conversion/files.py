"""Converts files of rules, with nothing lost and nothing half-written.

    source → `Model` → new files beside the target → read again and compared → put in place

Every conversion is read back before it counts. What cannot be kept is refused, naming the decision.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..dmn.write import write_dmn
from ..errors import Problem
from ..feel.types import ANY
from ..models.boxed import TableBox
from ..models.load import read_model
from ..problems import ModelError, Place, PlacedProblem, TableError
from ..sheets import csv_of_table
from .tabular import sheets_of, table_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..models.definitions import DecisionDefinition
    from ..models.model import Model
    from ..sheets import SheetTable

DMN, WORKBOOK, CSV = ".dmn", ".xlsx", ".csv"
_BAD_FILE = re.compile(r'[<>:"/\\|?*\x00-\x1f]|^[.~ ]|[. ]$')


@dataclass(frozen=True, slots=True)
class Conversion:
    """What was written: the target, and the decisions in it."""

    target: Path
    decisions: tuple[str, ...]


def convert(source: Path, target: Path, *, overwrite: bool = False) -> Conversion:
    """Writes the rules of a file or folder as another kind, by the target's ending.

    `.dmn` and `.xlsx` hold a whole model, `.csv` one table, which is called as the file is; a name without an ending is
    a folder with a CSV file for each table. Raises `ModelError` where the source cannot be read, the target exists and
    is not to be overwritten, or cannot hold what the source says; then nothing has been written.
    """
    model = read_model(source)
    kind = target.suffix.lower()
    if kind not in (DMN, WORKBOOK, CSV, ""):
        raise _refused(target, "convert-kind", ending=kind)
    if not target.parent.is_dir():
        raise _refused(target, "no-such-folder", folder=str(target.parent))
    _check_target(target, overwrite=overwrite, folder=not kind)
    try:
        with tempfile.TemporaryDirectory(prefix=".convert-", dir=target.parent) as work:
            made = Path(work) / target.name
            _write(model, made, source, target)
            _compare(model, made, target)
            _put(made, target)
    except TableError as faults:
        raise ModelError(faults.problems) from None
    except OSError as fault:
        raise _refused(target, "unwritable", text=fault.strerror or str(fault)) from None
    return Conversion(target, tuple(decision.name for decision in model.decisions))


def _refused(place: Path, code: str, **values: str) -> ModelError:
    return ModelError((PlacedProblem(Place(place.name), Problem(code, values)),))


def _check_target(target: Path, *, overwrite: bool, folder: bool) -> None:
    if not target.exists():
        return
    if target.is_dir() is not folder:
        raise _refused(target, "target-kind")
    if folder and not any(target.iterdir()):
        return
    if not overwrite:
        raise _refused(target, "target-exists")
    if folder and (others := [file.name for file in target.iterdir() if file.suffix.lower() != CSV]):
        raise _refused(target, "target-holds-others", files=", ".join(sorted(others)[:5]))


# Writing.


def _write(model: Model, made: Path, source: Path, target: Path) -> None:
    kind = target.suffix.lower()
    if kind == DMN:
        _copy_imports(model, source, target, made.parent)
        made.write_text(write_dmn(model), encoding="utf-8", newline="\n")
        return
    sheets = sheets_of(model)
    if not sheets:
        raise _refused(made, "nothing-to-convert")
    if kind == WORKBOOK:
        # It takes longer to import than all the rest.
        from ..sheets.workbook_write import workbook_of

        made.write_bytes(workbook_of(sheets))
    elif kind == CSV:
        _write_csv(made, _only(sheets, made))
    else:
        made.mkdir()
        for sheet, name in _file_names(sheets):
            _write_csv(made / name, sheet)


def _copy_imports(model: Model, source: Path, target: Path, work: Path) -> None:
    """Lays the models that are imported beside a DMN file, so that it can be read where it is compared."""
    if not model.imports:
        return
    folder = source if source.is_dir() else source.parent
    if folder.resolve() != target.parent.resolve():
        names = ", ".join(known.name or known.namespace for known in model.imports)
        raise _refused(target, "imports-elsewhere", names=names, folder=str(folder))
    for file in folder.glob(f"*{DMN}"):
        if file.name not in (source.name, target.name):
            shutil.copy(file, work)


def _write_csv(file: Path, sheet: SheetTable) -> None:
    # With the mark at its beginning, spreadsheets take the file for UTF-8.
    file.write_text(csv_of_table(sheet), encoding="utf-8-sig", newline="\n")


def _only(sheets: tuple[SheetTable, ...], made: Path) -> SheetTable:
    if len(sheets) > 1:
        names = ", ".join(sheet.name for sheet in sheets)
        raise _refused(made, "several-into-csv", names=names, folder=made.stem)
    if sheets[0].name != made.stem:
        raise _refused(made, "csv-named", name=sheets[0].name)
    return sheets[0]


def _file_names(sheets: tuple[SheetTable, ...]) -> Iterator[tuple[SheetTable, str]]:
    taken: set[str] = set()
    for sheet in sheets:
        if _BAD_FILE.search(sheet.name) or sheet.name.lower() in taken or len(sheet.name.encode()) > 200:
            raise _refused(Path(sheet.name or "?"), "file-named", name=sheet.name)
        taken.add(sheet.name.lower())
        yield sheet, f"{sheet.name}{CSV}"


def _put(made: Path, target: Path) -> None:
    """Puts what was written in its place, in one step for a file."""
    if made.is_dir() and target.exists():
        old = made.parent / "before"
        target.rename(old)
        made.rename(target)
    else:
        made.replace(target)


# Comparing.


def _compare(model: Model, made: Path, target: Path) -> None:
    """Raises `ModelError` where the model that was written is another one than that which was read."""
    again = read_model(made)
    kept = {decision.name: _said(again, decision) for decision in again.decisions}
    types = {data.name: data.type for data in again.inputs}
    problems = [
        PlacedProblem(Place(target.name), Problem("decision-not-kept", {"name": decision.name}))
        for decision in model.decisions
        if kept.get(decision.name) != _said(model, decision)
    ]
    problems += [
        PlacedProblem(Place(target.name), Problem("fact-not-kept", {"name": data.name}))
        for data in model.inputs
        if data.name not in types or data.type not in (None, ANY, types[data.name])
    ]
    if problems or len(kept) != len(model.decisions):
        raise ModelError(tuple(problems))


def _said(model: Model, decision: DecisionDefinition) -> Mapping[str, object]:
    """What a decision says, as far as every kind of file says it."""
    description = [line.strip() for line in decision.description.splitlines()]
    said: dict[str, object] = {"needs": set(decision.needs), "description": description}
    if isinstance(decision.logic, TableBox):
        return {**said, "table": replace(table_said(decision, decision.logic), name="")}
    return {**said, "tree": model.tree_of(decision.name)}
