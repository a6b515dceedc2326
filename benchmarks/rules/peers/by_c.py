"""A loop in C over columns that are codes already, compiled where it runs: the floor. All cores but for the sums."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from benchmarks.rules.peers import MINIMUM_LIVING, ROWS_ALONE
from benchmarks.rules.peers.by_polars import years_ago

if TYPE_CHECKING:
    from collections.abc import Sequence

_SOURCE = Path(__file__).with_name("fused.c")
_EPOCH = np.datetime64("1970-01-01")
_BY_BAND = ((0, 12), (3, 12), (6, 12), (9, 12), (12, 12), (15, 24), (18, 36), (24, 361))
COMPILER = shutil.which("gcc")
_WORKERS = os.cpu_count() or 1


class ByC:
    """The policy as a loop."""

    ordered = True

    name = "C loop over codes"

    def load(self, path: Path) -> None:
        """Columns as arrays of codes, unknown ones below zero; households numbered from 0."""
        residents = pl.read_parquet(path)
        first = residents["household_id"].min()
        assert isinstance(first, int)
        coded = residents.select(
            born=pl.col("birth_date").to_physical().fill_null(2**31 - 1),
            hukou=pl.col("hukou").to_physical().cast(pl.Int8).fill_null(-1),
            fen=pl.col("monthly_income").to_physical().cast(pl.Int32).fill_null(-1),
            level=pl.col("disability_level").fill_null(-1),
            employment=pl.col("employment").to_physical().cast(pl.Int8).fill_null(-1),
            months=pl.col("insurance_months").fill_null(-1),
            household=(pl.col("household_id") - first).cast(pl.Int32).fill_null(-1),
        )
        self._columns: dict[str, Any] = {name: coded[name].to_numpy() for name in coded.columns}
        self._bounds = np.array(
            [(np.datetime64(years_ago(age)) - _EPOCH).astype(int) for age in (80, 90, 100)], np.int32
        )
        self._entitled = np.array([-1, *(value for value, times in _BY_BAND for _ in range(times))], np.int8)
        self._households = int(self._columns["household"].max()) + 1
        self._library = _compiled()

    def answer(self, tables: Sequence[str]) -> dict[str, Any]:
        """Arrays of just the width that is needed."""
        held, rows = self._columns, len(self._columns["born"])
        narrow = (np.int16, np.int16, np.int8)
        answers: dict[str, Any] = {
            name: np.empty(rows, kind) for name, kind in zip(ROWS_ALONE, narrow, strict=True)
        }
        coded = (held[name] for name in ("born", "hukou", "fen", "level", "employment", "months"))
        self._run("rows", rows, *coded, self._bounds, self._entitled, *answers.values())
        if MINIMUM_LIVING in tables:
            answers[MINIMUM_LIVING] = self._minimum_living(rows)
        return {name: answers[name] for name in tables}

    def _minimum_living(self, rows: int) -> Any:
        held, many = self._columns, self._households
        sums, heads, unknown = np.zeros(many, np.int64), np.zeros(many, np.int32), np.zeros(many, np.int32)
        amounts, minimum = np.empty(many, np.int32), np.empty(rows, np.int32)
        pointers = [_pointer(array) for array in (held["household"], held["fen"], sums, heads, unknown)]
        self._library.gather(ctypes.c_int64(0), ctypes.c_int64(rows), *pointers)
        self._run("settle", many, sums, heads, unknown, amounts)
        self._run("spread", rows, held["household"], amounts, minimum)
        return minimum

    def _run(self, function: str, rows: int, *arrays: Any) -> None:
        """Runs a function over all rows, a part in each thread."""
        ends = np.linspace(0, rows, _WORKERS + 1).astype(int).tolist()
        pointers = [_pointer(array) for array in arrays]

        def part(first: int, last: int) -> None:
            getattr(self._library, function)(ctypes.c_int64(first), ctypes.c_int64(last), *pointers)

        with ThreadPoolExecutor(_WORKERS) as pool:
            list(pool.map(part, ends, ends[1:]))

    def frame(self, answers: object) -> pl.DataFrame:
        """-1 becomes null."""
        assert isinstance(answers, dict)
        return pl.DataFrame(answers).select(pl.all().cast(pl.Int64).replace(-1, None))


def _pointer(array: Any) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def _compiled() -> ctypes.CDLL:
    assert COMPILER is not None
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "fused.so"
        options = ("-O3", "-march=native", "-shared", "-fPIC")
        subprocess.run([COMPILER, *options, "-o", str(library), str(_SOURCE)], check=True)
        return ctypes.CDLL(str(library))
