"""The shape of the population by which the generator makes people: plain data, checked by whoever generates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from .composing import compose
from .model import Place
from .nodes import Report, decode
from .problems import Problem
from .sheets import sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = "demography/"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_demography(files: Mapping[str, bytes], report: Report) -> Mapping[str, object]:
    """By file name without ending: YAML as plain values, CSV as a tuple of rows by column."""
    read: dict[str, object] = {}
    for file, data in files.items():
        if not file.startswith(FOLDER):
            continue
        text = decode(file, data, report)
        if text is not None:
            name, _, ending = file.removeprefix(FOLDER).rpartition(".")
            read[name] = _rows(file, text, report) if ending == "csv" else _values(file, text, report)
    return read


def _rows(file: str, text: str, report: Report) -> tuple[Mapping[str, str], ...]:
    found = sheet(file, text, report)
    if found is None:
        return ()
    return tuple(dict(zip(found.columns, cells, strict=True)) for _, cells in found.rows)


def _values(file: str, text: str, report: Report) -> object:
    """Plain values; only what has passed the bounds of our own reading is given to PyYAML's constructor."""
    problems: list[Problem] = []
    compose(file, text, problems.append)
    for problem in problems:
        report(problem)
    if problems:
        return None
    try:
        return yaml.load(text, _LOADER)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError) as error:
        report(Problem(Place(file, 1), "yaml-syntax", {"found": str(error).partition("\n")[0]}))
        return None
