"""Files that hold tables: a CSV file one, a workbook one in each of its sheets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..problems import PlacedProblem, TableError
from .csv_file import csv_grid, csv_text
from .grid import MAX_FILE, refusal
from .read import table_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..tables.table import Table
    from .grid import Grid

WORKBOOK = ".xlsx"
CSV = ".csv"
_OTHER_WORKBOOKS = (".xls", ".xlsm", ".xlsb", ".et", ".ods")


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table as a file holds it: what it is called there, and the remarks above it.

    The name is the sheet's, or that of the CSV file without its ending; the table's own is the file's, with `#SHEET`
    after it in a workbook.
    """

    name: str
    table: Table
    remarks: tuple[str, ...]


def read_table(source: Path | str | bytes, name: str, names: Iterable[str] = ()) -> Table:
    """The table of a file, of CSV text, or of a file's bytes. Raises `TableError` with every problem in it.

    `name` is what problems and explanations call it; its ending says whether bytes are CSV or a workbook, and `#SHEET`
    after it which sheet is meant where there are several. `names` are the facts that its expressions may read; only
    those with operators or keywords in them need be given.
    """
    if isinstance(source, str):
        return table_of(csv_grid(source, name, Path(name).stem), names)
    file, _, sheet = name.partition("#")
    data = source if isinstance(source, bytes) else _bytes_of(source, name)
    grids = _grids(data, file)
    chosen = [grid for grid in grids if grid.title == sheet] if sheet else grids
    if len(chosen) != 1:
        code = "sheet-missing" if sheet else "sheet-needed"
        titles = ", ".join(grid.title for grid in grids)
        raise refusal(name, code, sheet=sheet, sheets=titles, file=file, first=grids[0].title)
    return table_of(chosen[0], names)


def read_tables(path: Path, names: Iterable[str] = ()) -> tuple[SheetTable, ...]:
    """Every table of a CSV file or workbook. Raises `TableError` with every problem in any of them."""
    return tables_of(_bytes_of(path, path.name), path.name, names)


def tables_of(data: bytes, name: str, names: Iterable[str] = ()) -> tuple[SheetTable, ...]:
    """Every table of a file's bytes, as `read_tables`."""
    known = tuple(names)
    tables: list[SheetTable] = []
    problems: list[PlacedProblem] = []
    for grid in _grids(data, name):
        try:
            tables.append(SheetTable(grid.title, table_of(grid, known), grid.remarks))
        except TableError as faults:
            problems.extend(faults.problems)
    if problems:
        raise TableError(tuple(problems))
    return tuple(tables)


def _grids(data: bytes, name: str) -> tuple[Grid, ...]:
    ending = Path(name).suffix.lower()
    if ending == WORKBOOK:
        # What reads workbooks takes longer to import than all the rest, and CSV has no need of it.
        from .workbook import workbook_grids

        return workbook_grids(data, name)
    if ending in _OTHER_WORKBOOKS:
        raise refusal(name, "workbook-kind", ending=ending)
    return (csv_grid(csv_text(data, name), name, Path(name).stem),)


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE:
            raise refusal(name, "too-large", limit=str(MAX_FILE // 1_000_000))
        return path.read_bytes()
    except OSError as fault:
        raise refusal(name, "unreadable", text=fault.strerror or str(fault)) from None
