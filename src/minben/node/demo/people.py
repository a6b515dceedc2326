"""The invented people of a demonstration: made once, kept as files in the node's folder, found again by later runs."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import orjson

from minben.registers.generate import write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from minben.blueprint.model import Blueprint

    Row = Mapping[str, str]

MADE = "made.json"


@dataclass(frozen=True, slots=True)
class People:
    """How many residents were made, by which seed, as of which day, and for which registers, in the order of loading.

    ``moved_in`` says that the registers hold them all; ``days`` how many days were played.
    """

    folder: Path
    residents: int
    seed: int
    on: date
    registers: tuple[str, ...]
    moved_in: bool
    days: int

    @classmethod
    def kept(cls, folder: Path) -> People | None:
        """Those of an earlier run, None before the first."""
        try:
            said = orjson.loads((folder / MADE).read_bytes())
        except FileNotFoundError:
            return None
        on = date.fromisoformat(said["on"])
        registers = tuple(said["registers"])
        return cls(folder, said["residents"], said["seed"], on, registers, said["moved_in"], said["days"])

    @classmethod
    def make(
        cls,
        folder: Path,
        blueprint: Blueprint,
        residents: int,
        seed: int,
        on: date,
        progress: Callable[[int], None],
    ) -> People:
        """Invent them and keep them."""
        files = write_files(blueprint, folder, residents, str(seed), on, progress=progress)
        people = cls(folder, residents, seed, on, tuple(file.stem for file in files), moved_in=False, days=0)
        people.keep()
        return people

    def keep(self) -> None:
        """Write down how it stands, whole or not at all."""
        said = {
            "residents": self.residents,
            "seed": self.seed,
            "on": self.on.isoformat(),
            "registers": self.registers,
            "moved_in": self.moved_in,
            "days": self.days,
        }
        part = self.folder / f"{MADE}.part"
        part.write_bytes(orjson.dumps(said))
        part.replace(self.folder / MADE)

    def rows(self, register: str) -> Iterator[Row]:
        """The rows of a register, one after the other."""
        with (self.folder / f"{register}.csv").open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
