"""The yardstick policy written by hand for other engines, each as someone who knows that engine would write it.

All of them answer alike: for every resident a number by table, null where there is none; the minimum living subsidy in
fen, the others as they are. That is checked in every run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import polars as pl

OLD_AGE, MINIMUM_LIVING, DISABILITY, UNEMPLOYMENT = ALL = (
    "old_age_allowance",
    "minimum_living",
    "disability_subsidy",
    "unemployment_months",
)
ROWS_ALONE = (OLD_AGE, DISABILITY, UNEMPLOYMENT)
"""Those that look at one resident only."""
MINIMUM_FEN = 90_000
"""The low income line of the day that counts."""


class Peer(Protocol):
    """The policy by hand."""

    name: str
    ordered: bool
    """Whether answers stand in the order of the residents; those of a database need not."""

    def load(self, path: Path) -> None:
        """Brings the residents into memory, in whatever shape suits the engine best."""

    def answer(self, tables: Sequence[str]) -> object:
        """Works those tables out for every resident and leaves the answers in memory, in the engine's own shape."""

    def frame(self, answers: object) -> pl.DataFrame:
        """Answers as whole numbers by table."""
