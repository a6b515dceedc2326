"""Polars: expressions as one writes them, the same with birth-date bounds, and with every art that makes it faster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from polars import col, when

from benchmarks.rules.peers import DISABILITY, MINIMUM_FEN, MINIMUM_LIVING, OLD_AGE, UNEMPLOYMENT
from benchmarks.rules.residents import ON, frame_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

_MONTHS = (12, 24, 36, 48, 60, 84, 120)
_ENTITLED = (0, 3, 6, 9, 12, 15, 18, 24)
_PACKED = 1 << 40
"""A household's shortfall in fen, of either sign, and its members times this are summed as one number."""


def years_ago(years: int) -> date:
    """The last day of birth of those who are so old on the day that counts."""
    return ON.replace(year=ON.year - years)


class ByPolars:
    """The policy as expressions of Polars."""

    ordered = True

    def __init__(self, *, bounds: bool) -> None:
        self.name = "Polars by hand, birth-date bounds" if bounds else "Polars by hand, ages"
        self._tables = {
            OLD_AGE: _old_age(*map(_born_by if bounds else _aged, (80, 90, 100))),
            DISABILITY: _disability(),
            UNEMPLOYMENT: _unemployment(),
            MINIMUM_LIVING: in_yuan(col("amount").fill_null(0)),
        }

    def load(self, path: Path) -> None:
        """Residents as a frame."""
        self._residents = frame_of(path)

    def answer(self, tables: Sequence[str]) -> pl.DataFrame:
        """A frame."""
        residents = self._residents.lazy()
        if MINIMUM_LIVING in tables:
            residents = residents.join(
                households(residents), on="household_id", how="left", maintain_order="left"
            )
        return residents.select(self._tables[name].alias(name) for name in tables).collect(engine="streaming")

    def frame(self, answers: object) -> pl.DataFrame:
        """As whole numbers."""
        assert isinstance(answers, pl.DataFrame)
        return answers.select(in_fen(answers))


def in_yuan(fen: pl.Expr) -> pl.Expr:
    """Whole fen as yuan with two decimals, as the rules give them: all ways in Polars end in columns of these types."""
    return fen.cast(pl.Int128).reinterpret(dtype=pl.Decimal(38, 2))


def in_fen(answers: pl.DataFrame) -> list[pl.Expr]:
    """Answers as whole numbers, the minimum living subsidy in fen."""
    return [
        (col(name).to_physical() if name == MINIMUM_LIVING else col(name)).cast(pl.Int64)
        for name in answers.columns
    ]


def aged() -> pl.Expr:
    """Years since birth."""
    born = col("birth_date")
    months = (ON.year - born.dt.year()) * 12 + (ON.month - born.dt.month().cast(pl.Int32))
    return (months - (born.dt.day() > ON.day).cast(pl.Int32)) // 12


def _aged(years: int) -> pl.Expr:
    return aged() >= years


def _born_by(years: int) -> pl.Expr:
    return col("birth_date") <= years_ago(years)


def _old_age(old: pl.Expr, very_old: pl.Expr, hundred: pl.Expr) -> pl.Expr:
    local = col("hukou") == "本区"
    return (
        when(local & hundred)
        .then(300)
        .when(local & very_old)
        .then(100)
        .when(local & old)
        .then(50)
        .otherwise(0)
    )


def _disability() -> pl.Expr:
    level, income = col("disability_level"), col("monthly_income")
    severe, other = level.is_in([1, 2]), level.is_in([3, 4])
    living = (
        when(severe & (income < 900)).then(120).when(severe & (income < 1350)).then(80)
        .when(other & (income < 900)).then(60).otherwise(0)
    )  # fmt: skip
    return living + when(level == 1).then(110).when(level == 2).then(90).otherwise(0)


def _unemployment() -> pl.Expr:
    months = col("insurance_months")
    entitled: pl.Expr = when(months >= _MONTHS[-1]).then(_ENTITLED[-1])
    for end, value in zip(reversed(_MONTHS), reversed(_ENTITLED[:-1]), strict=True):
        entitled = when(months < end).then(value).otherwise(entitled)
    return when(col("employment") == "失业").then(entitled).otherwise(0)


def households(residents: pl.LazyFrame) -> pl.LazyFrame:
    """Those households that are entitled, with the amount in fen for each member."""
    fen = col("monthly_income").to_physical().cast(pl.Int64)
    heads, known = col("heads").cast(pl.Int64), col("unknown") == 0
    short = MINIMUM_FEN * heads - col("fen")
    return (
        residents.filter(col("household_id").is_not_null())
        .group_by("household_id")
        .agg(fen=fen.sum(), heads=pl.len(), unknown=fen.null_count())
        .filter(known & (short > 0))
        .select("household_id", amount=(2 * short + heads) // (2 * heads))
    )


class ByPolarsAtItsBest(ByPolars):
    """The fastest that was found by hand for just these tables and columns: nothing in it is general."""

    def __init__(self) -> None:
        super().__init__(bounds=True)
        self.name = "Polars by hand, every art"
        poor, low = col("fen") < 90_000, col("fen") < 135_000
        self._tables = {
            OLD_AGE: _old_age_narrow(),
            DISABILITY: _disability_narrow(poor, low),
            UNEMPLOYMENT: _unemployment_narrow(),
        }

    def answer(self, tables: Sequence[str]) -> pl.DataFrame:
        """A frame; the amounts of households are looked up by their number instead of being joined."""
        fen = col("monthly_income").to_physical()
        residents = self._residents.lazy()
        needed = residents.with_columns(fen=fen.cast(pl.Int32, wrap_numerical=True))
        columns = [self._tables[name].alias(name) for name in tables if name != MINIMUM_LIVING]
        if MINIMUM_LIVING in tables:
            columns.append(self._minimum_living(residents).alias(MINIMUM_LIVING))
        return needed.select(columns).select(tables).collect(engine="streaming")

    def _minimum_living(self, residents: pl.LazyFrame) -> pl.Expr:
        ids = self._residents["household_id"]
        first, last = ids.min(), ids.max()
        assert isinstance(first, int)
        assert isinstance(last, int)
        place = (col("household_id") - first).cast(pl.UInt32, wrap_numerical=True)
        short = MINIMUM_FEN - col("monthly_income").to_physical().cast(pl.Int64, wrap_numerical=True)
        sums = (
            residents.select(place=place, packed=(short + _PACKED).fill_null(-(1 << 60)))
            .group_by("place")
            .agg(col("packed").sum())
            .filter((col("packed") > 0) & col("place").is_not_null())
            .with_columns(heads=(col("packed") + (_PACKED >> 1)) // _PACKED)
            .with_columns(short=col("packed") - col("heads") * _PACKED)
            .filter(col("short") > 0)
            .select("place", amount=((2 * col("short") + col("heads")) // (2 * col("heads"))).cast(pl.Int32))
            .collect(engine="streaming")
        )
        amounts = pl.zeros(last - first + 1, pl.Int32, eager=True).scatter(sums["place"], sums["amount"])
        return in_yuan(pl.lit(amounts).gather(place).fill_null(0))


def _u8(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.UInt8)


def _old_age_narrow() -> pl.Expr:
    old, very_old, hundred = map(_born_by, (80, 90, 100))
    fifty, hundreds, three = (pl.lit(value, dtype=pl.UInt16) for value in (50, 100, 300))
    amount = when(hundred).then(three).when(very_old).then(hundreds).otherwise(fifty)
    return when((col("hukou") == "本区") & old).then(amount).otherwise(pl.lit(0, dtype=pl.UInt16))


def _disability_narrow(poor: pl.Expr, low: pl.Expr) -> pl.Expr:
    level = col("disability_level")
    first = when(poor).then(_u8(230)).when(low).then(_u8(190)).otherwise(_u8(110))
    second = when(poor).then(_u8(210)).when(low).then(_u8(170)).otherwise(_u8(90))
    other = (level >= 3) & poor
    return (
        when(level == 1).then(first).when(level == 2).then(second).when(other).then(_u8(60)).otherwise(_u8(0))
    )


def _unemployment_narrow() -> pl.Expr:
    entitled = when(col("insurance_months").is_not_null()).then(_halved(_MONTHS, _ENTITLED))
    return when(col("employment") == "失业").then(entitled).otherwise(_u8(0))


def _halved(bounds: tuple[int, ...], values: tuple[int, ...]) -> pl.Expr:
    if not bounds:
        return _u8(values[0])
    middle = len(bounds) // 2
    below = _halved(bounds[:middle], values[: middle + 1])
    above = _halved(bounds[middle + 1 :], values[middle + 1 :])
    return when(col("insurance_months") < bounds[middle]).then(below).otherwise(above)
