"""The rows of a CSV file as mappings, so that they are read by the same forms as YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .forms import keys, texts_columns
from .model import Place
from .nodes import Entry, Keyed, Scalar, Series
from .problems import Problem, near

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .forms import Form
    from .nodes import Report, Sheet


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


def rows_of(file: str, found: Sheet, form: type[Form], report: Report) -> Series:
    """A sheet as a list of mappings; ``name_zh`` and ``name_en`` become one text by language."""
    spread = texts_columns(form, found.columns)
    names = {known.name for known in keys(form)}
    for column in found.columns:
        if column not in names and column not in spread:
            values = {"key": column, "known": ", ".join(sorted(names)), "near": near(column, names)}
            report(Problem(Place(file, 1), "column-unknown", values))
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
