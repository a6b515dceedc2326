"""Invented residents as a Parquet file, ten million in seconds, the same for the same seed.

A register of residents lists the members of a household one after the other; a few have moved and stand elsewhere. The
shuffled variant has nobody beside anybody. Of every field some are missing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pathlib import Path

ROWS = int(os.environ.get("MINBEN_BENCH_ROWS", "10000000"))
ON = date(2025, 10, 1)
"""The date that counts in every benchmark."""
HUKOU = ("本区", "本市", "外地")
EMPLOYMENT = ("在职", "灵活就业", "失业", "退休", "在学", "其他")
_ROW_GROUP = 500_000
_EPOCH = date(1970, 1, 1)
_LEVELS = (0.935, 0.012, 0.018, 0.02, 0.015)
"""Of ten thousand residents, 9,350 without a disability, the others by level from 1 to 4."""

Ints = NDArray[np.int32]
Codes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Spec:
    """Which residents: how many, from which seed, members of households side by side or not."""

    rows: int = ROWS
    seed: int = 7
    shuffled: bool = False

    @property
    def file(self) -> str:
        """The name of their file."""
        return f"residents-{self.rows}-{self.seed}{'-shuffled' if self.shuffled else ''}.parquet"


def write_residents(folder: Path, spec: Spec) -> Path:
    """The file of these residents, written if it is not there."""
    path = folder / spec.file
    if not path.exists():
        made = path.with_suffix(".new")
        residents(spec).write_parquet(made, row_group_size=_ROW_GROUP, statistics=True)
        made.rename(path)
    return path


@cache
def frame_of(path: Path) -> pl.DataFrame:
    """The residents in memory, once for all who look at them there."""
    return pl.read_parquet(path)


def residents(spec: Spec) -> pl.DataFrame:
    """The residents as columns: a day, an income with two decimals, enumerated strings, small whole numbers."""
    make = _Maker(np.random.default_rng(spec.seed), spec.rows)
    ages = make.ages()
    frame = pl.DataFrame(
        {
            "birth_date": make.known(pl.Series((ON - _EPOCH).days - ages).cast(pl.Date), 0.998),
            "hukou": make.named(HUKOU, (0.68, 0.12, 0.20)),
            "monthly_income": make.incomes(),
            "disability_level": make.known(pl.Series(make.codes(_LEVELS)).cast(pl.Int8), 0.98),
            "employment": make.named(EMPLOYMENT, (0.46, 0.14, 0.05, 0.17, 0.15, 0.03)),
            "household_id": make.known(make.households(), 0.998),
            "insurance_months": make.known(make.months(), 0.97),
        }
    )
    return frame[make.random.permutation(spec.rows)] if spec.shuffled else frame


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes columns of so many rows, each from the next of the random numbers."""

    random: np.random.Generator
    rows: int

    def codes(self, shares: tuple[float, ...]) -> Codes:
        """Numbers from 0, the first as often as the first share says, and so on; by a table of 65,536 places."""
        places = np.searchsorted(np.cumsum(shares), np.arange(65_536) / 65_536, side="right").astype(np.uint8)
        drawn: Codes = places[self.random.integers(0, 65_536, self.rows, dtype=np.uint16)]
        return drawn

    def known(self, values: pl.Series, share: float) -> pl.Series:
        """The values, of which only a share is known."""
        return pl.select(pl.when(pl.Series(self.codes((1 - share, share)) == 1)).then(values)).to_series()

    def named(self, names: tuple[str, ...], shares: tuple[float, ...]) -> pl.Series:
        """Strings of a fixed list, a few missing."""
        return self.known(pl.Series(self.codes(shares)).cat.to(pl.Enum(names)), 0.98)

    def ages(self) -> Ints:
        """Ages in days: one in five old, the others evenly below 66."""
        old = self.random.normal(72, 11, self.rows)
        years = np.where(self.codes((0.2, 0.8)) == 0, old, self.random.random(self.rows) * 66)
        return (np.clip(years, 0, 106) * 365.25).astype(np.int32)

    def incomes(self) -> pl.Series:
        """Monthly incomes from nothing to some ten thousands, in yuan and fen, half of them in whole yuan."""
        fen = (np.exp(self.random.normal(12.0, 1.0, self.rows))).astype(np.int64)
        fen = np.where(self.codes((0.5, 0.5)) == 0, fen // 100 * 100, fen)
        fen[self.codes((0.35, 0.65)) == 0] = 0
        yuan = pl.Series(fen).cast(pl.Decimal(12, 0)) * Decimal("0.01")
        return self.known(yuan.cast(pl.Decimal(12, 2)), 0.97)

    def months(self) -> pl.Series:
        """Months of insurance, many few and few many."""
        return pl.Series(np.minimum(self.random.exponential(70, self.rows), 480).astype(np.int16))

    def households(self) -> pl.Series:
        """Households of one to six in a row, their numbers rising with gaps; one member in fifty has moved."""
        sizes = 1 + self.codes((0.25, 0.27, 0.22, 0.14, 0.08, 0.04)).astype(np.int64)
        numbers = 100_000_000 + np.cumsum(1 + self.codes((0.5, 0.3, 0.2)).astype(np.int64))
        of = np.repeat(numbers, sizes)[: self.rows]
        moved = np.flatnonzero(self.codes((0.02, 0.98)) == 0)
        of[moved] = of[self.random.permutation(moved)]
        return pl.Series(of)
