"""Reads what is needed of a file once, where memory allows, and keeps results together until they grow too large.

A file that is decided is gone through several times: for its ranges, for its groups, for its rows. What takes less than
a gigabyte is therefore read into memory first; a larger file is read again each time, so that memory does not grow with
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 1_000_000_000
"""Bytes of columns in memory, at most."""
_SAMPLE = 10_000


def held(frame: pl.LazyFrame, columns: Sequence[str]) -> pl.DataFrame | None:
    """These columns of the frame in memory; None where they take more than `MOST`, as the first rows tell."""
    narrow = frame.select(columns)
    sample = narrow.head(_SAMPLE).collect()
    if sample.height == _SAMPLE:
        rows = int(frame.select(pl.len()).collect().item())
        if sample.estimated_size() * rows > MOST * _SAMPLE:
            return None
    return narrow.collect(engine="streaming")
