"""CSV files: their rows with the lines on which they start, and the same rows as mappings for the forms."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .forms import Form, keys, texts_columns
from .model import Place
from .nodes import Entry, Keyed, Report, Scalar, Series
from .problems import Problem, near

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file: its column names, and its rows with the line on which each starts."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def sheet(file: str, text: str, report: Report) -> Sheet | None:
    """The rows of a CSV text with a header, or None (reported). Rows of another width are reported and left out."""
    lines = _records(file, text, report)
    header = next(lines, None)
    if header is None:
        report(Problem(Place(file, 1), "file-empty"))
        return None
    columns = tuple(name.strip() for name in header[1])
    for name in sorted({name for name in columns if columns.count(name) > 1}):
        report(Problem(Place(file, header[0]), "column-twice", {"key": name}))
    rows = []
    for line, cells in lines:
        if len(cells) == len(columns):
            rows.append((line, tuple(cells)))
        else:
            widths = {"found": str(len(cells)), "expected": str(len(columns))}
            report(Problem(Place(file, line), "row-width", widths))
    return Sheet(columns, tuple(rows))


def _records(file: str, text: str, report: Report) -> Iterator[tuple[int, list[str]]]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            report(Problem(Place(file, line), "csv-syntax", {"found": str(error)}))
            return
        if any(cells):
            yield line, cells
        line = rows.line_num + 1


def check_unique(file: str, found: Sheet, column: str, report: Report) -> None:
    """Report values that stand twice in a column where each may stand once; no column, nothing to check."""
    if column not in found.columns:
        return
    position = found.columns.index(column)
    first: dict[str, int] = {}
    for line, cells in found.rows:
        known = first.setdefault(cells[position], line)
        if known != line:
            report(Problem(Place(file, line), "row-twice", {"key": cells[position], "first": str(known)}))


def rows_of(file: str, found: Sheet, form: type[Form], report: Report) -> Series | None:
    """A sheet as a list of mappings, or None (reported) where a column is missing that every row needs.

    ``name_zh`` and ``name_en`` become one text by language.
    """
    spread = texts_columns(form, found.columns)
    names = {known.name for known in keys(form)}
    given = {*found.columns, *(name for name, _ in spread.values())}
    missing = [known for known in keys(form) if known.required and known.name not in given]
    for known in missing:
        report(Problem(Place(file, 1), "column-missing", {"key": known.name, "doc": known.doc}))
    for column in found.columns:
        if column not in names and column not in spread:
            values = {"key": column, "known": ", ".join(sorted(names)), "near": near(column, names)}
            report(Problem(Place(file, 1), "column-unknown", values))
    if missing:
        return None
    return Series(tuple(_row(line, cells, found.columns, spread, names) for line, cells in found.rows), 1)


def _row(
    line: int,
    cells: tuple[str, ...],
    columns: tuple[str, ...],
    spread: Mapping[str, tuple[str, str]],
    names: set[str],
) -> Keyed:
    entries: dict[str, Entry] = {}
    texts: dict[str, dict[str, Entry]] = {}
    for column, cell in zip(columns, cells, strict=True):
        if not cell:
            continue
        entry = Entry(Scalar(cell, line), line)
        if column in spread:
            name, lang = spread[column]
            texts.setdefault(name, {})[lang] = entry
        elif column in names:
            entries[column] = entry
    entries.update((name, Entry(Keyed(by_lang, line), line)) for name, by_lang in texts.items())
    return Keyed(entries, line)
