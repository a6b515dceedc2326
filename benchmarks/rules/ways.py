"""Every way in which the yardstick is worked out, by the word for it, each made only when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.rules.thirty import YARDSTICK

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.rules.peers import Peer

OURS = "ours"


def _ours() -> Peer:
    from benchmarks.rules.ours import ByTables

    return ByTables(YARDSTICK)


def _openfisca() -> Peer:
    from benchmarks.rules.peers.by_openfisca import ByOpenFisca

    return ByOpenFisca()


def _duckdb() -> Peer:
    from benchmarks.rules.peers.by_duckdb import ByDuckDb

    return ByDuckDb(bounds=False)


def _duckdb_bounds() -> Peer:
    from benchmarks.rules.peers.by_duckdb import ByDuckDb

    return ByDuckDb(bounds=True)


def _polars() -> Peer:
    from benchmarks.rules.peers.by_polars import ByPolars

    return ByPolars(bounds=False)


def _polars_bounds() -> Peer:
    from benchmarks.rules.peers.by_polars import ByPolars

    return ByPolars(bounds=True)


def _polars_best() -> Peer:
    from benchmarks.rules.peers.by_polars import ByPolarsAtItsBest

    return ByPolarsAtItsBest()


def _c() -> Peer:
    from benchmarks.rules.peers.by_c import ByC

    return ByC()


WAYS: dict[str, Callable[[], Peer]] = {
    OURS: _ours,
    "openfisca": _openfisca,
    "duckdb": _duckdb,
    "duckdb-bounds": _duckdb_bounds,
    "polars": _polars,
    "polars-bounds": _polars_bounds,
    "polars-best": _polars_best,
    "c": _c,
}
"""In a process of its own a way is called by this word; what it imports is imported there only."""
SAME_ENGINE = ("polars", "polars-bounds", "polars-best")
