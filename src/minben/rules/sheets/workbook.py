"""Reads the sheets of a workbook (XLSX, ECMA-376) as grids.

Only values are read. A formula is told, not computed: what it shows depends on who opened the file last. Cells that
are merged downwards count for each of their rows.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from posixpath import join, normpath
from typing import TYPE_CHECKING

from openpyxl.utils.cell import range_boundaries

from ..errors import Problem
from ..problems import Place, PlacedProblem
from ..tables.table import HitPolicy
from ..text import number_text
from .archive import Archive, BrokenWorkbookError, attribute, local
from .grid import EMPTY, MAX_COLUMNS, Grid, GridCell, Line, cell_name, grid_of, refusal
from .number_formats import Shown, iso_cell, read_styles, temporal_cell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

MAX_CELLS = 300_000
"""Cells of a sheet that hold something."""
_HEADINGS = 2
_EXACT = Decimal(10) ** 15
"""From here on a spreadsheet has rounded what was typed."""
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_TABLES = frozenset(("readme", "说明"))


def workbook_grids(data: bytes, name: str) -> tuple[Grid, ...]:
    """The grids of the sheets that hold tables, in the order of the sheets. Raises `TableError`.

    A sheet is left out where it is empty, holds remarks only, is named README or 说明, or is hidden and does not
    begin as a table does. A hidden table is told: nobody could see by what is decided.
    """
    archive = Archive(data, name)
    try:
        grids = tuple(_grids(archive, name))
    except BrokenWorkbookError:
        raise refusal(name, "not-workbook") from None
    if not grids:
        raise refusal(name, "table-empty")
    return grids


def _grids(archive: Archive, name: str) -> Iterator[Grid]:
    book = _read_book(archive)
    for sheet in book.sheets:
        if sheet.title.strip().lower() in _NOT_TABLES:
            continue
        grid = _Sheet(archive, book, sheet, f"{name}#{sheet.title}").read()
        if sheet.hidden and grid.lines:
            if grid.lines[0].text(0) in list(HitPolicy):
                raise refusal(grid.name, "sheet-hidden")
        elif grid.lines or grid.problems:
            yield grid


@dataclass(frozen=True, slots=True)
class _SheetPart:
    title: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class _Book:
    """What the sheets of a workbook share."""

    sheets: tuple[_SheetPart, ...]
    strings: tuple[str, ...]
    styles: tuple[Shown, ...]
    from_1904: bool


def _read_book(archive: Archive) -> _Book:
    start = next(_targets(archive, "_rels/.rels", "", "officeDocument"), ("", "xl/workbook.xml"))[1]
    relations = f"{start.rpartition('/')[0]}/_rels/{start.rpartition('/')[2]}.rels"
    base = start.rpartition("/")[0]
    parts = dict(_targets(archive, relations, base, "worksheet"))
    strings = next((part for _, part in _targets(archive, relations, base, "sharedStrings")), None)
    styles = next((part for _, part in _targets(archive, relations, base, "styles")), None)
    sheets: list[_SheetPart] = []
    from_1904 = False
    for element in archive.elements(start):
        if local(element) == "sheet":
            part = parts.get(attribute(element, "id") or "")
            # A sheet of another kind (a chart) has no cells.
            if part is not None:
                hidden = element.get("state", "visible") != "visible"
                sheets.append(_SheetPart(element.get("name", ""), part, hidden))
        elif local(element) == "workbookPr":
            from_1904 = element.get("date1904") in ("1", "true")
    try:
        shown = () if styles is None else read_styles(archive.elements(styles))
    except ValueError:
        raise BrokenWorkbookError from None
    return _Book(
        tuple(sheets), () if strings is None else tuple(_strings(archive, strings)), shown, from_1904
    )


def _targets(archive: Archive, relations: str, base: str, kind: str) -> Iterator[tuple[str, str]]:
    """The parts that a part is related to in a way, by the ids of the relations. Parts elsewhere are none."""
    for element in archive.elements(relations):
        if local(element) != "Relationship" or element.get("TargetMode") == "External":
            continue
        if element.get("Type", "").rpartition("/")[2] == kind:
            target = element.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else normpath(join(base, target))
            yield element.get("Id", ""), part


def _strings(archive: Archive, part: str) -> Iterator[str]:
    for element in archive.elements(part):
        if local(element) == "si":
            yield _text(element)
            element.clear()


def _text(element: Element) -> str:
    """The text of a string: its runs together, without the readings above them."""
    pieces: list[str] = []
    for child in element:
        if local(child) == "t":
            pieces.append(child.text or "")
        elif local(child) == "r":
            pieces.extend(inner.text or "" for inner in child if local(inner) == "t")
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), "".join(pieces))
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


@dataclass(slots=True)
class _Sheet:
    """One sheet on its way to a grid."""

    archive: Archive
    book: _Book
    sheet: _SheetPart
    name: str
    rows: dict[int, dict[int, GridCell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    problems: list[PlacedProblem] = field(default_factory=list)
    cells: int = 0
    row: int = 0
    column: int = 0

    def read(self) -> Grid:
        self._take_parts()
        self._spread()
        lines = (
            Line(row, row, tuple(cells.get(column, EMPTY) for column in range(max(cells) + 1)))
            for row, cells in sorted(self.rows.items())
            if cells
        )
        return grid_of(self.name, self.sheet.title.strip(), lines, self.problems)

    def _take_parts(self) -> None:
        """Reads the XML part. The place of a cell that does not say it follows from the one before."""
        for begins, element in self.archive.events(self.sheet.part):
            kind = local(element)
            if kind == "row" and begins:
                self.row, self.column = _row_of(element.get("r")) or self.row + 1, 0
            elif kind == "row":
                element.clear()
            elif kind == "c" and not begins:
                self._take_cell(element)
            elif kind == "mergeCell" and not begins:
                self._take_merged(element.get("ref", ""))

    def _take_cell(self, element: Element) -> None:
        reference = element.get("r")
        if reference is not None:
            match = _REFERENCE.fullmatch(reference)
            if match is None:
                raise BrokenWorkbookError
            self.column, self.row = _column_of(match[1]), int(match[2])
        column, self.column = self.column, self.column + 1
        cell = self._cell(element, Place(self.name, self.row, cell_name(column, self.row)))
        element.clear()
        if not cell.text:
            return
        self.cells += 1
        if column >= MAX_COLUMNS:
            raise refusal(self.name, "too-many-columns", self.row, limit=str(MAX_COLUMNS))
        if self.cells > MAX_CELLS:
            raise refusal(self.name, "too-many-cells", self.row, limit=str(MAX_CELLS))
        self.rows.setdefault(self.row, {})[column] = cell

    def _problem(self, place: Place, code: str, **values: str) -> None:
        self.problems.append(PlacedProblem(place, Problem(code, values)))

    # Cells.

    def _cell(self, element: Element, place: Place) -> GridCell:
        value = next((child.text or "" for child in element if local(child) == "v"), "")
        if any(local(child) == "f" for child in element):
            self._problem(place, "formula", shown=value)
            return EMPTY
        match element.get("t", "n"):
            case "s":
                return GridCell.of(self._shared(value))
            case "inlineStr":
                return GridCell.of(next((_text(child) for child in element if local(child) == "is"), ""))
            case "str":
                return GridCell.of(value.strip())
            case "b":
                return GridCell.of("true" if value.strip() in ("1", "true") else "false")
            case "e":
                self._problem(place, "error-cell", shown=value)
                return EMPTY
            case "d":
                return self._moment(place, value, None)
            case _:
                return self._number(place, value.strip(), element.get("s", "0")) if value.strip() else EMPTY

    def _shared(self, position: str) -> str:
        try:
            return self.book.strings[int(position)]
        except (ValueError, IndexError):
            raise BrokenWorkbookError from None

    def _number(self, place: Place, text: str, style: str) -> GridCell:
        try:
            number = Decimal(text)
            kind = self.book.styles[int(style)] if self.book.styles else Shown.NUMBER
        except (InvalidOperation, ValueError, IndexError):
            raise BrokenWorkbookError from None
        if not number.is_finite():
            raise BrokenWorkbookError
        if kind is not Shown.NUMBER:
            return self._moment(place, text, kind)
        if abs(number) >= _EXACT:
            self._problem(place, "number-rounded", shown=text)
            return EMPTY
        return GridCell.of(number_as_shown(number))

    def _moment(self, place: Place, text: str, kind: Shown | None) -> GridCell:
        try:
            if kind is None:
                return iso_cell(text)
            return temporal_cell(Decimal(text), kind, from_1904=self.book.from_1904)
        except (ValueError, OverflowError):
            self._problem(place, "no-moment", shown=text)
            return EMPTY

    # Merged cells.

    def _take_merged(self, reference: str) -> None:
        try:
            left, top, right, bottom = range_boundaries(reference)
        except ValueError:
            raise BrokenWorkbookError from None
        if left is None or top is None or right is None or bottom is None:
            raise BrokenWorkbookError
        self.merged.append((left - 1, top, right - 1, bottom))

    def _spread(self) -> None:
        """Copies what stands in cells merged downwards to the rows of rules that they span."""
        filled = sorted(row for row, cells in self.rows.items() if cells)
        table = [row for row in filled if not self._is_remark(row)]
        rules = table[_HEADINGS:]
        for left, top, right, bottom in self.merged:
            cell = self.rows.get(top, {}).get(left)
            if cell is None or not rules or top < rules[0]:
                continue
            if right > left:
                self._problem(Place(self.name, top, cell_name(left, top)), "merged-across")
                continue
            below = rules[bisect_right(rules, top) : bisect_left(rules, bottom + 1)]
            self.cells += len(below)
            if self.cells > MAX_CELLS:
                raise refusal(self.name, "too-many-cells", top, limit=str(MAX_CELLS))
            for row in below:
                self.rows[row][left] = cell

    def _is_remark(self, row: int) -> bool:
        return self.rows[row].get(0, EMPTY).text.startswith("#")


def number_as_shown(number: Decimal) -> str:
    """A number with the 15 digits that a spreadsheet shows: what is behind them is noise of binary fractions.

    >>> number_as_shown(Decimal("0.30000000000000004")), number_as_shown(Decimal("80.0"))
    ('0.3', '80')
    """
    rounded = Decimal(format(number, ".15g")).normalize()
    return number_text(abs(rounded) if rounded.is_zero() else rounded)


def _row_of(text: str | None) -> int | None:
    if text is not None and not re.fullmatch(r"[1-9][0-9]{0,6}", text):
        raise BrokenWorkbookError
    return None if text is None else int(text)


def _column_of(letters: str) -> int:
    """A column from its letters, counted from 0."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
