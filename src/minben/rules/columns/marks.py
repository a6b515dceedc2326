"""The mark that a result bears: by which model and day it was made, and which decisions did not go by columns.

It stands in the metadata of the Parquet file under the key `minben`, as JSON, where other readers leave it alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KEY = "minben"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of a result: the model's name, the date that counts, the rows, and how each decision was made.

    `by_rows` are the decisions that the row engine made, each with the reason in English.
    """

    model: str
    on: date
    rows: int
    by_columns: tuple[str, ...]
    by_rows: Mapping[str, str]

    def metadata(self) -> dict[str, str]:
        """The mark as the metadata of a Parquet file."""
        told = {
            "model": self.model,
            "on": self.on.isoformat(),
            "rows": self.rows,
            "by_columns": list(self.by_columns),
            "by_rows": dict(self.by_rows),
        }
        return {KEY: json.dumps(told, ensure_ascii=False)}


def mark_of(path: Path) -> Mark | None:
    """The mark of a result, None where a file bears none. Raises what Polars raises for what is no such file."""
    told = pl.read_parquet_metadata(path).get(KEY)
    if told is None:
        return None
    read = json.loads(told)
    return Mark(
        read["model"],
        date.fromisoformat(read["on"]),
        read["rows"],
        tuple(read["by_columns"]),
        read["by_rows"],
    )
