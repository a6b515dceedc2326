"""Reads and writes a grid as CSV text.

A table is kept in UTF-8. What Chinese editions of Excel save as plain CSV is GB18030; it is told, with how to save it,
and not read: the bytes of most encodings of East Asia are those of Chinese words too, so that a guess could make other
words of a rule, unseen.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and would run what a stranger wrote
there. Such a text is written with `'` before it, which reading takes away again. What no spreadsheet can run stays
as it is: `=> amount`, a lone `-`, numbers, dates.
"""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING

from ..errors import Problem
from ..problems import Place, PlacedProblem
from .grid import MAX_COLUMNS, MAX_FILE, Grid, GridCell, Line, cell_name, grid_of, refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_WORKBOOK = b"PK\x03\x04"
_GUARDED = re.compile(r"'+[-=+@]")
_RISKY = re.compile(r"'*[-=+@]")
_HARMLESS = re.compile(r"=>[^\n]*|-|-?\d+(?:\.\d+)?|@\"[^\"\n]*\"(?:, @\"[^\"\n]*\")*")


def csv_text(data: bytes, name: str) -> str:
    """The text of a file. Raises `TableError` where it is too large or not text."""
    if len(data) > MAX_FILE:
        raise refusal(name, "too-large", limit=str(MAX_FILE // 1_000_000))
    if data.startswith(_WORKBOOK):
        raise refusal(name, "workbook-as-csv")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        number = data.count(b"\n", 0, fault.start)
        sample = _as_chinese(data.splitlines()[number]) if number < len(data.splitlines()) else None
        code = "not-text" if sample is None else "chinese-text"
        raise refusal(name, code, number + 1, sample=sample or "") from None


def _as_chinese(line: bytes) -> str | None:
    """The first words of a line that a Chinese edition of Excel may have saved, None where rare signs belie it."""
    try:
        text = line.decode("gb18030")
        text.encode("gb2312")
    except UnicodeError:
        return None
    return text[:20]


def csv_grid(text: str, name: str, title: str) -> Grid:
    """The grid of a CSV text. Raises `TableError` where a line is no CSV."""
    problems: list[PlacedProblem] = []
    return grid_of(name, title, _lines(text.removeprefix("\ufeff"), name, problems), problems)


def _lines(text: str, name: str, problems: list[PlacedProblem]) -> Iterator[Line]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    row = 0
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as fault:
            raise refusal(name, "not-csv", number, text=str(fault)) from None
        if cells is None:
            return
        row += 1
        if len(cells) > MAX_COLUMNS:
            raise refusal(name, "too-many-columns", number, limit=str(MAX_COLUMNS))
        for column, cell in enumerate(cells):
            if _CONTROL.search(cell):
                place = Place(name, number, cell_name(column, row))
                problems.append(PlacedProblem(place, Problem("control-character")))
        yield Line(number, row, tuple(GridCell.of(_plain(cell)) for cell in cells))


def _plain(cell: str) -> str:
    """A cell with line ends as one sign, without space around it or a guard before it."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    return text[1:] if _GUARDED.match(text) else text


def csv_of(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells as CSV text, a line each."""
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(map(_guarded, row) for row in rows)
    return text.getvalue()


def _guarded(cell: str) -> str:
    """A cell that a spreadsheet will not run."""
    return f"'{cell}" if _RISKY.match(cell) and not _HARMLESS.fullmatch(cell) else cell
