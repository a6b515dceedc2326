"""The shape of the population by which the generator makes people: plain data, checked by whoever generates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from .nodes import Report, compose, decode, sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = "demography/"


def read_demography(files: Mapping[str, bytes], report: Report) -> Mapping[str, object]:
    """By file name without ending: YAML as plain values, CSV as a tuple of rows by column."""
    read: dict[str, object] = {}
    for file, data in files.items():
        if not file.startswith(FOLDER):
            continue
        text = decode(file, data, report)
        if text is None:
            continue
        name, _, ending = file.removeprefix(FOLDER).rpartition(".")
        if ending == "csv":
            rows = sheet(file, text, report)
            read[name] = (
                tuple(dict(zip(rows.columns, cells, strict=True)) for _, cells in rows.rows) if rows else ()
            )
        elif compose(file, text, report) is not None:
            read[name] = yaml.safe_load(text)
    return read
