"""Invents a people for a blueprint: residents, households, kinship, benefits and enterprises, as rows of its registers.

The same blueprint, seed, number and day give the same people, on any machine. Households are made one after the other,
so any number of people needs the same memory. `stream` gives the rows of each register to load them at once;
`write_files` writes them as CSV files. No name, number or share comes from here: all of it is the blueprint's
``demography`` (see ``docs/registers.md``).
"""

from __future__ import annotations

import csv
from contextlib import ExitStack
from typing import TYPE_CHECKING

from .people import households
from .problems import DemographyProblem
from .rows import Census, tables
from .shape import read_shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from minben.blueprint.model import Blueprint

    Row = dict[str, str]

__all__ = ["DemographyProblem", "stream", "write_files"]

PROGRESS_EVERY = 1000


def stream(
    blueprint: Blueprint, residents: int, seed: str, on: date, *, enterprises: int | None = None
) -> dict[str, Iterator[Row]]:
    """By register, the rows of ``residents`` invented people as they are ``on`` a day.

    The registers come in an order in which they can be loaded. Each iterator makes the people anew, so they may be read
    in any order, or not at all. Without a number the blueprint says how many ``enterprises`` there are. Raises
    `DemographyProblem` where the blueprint's demography is not enough.
    """
    census = _census(blueprint, residents, seed, on, enterprises)
    return {table.register: _rows(census, place) for place, table in enumerate(tables(census))}


def write_files(
    blueprint: Blueprint,
    folder: Path,
    residents: int,
    seed: str,
    on: date,
    *,
    enterprises: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> dict[Path, int]:
    """Write the rows of each register to ``REGISTER.csv`` in a folder; returns the number of rows by file.

    A file appears when all of them are whole. ``progress`` is told how many people are done.
    """
    census = _census(blueprint, residents, seed, on, enterprises)
    folder.mkdir(parents=True, exist_ok=True)
    made = tables(census)
    files = [folder / f"{table.register}.csv" for table in made]
    parts = [file.with_suffix(".csv.part") for file in files]
    counts = [0] * len(files)
    with ExitStack() as stack:
        writers = []
        for table, part in zip(made, parts, strict=True):
            writer = csv.writer(
                stack.enter_context(part.open("w", encoding="utf-8", newline="")), lineterminator="\n"
            )
            writer.writerow(table.header)
            writers.append(writer)

        def write(place: int, rows: Iterator[Row]) -> None:
            for row in rows:
                writers[place].writerow(row.values())
                counts[place] += 1

        done = 0
        for household in households(blueprint, census.shape, residents, seed, on):
            for place, table in enumerate(made):
                write(place, table.of(household))
            before, done = done, done + len(household.members)
            if progress is not None and before // PROGRESS_EVERY < done // PROGRESS_EVERY:
                progress(done)
        for place, table in enumerate(made):
            write(place, table.rest())
    for part, file in zip(parts, files, strict=True):
        part.replace(file)
    return dict(zip(files, counts, strict=True))


def _census(blueprint: Blueprint, residents: int, seed: str, on: date, enterprises: int | None) -> Census:
    shape = read_shape(blueprint.demography)
    if enterprises is None:
        per_thousand = shape.enterprises.per_thousand if shape.enterprises else 0
        enterprises = round(residents * per_thousand / 1000)
    return Census(blueprint, shape, residents, enterprises, seed, on)


def _rows(census: Census, place: int) -> Iterator[Row]:
    table = tables(census)[place]
    for household in households(census.blueprint, census.shape, census.residents, census.seed, census.on):
        yield from table.of(household)
    yield from table.rest()
