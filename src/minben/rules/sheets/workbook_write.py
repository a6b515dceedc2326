"""Writes decision tables as a workbook: a sheet for each, laid out so that an officer can go on working in it.

Numbers and days are real ones. Everything else is text in cells that stay text when they are edited, so that a
spreadsheet neither runs what looks like a formula nor makes a day of `1-2`. The same tables give the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, cast

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ..feel.tree import Literal
from ..feel.types import BOOLEAN, STRING
from ..tables.table import HitPolicy
from ..text import constant_source
from .grid import refusal
from .headings import FROM, UNTIL
from .workbook import number_as_shown
from .write import remark_rows, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from ..feel.types import Type
    from ..tables.table import Table
    from .files import SheetTable

MAX_TITLE = 31
_MAX_TEXT = 32_767
_MAX_LIST = 255
_MAX_WIDTH = 48
_SPARE_ROWS = 200
"""Rows below a table that are prepared for further rules."""
_BAD_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_DAY = re.compile(r'@"((?:19|[2-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2})"')
_MOMENT = re.compile(r'@"((?:19|[2-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})"')
_FIRST_SURE_DAY = date(1900, 3, 1)
"""Spreadsheets hold 1900 to be a leap year; the days before are a matter of taste."""
_STAMP = datetime(2000, 1, 1, tzinfo=UTC)
_STAMPED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")

_TEXT, _DATE, _DATE_AND_TIME, _GENERAL = "@", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "General"
_LINE = Side(style="thin", color="C9CDD1")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_HEAD_FONT, _TYPE_FONT = Font(bold=True, color="FFFFFF"), Font(italic=True, color="505A5F")
_FILLS = {
    "corner": PatternFill("solid", fgColor="0B0C0C"),
    "input": PatternFill("solid", fgColor="1D70B8"),
    "output": PatternFill("solid", fgColor="00703C"),
    "other": PatternFill("solid", fgColor="505A5F"),
    "type": PatternFill("solid", fgColor="F3F2F1"),
}


def workbook_of(sheets: Sequence[SheetTable]) -> bytes:
    """A workbook with a sheet for each table. Raises `TableError` where a sheet cannot hold what a table says."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.created = _STAMP.replace(tzinfo=None)
    taken: set[str] = set()
    for sheet in sheets:
        _check_title(sheet.name, taken)
        _SheetWriter(book.create_sheet(sheet.name), sheet).write()
    written = BytesIO()
    book.save(written)
    return _stamped(written)


def _check_title(title: str, taken: set[str]) -> None:
    if not title or len(title) > MAX_TITLE or _BAD_TITLE.search(title) or title.lower() == "history":
        raise refusal(title, "sheet-title", title=title, limit=str(MAX_TITLE))
    if title.lower() in taken:
        raise refusal(title, "sheet-title-twice", title=title)
    taken.add(title.lower())


def _stamped(written: BytesIO) -> bytes:
    """The archive without the moment of writing in it."""
    result = BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "docProps/core.xml":
                content = _STAMPED.sub(
                    rb"\g<1>" + f"{_STAMP:%Y-%m-%dT%H:%M:%SZ}".encode() + rb"\g<3>", content
                )
            stamped = zipfile.ZipInfo(part.filename, (2000, 1, 1, 0, 0, 0))
            stamped.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(stamped, content)
    return result.getvalue()


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column is, and what its cells are shown as and may be chosen from."""

    kind: str
    format: str
    choices: tuple[str, ...] = ()
    feel: bool = False


class _SheetWriter:
    def __init__(self, target: Worksheet, sheet: SheetTable) -> None:
        self._target = target
        self._sheet = sheet
        self._rows = rows_of(sheet.table)
        self._columns = list(_columns(sheet.table, self._rows[0]))

    def write(self) -> None:
        above = remark_rows(self._sheet)
        for row, remark in enumerate(above, 1):
            self._put(row, 1, remark[0], _TEXT)
        first = len(above) + 1
        for row, cells in enumerate(self._rows, first):
            for column, text in enumerate(cells, 1):
                self._put_cell(row, column, text, heading=row - first)
        self._target.freeze_panes = self._target.cell(first + 2, 2).coordinate
        for column, kind in enumerate(self._columns, 1):
            letter = get_column_letter(column)
            self._target.column_dimensions[letter].width = _width(line[column - 1] for line in self._rows)
            self._target.column_dimensions[letter].number_format = kind.format
            self._offer(kind.choices, f"{letter}{first + 2}:{letter}{first + len(self._rows) + _SPARE_ROWS}")
        self._offer(tuple(HitPolicy), f"A{first}", strict=True)

    def _put_cell(self, row: int, column: int, text: str, heading: int) -> None:
        kind = self._columns[column - 1]
        if heading < 2:
            cell = self._put(row, column, text, _TEXT)
            cell.font = _HEAD_FONT if heading == 0 else _TYPE_FONT
            cell.fill = _FILLS[kind.kind if heading == 0 else "type"]
        elif kind.format == _DATE and text >= _FIRST_SURE_DAY.isoformat():
            cell = self._put(row, column, date.fromisoformat(text), _DATE)
        elif kind.feel:
            cell = self._put(row, column, *_value(text))
        else:
            cell = self._put(row, column, text, _TEXT)
        cell.border, cell.alignment = _BORDER, _WRAPPED

    def _put(self, row: int, column: int, value: str | int | Decimal | date, number_format: str) -> Cell:
        cell = cast("Cell", self._target.cell(row, column))
        if isinstance(value, str):
            if len(value) > _MAX_TEXT or _UNWRITABLE.search(value):
                raise refusal(self._sheet.name, "cell-unwritable", cell=cell.coordinate, limit=str(_MAX_TEXT))
            cell.value = _ESCAPE.sub("_x005F_", value) or None
            cell.data_type = "s"
        else:
            cell.value = value
        cell.number_format = number_format
        return cell

    def _offer(self, choices: Sequence[str], cells: str, *, strict: bool = False) -> None:
        """Lets the cells be filled from a list; other tests may be typed unless it is strict."""
        listed = ",".join(choices).replace('"', '""')
        if not choices or len(listed) > _MAX_LIST or any("," in choice for choice in choices):
            return
        rule = DataValidation("list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=strict)
        rule.add(cells)
        self._target.add_data_validation(rule)


def _columns(table: Table, heads: Sequence[str]) -> list[_Column]:
    columns = [_Column("corner", _TEXT)]
    for column in table.inputs:
        tests = () if column.allowed is None or column.allowed.negated else column.allowed.tests
        values = tuple(constant_source(test.value) for test in tests if isinstance(test, Literal))
        choices = values if len(values) == len(tests) else ()
        columns.append(_feel_column("input", column.type, choices))
    for output in table.outputs:
        choices = tuple(map(constant_source, output.allowed or ()))
        columns.append(_feel_column("output", output.type, choices))
    dated = {FROM, UNTIL}
    columns += [_Column("other", _DATE if head in dated else _TEXT) for head in heads[len(columns) :]]
    return columns


def _feel_column(kind: str, type_: Type, choices: tuple[str, ...]) -> _Column:
    if type_ == BOOLEAN:
        choices = ("true", "false", "-") if kind == "input" else ("true", "false")
    return _Column(
        kind, _TEXT if type_ == STRING else _GENERAL, choices if type_ in (STRING, BOOLEAN) else (), True
    )


def _value(text: str) -> tuple[str | int | Decimal | date, str]:
    """What a FEEL cell holds in a workbook, and as what it is shown: a number or a day if it reads back as it was."""
    if _NUMBER.fullmatch(text) and number_as_shown(Decimal(text)) == text:
        return (Decimal(text) if "." in text else int(text)), _GENERAL
    if text in ("true", "false"):
        return text == "true", _GENERAL
    for pattern, kind, shown in ((_DAY, date, _DATE), (_MOMENT, datetime, _DATE_AND_TIME)):
        if match := pattern.fullmatch(text):
            try:
                moment = kind.fromisoformat(match[1])
            except ValueError:
                continue
            if moment.isoformat() >= _FIRST_SURE_DAY.isoformat():
                return moment, shown
    return text, _TEXT


def _width(cells: Iterable[str]) -> float:
    """How wide a column is to be; a Chinese character takes the room of two letters."""
    longest = max(
        (sum(2 if ord(sign) > 0x2E7F else 1 for sign in line) for cell in cells for line in cell.split("\n")),
        default=0,
    )
    return min(max(longest + 2, 8), _MAX_WIDTH)
