"""Reads a model from where it is kept: a DMN file, a table as CSV, a workbook of tables, or a folder of these.

A table by itself says nothing of what it needs. Every name in it is another table of the model, or else a fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dmn.read import read_dmn
from ..dmn.reading import is_special
from ..dmn.xml import root_of
from ..errors import Problem
from ..feel.free import free_names
from ..feel.tree import Decide, Name
from ..problems import ModelError, Place, PlacedProblem, TableError
from ..sheets import read_tables
from .boxed import TableBox, Variable
from .cycles import cycles_in
from .decide import COUNTING_DATE
from .definitions import DecisionDefinition, InputData, Requirement
from .lower import NOWHERE
from .model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from ..feel.types import Type
    from ..sheets import SheetTable
    from ..tables.table import Table

DMN = ".dmn"
SHEETS = (".csv", ".xlsx")


def read_model(path: Path) -> Model:
    """The model of a `.dmn` file, a `.csv` table, an `.xlsx` workbook (a decision per sheet) or a folder of tables.

    The decisions of tables are called by the names of their files or sheets and may read one another. A folder of DMN
    files is the one of them that no other imports. Raises `ModelError` with every problem.
    """
    if path.is_dir():
        return _folder(path)
    if path.suffix.lower() == DMN:
        return read_dmn(path)
    return _of_files(path.stem, (path,))


def model_of_tables(name: str, tables: Sequence[SheetTable]) -> Model:
    """The model of tables that may read one another. Raises `ModelError` where they cannot."""
    problems: list[PlacedProblem] = []
    by_name: dict[str, SheetTable] = {}
    for sheet in tables:
        if sheet.name in by_name:
            problems.append(PlacedProblem(Place(sheet.table.name), Problem("twice", {"name": sheet.name})))
        by_name.setdefault(sheet.name, sheet)
    reads = {title: _names_read(sheet.table) for title, sheet in by_name.items()}
    facts = dict.fromkeys(read for names in reads.values() for read in names if read not in by_name)
    inputs = tuple(_input(fact, by_name.values()) for fact in facts)
    decisions = tuple(_decision(sheet, reads[title], by_name) for title, sheet in by_name.items())
    model = Model(name=name, inputs=inputs, decisions=decisions)
    problems.extend(cycles_in(model))
    if problems:
        raise ModelError(tuple(problems))
    return model


def _folder(folder: Path) -> Model:
    files = sorted(path for path in folder.iterdir() if not path.name.startswith(("~", ".")))
    sheets = [path for path in files if path.suffix.lower() in SHEETS]
    models = [path for path in files if path.suffix.lower() == DMN]
    if models and not sheets:
        return read_dmn(_not_imported(folder, models))
    if models or not sheets:
        raise _refusal(folder, "folder-mixed" if models else "folder-empty")
    return _of_files(folder.resolve().name, sheets)


def _not_imported(folder: Path, models: Sequence[Path]) -> Path:
    """The one model that no other in the folder imports."""
    roots = {path: root for path in models if (root := root_of(path)) is not None}
    imported = {part.get("namespace") for root in roots.values() for part in root.named("import")}
    chosen = [path for path in models if path not in roots or roots[path].get("namespace") not in imported]
    if len(chosen) != 1:
        raise _refusal(folder, "folder-of-models", files=", ".join(path.name for path in chosen or models))
    return chosen[0]


def _of_files(name: str, paths: Sequence[Path]) -> Model:
    names = [path.stem for path in paths if is_special(path.stem)]
    tables: list[SheetTable] = []
    problems: list[PlacedProblem] = []
    for path in paths:
        try:
            tables.extend(read_tables(path, names))
        except TableError as faults:
            problems.extend(faults.problems)
    if problems:
        raise ModelError(tuple(problems))
    return model_of_tables(name, tables)


def _refusal(folder: Path, code: str, **values: str) -> ModelError:
    return ModelError((PlacedProblem(Place(folder.name), Problem(code, values)),))


def _names_read(table: Table) -> tuple[str, ...]:
    """The names that the cells of a table read, in the order of its columns, then by the alphabet."""
    found = free_names(Decide(table, span=NOWHERE)) - {COUNTING_DATE}
    headed = [column.tree.name for column in table.inputs if isinstance(column.tree, Name)]
    return tuple(dict.fromkeys((*(name for name in headed if name in found), *sorted(found))))


def _input(name: str, tables: Iterable[SheetTable]) -> InputData:
    """A fact; its type is the one of the columns headed by it, where they all say the same."""
    columns = list(_columns_of(name, tables))
    types = {type_ for type_, _ in columns}
    place = columns[0][1] if columns else next(_cells_reading(name, tables))
    variable = Variable(place=place, name=name, type=types.pop() if len(types) == 1 else None)
    return InputData(place=place, name=name, variable=variable)


def _columns_of(name: str, tables: Iterable[SheetTable]) -> Iterator[tuple[Type, Place]]:
    for sheet in tables:
        for column in sheet.table.inputs:
            if column.tree == Name(name, span=NOWHERE):
                yield column.type, column.place


def _cells_reading(name: str, tables: Iterable[SheetTable]) -> Iterator[Place]:
    """The cells of tables that read a name inside an expression."""
    for table in (sheet.table for sheet in tables):
        for column in table.inputs:
            if name in free_names(column.tree):
                yield column.place
        for rule in table.all_rules:
            read = [
                *zip(rule.tests, rule.test_cells, strict=True),
                *zip(rule.results, rule.result_cells, strict=True),
            ]
            for tree, cell in read:
                if name in free_names(tree):
                    yield cell.place


def _decision(
    sheet: SheetTable, reads: Iterable[str], tables: Mapping[str, SheetTable]
) -> DecisionDefinition:
    place = Place(sheet.table.name)
    requirements = tuple(
        Requirement(place=place, kind="decision" if name in tables else "input", href="", name=name)
        for name in reads
    )
    return DecisionDefinition(
        place=place,
        name=sheet.name,
        description="\n".join(sheet.remarks),
        variable=Variable(place=place, name=sheet.name),
        logic=TableBox(place=place, table=sheet.table),
        requirements=requirements,
    )
