"""DuckDB: one SELECT over a table in memory, strings as enums; ages as they are written, or as birth-date bounds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from benchmarks.rules.peers import DISABILITY, MINIMUM_LIVING, OLD_AGE, UNEMPLOYMENT
from benchmarks.rules.residents import EMPLOYMENT, HUKOU, ON

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_AGE = f"date_sub('year', birth_date, DATE '{ON}')"
_OLD_AGE = "CASE WHEN hukou = '本区' THEN CASE WHEN {} THEN 300 WHEN {} THEN 100 WHEN {} THEN 50 ELSE 0 END ELSE 0 END"
_NATURAL = _OLD_AGE.format(*(f"{_AGE} >= {age}" for age in (100, 90, 80)))
_BOUNDED = _OLD_AGE.format(
    *(f"birth_date <= DATE '{ON.replace(year=ON.year - age)}'" for age in (100, 90, 80))
)
_DISABILITY = """CASE WHEN disability_level = 0 THEN 0 ELSE
  CASE WHEN disability_level IN (1, 2) AND monthly_income < 900 THEN 120
       WHEN disability_level IN (1, 2) AND monthly_income < 1350 THEN 80
       WHEN disability_level IN (3, 4) AND monthly_income < 900 THEN 60 ELSE 0 END
  + CASE disability_level WHEN 1 THEN 110 WHEN 2 THEN 90 ELSE 0 END END"""
_UNEMPLOYMENT = """CASE WHEN employment = '失业' THEN
  CASE WHEN insurance_months < 12 THEN 0 WHEN insurance_months < 24 THEN 3 WHEN insurance_months < 36 THEN 6
       WHEN insurance_months < 48 THEN 9 WHEN insurance_months < 60 THEN 12 WHEN insurance_months < 84 THEN 15
       WHEN insurance_months < 120 THEN 18 WHEN insurance_months >= 120 THEN 24 END
  ELSE 0 END"""
_HOUSEHOLDS = """(SELECT household_id, (2 * short + heads) // (2 * heads) AS amount FROM (
  SELECT household_id, count(*) AS heads, 90000 * count(*) - sum((monthly_income * 100)::BIGINT)::BIGINT AS short
  FROM residents WHERE household_id IS NOT NULL
  GROUP BY household_id HAVING count(monthly_income) = count(*)) WHERE short > 0) AS households"""
_THREADS = os.cpu_count() or 1


class ByDuckDb:
    """The policy as a query of DuckDB."""

    ordered = False

    def __init__(self, *, bounds: bool) -> None:
        self.name = "DuckDB by hand, birth-date bounds" if bounds else "DuckDB by hand, ages"
        self._columns = {
            OLD_AGE: _BOUNDED if bounds else _NATURAL,
            MINIMUM_LIVING: "coalesce(households.amount, 0)",
            DISABILITY: _DISABILITY,
            UNEMPLOYMENT: _UNEMPLOYMENT,
        }

    def load(self, path: Path) -> None:
        """Residents as a table in memory."""
        self._database = duckdb.connect(config={"threads": _THREADS})
        for name, values in (("hukou", HUKOU), ("employment", EMPLOYMENT)):
            self._database.execute(f"CREATE TYPE {name} AS ENUM {values}")
        self._database.execute(
            "CREATE TABLE residents AS SELECT * REPLACE"
            " (hukou::VARCHAR::hukou AS hukou, employment::VARCHAR::employment AS employment)"
            f" FROM read_parquet('{path}')"
        )

    def answer(self, tables: Sequence[str]) -> object:
        """An Arrow table."""
        columns = ", ".join(f"{self._columns[name]} AS {name}" for name in tables)
        joined = f" LEFT JOIN {_HOUSEHOLDS} USING (household_id)" if MINIMUM_LIVING in tables else ""
        return self._database.sql(f"SELECT {columns} FROM residents{joined}").to_arrow_table()

    def frame(self, answers: object) -> pl.DataFrame:
        """As whole numbers."""
        frame = pl.from_arrow(answers)
        assert isinstance(frame, pl.DataFrame)
        return frame.select(pl.all().cast(pl.Int64))
