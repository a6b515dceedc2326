"""A table as a grid of cells with their places: what CSV files and workbooks have in common.

file → `csv_file` or `workbook` → `Grid` → `read` → `Table`
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import Problem
from ..problems import Place, PlacedProblem, TableError

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_FILE = 10_000_000
"""Bytes of a file."""
MAX_COLUMNS = 1_000
REMARK = "#"
"""What lines above a table begin with when they only say something about it."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell in words, and as FEEL: a day is `2025-01-31` in words and `@"2025-01-31"` as FEEL."""

    text: str
    feel: str

    @classmethod
    def of(cls, text: str) -> GridCell:
        """A cell that was typed as text."""
        return cls(text, text)


EMPTY = GridCell.of("")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a grid: its number in the file, its row in the spreadsheet (from 1), its cells."""

    number: int
    row: int
    cells: tuple[GridCell, ...]

    def cell(self, column: int) -> GridCell:
        """The cell of a column counted from 0; empty where the line is shorter."""
        return self.cells[column] if column < len(self.cells) else EMPTY

    def text(self, column: int) -> str:
        """The cell in words."""
        return self.cell(column).text

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """The lines of a table. `name` is what its places say: the file, with `#SHEET` after it in a workbook.

    `title` is what the table itself is called: the sheet's name, or the file's without its ending. `remarks` stood
    above the table; `problems` were found in cells before anything was made of them.
    """

    name: str
    title: str
    lines: tuple[Line, ...]
    remarks: tuple[str, ...] = ()
    problems: tuple[PlacedProblem, ...] = ()

    def place(self, line: Line, column: int) -> Place:
        """Where a cell stands."""
        return Place(self.name, line.number, cell_name(column, line.row))


def grid_of(name: str, title: str, lines: Iterable[Line], problems: Iterable[PlacedProblem] = ()) -> Grid:
    """The grid of these lines: blank ones left out, the remarks above the table told apart."""
    filled = [line for line in lines if not line.blank]
    above = next(
        (place for place, line in enumerate(filled) if not line.text(0).startswith(REMARK)), len(filled)
    )
    remarks = (", ".join(cell.text for cell in line.cells if cell.text) for line in filled[:above])
    return Grid(
        name,
        title,
        tuple(filled[above:]),
        tuple(remark.removeprefix(REMARK).strip() for remark in remarks),
        tuple(problems),
    )


def column_letters(column: int) -> str:
    """The letters of a column counted from 0, as a spreadsheet has them.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(column: int, row: int) -> str:
    """A cell as a spreadsheet names it.

    >>> cell_name(2, 5)
    'C5'
    """
    return f"{column_letters(column)}{row}"


def refusal(name: str, code: str, line: int = 0, **values: str) -> TableError:
    """The error that a file cannot be read at all."""
    return TableError((PlacedProblem(Place(name, line), Problem(code, values)),))
